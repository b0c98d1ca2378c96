"""A model that cannot be loaded is told, also to those who did not wait for it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from kb import ConfigurationError, KnowledgeBase, open_kb
from kb.index import Embedder
from kb.index.embedder import packaged_model

QUESTION = "does adding a steroid help a medial branch block?"


def _when_tried(base: KnowledgeBase) -> None:
    """Return when loading has ended."""
    for _ in range(600):
        if not base.is_loading:
            return
        time.sleep(0.05)
    pytest.fail("loading did not end")


def test_whoever_does_not_wait_is_told_once_the_model_could_not_be_loaded(
    starter_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Embedder) -> None:
        raise ConfigurationError("The model could not be loaded (KB_MODEL).")

    with open_kb(starter_home) as base:
        monkeypatch.setattr(Embedder, "load", broken)
        first = base.search(QUESTION, wait=False)
        assert "still being loaded" in first.notice
        _when_tried(base)
        with pytest.raises(ConfigurationError, match="KB_MODEL"):
            base.search(QUESTION, wait=False)
        monkeypatch.undo()
        assert not base.search(QUESTION, wait=False).meaning_searched, "tried again"
        _when_tried(base)
        assert base.search(QUESTION, wait=False).meaning_searched


def test_damaged_weights_are_told_by_the_name_of_the_setting(tmp_path: Path) -> None:
    model = shutil.copytree(packaged_model(), tmp_path / "model")
    for weights in model.rglob("*.safetensors"):
        weights.write_bytes(b"damaged" * 100)
    with pytest.raises(ConfigurationError, match="KB_MODEL"):
        Embedder(str(model)).load()
