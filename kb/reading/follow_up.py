"""The longest time after the intervention at which outcomes were measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from kb.model import Article, FollowUp, Quote, StudyDesign
from kb.reading.data import rules
from kb.reading.durations import Duration, read_durations
from kb.reading.headings import part_of
from kb.reading.numbers import Number
from kb.reading.patterns import Place

_BEFORE, _AFTER = 110, 70
# Less than about a day, in months.
_SHORT = 0.03
_NO_FOLLOW_UP = frozenset(
    {
        StudyDesign.NARRATIVE_REVIEW.value,
        StudyDesign.GUIDELINE.value,
        StudyDesign.LETTER.value,
        StudyDesign.ERRATUM.value,
        StudyDesign.RETRACTION_NOTICE.value,
        StudyDesign.SURVEY.value,
    }
)


# What may stand between two times of one list: "at 1 day; 2 weeks; 1, 3, and 6 months".
_LIST = re.compile(r"[ ,;/&-]*(?:(?:and|or|to|then|at|\d+)[ ,;]+)*")


class _Candidate(NamedTuple):
    """A time that may be the follow-up, with what speaks for it."""

    weight: float
    months: float
    section: int
    start: int
    end: int


def read_follow_up(
    article: Article,
    texts: Sequence[Place],
    sentences: Sequence[Sequence[tuple[int, int]]],
    numbers: Sequence[Sequence[Number]],
    design: str,
) -> FollowUp | None:
    """Read the longest time at which outcomes were measured, else how long treatment went on.

    Parameters
    ----------
    article : Article
    texts : sequence of Place
        Its title and sections.
    sentences, numbers : sequences
        Sentences and numbers of each of the texts.
    design : str
        A :class:`~kb.model.StudyDesign`; opinion and notices have no follow-up.
    """
    if design in _NO_FOLLOW_UP:
        return None
    table = _table()
    special = table["enough_by_design"].get(design)
    found = list(_candidates(article, texts, sentences, numbers))
    times = [c for c in found if c.weight >= (special or table["enough"])]
    if not times and special is None:
        times = [c for c in found if c.weight >= table["enough_for_treatment"]]
    if not times:
        return None
    best = max(times, key=lambda c: (c.months, c.weight))
    text = texts[best.section + 1].text[best.start : best.end]
    return FollowUp(round(best.months, 4), text, Quote(best.section, best.start, best.end, text))


def _candidates(
    article: Article,
    texts: Sequence[Place],
    sentences: Sequence[Sequence[tuple[int, int]]],
    numbers: Sequence[Sequence[Number]],
) -> Iterator[_Candidate]:
    """Every time that the record names, weighed."""
    parts = _table()["parts"]
    for place, cut, values in zip(texts, sentences, numbers, strict=True):
        if not values:
            continue
        base = parts[part_of(article, place.section).value]
        at = 0
        before: _Candidate | None = None
        for time in read_durations(place.low, values):
            if time.months > _table()["at_most"]:
                continue
            while at + 1 < len(cut) and cut[at][1] <= time.start:
                at += 1
            weight = base + _cues(place.low, time, cut[at])
            if before is not None and _LIST.fullmatch(place.low, before.end, time.start):
                weight = max(weight, before.weight)
            before = _Candidate(weight, time.months, place.section, time.start, time.end)
            yield before


def _cues(low: str, time: Duration, sentence: tuple[int, int]) -> float:
    """Sum of the weights of the cues around a time."""
    start, end = sentence
    ahead = low[max(start, time.start - _BEFORE) : time.start]
    behind = low[time.end : min(max(end, time.end), time.end + _AFTER)]
    said = [weight for weight, find in _compiled("before") if find.search(ahead)]
    said += [weight for weight, find in _compiled("after") if find.match(behind)]
    if time.months < _SHORT:
        said += [weight for weight, find in _compiled("short") if find.search(ahead)]
    return sum(said)


def _table() -> dict[str, Any]:
    """Weights and limits."""
    return rules("follow_up")


@cache
def _compiled(name: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    """Compile the cues of one list."""
    return tuple((row["weight"], re.compile(row["find"])) for row in rules("follow_up")[name])
