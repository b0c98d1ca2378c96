"""Chosen texts: one per PMID, by precedence, whatever the order of arrival."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator

from kb.errors import MalformedRecord
from kb.model import (
    INVERSE_LINKS,
    Article,
    ChangeKind,
    Outcome,
    Record,
    RunItem,
    Source,
    canonical_text,
    from_dict,
    text_digest,
)
from kb.store import history, standing
from kb.store.clock import now
from kb.store.standing import forget_deletion


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


def put(db: sqlite3.Connection, record: Record, run: int | None = None) -> RunItem:
    """Store a record if it is better than what is there, and say what became of it.

    Must run inside a transaction. What changed is written to the record's history.
    """
    article = record.article
    pmid = pmid_number(article.pmid)
    if article.source is Source.PUBMED:
        forget_deletion(db, pmid)
    text = canonical_text(article)
    digest = text_digest(text)
    mine = (article.source.rank, article.version, article.date_revised, digest)
    there = db.execute(
        "SELECT source, version, date_revised, content_hash, article FROM incoming"
        " WHERE pmid = :pmid UNION ALL SELECT source, version, date_revised, content_hash, article"
        " FROM record WHERE pmid = :pmid LIMIT 1",
        {"pmid": pmid},
    ).fetchone()
    if there is not None:
        source = Source(there[0])
        theirs = (source.rank, *there[1:4])
        if theirs[-1] == digest and source is article.source:
            _judge_again(db, pmid, article, run)
            return RunItem(article.pmid, Outcome.UNCHANGED)
        # Pulled again from PubMed with nothing to tell the two apart but the text: the later pull
        # is what PubMed says today (some of its changes leave DateRevised alone).
        is_newer_pull = article.source is source is Source.PUBMED and mine[:3] == theirs[:3]
        if not is_newer_pull and mine <= theirs:
            _judge_again(db, pmid, decode(there[4]), run)
            return RunItem(article.pmid, Outcome.SUPERSEDED, f"kept the text from {source}")
    before = there[4] if there else ""
    _store(db, pmid, record, text, digest)
    _note_change(db, article, digest, before=before, after=text, run=run)
    return RunItem(article.pmid, Outcome.NEW if there is None else Outcome.CHANGED)


def put_again(db: sqlite3.Connection, record: Record, run: int | None) -> bool:
    """Replace the text of a stored record by what this version reads in the same bytes.

    Must run inside a transaction. Gives whether the text differs; the history says that it was
    read again, which is no change of PubMed's.
    """
    pmid = int(record.article.pmid)
    text = canonical_text(record.article)
    digest = text_digest(text)
    for table in ("incoming", "record"):
        row = db.execute(
            f"SELECT content_hash, article FROM {table} WHERE pmid = ?", (pmid,)
        ).fetchone()
        if row is None:
            continue
        if row[0] == digest:
            db.execute(f"UPDATE {table} SET parser = ? WHERE pmid = ?", (record.parser, pmid))
            return False
        _store(db, pmid, record, text, digest)
        _note_change(
            db, record.article, digest, before=row[1], after=text, run=run, read_again=True
        )
        return True
    return False


def _store(db: sqlite3.Connection, pmid: int, record: Record, text: str, digest: str) -> None:
    """Write a chosen text, to be published by the next update."""
    article = record.article
    db.execute(
        "INSERT OR REPLACE INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            pmid,
            article.source,
            article.version,
            article.date_revised,
            digest,
            text,
            # the least effort: packing harder saves a tenth and takes three times as long
            zlib.compress(record.raw, 1),
            record.parser,
            now(),
        ),
    )


def _note_change(
    db: sqlite3.Connection,
    article: Article,
    digest: str,
    *,
    before: str,
    after: str,
    run: int | None,
    read_again: bool = False,
) -> None:
    """Write a step of the history, link what the record speaks of, and judge anew who it marks."""
    pmid = int(article.pmid)
    kind = ChangeKind.CHANGED if before else ChangeKind.ADDED
    history.note(
        db,
        pmid,
        ChangeKind.READ_AGAIN if read_again else kind,
        run=run,
        fields=history.changed_fields(before, after) if before else (),
        kept=(article.source, article.version, article.date_revised, digest),
        before=before,
    )
    _link(db, pmid, article, run)
    standing.judge(db, article, run, is_new=not before)


def _judge_again(db: sqlite3.Connection, pmid: int, article: Article, run: int | None) -> None:
    """Publish anew a record that comes back unchanged after it had been deleted."""
    deleted = (ChangeKind.DELETED, ChangeKind.RESTORED)
    if history.last_of(db, pmid, deleted) is not ChangeKind.DELETED:
        return
    if standing.judge(db, article, run):
        touch(db, pmid, "handed out again")


def _link(db: sqlite3.Connection, pmid: int, article: Article, run: int | None) -> None:
    """Remember which publications a record speaks of, and have marked papers judged anew."""
    links = {
        (link.kind, int(link.pmid))
        for link in article.corrections
        if link.pmid.isascii()
        and link.pmid.isdigit()
        and 0 < len(link.pmid) < 9
        and int(link.pmid) != pmid
    }
    rows = db.execute("SELECT kind, target FROM correction WHERE pmid = ?", (pmid,))
    before = set(rows.fetchall())
    if links == before:
        return
    db.execute("DELETE FROM correction WHERE pmid = ?", (pmid,))
    db.executemany(
        "INSERT OR IGNORE INTO correction VALUES (?, ?, ?)", ((pmid, *link) for link in links)
    )
    for kind, target in sorted(before ^ links):
        if kind in standing.MARKS_ANOTHER:
            touch(db, target, f"{kind} by {pmid}")
            for paper in newest_texts(db, [target]):
                if kind in standing.CORRECTS and (kind, target) in links:
                    said = f"{INVERSE_LINKS[kind]} PMID {pmid}"
                    history.note(db, target, ChangeKind.CORRECTED, run=run, said=said)
                standing.judge(db, paper, run)


def mark_deleted(
    db: sqlite3.Connection,
    pmid: int,
    source: Source,
    reason: str,
    *,
    merged_into: int | None = None,
    run: int | None = None,
) -> bool:
    """Remember that PubMed no longer has a PMID; give whether a stored record is now marked so.

    Must run inside a transaction.
    """
    article = next(newest_texts(db, [pmid]), None)
    before = None if article is None else standing.standing_of(db, article)
    standing.mark_deleted(db, pmid, source, reason, merged_into)
    if article is None:
        return False
    after = standing.standing_of(db, article)
    if after != before:
        standing.judge(db, article, run)
        touch(db, pmid, "deleted")
    return bool(after.deletion)


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
    for article in newest_texts(db, [pmid]):
        standing.judge(db, article, None)


def decode(article_json: str, **judged: object) -> Article:
    """The article a row holds, with what was judged of it where that is given."""
    return from_dict(json.loads(article_json) | judged)


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


def stale_raw(db: sqlite3.Connection, parser: str, size: int) -> Iterator[list[Record]]:
    """Records whose bytes another version of the parser read, newest texts only, in batches."""
    last = 0
    while True:
        rows = db.execute(
            "SELECT pmid, article, raw, parser FROM"
            " (SELECT pmid, article, raw, parser FROM incoming"
            " UNION ALL SELECT pmid, article, raw, parser FROM record"
            " WHERE pmid NOT IN (SELECT pmid FROM incoming))"
            " WHERE pmid > ? AND parser != ? ORDER BY pmid LIMIT ?",
            (last, parser, size),
        ).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [Record(decode(text), zlib.decompress(raw), by) for _, text, raw, by in rows]
