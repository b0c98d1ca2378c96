"""Finding records by what their text holds exactly, and showing where."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from kb.model import Span

FIELDS = ("title", "abstract", "mesh", "keywords", "journal", "authors")
"""Columns of the full-text index."""
_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement


def holding(
    db: sqlite3.Connection, phrase: str, columns: Sequence[str] = (), *, prefix: bool = False
) -> list[int]:
    """PMIDs of records in which these words stand in this order, ascending.

    Parameters
    ----------
    phrase : str
        One word or several; compared by their stems.
    columns : sequence of str
        Members of `FIELDS`; all where empty.
    prefix : bool
        Whether the last word may go on.
    """
    words = '"' + phrase.replace('"', " ") + '"' + (" *" if prefix else "")
    query = f"{{{' '.join(columns)}}} : {words}" if columns else words
    rows = db.execute(
        "SELECT rowid FROM article_text WHERE article_text MATCH ? ORDER BY rowid", (query,)
    )
    return [row[0] for row in rows]


def with_doi(db: sqlite3.Connection, doi: str) -> list[int]:
    """PMIDs of the published records with this DOI, whatever its case."""
    rows = db.execute(
        "SELECT a.pmid FROM article a JOIN record r USING (pmid)"
        " WHERE lower(json_extract(r.article, '$.doi')) = lower(?) ORDER BY a.pmid",
        (doi,),
    )
    return [row[0] for row in rows]


def texts_of(db: sqlite3.Connection, pmids: Sequence[int]) -> list[tuple[int, str]]:
    """PMID, and title with abstract, of records, in the order of their PMIDs."""
    marks = ",".join("?" * len(pmids))
    rows = db.execute(
        f"SELECT rowid, title, abstract FROM article_text WHERE rowid IN ({marks}) ORDER BY rowid",
        tuple(pmids),
    )
    return [(pmid, f"{title}\n{abstract}") for pmid, title, abstract in rows]


def mentions_in(
    db: sqlite3.Connection, pmids: Sequence[int], concepts: Collection[str]
) -> dict[str, list[tuple[Span, str]]]:
    """Where these concepts are named without being denied, by PMID."""
    if not pmids or not concepts:
        return {}
    rows = db.execute(
        "SELECT pmid, section, start, end, concept FROM mention WHERE negated = 0"
        f" AND pmid IN ({','.join('?' * len(pmids))})"
        f" AND concept IN ({','.join('?' * len(concepts))})",
        (*pmids, *sorted(concepts)),
    )
    found: dict[str, list[tuple[Span, str]]] = {}
    for pmid, section, start, end, concept in rows:
        found.setdefault(str(pmid), []).append((Span(section, start, end), concept))
    return found


def title_concepts(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[str, frozenset[str]]:
    """Concepts that the titles of these records name without denying them, by PMID."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(pmids), _AT_ONCE):
        some = pmids[start : start + _AT_ONCE]
        rows = db.execute(
            "SELECT pmid, concept FROM mention WHERE section = -1 AND negated = 0"
            f" AND pmid IN ({','.join('?' * len(some))})",
            tuple(some),
        )
        for pmid, concept in rows:
            found.setdefault(str(pmid), set()).add(concept)
    return {pmid: frozenset(concepts) for pmid, concepts in found.items()}


def asserted_concepts(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[str, frozenset[str]]:
    """Concepts that these records name of their own study, index terms included, by PMID."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(pmids), _AT_ONCE):
        some = pmids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows = db.execute(
            "SELECT c.pmid, c.concept FROM article_concept c"
            " LEFT JOIN mention m ON m.pmid = c.pmid AND m.concept = c.concept"
            f" WHERE c.pmid IN ({marks}) AND (m.status IS NULL"
            " OR m.status IN ('asserted', 'background'))",
            tuple(some),
        )
        for pmid, concept in rows:
            found.setdefault(str(pmid), set()).add(concept)
    return {pmid: frozenset(concepts) for pmid, concepts in found.items()}


def passages_of(
    db: sqlite3.Connection, model: str, pmids: Sequence[int]
) -> list[tuple[int, int, str, bytes]]:
    """PMID, ordinal, spans and vector of the passages of these records, in order."""
    marks = ",".join("?" * len(pmids))
    return db.execute(
        # CROSS keeps the order of the tables: for many records SQLite would walk all vectors
        "SELECT p.pmid, p.ordinal, p.spans, v.data FROM passage p"
        " CROSS JOIN vector v ON v.model = ? AND v.text_hash = p.text_hash"
        f" WHERE p.ordinal >= 0 AND p.pmid IN ({marks}) ORDER BY p.pmid, p.ordinal",
        (model, *pmids),
    ).fetchall()
