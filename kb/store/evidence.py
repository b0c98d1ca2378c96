"""Evidence in the store, asked for by statement, by id, by neighbour, or all of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from kb.model import Article, Evidence, Neighbour, Predicate, SearchFilters
from kb.store.catalogue import articles_by_pmid, filter_clause

_FIELDS = "pmid, section, start, end, subject, predicate, object, extractor"


def find(
    db: sqlite3.Connection,
    *,
    subjects: Sequence[str] = (),
    predicate: str | None = None,
    objects: Sequence[str] = (),
    pmid: str | None = None,
) -> list[Evidence]:
    """Evidence for statements, in the order of PMID and place; empty arguments match all."""
    parts, values = ["1"], list[object]()
    for column, many in (("subject", subjects), ("object", objects)):
        if many:
            parts.append(f"{column} IN ({','.join('?' * len(many))})")
            values.extend(many)
    if predicate is not None:
        parts.append("predicate = ?")
        values.append(predicate)
    if pmid is not None:
        parts.append("pmid = ?")
        values.append(int(pmid))
    rows = db.execute(
        f"SELECT {_FIELDS} FROM evidence WHERE {' AND '.join(parts)}"
        " ORDER BY pmid, section, start, predicate, subject, object",
        values,
    ).fetchall()
    return _with_sentences(db, rows)


def evidence_by_id(db: sqlite3.Connection, ids: Sequence[str]) -> list[Evidence]:
    """Evidence by its ids, in the order given; ids of evidence that is gone are left out."""
    rows = []
    for name in ids:
        pmid, section, start, predicate, subject, other = name.split("/")
        rows += db.execute(
            f"SELECT {_FIELDS} FROM evidence WHERE pmid = ? AND section = ? AND start = ?"
            " AND predicate = ? AND subject = ? AND object = ?",
            (int(pmid), int(section), int(start), predicate, subject, other),
        ).fetchall()
    return _with_sentences(db, rows)


def graph_rows(
    db: sqlite3.Connection, filters: SearchFilters, groups: Sequence[frozenset[str]]
) -> Iterator[tuple[str, str, str, int, str]]:
    """Subject, predicate, object, PMID and evidence id of all evidence that passes the filters."""
    where, values = filter_clause(filters, groups)
    rows = db.execute(
        f"SELECT e.pmid, e.section, e.start, e.subject, e.predicate, e.object FROM evidence e"
        f" JOIN article a USING (pmid) WHERE {where}"
        " ORDER BY e.subject, e.predicate, e.object, e.pmid, e.section, e.start",
        values,
    )
    for pmid, section, start, subject, predicate, other in rows:
        yield (
            subject,
            predicate,
            other,
            pmid,
            evidence_id(pmid, section, start, predicate, subject, other),
        )


def neighbours(db: sqlite3.Connection, concepts: Sequence[str]) -> list[Neighbour]:
    """Concepts that share evidence with any of these, most articles first, ties by id."""
    marks = ",".join("?" * len(concepts))
    rows = db.execute(
        "SELECT object, predicate, subject, object, pmid, section, start FROM evidence"
        f" WHERE subject IN ({marks}) AND object NOT IN ({marks}) UNION"
        " SELECT subject, predicate, subject, object, pmid, section, start FROM evidence"
        f" WHERE object IN ({marks}) AND subject NOT IN ({marks}) ORDER BY 5, 6, 7, 3, 4",
        tuple(concepts) * 4,
    )
    ids: dict[tuple[str, str], list[str]] = {}
    pmids: dict[tuple[str, str], set[int]] = {}
    for other, predicate, subject, obj, pmid, section, start in rows:
        key = (other, predicate)
        ids.setdefault(key, []).append(evidence_id(pmid, section, start, predicate, subject, obj))
        pmids.setdefault(key, set()).add(pmid)
    found = [
        Neighbour(
            other,
            Predicate(predicate),
            articles=len(pmids[other, predicate]),
            sentences=len({name.rsplit("/", 3)[0] for name in names}),
            evidence=tuple(names),
        )
        for (other, predicate), names in ids.items()
    ]
    return sorted(found, key=lambda n: (-n.articles, -n.sentences, n.concept_id, n.predicate))


def evidence_id(
    pmid: int | str, section: int, start: int, predicate: str, subject: str, other: str
) -> str:
    """The id of a piece of evidence: its place and its statement."""
    return f"{pmid}/{section}/{start}/{predicate}/{subject}/{other}"


def _with_sentences(db: sqlite3.Connection, rows: Sequence[tuple[object, ...]]) -> list[Evidence]:
    """Evidence rows as nouns, each with the sentence that stands at its place."""
    texts: dict[int, Article] = {}
    wanted = sorted({int(str(row[0])) for row in rows})
    for start in range(0, len(wanted), 500):
        texts.update(articles_by_pmid(db, wanted[start : start + 500]))
    found = []
    for row in rows:
        pmid, section, start, end = (int(str(value)) for value in row[:4])
        subject, predicate, other, extractor = (str(value) for value in row[4:])
        found.append(
            Evidence(
                id=evidence_id(pmid, section, start, predicate, subject, other),
                subject=subject,
                predicate=Predicate(predicate),
                object=other,
                pmid=str(pmid),
                section=section,
                start=start,
                end=end,
                sentence=texts[pmid].text(section)[start:end],
                extractor=extractor,
            )
        )
    return found
