"""Opening a store, and what is said when it cannot be opened."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kb import SchemaTooNew, StoreError, StoreLocked, StoreNotFound, open_kb, open_writer, store
from kb.store.schema import MIGRATIONS, migrate, schema_version
from tests.kb.records import article


def test_a_folder_without_a_store_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match=r"nowhere.*mbb starter"):
        open_kb(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists(), "reading must make nothing"


def test_every_migration_runs_from_the_state_before_it(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    assert schema_version(db) == 0
    migrate(db)
    assert schema_version(db) == len(MIGRATIONS)
    before = db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    migrate(db)
    assert db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before
    db.close()


def test_a_migration_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def m002_break(db: sqlite3.Connection) -> None:
        db.execute("CREATE TABLE half_done (x)")
        raise RuntimeError("power cut")

    monkeypatch.setattr("kb.store.schema.MIGRATIONS", (*MIGRATIONS, m002_break))
    db = sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)
    with pytest.raises(RuntimeError):
        migrate(db)
    assert schema_version(db) == len(MIGRATIONS)
    assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'half_done'").fetchall()
    db.close()


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    open_writer(tmp_path).close()
    db = sqlite3.connect(tmp_path / store.FILE_NAME)
    db.execute("PRAGMA user_version = 99")
    db.close()
    for opener in (open_kb, open_writer):
        with pytest.raises(SchemaTooNew, match="newer version"):
            opener(tmp_path)


def test_a_damaged_store_is_said_to_be_damaged(tmp_path: Path) -> None:
    open_writer(tmp_path).close()
    (tmp_path / store.FILE_NAME).write_bytes(b"not a database at all" * 500)
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"{store.FILE_NAME}{suffix}").unlink(missing_ok=True)
    with pytest.raises(StoreError, match="damaged"):
        open_kb(tmp_path)


def test_a_second_writer_in_another_process_is_told_to_wait(tmp_path: Path) -> None:
    code = "import sys, kb; kb.open_writer(sys.argv[1])"
    with open_writer(tmp_path):
        second = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
        )
    assert "StoreLocked" in second.stderr
    with open_writer(tmp_path):
        pass


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    code = "import sys, os, kb; w = kb.open_writer(sys.argv[1]); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    with open_writer(tmp_path) as writer:
        assert writer.status().articles == 0


def test_a_second_writer_in_the_same_process_is_told_too(tmp_path: Path) -> None:
    with open_writer(tmp_path), pytest.raises(StoreLocked):
        open_writer(tmp_path)


def test_a_store_replaced_on_disk_is_noticed(tmp_path: Path) -> None:
    open_writer(tmp_path).close()
    base = open_kb(tmp_path)
    assert base.runs() == []
    for file in tmp_path.glob(f"{store.FILE_NAME}*"):
        file.unlink()
    with pytest.raises(StoreNotFound):
        base.runs()
    with open_writer(tmp_path) as writer:
        writer.begin_run("import")
    assert len(base.runs()) == 1
    base.close()


def test_a_thread_can_hold_one_state_while_another_publishes(starter_copy: Path) -> None:
    base = open_kb(starter_copy)
    before = base.status().articles
    with base.one_state():
        held = base.status().generation
        with open_writer(starter_copy) as writer:
            writer.add_articles([article("101")])
            writer.update()
        with base.one_state():
            assert base.status().articles == before
        assert base.status().generation == held
        assert "101" not in {a.pmid for a in base.articles()}
    assert base.status().articles == before + 1
    base.close()
