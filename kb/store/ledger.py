"""The ledger: one row a run, one row a record that a run touched."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from kb.errors import NotFound
from kb.model import Outcome, Run, RunItem, RunState, SearchStrategy
from kb.store.clock import now

_COLUMNS = (
    "id, kind, state, started, ended, strategy, strategy_version, query, translation, warnings,"
    " found, message, software, known"
)


def software_version() -> str:
    """Name and version of this program, as the ledger keeps it."""
    try:
        return f"medial-branch-kb {version('medial-branch-kb')}"
    except PackageNotFoundError:
        return "medial-branch-kb (not installed)"


def begin(
    db: sqlite3.Connection,
    kind: str,
    *,
    strategy: SearchStrategy | None,
    query: str,
    translation: str,
    warnings: Iterable[str],
    found: int | None,
) -> int:
    """Open a run and return its number."""
    cursor = db.execute(
        "INSERT INTO run (kind, state, started, strategy, strategy_version, query, translation,"
        " warnings, found, software) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kind,
            RunState.RUNNING,
            now(),
            strategy.name if strategy else "",
            strategy.version if strategy else 0,
            query,
            translation,
            json.dumps(list(warnings)),
            found,
            software_version(),
        ),
    )
    return int(cursor.lastrowid or 0)


def describe(
    db: sqlite3.Connection,
    run: int,
    *,
    query: str | None = None,
    translation: str | None = None,
    warnings: Iterable[str] | None = None,
    found: int | None = None,
    message: str | None = None,
) -> None:
    """Add what became known of a run; what is None stays as it is."""
    encoded = None if warnings is None else json.dumps(list(warnings))
    db.execute(
        "UPDATE run SET query = coalesce(?, query), translation = coalesce(?, translation),"
        " warnings = coalesce(?, warnings), found = coalesce(?, found),"
        " message = coalesce(?, message) WHERE id = ?",
        (query, translation, encoded, found, message, run),
    )


def resume(db: sqlite3.Connection, run: int) -> None:
    """Take up a run again that was killed or ended incomplete."""
    db.execute(
        "UPDATE run SET state = ?, ended = '', message = '' WHERE id = ?", (RunState.RUNNING, run)
    )


def end(db: sqlite3.Connection, run: int, state: RunState, message: str) -> None:
    """Close a run."""
    db.execute(
        "UPDATE run SET state = ?, ended = ?, message = ? WHERE id = ?",
        (state, now(), message, run),
    )


def plan(db: sqlite3.Connection, run: int, subjects: Iterable[str]) -> None:
    """Remember what a run is going to get."""
    db.executemany(
        "INSERT OR IGNORE INTO run_item (run, subject) VALUES (?, ?)",
        ((run, subject) for subject in subjects),
    )


def settle(db: sqlite3.Connection, run: int, items: Iterable[RunItem]) -> None:
    """Note what became of records; "new" is not overwritten by meeting the same record again."""
    db.executemany(
        "INSERT INTO run_item (run, subject, outcome, reason) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (run, subject) DO UPDATE SET outcome = excluded.outcome,"
        " reason = excluded.reason WHERE outcome IS NULL OR outcome NOT IN ('new', 'changed')",
        ((run, item.subject, item.outcome, item.reason) for item in items),
    )


def keep_found(db: sqlite3.Connection, run: int, pmids: Iterable[str]) -> None:
    """Remember all that a search found, planned or not; call it after :func:`plan`.

    What is not planned counts as unchanged; planned records that are no longer found are dropped.
    """
    found = set(pmids)
    rows = db.execute("SELECT subject, outcome FROM run_item WHERE run = ?", (run,)).fetchall()
    gone = [(run, subject) for subject, outcome in rows if not outcome and subject not in found]
    db.executemany("DELETE FROM run_item WHERE run = ? AND subject = ?", gone)
    text = " ".join(sorted(found, key=int)).encode()
    name = hashlib.sha256(text).hexdigest()
    db.execute("INSERT OR IGNORE INTO pmid_set VALUES (?, ?)", (name, zlib.compress(text)))
    known = len(found.difference(subject for subject, _ in rows))
    db.execute("UPDATE run SET found_set = ?, known = ? WHERE id = ?", (name, known, run))


def found_pmids(db: sqlite3.Connection, run: int) -> set[str]:
    """All PMIDs that the search of a run found; empty for runs without a whole search."""
    row = db.execute(
        "SELECT pmids FROM run JOIN pmid_set ON hash = found_set WHERE id = ?", (run,)
    ).fetchone()
    return set() if row is None else set(zlib.decompress(row[0]).decode().split())


def subjects(db: sqlite3.Connection, run: int) -> dict[str, str]:
    """Every record that a run found, planned or met, with its outcome; empty where none yet."""
    outcomes = dict.fromkeys(found_pmids(db, run), str(Outcome.UNCHANGED))
    rows = db.execute("SELECT subject, coalesce(outcome, '') FROM run_item WHERE run = ?", (run,))
    return outcomes | dict(rows.fetchall())


def unsettled(db: sqlite3.Connection, run: int) -> list[str]:
    """Planned records that nothing became of yet, in the order of their numbers."""
    rows = db.execute(
        "SELECT subject FROM run_item WHERE run = ? AND outcome IS NULL"
        " ORDER BY CAST(subject AS INTEGER), subject",
        (run,),
    )
    return [row[0] for row in rows]


def unfinished(db: sqlite3.Connection, kind: str, strategy: str, query: str) -> Run | None:
    """The newest run of this kind, strategy and query, where it did not end complete."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM run WHERE kind = ? AND strategy = ? AND query = ?"
        " ORDER BY id DESC LIMIT 1",
        (kind, strategy, query),
    ).fetchone()
    if row is None or row[2] == RunState.COMPLETE:
        return None
    return _run(db, row)


