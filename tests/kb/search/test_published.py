"""Whether the index that is published is whole, asked without a search."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kb import IndexOutOfDate, KnowledgeBase, open_kb
from kb.index import VectorIndex


def test_a_whole_index_is_asked_once_a_generation_and_loads_no_model(
    starter: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    count = VectorIndex.count

    def counting(self: VectorIndex, name: str) -> int:
        asked.append(name)
        return count(self, name)

    monkeypatch.setattr(VectorIndex, "count", counting)
    starter.check_index()
    assert len(asked) == 1
    starter.check_index()
    starter.search("medial branch block", limit=1, wait=False)
    assert len(asked) == 1
    assert not starter.is_warm or starter.is_loading


def test_a_lost_index_is_told_at_each_check_until_it_is_mended(starter_copy: Path) -> None:
    shutil.rmtree(starter_copy / "chroma")
    with open_kb(starter_copy) as base:
        for _ in range(2):
            with pytest.raises(IndexOutOfDate, match=r"0 of 146 passages.*mbb rebuild"):
                base.check_index()


def test_an_index_of_another_model_is_told(
    starter_home: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    with open_kb(starter_home) as base, pytest.raises(IndexOutOfDate, match="KB_MODEL"):
        base.check_index()
