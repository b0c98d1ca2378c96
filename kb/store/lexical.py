"""Finding records by words (FTS5) and by the concepts read in them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.model import SearchFilters, Span
from kb.store.catalogue import filter_clause

# Weights of the columns title, abstract and terms in BM25. The title's two was measured on the
# development questions; MeSH, journal and author names count half of a word of the abstract.
_COLUMN_WEIGHTS = "2.0, 1.0, 0.5"


@dataclass(frozen=True, slots=True)
class TermFrequency:
    """In how many records a word stands, counted up to a limit."""

    term: str
    records: int


def allowed_pmids(
    db: sqlite3.Connection, filters: SearchFilters, groups: Sequence[frozenset[str]]
) -> frozenset[int]:
    """PMIDs of all records that pass the filters."""
    where, values = filter_clause(filters, groups)
    return frozenset(
        row[0] for row in db.execute(f"SELECT a.pmid FROM article a WHERE {where}", values)
    )


def article_count(db: sqlite3.Connection) -> int:
    """How many records can be searched."""
    return int(db.execute("SELECT count(*) FROM article").fetchone()[0])


def term_frequencies(
    db: sqlite3.Connection, terms: Sequence[str], limit: int
) -> list[TermFrequency]:
    """In how many records each word stands, counted up to `limit`."""
    return [
        TermFrequency(
            term,
            db.execute(
                "SELECT count(*) FROM"
                " (SELECT 1 FROM article_text WHERE article_text MATCH ? LIMIT ?)",
                (_phrase(term), limit),
            ).fetchone()[0],
        )
        for term in terms
    ]


def rank_by_words(
    db: sqlite3.Connection, terms: Sequence[str], limit: int, allowed: Collection[int] | None
) -> list[tuple[int, float]]:
    """PMIDs by BM25 (larger is better), ties by PMID; `allowed` narrows where not None."""
    if not terms:
        return []
    rows = db.execute(
        f"SELECT rowid, -bm25(article_text, {_COLUMN_WEIGHTS}) AS score FROM article_text"
        " WHERE article_text MATCH ? ORDER BY score DESC, rowid"
        + (" LIMIT ?" if allowed is None else ""),
        (_any_of(terms), limit) if allowed is None else (_any_of(terms),),
    )
    if allowed is None:
        return rows.fetchall()
    kept = []
    for row in rows:
        if row[0] in allowed:
            kept.append(row)
            if len(kept) == limit:
                break
    return kept


def with_every_word(db: sqlite3.Connection, terms: Sequence[str]) -> frozenset[int]:
    """PMIDs of records in which all these words stand."""
    if not terms:
        return frozenset()
    query = " AND ".join(_phrase(term) for term in terms)
    rows = db.execute("SELECT rowid FROM article_text WHERE article_text MATCH ?", (query,))
    return frozenset(row[0] for row in rows)


def concept_rows(db: sqlite3.Connection, concept: str) -> list[tuple[int, int, int]]:
    """PMID, mentions and whether in the title, of all records that name a concept."""
    return db.execute(
        "SELECT pmid, mentions, in_title FROM article_concept WHERE concept = ? ORDER BY pmid",
        (concept,),
    ).fetchall()


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


def facets(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[str, dict[str, int]]:
    """Counts of year, design, region and source over these records, most frequent first."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("year", "study_design", "region", "source")
    }
    for start in range(0, len(pmids), 500):
        chunk = pmids[start : start + 500]
        marks = ",".join("?" * len(chunk))
        for year, design, source in db.execute(
            "SELECT a.year, a.design, r.source FROM article a JOIN record r USING (pmid)"
            f" WHERE a.pmid IN ({marks})",
            tuple(chunk),
        ):
            if year is not None:
                counts["year"][str(year)] += 1
            counts["study_design"][design] += 1
            counts["source"][source] += 1
        counts["region"].update(
            row[0]
            for row in db.execute(
                f"SELECT region FROM article_region WHERE pmid IN ({marks})",
                tuple(chunk),
            )
        )
    return {
        name: dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))
        for name, counter in counts.items()
    }


def years_of(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[int, int]:
    """Years of publication; records without one are left out."""
    marks = ",".join("?" * len(pmids))
    return dict(
        db.execute(
            f"SELECT pmid, year FROM article WHERE year IS NOT NULL AND pmid IN ({marks})",
            tuple(pmids),
        ).fetchall()
    )


def passages_of(
    db: sqlite3.Connection, keys: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Spans and text hash of published passages, by PMID and ordinal."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    pmids = sorted({pmid for pmid, _ in keys})
    for start in range(0, len(pmids), 500):
        chunk = pmids[start : start + 500]
        marks = ",".join("?" * len(chunk))
        for pmid, ordinal, spans, text_hash in db.execute(
            f"SELECT pmid, ordinal, spans, text_hash FROM passage WHERE pmid IN ({marks})",
            tuple(chunk),
        ):
            found[pmid, ordinal] = (spans, text_hash)
    return found


def _phrase(term: str) -> str:
    """A term as an FTS5 string, so that nothing in it is read as syntax."""
    return '"' + term.replace('"', '""') + '"'


def _any_of(terms: Sequence[str]) -> str:
    """An FTS5 query for records with at least one of the terms."""
    return " OR ".join(_phrase(term) for term in terms)
