"""How likely a finding is right: a small logistic model over what is known of it.

The rules decide what is found; this says how far to trust each. ``tools/calibrate_findings.py``
makes the weights from findings on texts that were annotated after the rules had been written, so
that the share of right ones there is an honest one. Nothing but this file and the weights is
needed to use them.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from kb.model import Finding
from kb.reading.data import packaged_text
from kb.reading.findings.cues import significance

WEIGHTS = "findings/confidence.json"
# Borders of the lengths of sentences, in characters: a long one says more than one thing.
_LENGTHS = (100, 180, 280)
# No finding is certain, and none that the rules stand by is hopeless.
_LEAST, _MOST = 0.02, 0.98


class _Model(NamedTuple):
    """The weights, in whole hundredths."""

    weights: dict[str, int]
    intercept: int


def features(
    finding: Finding, beside: Sequence[Finding], kind: str, *, titled: bool
) -> frozenset[str]:
    """What is known of a finding.

    Parameters
    ----------
    finding : Finding
    beside : sequence of Finding
        All findings of its record.
    kind : str
        Kind of its outcome: "responder", "harm" …; empty for a score.
    titled : bool
        Whether the title names the outcome.

    Examples
    --------
    >>> from kb.model import Basis, Direction, Quote
    >>> f = Finding("1", "odi", Direction.WORSE, Basis.BETWEEN_GROUP, Quote(0, 0, 9, "ODI rose."),
    ...     rule="findings-1:results/up")
    >>> sorted(features(f, [f], "", titled=False))
    ['basis between_group', 'basis between_group worse', 'by up', 'by up worse', 'is worse',
     'kind score', 'kind score worse', 'length 0', 'of odi', 'said in results']
    """
    way, basis = finding.direction.value, finding.basis.value
    place, _, name = finding.rule.rpartition(":")[2].partition("/")
    rule = name.removesuffix("+carried")
    low = finding.quote.text.lower()
    signs = significance(low)
    told = {
        f"by {rule}": True,
        f"by {rule.removesuffix('-turned')} {way}": True,
        "carried": name != rule,
        "turned": rule.endswith("-turned"),
        f"said in {place}": True,
        f"of {finding.outcome}": True,
        f"kind {kind or 'score'}": True,
        f"kind {kind or 'score'} {way}": True,
        f"is {way}": True,
        f"basis {basis}": True,
        f"basis {basis} {way}": True,
        "has time": bool(finding.time),
        "has figures": bool(finding.value_text),
        "has intervention": bool(finding.intervention),
        "has comparator": bool(finding.comparator),
        "titled": titled,
        f"significant {way}": signs.significant,
        f"not significant {way}": signs.not_significant,
        f"percent {way}": "%" in low,
        f"length {bisect_left(_LENGTHS, len(low))}": True,
    }
    found = {feature for feature, holds in told.items() if holds}
    for other in beside:
        if other is not finding and other.outcome == finding.outcome:
            found.add(f"also {other.direction.value} {way}")
    return frozenset(found)


def with_confidence(
    findings: Sequence[Finding], kind: Callable[[str], str], titled: Collection[str]
) -> Iterator[Finding]:
    """Findings of one record, each with the chance that it is right.

    Parameters
    ----------
    findings : sequence of Finding
        All of the record.
    kind : callable
        Kind of an outcome.
    titled : collection of str
        Outcomes that the title names.
    """
    for finding in findings:
        known = features(finding, findings, kind(finding.outcome), titled=finding.outcome in titled)
        yield replace(finding, confidence=chance(known))


def chance(known: Collection[str]) -> float:
    """Chance, in hundredths, that a finding of which this is known is right."""
    model = _model()
    total = model.intercept + sum(model.weights.get(name, 0) for name in known)
    return round(min(_MOST, max(_LEAST, 1 / (1 + math.exp(-total / 100)))), 2)


@cache
def _model() -> _Model:
    """Read the weights."""
    data = json.loads(packaged_text(WEIGHTS))
    return _Model(weights=data["weights"], intercept=data["intercept"])
