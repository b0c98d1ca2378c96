"""Everything made from the texts: written for one record at a time, inside one transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import (
    TITLE,
    Article,
    Evidence,
    Passage,
    Reading,
    Report,
    Span,
    canonical_json,
)
from kb.store import changes
from kb.store.facts import digest_text, evidence_rows, facts_json, finding_json
from kb.store.studies import put_report

_PER_ARTICLE = (
    "article",
    "article_region",
    "article_trial",
    "article_concept",
    "mention",
    "evidence",
    "finding",
    "passage",
    "study",
)


@dataclass(frozen=True, slots=True)
class Derived:
    """One record with all that was made of it.

    Attributes
    ----------
    article : Article
        With its judgements.
    passages : tuple
        Each with the hash of its text.
    trials : tuple of str
        Registry numbers of the studies that the record reports.
    decision : str
        The librarian's sentence on its topic, empty where she made none.
    """

    article: Article
    reading: Reading
    evidence: tuple[Evidence, ...]
    report: Report
    passages: tuple[tuple[Passage, str], ...]
    trials: tuple[str, ...] = ()
    placebo: bool = False
    decision: str = ""


def write(db: sqlite3.Connection, item: Derived) -> None:
    """Replace all derived rows of one record, and make its newest text the published one."""
    pmid = int(item.article.pmid)
    before = changes.seen(db, pmid)
    db.execute("INSERT OR REPLACE INTO record SELECT * FROM incoming WHERE pmid = ?", (pmid,))
    db.execute("DELETE FROM incoming WHERE pmid = ?", (pmid,))
    db.execute("DELETE FROM dirty WHERE pmid = ?", (pmid,))
    for table in _PER_ARTICLE:
        db.execute(f"DELETE FROM {table} WHERE pmid = ?", (pmid,))
    db.execute("DELETE FROM article_text WHERE rowid = ?", (pmid,))
    _write_article(db, pmid, item)
    _write_concepts(db, pmid, item.reading)
    _write_text(db, pmid, item.article)
    db.executemany(
        "INSERT INTO passage VALUES (?, ?, ?, ?)",
        (
            (pmid, passage.ordinal, spans_json(passage.sentences), text_hash)
            for passage, text_hash in item.passages
        ),
    )
    changes.note(db, pmid, before)


def _write_article(db: sqlite3.Connection, pmid: int, item: Derived) -> None:
    """The judgements, mentions and evidence of one record, with their digest."""
    article, reading = item.article, item.reading
    facts = facts_json(reading.facts)
    told = digest_text(reading.facts, reading.findings)
    mentions = [
        (pmid, m.section, m.start, m.end, m.concept_id, m.status, m.role, m.role_source)
        for m in reading.mentions
    ]
    evidence = evidence_rows(item.evidence)
    row = db.execute("SELECT article FROM record WHERE pmid = ?", (pmid,)).fetchone()
    judged = [
        *(article.on_topic, article.on_topic_reason),
        *(article.retraction, article.concern, article.deletion),
    ]
    digest = hashlib.sha256()
    for part in (row[0], canonical_json([judged, sorted(mentions), sorted(evidence)]), told):
        digest.update(part.encode())
        digest.update(b"\0")
    db.execute(
        f"INSERT INTO article VALUES ({','.join('?' * 14)})",
        (
            pmid,
            article.kind,
            article.year,
            str(article.design),
            int(bool(article.on_topic)),
            article.on_topic_reason,
            article.retraction,
            article.concern,
            article.deletion,
            int(article.gives_evidence),
            item.decision,
            facts,
            spans_json(reading.sentences),
            digest.digest(),
        ),
    )
    db.executemany("INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)", mentions)
    db.executemany(f"INSERT INTO evidence VALUES ({','.join('?' * 13)})", evidence)
    put_report(db, item.report, placebo=item.placebo)
    db.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)",
        (
            (pmid, number, f.outcome, f.direction, f.basis, finding_json(f))
            for number, f in enumerate(reading.findings)
        ),
    )
    db.executemany(
        "INSERT OR IGNORE INTO article_region VALUES (?, ?)",
        ((pmid, fact.value) for fact in reading.facts.region),
    )
    db.executemany(
        "INSERT OR IGNORE INTO article_trial VALUES (?, ?)",
        ((pmid, number) for number in item.trials),
    )


def _write_concepts(db: sqlite3.Connection, pmid: int, reading: Reading) -> None:
    """How often each concept is named without being denied; 0 where only MeSH or a denial does."""
    named = Counter(m.concept_id for m in reading.mentions if not m.negated)
    titled = {m.concept_id for m in reading.mentions if m.section == TITLE and not m.negated}
    every = {m.concept_id for m in reading.mentions} | set(reading.mesh_concepts)
    db.executemany(
        "INSERT INTO article_concept VALUES (?, ?, ?, ?)",
        ((c, pmid, named[c], int(c in titled)) for c in sorted(every)),
    )


def _write_text(db: sqlite3.Connection, pmid: int, article: Article) -> None:
    """The words of one record, for the full-text index, each field in a column of its own."""
    mesh = [heading.descriptor for heading in article.mesh]
    mesh += [q.name for heading in article.mesh for q in heading.qualifiers]
    authors = [" ".join(filter(None, (a.citation_name, a.fore_name))) for a in article.authors]
    db.execute(
        "INSERT INTO article_text (rowid, title, abstract, mesh, keywords, journal, authors)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            pmid,
            article.title,
            abstract_text(article),
            "\n".join(mesh),
            "\n".join((*article.keywords, article.vernacular_title)),
            "\n".join(filter(None, (article.journal, article.journal_abbreviation))),
            "\n".join(authors),
        ),
    )


def abstract_text(article: Article) -> str:
    """The sections in one string, a line each; line n is section n."""
    return "\n".join(section.text for section in article.sections)


def spans_json(spans: Sequence[Span]) -> str:
    """Spans as stored: lists of section, start, end."""
    return canonical_json([[s.section, s.start, s.end] for s in spans])


def spans_from_json(text: str) -> tuple[Span, ...]:
    """Inverse of :func:`spans_json`."""
    return tuple(Span(*row) for row in json.loads(text))
