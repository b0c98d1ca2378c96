"""Whether a record still stands: retracted, of concern, deleted; and what speaks of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kb.model import INVERSE_LINKS, Article, ChangeKind, LinkedRecord, Source
from kb.store import history
from kb.store.clock import now

RETRACTS = ("RetractionOf", "RetractedandRepublishedFrom")
"""Links by which a notice retracts the paper that it points to."""
CONCERNS = ("ExpressionOfConcernFor", "PartialRetractionOf")
"""Links by which a notice casts doubt on the paper that it points to."""
CORRECTS = ("ErratumFor", "CorrectedandRepublishedFrom", "UpdateOf")
"""Links by which a publication corrects or replaces the one that it points to."""
MARKS_ANOTHER = (*RETRACTS, *CONCERNS, *CORRECTS)
"""Links whose coming or going changes what is known of the paper they point to."""
_RETRACTED_IN = ("RetractionIn", "RetractedandRepublishedIn")
_CONCERN_IN = ("ExpressionOfConcernIn", "PartialRetractionIn")
_CONCERN_WORDS = {
    "ExpressionOfConcernFor": "Expression of concern",
    "ExpressionOfConcernIn": "Expression of concern in",
    "PartialRetractionOf": "Retracted in part by the notice",
    "PartialRetractionIn": "Retracted in part in",
}


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """Why a record does not count, in sentences; empty where it does."""

    retraction: str = ""
    concern: str = ""
    deletion: str = ""


def standing_of(db: sqlite3.Connection, article: Article) -> RecordStanding:
    """What the record, the notices that point to it, and NLM's lists say of it."""
    rows = db.execute(  # one statement: it is asked of every record that comes in
        "SELECT 'link', kind, max(pmid), '' FROM correction WHERE target = :pmid GROUP BY kind"
        " UNION ALL SELECT 'mark', reason, 0, '' FROM retraction_mark WHERE pmid = :pmid"
        " UNION ALL SELECT 'deletion', source, merged_into, reason FROM deletion"
        " WHERE pmid = :pmid",
        {"pmid": int(article.pmid)},
    ).fetchall()
    told = {kind: pmid for what, kind, pmid, _ in rows if what == "link"}
    mark = next((reason for what, reason, _, _ in rows if what == "mark"), "")
    gone = next((_deletion(article, *row[1:]) for row in rows if row[0] == "deletion"), "")
    return RecordStanding(_retraction(article, told, mark), _concern(article, told), gone)


def _retraction(article: Article, told: dict[str, int], mark: str) -> str:
    """Why a paper counts as retracted: the best source there is."""
    own = {link.kind: link for link in reversed(article.corrections)}
    for kind in _RETRACTED_IN:
        if kind in own:
            return f"Retracted in {own[kind].citation or f'PMID {own[kind].pmid}'}."
    if "Retracted Publication" in article.publication_types:
        return "PubMed lists it as a retracted publication."
    for kind in RETRACTS:
        if kind in told:
            return f"Retracted by the notice PMID {told[kind]}."
    return mark


def _concern(article: Article, told: dict[str, int]) -> str:
    """Who expressed a concern, or retracted a part."""
    own = {link.kind: link for link in reversed(article.corrections)}
    for kind in _CONCERN_IN:
        if kind in own:
            where = own[kind].citation or f"PMID {own[kind].pmid}"
            return f"{_CONCERN_WORDS[kind]} {where}."
    for kind in CONCERNS:
        if kind in told:
            return f"{_CONCERN_WORDS[kind]}: PMID {told[kind]}."
    return ""


def _deletion(article: Article, source: str, merged_into: int | None, reason: str) -> str:
    """Why PubMed no longer has the record; a better source that hands it out overrules a list."""
    if Source(source).rank < article.source.rank:
        return ""
    return f"{reason} It was merged into PMID {merged_into}." if merged_into else reason


def judge(
    db: sqlite3.Connection, article: Article, run: int | None, *, is_new: bool = False
) -> bool:
    """Note in the history where a record has begun to be retracted, of concern or deleted.

    Gives whether any of that began or ended.
    """
    turned = False
    found, pmid = standing_of(db, article), int(article.pmid)
    for said, begun, ended in (
        (found.retraction, ChangeKind.RETRACTED, ChangeKind.RETRACTION_WITHDRAWN),
        (found.concern, ChangeKind.CONCERN, ChangeKind.CONCERN_WITHDRAWN),
        (found.deletion, ChangeKind.DELETED, ChangeKind.RESTORED),
    ):
        was = not is_new and history.last_of(db, pmid, (begun, ended)) is begun
        if bool(said) != was:
            history.note(db, pmid, begun if said else ended, run=run, said=said)
            turned = True
    return turned


def mark_deleted(
    db: sqlite3.Connection, pmid: int, source: Source, reason: str, merged_into: int | None
) -> None:
    """Remember that PubMed no longer has a PMID, whether or not it is stored.

    Of two statements the one from the better source is kept; of two from one source the first,
    unless only the second says what became of the record.
    """
    there = db.execute(
        "SELECT source, merged_into FROM deletion WHERE pmid = ?", (pmid,)
    ).fetchone()
    if there is not None:
        rank = Source(there[0]).rank
        tells_more = rank == source.rank and there[1] is None and merged_into is not None
        if rank >= source.rank and not tells_more:
            return
    db.execute(
        "INSERT OR REPLACE INTO deletion VALUES (?, ?, ?, ?, ?)",
        (pmid, source, reason, merged_into, now()),
    )


def forget_deletion(db: sqlite3.Connection, pmid: int) -> None:
    """PubMed itself hands out a record: what it said before of its end no longer holds."""
    db.execute("DELETE FROM deletion WHERE pmid = ? AND source = ?", (pmid, Source.PUBMED))


def links(db: sqlite3.Connection, article: Article) -> list[LinkedRecord]:
    """Publications tied to a record by its own links or by theirs, told from its side."""
    found: dict[tuple[str, str], LinkedRecord] = {}
    for link in article.corrections:
        key = (link.kind, link.pmid or link.citation)
        found.setdefault(key, LinkedRecord(link.kind, link.pmid, link.citation))
    theirs = db.execute(
        "SELECT kind, pmid FROM correction WHERE target = ? ORDER BY pmid, kind",
        (int(article.pmid),),
    )
    for kind, pmid in theirs:
        here = INVERSE_LINKS.get(kind)
        if here is not None:
            found.setdefault((here, str(pmid)), LinkedRecord(here, str(pmid)))
    return [
        LinkedRecord(one.kind, one.pmid, one.citation, stored=_is_stored(db, one.pmid))
        for one in found.values()
    ]


def _is_stored(db: sqlite3.Connection, pmid: str) -> bool:
    """Whether a PMID is published here."""
    if not (pmid.isascii() and pmid.isdigit() and len(pmid) < 9):
        return False
    found = db.execute("SELECT 1 FROM article WHERE pmid = ?", (int(pmid),)).fetchone()
    return found is not None
