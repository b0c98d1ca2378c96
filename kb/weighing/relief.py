"""Relief over time: from each study one share of patients relieved, with its cut-off and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Finding, StudyFacts
from kb.model.times import months_in, times_after

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s?%")
_CUT_OFF = re.compile(r"^pain-relief-(\d+)$")
_OUTCOMES = re.compile(r"^(?:pain-relief(?:-\d+)?|complete-pain-relief)$")


@dataclass(frozen=True, slots=True)
class ReliefPoint:
    """What share of its patients one study reports to be relieved, at its latest time.

    Attributes
    ----------
    months : float
        After the intervention.
    low, high : float
        Per cent; two where arms differ.
    cut_off : str
        Relief that counts, as "50 %"; empty where the text gives none.
    """

    pmid: str
    months: float
    low: float
    high: float
    cut_off: str
    finding: Finding


def relief_point(facts: StudyFacts, findings: Sequence[Finding]) -> ReliefPoint | None:
    """Choose the latest share of relieved patients that a study reports; None where there is none.

    A finding without a figure beside its cut-off, without any time, or with several times or more
    than two figures in its sentence gives no point: nothing is guessed.
    A time that the sentence does not give is the study's follow-up.
    """
    found = [point for f in findings if (point := _point(facts, f)) is not None]
    return max(found, key=lambda p: p.months, default=None)


def _point(facts: StudyFacts, finding: Finding) -> ReliefPoint | None:
    """Make a point of one finding."""
    if not _OUTCOMES.match(finding.outcome):
        return None
    months = max(months_in(finding.time), default=None)
    if months is None and facts.follow_up is not None:
        months = facts.follow_up.value_months
    named = _CUT_OFF.match(finding.outcome)
    cut_off = named[1] if named else "100" if finding.outcome.startswith("complete") else ""
    if not cut_off and facts.relief_threshold_percent:
        cut_off = facts.relief_threshold_percent[0].value
    shares = [
        float(number)
        for number in _PERCENT.findall(finding.value_text)
        if number != cut_off and float(number) <= 100 and not _is_interval(number, finding)
    ]
    # several times, or more figures than two arms have, do not say which belongs to which
    times = len(times_after(finding.quote.text))
    if months is None or times > 1 or not 1 <= len(shares) <= 2:
        return None
    shown = f"{cut_off} %" if cut_off else ""
    return ReliefPoint(finding.pmid, months, min(shares), max(shares), shown, finding)


def _is_interval(number: str, finding: Finding) -> bool:
    """Whether a percentage is the width of a confidence interval."""
    return bool(
        re.search(
            rf"{re.escape(number)}\s?%\s*(?:CI|confidence)", finding.quote.text, re.IGNORECASE
        )
    )
