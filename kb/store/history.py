"""What happened to each record: one row a step, written in the transaction that takes the step."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence

from kb.model import Article, ChangeKind, RecordChange, Source, from_dict
from kb.store.clock import now

_COLUMNS = "pmid, kind, at, run, fields, source, version, date_revised, content_hash, note, before"


def note(
    db: sqlite3.Connection,
    pmid: int,
    kind: ChangeKind,
    *,
    run: int | None = None,
    fields: Sequence[str] = (),
    kept: tuple[str, int, str, str] = ("", 0, "", ""),
    said: str = "",
    before: str = "",
) -> None:
    """Write a step.

    Parameters
    ----------
    kept : tuple
        Source, version, DateRevised and content hash of the text that is kept.
    before : str
        The text that was replaced, as the store spells it.
    """
    db.execute(
        f"INSERT INTO history ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            pmid,
            kind,
            now(),
            run,
            json.dumps(list(fields)) if fields else "[]",
            *kept,
            said,
            zlib.compress(before.encode()) if before else None,
        ),
    )


def of_record(db: sqlite3.Connection, pmid: int) -> list[RecordChange]:
    """All steps of one record, oldest first, with the texts that were replaced."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM history WHERE pmid = ? ORDER BY id", (pmid,))
    return [_change(row) for row in rows]


def last_of(db: sqlite3.Connection, pmid: int, kinds: Iterable[ChangeKind]) -> ChangeKind | None:
    """The last step of these kinds that a record took."""
    wanted = tuple(kinds)
    row = db.execute(
        f"SELECT kind FROM history WHERE pmid = ? AND kind IN ({','.join('?' * len(wanted))})"
        " ORDER BY id DESC LIMIT 1",
        (pmid, *wanted),
    ).fetchone()
    return None if row is None else ChangeKind(row[0])


def changed_fields(before: str, after: str) -> list[str]:
    """Names of the fields in which two stored texts differ."""
    old, new = json.loads(before), json.loads(after)
    return [name for name in new if name != "source" and old.get(name) != new[name]]


def _change(row: tuple[object, ...]) -> RecordChange:
    """A row as the noun."""
    pmid, kind, at, run, fields, source, version, revised, digest, said, before = row
    return RecordChange(
        pmid=str(pmid),
        kind=ChangeKind(str(kind)),
        at=str(at),
        run=None if run is None else int(str(run)),
        fields=tuple(json.loads(str(fields))),
        source=Source(str(source)) if source else None,
        version=int(str(version)),
        date_revised=str(revised),
        content_hash=str(digest),
        note=str(said),
        before=_text(before) if isinstance(before, bytes) else None,
    )


def _text(packed: bytes) -> Article:
    """A text that was replaced."""
    return from_dict(json.loads(zlib.decompress(packed)))
