"""Which study each paper reports, and what was read of it, as evidence is weighed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kb.model import Report, Standing, Study, StudyKind, canonical_json
from kb.store.records import decode

_CHUNK = 500
_LISTS = ("registry", "companions", "authors", "regions", "tested", "title")


def put_report(db: sqlite3.Connection, report: Report, *, placebo: bool) -> None:
    """Keep what tells which study a paper reports; its standing is written by the next publish."""
    db.execute(
        "INSERT INTO study (pmid, kind, placebo, report) VALUES (?, ?, ?, ?)",
        (report.pmid, report.kind, int(placebo), canonical_json(asdict(report))),
    )


def reports(db: sqlite3.Connection) -> Iterator[Report]:
    """What tells which study each paper reports, of all papers that give evidence."""
    for (text,) in db.execute(
        "SELECT s.report FROM study s JOIN article a USING (pmid)"
        " WHERE a.gives_evidence = 1 ORDER BY s.pmid"
    ):
        values = json.loads(text)
        values["kind"] = StudyKind(values["kind"])
        for name in _LISTS:
            values[name] = tuple(values[name])
        yield Report(**values)


def write_standings(db: sqlite3.Connection, standings: Iterable[Standing]) -> None:
    """Write which study each paper reports; papers that give no evidence report none."""
    db.execute("UPDATE study SET study = '', tied_by = '', author_group = ''")
    db.executemany(
        "UPDATE study SET study = ?, tied_by = ?, author_group = ? WHERE pmid = ?",
        ((s.study, s.tied_by, s.author_group, s.pmid) for s in standings),
    )


def studies(db: sqlite3.Connection, pmids: Sequence[int]) -> dict[str, Study]:
    """Papers as evidence is weighed, by PMID."""
    found: dict[str, Study] = {}
    for start in range(0, len(pmids), _CHUNK):
        chunk = tuple(pmids[start : start + _CHUNK])
        rows = db.execute(
            "SELECT s.pmid, s.kind, s.placebo, s.study, s.tied_by, s.author_group, a.design,"
            " a.facts, r.article FROM study s JOIN article a USING (pmid)"
            f" JOIN record r USING (pmid) WHERE s.pmid IN ({','.join('?' * len(chunk))})"
            " ORDER BY s.pmid",
            chunk,
        )
        for row in rows:
            made = _study(row)
            found[made.pmid] = made
    return found


def _study(row: Sequence[Any]) -> Study:
    """A joined row as the noun."""
    pmid, kind, placebo, study, tied_by, group, design, facts_text, article_text = row
    facts, article = json.loads(facts_text), decode(article_text)
    sample, follow_up = facts.get("sample_size"), facts.get("follow_up")

    def values(name: str) -> tuple[str, ...]:
        return tuple(fact["value"] for fact in facts.get(name) or ())

    def one(name: str) -> str:
        return str(facts[name]["value"]) if facts.get(name) else ""

    return Study(
        pmid=str(pmid),
        study=study,
        tied_by=tied_by,
        author_group=group,
        kind=StudyKind(kind),
        title=article.title,
        first_author=article.authors[0].citation_name if article.authors else "",
        year=article.year,
        design=design,
        level=one("evidence_level"),
        question=one("question"),
        n=sample["value"] if sample else None,
        unit=sample["unit"] if sample else "",
        regions=values("region"),
        guidance=values("imaging_guidance"),
        thresholds=values("relief_threshold_percent"),
        block_types=values("block_type"),
        follow_up_months=follow_up["value_months"] if follow_up else None,
        placebo=bool(placebo),
    )
