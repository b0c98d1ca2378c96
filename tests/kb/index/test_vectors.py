"""Collections of vectors, over the real Chroma."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb.index import CollectionGone, VectorIndex, collection_name

RANDOM = np.random.default_rng(1)


def _unit(count: int) -> np.ndarray:
    vectors = RANDOM.normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _build(index: VectorIndex, name: str, vectors: np.ndarray, first: int = 0) -> None:
    items = ((f"{first + i}", vector.tobytes()) for i, vector in enumerate(vectors))
    assert list(index.build(name, items, vectors.shape[1]))[-1] == len(vectors)


def test_the_nearest_of_several_collections_come_first(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    vectors = _unit(60)
    _build(index, "articles-a-1", vectors[:40])
    _build(index, "articles-a-2", vectors[40:], first=40)
    question = vectors[45] * 0.9 + vectors[3] * 0.3
    question /= np.linalg.norm(question)
    expected = np.argsort(-(vectors @ question))[:5]
    found = index.query(["articles-a-1", "articles-a-2"], question, 5)[:5]
    assert [int(key) for key, _ in found] == expected.tolist()
    assert np.allclose([c for _, c in found], (vectors @ question)[expected], atol=1e-4)


def test_a_half_written_collection_is_replaced(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    vectors = _unit(8)
    _build(index, "articles-a-1", vectors[:3])
    _build(index, "articles-a-1", vectors)
    assert len(index.ids("articles-a-1")) == 8


def test_a_collection_that_is_gone_is_told_apart_from_nothing_found(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    vectors = _unit(3)
    _build(index, "articles-a-1", vectors)
    assert index.query(["articles-a-1"], vectors[0], 2)
    index.drop(["articles-a-1"])
    with pytest.raises(CollectionGone):
        index.query(["articles-a-1"], vectors[0], 2)


def test_a_process_sees_a_collection_that_another_makes_later(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    vectors = _unit(4)
    _build(index, "articles-a-1", vectors)
    assert len(index.query(["articles-a-1"], vectors[0], 9)) == 4
    code = (
        "import sys, numpy as np; from pathlib import Path; from kb.index import VectorIndex;"
        "v = np.eye(16, dtype=np.float32);"
        "list(VectorIndex(Path(sys.argv[1])).build('articles-a-2', ((str(i), r.tobytes())"
        " for i, r in enumerate(v)), 16))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert index.query(["articles-a-2"], np.eye(16, dtype=np.float32)[7], 1)[0][0] == "7"


def test_names_say_which_model_and_which_generation() -> None:
    assert collection_name("0123456789abcdef", 4) == "articles-0123456789ab-4"
