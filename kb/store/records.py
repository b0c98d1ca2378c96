"""Chosen texts: one per PMID, by precedence, whatever the order of arrival."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from kb.errors import MalformedRecord
from kb.model import (
    Article,
    Outcome,
    Record,
    RunItem,
    Source,
    canonical_json,
    from_dict,
    precedence,
    to_dict,
)

_MARKS_ANOTHER = ("RetractionOf", "ExpressionOfConcernFor")
"""Links whose coming or going changes what is known of the paper they point to."""


def now() -> str:
    """The time as the ledger writes it: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def pmid_number(pmid: str) -> int:
    """The integer the store keeps a PMID as.

    Raises
    ------
    MalformedRecord
        It is not a number between 1 and 99,999,999.
    """
    text = pmid.strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**8):
        raise MalformedRecord(f"{pmid!r} is not a PMID: a PMID is a number of up to eight digits.")
    return int(text)


def put(db: sqlite3.Connection, record: Record) -> RunItem:
    """Store a record if it is better than what is there, and say what became of it.

    Must run inside a transaction.
    """
    article = record.article
    pmid = pmid_number(article.pmid)
    mine = precedence(article)
    digest = mine[-1]
    there = db.execute(
        "SELECT source, version, date_revised, content_hash FROM incoming WHERE pmid = :pmid"
        " UNION ALL SELECT source, version, date_revised, content_hash FROM record"
        " WHERE pmid = :pmid LIMIT 1",
        {"pmid": pmid},
    ).fetchone()
    if there is not None:
        source = Source(there[0])
        theirs = (source.rank, *there[1:])
        if theirs[-1] == digest and source is article.source:
            return RunItem(article.pmid, Outcome.UNCHANGED)
        # Pulled again from PubMed with nothing to tell the two apart but the text: the later pull
        # is what PubMed says today (some of its changes leave DateRevised alone).
        is_newer_pull = article.source is source is Source.PUBMED and mine[:3] == theirs[:3]
        if not is_newer_pull and mine <= theirs:
            return RunItem(article.pmid, Outcome.SUPERSEDED, f"kept the text from {source}")
    db.execute(
        "INSERT OR REPLACE INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            pmid,
            article.source,
            article.version,
            article.date_revised,
            digest,
            canonical_json(to_dict(article)),
            zlib.compress(record.raw),
            now(),
        ),
    )
    _link(db, pmid, article)
    return RunItem(article.pmid, Outcome.NEW if there is None else Outcome.CHANGED)


def _link(db: sqlite3.Connection, pmid: int, article: Article) -> None:
    """Remember which publications a record speaks of, and have marked papers judged anew."""
    links = [
        (pmid, link.kind, int(link.pmid))
        for link in article.corrections
        if link.pmid.isascii() and link.pmid.isdigit() and 0 < len(link.pmid) < 9
    ]
    before = db.execute("SELECT kind, target FROM correction WHERE pmid = ?", (pmid,)).fetchall()
    db.execute("DELETE FROM correction WHERE pmid = ?", (pmid,))
    db.executemany("INSERT OR IGNORE INTO correction VALUES (?, ?, ?)", links)
    for kind, target in {*before, *((kind, target) for _, kind, target in links)}:
        if kind in _MARKS_ANOTHER:
            touch(db, target, f"{kind} by {pmid}")


def touch(db: sqlite3.Connection, pmid: int, why: str) -> None:
    """Have everything derived from a stored record made again at the next update."""
    db.execute(
        "INSERT OR REPLACE INTO dirty SELECT ?, ? WHERE EXISTS"
        " (SELECT 1 FROM record WHERE pmid = ? UNION ALL SELECT 1 FROM incoming WHERE pmid = ?)",
        (pmid, why, pmid, pmid),
    )


def mark_retracted(db: sqlite3.Connection, pmid: int, reason: str) -> None:
    """Remember that a paper is retracted although its record does not say so."""
    db.execute("INSERT OR REPLACE INTO retraction_mark VALUES (?, ?, ?)", (pmid, reason, now()))
    touch(db, pmid, "marked as retracted")


def decode(article_json: str) -> Article:
    """The article a row holds."""
    return from_dict(json.loads(article_json))


def pending_pmids(db: sqlite3.Connection, *, everything: bool = False) -> list[int]:
    """PMIDs whose derived rows must be made, in order; all of them for a rebuild."""
    tables = ("incoming", "record") if everything else ("incoming", "dirty")
    rows = db.execute(
        f"SELECT pmid FROM {tables[0]} UNION SELECT pmid FROM {tables[1]} ORDER BY pmid"
    )
    return [row[0] for row in rows]


def newest_texts(db: sqlite3.Connection, pmids: Iterable[int]) -> Iterator[Article]:
    """For each PMID the text that will be published next, in the order given."""
    for pmid in pmids:
        row = db.execute(
            "SELECT article FROM incoming WHERE pmid = :pmid UNION ALL"
            " SELECT article FROM record WHERE pmid = :pmid LIMIT 1",
            {"pmid": pmid},
        ).fetchone()
        if row is not None:
            yield decode(row[0])


def stored_sources(db: sqlite3.Connection) -> dict[str, str]:
    """Source of the newest text of every PMID."""
    rows = db.execute("SELECT pmid, source FROM record UNION ALL SELECT pmid, source FROM incoming")
    return {str(pmid): source for pmid, source in rows}


def raw(db: sqlite3.Connection, pmid: int) -> bytes | None:
    """The bytes a published record was parsed from."""
    row = db.execute("SELECT raw FROM record WHERE pmid = ?", (pmid,)).fetchone()
    return None if row is None else zlib.decompress(row[0])
