"""Everything a search ranks by, read whole: columns of all published records, in PMID order.

A search that gives a census has to look at every record. These functions hand one published state
over in the fewest and largest pieces SQLite can make, so that it can be held in memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

_POSITIONS = "search_positions"


def pmids(db: sqlite3.Connection) -> list[int]:
    """PMIDs of all published records, ascending."""
    return [row[0] for row in db.execute("SELECT pmid FROM article ORDER BY pmid")]


def word_places(db: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Every stem of the full-text index, in alphabetical order, with its places.

    Yields
    ------
    tuple of str, str, str
        The stem; the PMIDs of its places in order, joined by commas, a PMID as often as the stem
        stands in that record; and for each place one letter: "t" for the title, "a" for the
        abstract, "x" for index terms, journal and authors.
    """
    # FTS5 shows its places through a table that belongs to the connection and holds nothing.
    db.execute("PRAGMA query_only = OFF")
    try:
        db.execute(f"DROP TABLE IF EXISTS temp.{_POSITIONS}")
        db.execute(
            f"CREATE VIRTUAL TABLE temp.{_POSITIONS}"
            " USING fts5vocab('main', 'article_text', 'instance')"
        )
        yield from db.execute(
            "SELECT term, group_concat(doc), group_concat(CASE col WHEN 'title' THEN 't'"
            f" WHEN 'abstract' THEN 'a' ELSE 'x' END, '') FROM temp.{_POSITIONS} GROUP BY term"
        )
        db.execute(f"DROP TABLE temp.{_POSITIONS}")
    finally:
        db.execute("PRAGMA query_only = ON")


def concept_counts(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    """Every concept with the records that name it: PMIDs, mentions, and whether in the title.

    The last three are numbers joined by commas; mentions are 0 where only MeSH names the concept.
    """
    yield from db.execute(
        "SELECT concept, group_concat(pmid), group_concat(mentions), group_concat(in_title)"
        " FROM (SELECT * FROM article_concept ORDER BY concept, pmid) GROUP BY concept"
    )


def study_columns(
    db: sqlite3.Connection,
) -> Iterator[tuple[Any, ...]]:
    """What filters, facets and orders need of every record, in PMID order.

    Yields
    ------
    tuple
        PMID, year, design, evidence level ("1" to "5"), participants, months of follow-up, the
        first language, whether there is an abstract, whether the paper is retracted, whether
        PubMed deleted it, the source, and whether its blocks were controlled by placebo; None
        where it is not known.
    """
    yield from db.execute(
        "SELECT a.pmid, a.year, a.design, json_extract(a.facts, '$.evidence_level.value'),"
        " json_extract(a.facts, '$.sample_size.value'),"
        " json_extract(a.facts, '$.follow_up.value_months'),"
        " json_extract(r.article, '$.languages[0]'),"
        " json_array_length(r.article, '$.sections') > 0, a.retraction != '', a.deletion != '',"
        " r.source,"
        " json_extract(a.facts, '$.block_type') LIKE '%\"placebo-controlled\"%'"
        " FROM article a JOIN record r USING (pmid) ORDER BY a.pmid"
    )


def regions(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """PMID and region of every region a record names."""
    return db.execute("SELECT pmid, region FROM article_region ORDER BY pmid, region").fetchall()


def passage_vectors(db: sqlite3.Connection, model: str) -> Iterator[tuple[int, int, bytes | None]]:
    """PMID, ordinal and vector of every passage, in order; None where a text has no vector."""
    yield from db.execute(
        "SELECT p.pmid, p.ordinal, v.data FROM passage p"
        " LEFT JOIN vector v ON v.model = ? AND v.text_hash = p.text_hash"
        " ORDER BY p.pmid, p.ordinal",
        (model,),
    )
