"""Edges between concepts with their counts, as each publication leaves them."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import NamedTuple

from kb.errors import IndexOutOfDate
from kb.model import EdgeCount, EdgePlaces, Neighbour, PaperStanding, Predicate, StudyKind
from kb.store.facts import evidence_id

# "No infection occurred" is evidence on safety, but no link between a block and an infection.
DENIES = (
    "(e.predicate = 'complicated_by' AND e.direction = 'no_difference'"
    " AND e.basis != 'between_group')"
)
_PLACE = struct.Struct("<4i")
"""PMID, section, start and number of one piece of evidence."""

Key = tuple[int, int, int, str, str, str, int]
"""What tells pieces of evidence apart, in the order of their table."""


class _Edge(NamedTuple):
    """A statement with its places, packed."""

    subject: str
    predicate: str
    object: str
    places: bytes

    def keys(self) -> Iterator[Key]:
        """Its evidence in order, unpacked as it is asked for."""
        for pmid, section, start, number in _PLACE.iter_unpack(self.places):
            yield pmid, section, start, self.predicate, self.subject, self.object, number


class _Ids:
    """Ids of the evidence of some edges, in the order of PMID and place; made when asked for."""

    def __init__(self) -> None:
        self.edges: list[_Edge] = []

    def __iter__(self) -> Iterator[str]:
        for key in merge(*(edge.keys() for edge in self.edges)):
            yield evidence_id(*key)


def rows(db: sqlite3.Connection) -> Iterator[tuple[int, int, int, int, str, str, str, int]]:
    """Place, statement, and whether the link is denied, of all evidence by PMID and place."""
    return db.execute(
        "SELECT e.pmid, e.section, e.start, e.number, e.subject, e.predicate, e.object,"
        f" {DENIES} FROM evidence e ORDER BY e.pmid, e.section, e.start, e.predicate, e.subject,"
        " e.object, e.number"
    )


def papers(db: sqlite3.Connection) -> dict[int, PaperStanding]:
    """Which study each paper reports, by PMID."""
    found = db.execute("SELECT pmid, kind, study, author_group FROM study")
    return {pmid: PaperStanding(StudyKind(kind), *told) for pmid, kind, *told in found}


def write(
    db: sqlite3.Connection, places: Iterable[EdgePlaces], counts: Iterable[EdgeCount]
) -> None:
    """Replace all edges. Must run in the transaction that publishes the evidence."""
    db.execute("DELETE FROM edge")
    db.execute("DELETE FROM neighbour")
    db.executemany(
        "INSERT INTO edge (subject, predicate, object, denied, places) VALUES (?, ?, ?, ?, ?)",
        ((e.subject, e.predicate, e.object, int(e.denied), e.places) for e in places),
    )
    db.executemany(
        f"INSERT INTO neighbour VALUES ({','.join('?' * 9)})",
        (
            (
                *(c.concept, int(c.with_narrower), c.neighbour, c.predicate),
                *(c.articles, c.sentences, c.studies, c.reviews, c.author_groups),
            )
            for c in counts
        ),
    )


def neighbours(
    db: sqlite3.Connection,
    concept: str,
    narrower: Collection[str],
    *,
    wanted: Callable[[str], bool],
    limit: int | None = None,
) -> list[Neighbour]:
    """Concepts that share evidence with one, most studies first, ties by id.

    Parameters
    ----------
    narrower : collection of str
        Those that count with it: all that are narrower, or none.
    wanted : callable
        Which concepts are told.
    limit : int, optional
        At most so many.
    """
    _check_counted(db)
    found = [
        (_Ids(), row)
        for row in db.execute(
            "SELECT far, predicate, articles, sentences, studies, reviews, author_groups"
            " FROM neighbour WHERE concept = ? AND with_narrower = ?"
            " ORDER BY studies DESC, articles DESC, sentences DESC, far, predicate",
            (concept, int(bool(narrower))),
        )
        if wanted(row[0])
    ][:limit]
    by_key = {(row[0], row[1]): ids for ids, row in found}
    near = {concept, *narrower}
    for edge in _edges(db, sorted(near), sorted({far for far, _ in by_key})):
        far = edge.object if edge.subject in near else edge.subject
        if (far, edge.predicate) in by_key:
            by_key[far, edge.predicate].edges.append(edge)
    return [
        Neighbour(
            far,
            Predicate(predicate),
            articles=articles,
            sentences=sentences,
            evidence=ids,
            studies=studies,
            reviews=reviews,
            author_groups=groups,
        )
        for ids, (far, predicate, articles, sentences, studies, reviews, groups) in found
    ]


def first_keys(
    db: sqlite3.Connection,
    subjects: Sequence[str],
    predicate: str | None,
    objects: Sequence[str],
    limit: int,
) -> list[Key]:
    """The first pieces of evidence for statements, in order; empty arguments match all."""
    _check_counted(db)
    parts, values = ["1"], list[object]()
    for column, many in (("subject", subjects), ("object", objects)):
        if many:
            parts.append(f"{column} IN ({','.join('?' * len(many))})")
            values += many
    if predicate is not None:
        parts.append("predicate = ?")
        values.append(predicate)
    found = db.execute(
        f"SELECT subject, predicate, object, substr(places, 1, {_PLACE.size} * ?) FROM edge"
        f" WHERE {' AND '.join(parts)}",
        (limit, *values),
    )
    return list(islice(merge(*(_Edge(*row).keys() for row in found)), limit))


def _edges(db: sqlite3.Connection, near: Sequence[str], far: Sequence[str]) -> Iterator[_Edge]:
    """Edges between some concepts and others, either way round."""
    values = (json.dumps(near), json.dumps(far))
    for one, other in (("subject", "object"), ("object", "subject")):
        for row in db.execute(
            "SELECT subject, predicate, object, places FROM edge WHERE denied = 0"
            f" AND {one} IN (SELECT value FROM json_each(?))"
            f" AND +{other} IN (SELECT value FROM json_each(?))",
            values,
        ):
            yield _Edge(*row)


def _check_counted(db: sqlite3.Connection) -> None:
    """Refuse to answer "no neighbours" where an older version published the evidence.

    Raises
    ------
    IndexOutOfDate
    """
    (waits,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM article) AND NOT EXISTS (SELECT 1 FROM edge)"
        " AND (NOT EXISTS (SELECT 1 FROM study) OR EXISTS (SELECT 1 FROM evidence))"
    ).fetchone()
    if waits:
        raise IndexOutOfDate(
            "The records were published by an older version, which did not count what links "
            "concepts. Run `mbb rebuild`."
        )
