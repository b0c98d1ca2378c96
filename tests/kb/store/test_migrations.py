"""Stores of earlier versions: brought up to date, and never empty answers on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kb import open_kb, open_writer, store
from kb.errors import IndexOutOfDate, StoreError
from kb.store.schema import MIGRATIONS, migrate
from tests.kb.records import article

_BEFORE_TYPED_EVIDENCE = 3
_BEFORE_COUNTED_EDGES = 4


@pytest.fixture
def old_store(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A published store as version 3 left it: evidence without a type, and no studies."""
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    home = tmp_path / "kb"
    with open_writer(home) as writer:
        writer.add_articles([article()])
        writer.update()
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    monkeypatch.setattr("kb.store.schema.MIGRATIONS", MIGRATIONS[:_BEFORE_TYPED_EVIDENCE])
    migrate(fresh)
    monkeypatch.undo()
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    made = fresh.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'evidence'").fetchall()
    fresh.close()
    db = sqlite3.connect(home / store.FILE_NAME, isolation_level=None)
    old = db.execute(
        "SELECT pmid, section, start, end, subject, predicate, object, extractor FROM evidence"
        " WHERE predicate = 'co_mentioned'"
    ).fetchall()
    for table in ("evidence", "study", "edge", "neighbour"):
        db.execute(f"DROP TABLE {table}")
    for (statement,) in made:
        db.execute(statement)
    db.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?)", old)
    db.execute(f"PRAGMA user_version = {_BEFORE_TYPED_EVIDENCE}")
    db.close()
    assert old
    return home


def test_a_reader_asks_for_a_rebuild_of_an_older_store(old_store: Path) -> None:
    with pytest.raises(StoreError, match=r"older version.*mbb rebuild"):
        open_kb(old_store)


def test_until_an_older_store_is_read_again_nothing_looks_like_no_evidence(old_store: Path) -> None:
    open_writer(old_store).close()  # brings the tables up to date, reads nothing
    base = open_kb(old_store)
    assert base.article("101").pmid == "101"
    for ask in (
        base.evidence,
        base.graph,
        base.claims,
        lambda: base.evidence(ids=["101/0/0/co_mentioned/a/b"]),
        lambda: base.neighbours("medial branch block"),
        lambda: base.gap_matrix(["medial branch block"], ["pain intensity"]),
        lambda: base.associations("intervention", "outcome"),
    ):
        with pytest.raises(IndexOutOfDate, match="mbb rebuild"):
            ask()
    base.close()


def test_the_next_update_types_the_evidence_of_an_older_store(old_store: Path) -> None:
    with open_writer(old_store) as writer:
        assert writer.status().pending == 1
        writer.update()
    base = open_kb(old_store)
    assert {str(e.predicate) for e in base.evidence()} > {"co_mentioned"}
    assert base.studies(["101"])["101"].study == "101"
    base.close()


def test_neighbours_wait_for_the_publication_that_counts_them(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    home = tmp_path / "kb"
    with open_writer(home) as writer:
        writer.add_articles([article(), article(pmid="102")])
        writer.update()
    db = sqlite3.connect(home / store.FILE_NAME, isolation_level=None)
    db.execute("DROP TABLE edge")
    db.execute("DROP TABLE neighbour")
    db.execute(f"PRAGMA user_version = {_BEFORE_COUNTED_EDGES}")
    db.close()
    open_writer(home).close()  # brings the tables up to date, publishes nothing
    base = open_kb(home)
    for ask in (
        lambda: base.neighbours("medial branch block"),
        lambda: base.evidence("medial branch block", limit=5),
    ):
        with pytest.raises(IndexOutOfDate, match="mbb rebuild"):
            ask()
    with open_writer(home) as writer:
        assert writer.status().pending == 1
        writer.update()
    assert {n.articles for n in base.neighbours("medial branch block")} == {2}
    assert len(base.evidence("medial branch block", limit=5)) == 5
    base.close()
