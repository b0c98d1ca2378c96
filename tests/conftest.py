"""Fixtures every test may use. Nothing here reaches the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import KnowledgeBase, open_kb, open_writer
from kb.index.embedder import packaged_model

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real records. A clone without it skips, continuous integration never does."""
    folder = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if (folder / "data").is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"no folder of shared records at {folder}; continuous integration needs it")
    pytest.skip(f"no folder of shared records at {folder}")


@pytest.fixture(autouse=True)
def _settings_of_the_test_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings, or the knowledge base, of the person who runs it."""
    for name in [
        n
        for n in os.environ
        if n.startswith("KB_") and n not in ("KB_SHARED", "KB_CHROMIUM", "KB_CACHE")
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KB_HOME", str(tmp_path / "kb-home"))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model with random weights: real code, no meaning, milliseconds."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny-model")
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(packaged_model())
    BertModel(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
        )
    ).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=256)
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base made of the starter set with the real model, built once. Only read it."""
    from ingest.pipeline import load_starter

    home = tmp_path_factory.mktemp("starter")
    with open_writer(home) as writer:
        load_starter(writer)
    return home


@pytest.fixture
def starter_copy(starter_home: Path, tmp_path: Path) -> Path:
    """A copy of the starter knowledge base that a test may change."""
    return Path(shutil.copytree(starter_home, tmp_path / "starter-copy"))


@pytest.fixture
def starter(starter_home: Path) -> Iterator[KnowledgeBase]:
    """The starter knowledge base, open for reading."""
    base = open_kb(starter_home)
    yield base
    base.close()