def get(db: sqlite3.Connection, run: int) -> Run:
    """One run.

    Raises
    ------
    NotFound
        The ledger has no run of this number.
    """
    row = db.execute(f"SELECT {_COLUMNS} FROM run WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise NotFound(f"There is no run {run} in the ledger. `mbb status` names the last one.")
    return _run(db, row)


def newest(
    db: sqlite3.Connection,
    limit: int,
    *,
    kind: str = "",
    state: RunState | None = None,
    strategy: str | None = None,
    without: str = "",
) -> list[Run]:
    """The last runs, newest first; `without` leaves out those whose message holds it."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM run WHERE (? = '' OR kind = ?) AND (? IS NULL OR state = ?)"
        " AND (? IS NULL OR strategy = ?) AND (? = '' OR instr(message, ?) = 0)"
        " ORDER BY id DESC LIMIT ?",
        (kind, kind, state, state, strategy, strategy, without, without, limit),
    ).fetchall()
    return [_run(db, row) for row in rows]


def oldest(db: sqlite3.Connection, kind: str, strategy: str) -> Run | None:
    """The first run of this kind and strategy."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM run WHERE kind = ? AND strategy = ? ORDER BY id LIMIT 1",
        (kind, strategy),
    ).fetchone()
    return None if row is None else _run(db, row)


def items(db: sqlite3.Connection, run: int) -> list[RunItem]:
    """What became of each record of a run, in the order of their numbers."""
    rows = db.execute(
        "SELECT subject, outcome, reason FROM run_item WHERE run = ? AND outcome IS NOT NULL"
        " ORDER BY CAST(subject AS INTEGER), subject",
        (run,),
    )
    return [RunItem(subject, Outcome(outcome), reason) for subject, outcome, reason in rows]


def _run(db: sqlite3.Connection, row: tuple[object, ...]) -> Run:
    """A row as the noun, with its counts."""
    (number, kind, state, started, ended, strategy, strategy_version) = row[:7]
    (query, translation, warnings, found, message, software, known) = row[7:]
    rows = db.execute(
        "SELECT outcome, count(*) FROM run_item WHERE run = ? AND outcome IS NOT NULL"
        " GROUP BY outcome ORDER BY outcome",
        (number,),
    )
    counts = dict(rows.fetchall())
    if known:
        counts[Outcome.UNCHANGED] = counts.get(Outcome.UNCHANGED, 0) + int(str(known))
    return Run(
        id=int(str(number)),
        kind=str(kind),
        state=RunState(str(state)),
        started=str(started),
        ended=str(ended),
        strategy=str(strategy),
        strategy_version=int(str(strategy_version)),
        query=str(query),
        translation=str(translation),
        warnings=tuple(json.loads(str(warnings))),
        found=None if found is None else int(str(found)),
        counts=counts,
        message=str(message),
        software=str(software),
        not_fetched=int(str(known)),
    )
