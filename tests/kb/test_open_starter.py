"""The starter set without the command line, and what to cite."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import kb
from kb.base.starter import _make


def test_the_starter_base_is_made_once_and_is_that_of_the_command(
    starter_cache: Path, starter: kb.KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb.open_starter(starter_cache).close()
    monkeypatch.setattr("kb.base.starter._make", lambda _home: pytest.fail("made twice"))
    base = kb.open_starter(starter_cache)
    assert base.status().digest == starter.status().digest
    assert [p.name.startswith("starter-") for p in starter_cache.iterdir()] == [True]
    base.close()


def test_another_model_makes_another_base(
    starter_cache: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    kb.open_starter(starter_cache).close()
    (made,) = starter_cache.iterdir()
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    monkeypatch.setattr("kb.base.starter._make", asked.append)
    with pytest.raises(kb.StoreNotFound):
        kb.open_starter(starter_cache)
    assert asked and asked[0] != made


def test_what_cannot_be_made_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.base.starter._MAKE", "raise SystemExit('no room on the disk')")
    with pytest.raises(kb.StoreError, match="no room on the disk"):
        _make(tmp_path / "starter-x")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(kb.ConfigurationError, match=r"cannot be kept in .*file"):
        kb.open_starter(tmp_path / "file")


def test_a_second_maker_takes_what_the_first_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "starter-x"
    monkeypatch.setattr(
        "kb.base.starter._MAKE", f"import pathlib; pathlib.Path({str(home)!r}).mkdir()"
    )
    _make(home)
    assert [p.name for p in tmp_path.iterdir()] == ["starter-x"]


def test_a_snapshot_is_cited_by_day_counts_and_digest(
    starter: kb.KnowledgeBase, starter_home: Path, tmp_path: Path
) -> None:
    status = starter.status()
    assert status.snapshot_id == (
        f"medial-branch-kb snapshot {datetime.now(UTC).date()}, 146 articles, {status.evidence} "
        f"pieces of evidence, sha256:{status.digest[:16]}"
    )
    copy = shutil.copytree(starter_home, tmp_path / "copy")
    assert kb.open_kb(copy).status().snapshot_id == status.snapshot_id
    kb.open_writer(tmp_path / "empty").close()
    assert kb.open_kb(tmp_path / "empty").status().snapshot_id == ""
