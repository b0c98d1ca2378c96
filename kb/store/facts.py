"""Study facts, findings and evidence as they are stored; what of them goes into the digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from kb.model import (
    Basis,
    Direction,
    Evidence,
    Fact,
    Finding,
    FollowUp,
    Quote,
    SampleSize,
    StudyFacts,
    canonical_json,
)

_SINGLE = frozenset({"study_design", "question", "evidence_level"})
_MEASURES: Mapping[str, type[SampleSize | FollowUp]] = {
    "sample_size": SampleSize,
    "follow_up": FollowUp,
}


_DETAIL = ("outcome", "comparator", "time", "value")
_NUMBER = 6
"""Place in an evidence id of the number that tells two of one statement and sentence apart."""

EvidenceRow = tuple[int, int, int, int, str, str, str, int, str, str, str, str, str]
"""A row of the table of evidence, in the order of its columns."""


def facts_json(facts: StudyFacts) -> str:
    """Facts as stored."""
    return canonical_json(asdict(facts))


def facts_from_json(text: str) -> StudyFacts:
    """Inverse of :func:`facts_json`."""
    data = json.loads(text)
    values: dict[str, Any] = {"pmid": data["pmid"]}
    for field in fields(StudyFacts):
        stored = data.get(field.name)
        if field.name == "pmid" or stored is None:
            continue
        if field.name in _MEASURES:
            values[field.name] = _MEASURES[field.name](**_with_quote(stored))
        elif field.name in _SINGLE:
            values[field.name] = Fact(**_with_quote(stored))
        else:
            values[field.name] = tuple(Fact(**_with_quote(row)) for row in stored)
    return StudyFacts(**values)


def finding_json(finding: Finding) -> str:
    """A finding as stored."""
    return canonical_json(asdict(finding))


def finding_from_json(text: str) -> Finding:
    """Inverse of :func:`finding_json`."""
    data = _with_quote(json.loads(text))
    data["direction"] = Direction(data["direction"])
    data["basis"] = Basis(data["basis"])
    return Finding(**data)


def digest_text(facts: StudyFacts, findings: Iterable[Finding]) -> str:
    """What facts and findings add to the digest: everything but numbers with a point.

    Confidences, and months worked out of weeks, may differ in the last place between machines.
    """
    stored = [asdict(facts), sorted((asdict(f) for f in findings), key=canonical_json)]
    return canonical_json(_without_floats(stored))


def evidence_rows(evidence: Iterable[Evidence]) -> list[EvidenceRow]:
    """Evidence as it is stored."""
    rows: list[EvidenceRow] = []
    for e in evidence:
        parts = e.id.split("/")
        number = int(parts[_NUMBER]) if len(parts) > _NUMBER else 0
        said = {name: getattr(e, name) for name in _DETAIL if getattr(e, name)}
        rows.append(
            (
                *(int(e.pmid), e.section, e.start, e.end, e.subject, str(e.predicate), e.object),
                *(number, e.extractor, e.question, e.direction, e.basis, canonical_json(said)),
            )
        )
    return rows


def evidence_id(
    pmid: int | str,
    section: int,
    start: int,
    predicate: str,
    subject: str,
    other: str,
    number: int = 0,
) -> str:
    """The id of a piece of evidence: its place, its statement, its number where it has several."""
    name = f"{pmid}/{section}/{start}/{predicate}/{subject}/{other}"
    return f"{name}/{number}" if number else name


def _with_quote(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row with its quote as the noun."""
    values = dict(row)
    if values["quote"] is not None:
        values["quote"] = Quote(**values["quote"])
    return values


def _without_floats(value: object) -> object:
    """The same value with every float left out."""
    if isinstance(value, dict):
        return {k: _without_floats(v) for k, v in value.items() if not isinstance(v, float)}
    if isinstance(value, list | tuple):
        return [_without_floats(v) for v in value]
    return value
