"""The pointer that readers follow, the vectors behind it, and the numbers a status shows."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kb.model import RecordKind, Run, RunState, Status, canonical_json
from kb.store import changes, ledger, vocabularies
from kb.store.clock import now
from kb.store.schema import schema_version


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state of the index.

    Attributes
    ----------
    model, model_name : str
        Fingerprint and name of the model that made the vectors.
    main, delta : str
        Names of the Chroma collections, empty where there is none. Both are never written again.
    """

    number: int
    model: str = ""
    model_name: str = ""
    reader: str = ""
    main: str = ""
    main_size: int = 0
    delta: str = ""
    delta_size: int = 0
    digest: str = ""

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections a query has to ask."""
        return tuple(name for name in (self.main, self.delta) if name)


def current(db: sqlite3.Connection) -> Generation:
    """The generation in use; number 0 where nothing was published yet."""
    row = db.execute(
        "SELECT number, model, model_name, reader, main, main_size, delta, delta_size, digest"
        " FROM generation ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return Generation(0) if row is None else Generation(*row)


def recent_collections(db: sqlite3.Connection) -> frozenset[str]:
    """Collections of the generation in use and the one before it, which readers may still hold."""
    rows = db.execute("SELECT main, delta FROM generation ORDER BY number DESC LIMIT 2")
    return frozenset(name for row in rows for name in row if name)


def publish(db: sqlite3.Connection, generation: Generation) -> None:
    """Turn the pointer. Must run in the transaction that wrote the derived rows."""
    changes.stamp(db)
    db.execute(
        "INSERT INTO generation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            generation.number,
            now(),
            generation.model,
            generation.model_name,
            generation.reader,
            generation.main,
            generation.main_size,
            generation.delta,
            generation.delta_size,
            digest(db),
            canonical_json(_counts(db)),
        ),
    )
    db.execute("DELETE FROM generation WHERE number <= ?", (generation.number - 10,))


def digest(db: sqlite3.Connection) -> str:
    """SHA-256 over the vocabulary's part of the graph, all published records and their standings.

    In the order of PMIDs.
    """
    whole = hashlib.sha256(vocabularies.graph_digest(db))
    for pmid, part in db.execute("SELECT pmid, digest FROM article ORDER BY pmid"):
        whole.update(f"{pmid}:".encode())
        whole.update(part)
    for row in db.execute("SELECT pmid, study, author_group FROM study ORDER BY pmid"):
        whole.update(":".join(map(str, row)).encode())
    return whole.hexdigest()


def _counts(db: sqlite3.Connection) -> dict[str, Any]:
    """Numbers that would take a while to count at every status."""
    counted = ("article", "mention", "evidence", "passage WHERE ordinal >= 0")
    numbers: dict[str, Any] = {
        what.split()[0]: int(db.execute(f"SELECT count(*) FROM {what}").fetchone()[0])
        for what in counted
    }
    return {**numbers, "held": _held(db)}


def _held(db: sqlite3.Connection) -> dict[str, Any]:
    """What is published, counted record by record."""
    articles, on_topic, retracted, deleted, first, last = db.execute(
        "SELECT count(*), coalesce(sum(on_topic), 0), coalesce(sum(retraction != ''), 0),"
        " coalesce(sum(deletion != ''), 0), min(year), max(year) FROM article WHERE kind = ?",
        (RecordKind.ARTICLE,),
    ).fetchone()
    chapters = db.execute(
        "SELECT count(*) FROM article WHERE kind = ?", (RecordKind.BOOK_CHAPTER,)
    ).fetchone()[0]
    sources = db.execute("SELECT source, count(*) FROM record GROUP BY source ORDER BY source")
    return {
        "articles": articles,
        "on_topic": on_topic,
        "book_chapters": chapters,
        "retracted": retracted,
        "deleted": deleted,
        "by_source": dict(sources.fetchall()),
        "years": None if first is None else [first, last],
    }


def missing_vectors(db: sqlite3.Connection, model: str, hashes: Iterable[str]) -> list[str]:
    """Those text hashes that this model has not encoded yet, each once, in the order given."""
    unique = dict.fromkeys(hashes)
    present = set(_present(db, model, list(unique)))
    return [h for h in unique if h not in present]


def _present(db: sqlite3.Connection, model: str, hashes: Sequence[str]) -> Iterable[str]:
    """Those text hashes that have a vector."""
    for start in range(0, len(hashes), 500):
        chunk = hashes[start : start + 500]
        marks = ",".join("?" * len(chunk))
        for row in db.execute(
            f"SELECT text_hash FROM vector WHERE model = ? AND text_hash IN ({marks})",
            (model, *chunk),
        ):
            yield row[0]


def put_vectors(db: sqlite3.Connection, model: str, vectors: Iterable[tuple[str, bytes]]) -> None:
    """Keep vectors (little-endian float32) by the hash of the text they stand for."""
    db.executemany(
        "INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", ((model, h, data) for h, data in vectors)
    )


def get_vectors(db: sqlite3.Connection, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
    """Vectors by text hash; what is not there is left out."""
    found: dict[str, bytes] = {}
    for start in range(0, len(hashes), 500):
        chunk = hashes[start : start + 500]
        marks = ",".join("?" * len(chunk))
        found.update(
            db.execute(
                f"SELECT text_hash, data FROM vector WHERE model = ? AND text_hash IN ({marks})",
                (model, *chunk),
            ).fetchall()
        )
    return found


def published_passages(db: sqlite3.Connection) -> list[tuple[int, int, str]]:
    """PMID, ordinal and text hash of every published passage, in order; titles are left out."""
    return db.execute(
        "SELECT pmid, ordinal, text_hash FROM passage WHERE ordinal >= 0 ORDER BY pmid, ordinal"
    ).fetchall()


def status(db: sqlite3.Connection, path: str, size_bytes: int) -> Status:
    """What the store holds, from counts alone."""
    pointer = current(db)
    row = db.execute(
        "SELECT counts, published_at FROM generation WHERE number = ?", (pointer.number,)
    ).fetchone()
    counts, published_at = (json.loads(row[0]), str(row[1])) if row else ({}, "")
    # a generation published by an older version did not keep them
    held = counts.get("held") or _held(db)
    pending = db.execute(
        "SELECT count(*) FROM (SELECT pmid FROM incoming UNION SELECT pmid FROM dirty)"
    ).fetchone()[0]
    years = held["years"]
    return Status(
        path=path,
        articles=held["articles"],
        on_topic=held["on_topic"],
        book_chapters=held["book_chapters"],
        retracted=held["retracted"],
        deleted=held["deleted"],
        pending=pending,
        by_source=held["by_source"],
        years=None if years is None else (years[0], years[1]),
        passages=counts.get("passage", 0),
        mentions=counts.get("mention", 0),
        evidence=counts.get("evidence", 0),
        generation=pointer.number,
        model=f"{pointer.model_name} ({pointer.model[:12]})" if pointer.model else "",
        digest=pointer.digest,
        last_run=_first(ledger.newest(db, 1)),
        last_refresh=_first(ledger.newest(db, 1, kind="refresh", state=RunState.COMPLETE)),
        schema=schema_version(db),
        reader=pointer.reader,
        size_bytes=size_bytes,
        published_at=published_at,
    )


def _first(runs: list[Run]) -> Run | None:
    """The first of a list that may be empty."""
    return runs[0] if runs else None
