"""Study facts and findings as they are stored, and what of them goes into the digest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from kb.model import (
    Basis,
    Direction,
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
