"""Evidence in the store, asked for by statement, by id, by neighbour, or all of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.errors import IndexOutOfDate
from kb.model import Article, Evidence, Predicate
from kb.store.catalogue import articles_by_pmid
from kb.store.edges import DENIES, Key, first_keys
from kb.store.facts import EvidenceRow, evidence_id

_FIELDS = (
    "pmid, section, start, end, subject, predicate, object, number, extractor, question,"
    " direction, basis, detail"
)
_CHUNK = 500


class GraphRow(NamedTuple):
    """What the graph needs of one piece of evidence, with the standing of its paper."""

    subject: str
    predicate: str
    object: str
    question: str
    basis: str
    direction: str
    pmid: int
    id: str
    kind: str
    study: str
    author_group: str


def find(
    db: sqlite3.Connection,
    *,
    subjects: Sequence[str] = (),
    predicate: str | None = None,
    objects: Sequence[str] = (),
    pmid: str | None = None,
    question: str | None = None,
    filters: tuple[str, list[object]] = ("1", []),
    limit: int | None = None,
) -> list[Evidence]:
    """Evidence for statements, in the order of PMID and place; empty arguments match all.

    Parameters
    ----------
    filters : tuple of str and list
        Of :func:`kb.store.catalogue.filter_clause`.
    """
    _check_typed(db)
    about_all = pmid is None and question is None and filters[0] == "1"
    if limit is not None and limit >= 0 and (subjects or objects) and about_all:
        keys = first_keys(db, subjects, predicate, objects, limit)
        return _with_sentences(db, _rows(db, keys))
    parts, values = ["1"], list[object]()
    for column, many in (("subject", subjects), ("object", objects)):
        if many:
            parts.append(f"e.{column} IN ({','.join('?' * len(many))})")
            values.extend(many)
    for column, value in (("predicate", predicate), ("question", question)):
        if value is not None:
            parts.append(f"e.{column} = ?")
            values.append(value)
    if pmid is not None:
        parts.append("e.pmid = ?")
        values.append(int(pmid))
    where, more = filters
    joined = "" if where == "1" else " JOIN article a USING (pmid)"
    rows = db.execute(
        f"SELECT {_named('e')} FROM evidence e{joined} WHERE {' AND '.join(parts)} AND {where}"
        " ORDER BY e.pmid, e.section, e.start, e.predicate, e.subject, e.object, e.number"
        + ("" if limit is None else f" LIMIT {int(limit)}"),
        (*values, *more),
    ).fetchall()
    return _with_sentences(db, rows)


def evidence_by_id(db: sqlite3.Connection, ids: Sequence[str]) -> list[Evidence]:
    """Evidence by its ids, in the order given; ids of evidence that is gone are left out."""
    _check_typed(db)
    keys: list[Key] = []
    for name in ids:
        pmid, section, start, predicate, subject, other, *number = name.split("/")
        place = int(pmid), int(section), int(start)
        keys.append((*place, predicate, subject, other, int(number[0]) if number else 0))
    return _with_sentences(db, _rows(db, keys))


class FindingTie(NamedTuple):
    """What the evidence of one result answers, what it is about, and what the others got."""

    question: str
    subject: str
    comparator: str


def finding_ties(
    db: sqlite3.Connection, pmids: Sequence[int]
) -> dict[tuple[int, int, int, str], list[FindingTie]]:
    """What results answer and compare, by PMID, section, start and outcome."""
    found: dict[tuple[int, int, int, str], list[FindingTie]] = {}
    for start in range(0, len(pmids), _CHUNK):
        chunk = tuple(pmids[start : start + _CHUNK])
        rows = db.execute(
            "SELECT DISTINCT pmid, section, start, object, question, subject,"
            " detail ->> '$.comparator' AS other FROM evidence"
            f" WHERE pmid IN ({','.join('?' * len(chunk))}) AND predicate IN (?, ?)"
            " ORDER BY pmid, section, start, object, question, subject, other",
            (*chunk, Predicate.REPORTS_OUTCOME, Predicate.COMPLICATED_BY),
        )
        for pmid, section, place, outcome, question, subject, other in rows:
            tie = FindingTie(question, subject, other or "")
            found.setdefault((pmid, section, place, outcome), []).append(tie)
    return found


def graph_rows(
    db: sqlite3.Connection,
    filters: tuple[str, list[object]],
    *,
    predicates: Sequence[str] = (),
    question: str | None = None,
    denied: bool = False,
) -> Iterator[GraphRow]:
    """All evidence that passes the filters, equal statements together, in the order of PMIDs.

    Parameters
    ----------
    denied : bool
        Whether harms that did not occur count too; they make no edges.
    """
    _check_typed(db)
    where, values = filters[0], list(filters[1])
    if not denied:
        where += f" AND NOT {DENIES}"
    if predicates:
        where += f" AND e.predicate IN ({','.join('?' * len(predicates))})"
        values += predicates
    if question is not None:
        where += " AND e.question = ?"
        values.append(question)
    rows = db.execute(
        "SELECT e.subject, e.predicate, e.object, e.question, e.basis, e.direction, e.pmid,"
        " e.section, e.start, e.number, s.kind, s.study, s.author_group FROM evidence e"
        f" JOIN article a USING (pmid) JOIN study s USING (pmid) WHERE {where}"
        " ORDER BY e.subject, e.predicate, e.object, e.pmid, e.section, e.start, e.number",
        values,
    )
    for *statement, pmid, section, start, number, kind, study, by in rows:
        subject, predicate, other, asked, basis, direction = statement
        name = evidence_id(pmid, section, start, predicate, subject, other, number)
        yield GraphRow(
            subject, predicate, other, asked, basis, direction, pmid, name, kind, study, by
        )


def named_by_study(
    db: sqlite3.Connection, filters: tuple[str, list[object]], concepts: Sequence[str]
) -> Iterator[tuple[str, int, str, bool]]:
    """Study, PMID, concept and whether there is an abstract, for primary papers that name one."""
    _check_typed(db)
    where, values = filters
    for start in range(0, len(concepts), _CHUNK):
        chunk = concepts[start : start + _CHUNK]
        yield from db.execute(
            "SELECT s.study, c.pmid, c.concept, json_array_length(r.article, '$.sections') > 0"
            " FROM article_concept c JOIN study s USING (pmid) JOIN article a USING (pmid)"
            f" JOIN record r USING (pmid) WHERE c.concept IN ({','.join('?' * len(chunk))})"
            f" AND c.mentions > 0 AND s.study != '' AND s.kind = 'primary' AND {where}"
            " ORDER BY c.pmid, c.concept",
            (*chunk, *values),
        )


def count_studies(db: sqlite3.Connection, filters: tuple[str, list[object]]) -> int:
    """Distinct primary studies that pass the filters."""
    _check_typed(db)
    where, values = filters
    row = db.execute(
        "SELECT count(DISTINCT s.study) FROM study s JOIN article a USING (pmid)"
        f" WHERE s.study != '' AND s.kind = 'primary' AND {where}",
        values,
    ).fetchone()
    return int(row[0])


def _check_typed(db: sqlite3.Connection) -> None:
    """Refuse to answer "no evidence" where an older store was brought up to date and not read yet.

    Raises
    ------
    IndexOutOfDate
    """
    (waits,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM article) AND NOT EXISTS (SELECT 1 FROM study)"
    ).fetchone()
    if waits:
        raise IndexOutOfDate(
            "The records were read by an older version, which kept no typed evidence. Run "
            "`mbb rebuild`."
        )


def _named(table: str) -> str:
    """The columns behind a name of the table."""
    return ", ".join(f"{table}.{name.strip()}" for name in _FIELDS.split(","))


def _rows(db: sqlite3.Connection, keys: Sequence[Key]) -> list[EvidenceRow]:
    """Pieces of evidence in the order of their keys; those that are gone are left out."""
    asked = (
        f"SELECT {_FIELDS} FROM evidence WHERE pmid = ? AND section = ? AND start = ?"
        " AND predicate = ? AND subject = ? AND object = ? AND number = ?"
    )
    return [row for key in keys for row in db.execute(asked, key)]


def _with_sentences(db: sqlite3.Connection, rows: Sequence[EvidenceRow]) -> list[Evidence]:
    """Evidence rows as nouns, each with the sentence that stands at its place."""
    texts: dict[int, Article] = {}
    wanted = sorted({row[0] for row in rows})
    for start in range(0, len(wanted), _CHUNK):
        texts.update(articles_by_pmid(db, wanted[start : start + _CHUNK]))
    found = []
    for pmid, section, start, end, subject, predicate, other, number, rule, *said, detail in rows:
        question, direction, basis = said
        found.append(
            Evidence(
                id=evidence_id(pmid, section, start, predicate, subject, other, number),
                subject=subject,
                predicate=Predicate(predicate),
                object=other,
                pmid=str(pmid),
                section=section,
                start=start,
                end=end,
                sentence=texts[pmid].text(section)[start:end],
                extractor=rule,
                question=question,
                direction=direction,
                basis=basis,
                **json.loads(detail),
            )
        )
    return found
