"""Reading published records and what was made of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from kb.errors import ArticleNotFound
from kb.model import (
    Article,
    Finding,
    Judgement,
    Mention,
    MentionStatus,
    RecordKind,
    RoleSource,
    SearchFilters,
    SentenceRole,
    Span,
    StudyDesign,
    StudyFacts,
    Trial,
)
from kb.store.derived import spans_from_json
from kb.store.facts import facts_from_json, finding_from_json
from kb.store.records import decode

_SELECT = (
    "SELECT r.article, a.design, a.on_topic, a.on_topic_reason, a.retraction, a.concern,"
    " a.deletion"
    " FROM article a JOIN record r USING (pmid)"
)


def articles_by_pmid(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[int, Article]:
    """The published articles among these; what is not there is left out."""
    marks = ",".join("?" * len(pmids))
    rows = db.execute(f"{_SELECT} WHERE a.pmid IN ({marks})", tuple(pmids))
    return {int(article.pmid): article for article in map(_article, rows)}


def article(db: sqlite3.Connection, pmid: str) -> Article:
    """One published article.

    Raises
    ------
    ArticleNotFound
        No record with this PMID is published.
    """
    wanted = str(pmid).strip()  # researchers hold PMIDs as numbers, too
    found = {}
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 9:
        found = articles_by_pmid(db, [int(wanted)])
    if not found:
        raise ArticleNotFound(
            f"PMID {pmid} is not in this knowledge base. Add it with `mbb refresh` or `mbb import`."
        )
    return found[int(wanted)]


def articles(
    db: sqlite3.Connection, filters: SearchFilters, groups: Sequence[frozenset[str]]
) -> Iterator[Article]:
    """Published journal articles that pass the filters, in the order of their PMIDs."""
    where, values = filter_clause(filters, groups)
    for row in db.execute(
        f"{_SELECT} WHERE {where} AND a.kind = ? ORDER BY a.pmid", [*values, RecordKind.ARTICLE]
    ):
        yield _article(row)


def book_chapters(db: sqlite3.Connection) -> Iterator[Article]:
    """All published chapters of books, in the order of their PMIDs."""
    for row in db.execute(
        f"{_SELECT} WHERE a.kind = ? ORDER BY a.pmid", (RecordKind.BOOK_CHAPTER,)
    ):
        yield _article(row)


def trials(db: sqlite3.Connection, pmid: int | None, at_least: int) -> list[Trial]:
    """Registered studies with the records that carry their numbers; of one record where asked."""
    rows = db.execute(
        "SELECT number, pmid FROM article_trial WHERE ? IS NULL OR number IN"
        " (SELECT number FROM article_trial WHERE pmid = ?) ORDER BY number, pmid",
        (pmid, pmid),
    )
    groups: dict[str, list[str]] = {}
    for number, report in rows:
        groups.setdefault(number, []).append(str(report))
    return [Trial(n, tuple(pmids)) for n, pmids in groups.items() if len(pmids) >= at_least]


def undecided(db: sqlite3.Connection) -> Iterator[Article]:
    """All published articles that no decision was made on, in the order of their PMIDs."""
    for row in db.execute(f"{_SELECT} WHERE a.decision = '' ORDER BY a.pmid"):
        yield _article(row)


def judgements(db: sqlite3.Connection) -> dict[str, Judgement]:
    """How every published record was judged, by PMID."""
    rows = db.execute("SELECT pmid, on_topic, decision != '', retraction != '' FROM article")
    return {str(pmid): Judgement(*map(bool, judged)) for pmid, *judged in rows}


def filter_clause(
    filters: SearchFilters, groups: Sequence[frozenset[str]]
) -> tuple[str, list[object]]:
    """A condition on ``article a`` with its values; each group is a set of alternative concepts."""
    parts, values = ["1"], list[object]()

    def add(condition: str, *more: object) -> None:
        parts.append(condition)
        values.extend(more)

    def marks(many: Iterable[object]) -> str:
        return ",".join("?" * len(list(many)))

    if filters.year_from is not None:
        add("a.year >= ?", filters.year_from)
    if filters.year_to is not None:
        add("a.year <= ?", filters.year_to)
    if filters.min_n is not None:
        add("coalesce(json_extract(a.facts, '$.sample_size.value'), 0) >= ?", filters.min_n)
    if filters.min_follow_up is not None:
        add(
            "coalesce(json_extract(a.facts, '$.follow_up.value_months'), 0) >= ?",
            filters.min_follow_up,
        )
    if filters.evidence_level:
        add(
            f"json_extract(a.facts, '$.evidence_level.value') IN ({marks(filters.evidence_level)})",
            *filters.evidence_level,
        )
    for condition, wanted in (
        ("json_extract(r.article, '$.languages[0]') IN ({})", filters.language),
        (
            "(json_array_length(r.article, '$.sections') > 0) = {}",
            () if filters.has_abstract is None else (int(filters.has_abstract),),
        ),
    ):
        if wanted:
            add(
                "EXISTS (SELECT 1 FROM record r WHERE r.pmid = a.pmid AND "
                f"{condition.format(marks(wanted))})",
                *wanted,
            )
    if filters.study_design:
        add(f"a.design IN ({marks(filters.study_design)})", *filters.study_design)
    if filters.region:
        add(
            "a.pmid IN (SELECT pmid FROM article_region"
            f" WHERE region IN ({marks(filters.region)}))",
            *filters.region,
        )
    for group in groups:
        add(
            "a.pmid IN (SELECT pmid FROM article_concept WHERE mentions > 0"
            f" AND concept IN ({marks(group)}))",
            *sorted(group),
        )
    if not filters.include_retracted:
        add("a.retraction = '' AND a.deletion = ''")
    return " AND ".join(parts), values


def mentions(db: sqlite3.Connection, article: Article) -> list[Mention]:
    """Concept mentions of one article, in the order of the text."""
    rows = db.execute(
        "SELECT section, start, end, concept, status, role, role_source FROM mention WHERE pmid = ?"
        " ORDER BY section, start, end, concept",
        (int(article.pmid),),
    )
    return [
        Mention(
            article.pmid,
            s,
            start,
            end,
            article.text(s)[start:end],
            concept,
            MentionStatus(status),
            SentenceRole(role),
            RoleSource(source),
        )
        for s, start, end, concept, status, role, source in rows
    ]


def facts(db: sqlite3.Connection, pmid: str) -> StudyFacts:
    """Study facts of one article."""
    row = db.execute("SELECT facts FROM article WHERE pmid = ?", (int(pmid),)).fetchone()
    return facts_from_json(row[0])


def findings(
    db: sqlite3.Connection,
    *,
    pmid: str | None = None,
    outcomes: Sequence[str] = (),
    direction: str | None = None,
    basis: str | None = None,
) -> list[Finding]:
    """Findings in the order of PMID and text; of all records where no PMID is given.

    Over all records only those that give evidence count; asked for by PMID, all are shown.
    """
    parts, values = ["1"], list[object]()
    if pmid is not None:
        parts.append("f.pmid = ?")
        values.append(int(pmid))
    else:
        parts.append("a.gives_evidence = 1")
    if outcomes:
        parts.append(f"f.outcome IN ({','.join('?' * len(outcomes))})")
        values.extend(outcomes)
    for column, value in (("direction", direction), ("basis", basis)):
        if value is not None:
            parts.append(f"f.{column} = ?")
            values.append(value)
    rows = db.execute(
        "SELECT f.finding FROM finding f JOIN article a USING (pmid)"
        f" WHERE {' AND '.join(parts)} ORDER BY f.pmid, f.number",
        values,
    )
    return [finding_from_json(row[0]) for row in rows]


def sentences(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[int, tuple[Span, ...]]:
    """Sentences of articles."""
    marks = ",".join("?" * len(pmids))
    rows = db.execute(
        f"SELECT pmid, sentences FROM article WHERE pmid IN ({marks})",
        tuple(pmids),
    )
    return {pmid: spans_from_json(text) for pmid, text in rows}


def concept_counts(db: sqlite3.Connection) -> dict[str, int]:
    """Articles that name each concept in their text, whether or not they give evidence."""
    return dict(
        db.execute(
            "SELECT concept, count(*) FROM article_concept WHERE mentions > 0"
            " GROUP BY concept ORDER BY concept"
        ).fetchall()
    )


def naming(db: sqlite3.Connection, concepts: Sequence[str]) -> int:
    """How many articles name any of these concepts in their text, whether or not on the topic."""
    marks = ",".join("?" * len(concepts))
    row = db.execute(
        "SELECT count(DISTINCT pmid) FROM article_concept"
        f" WHERE concept IN ({marks}) AND mentions > 0",
        tuple(concepts),
    ).fetchone()
    return int(row[0])


def concept_years(db: sqlite3.Connection, concepts: Sequence[str]) -> dict[int, int]:
    """Articles on the topic that name any of these concepts, by year of publication."""
    marks = ",".join("?" * len(concepts))
    return dict(
        db.execute(
            "SELECT a.year, count(DISTINCT a.pmid) FROM article a"
            " JOIN article_concept c USING (pmid)"
            f" WHERE c.concept IN ({marks}) AND c.mentions > 0 AND a.year IS NOT NULL"
            " AND a.gives_evidence = 1 GROUP BY a.year ORDER BY a.year",
            tuple(concepts),
        ).fetchall()
    )


def _article(row: tuple[str, str, int, str, str, str, str]) -> Article:
    """A joined row as an article with its judgements."""
    text, design, on_topic, reason, retraction, concern, deletion = row
    return decode(
        text,
        design=StudyDesign(design),
        on_topic=bool(on_topic),
        on_topic_reason=reason,
        retraction=retraction,
        concern=concern,
        deletion=deletion,
    )
