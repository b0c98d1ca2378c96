"""The longest time after the intervention at which outcomes were measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.model import FollowUp, StudyDesign
from kb.reading.data import cues, rules
from kb.reading.durations import Duration, read_durations
from kb.reading.pieces import Piece, around, with_sentences

_REACH = (110, 70)
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


# What may stand between two times of one list: "at 1 day (T1); 2 weeks; 1, 3, and 6 months".
_LIST = re.compile(
    r"(?: ?\([^()]{1,12}\))?[ ,;/&-]*(?:(?:and|or|to|then|at|\d+(?: \([^()]{1,12}\))?)[ ,;]+)*"
)


class _Candidate(NamedTuple):
    """A time that may be the follow-up, with what speaks for it."""

    weight: float
    months: float
    piece: Piece
    start: int
    end: int


def read_follow_up(pieces: Sequence[Piece], design: str) -> FollowUp | None:
    """Read the longest time at which outcomes were measured, else how long treatment went on.

    Parameters
    ----------
    pieces : sequence of Piece
        Title and sections of a record.
    design : str
        A :class:`~kb.model.StudyDesign`; opinion and notices have no follow-up.
    """
    if design in _NO_FOLLOW_UP:
        return None
    table = rules("follow_up")
    special = table["enough_by_design"].get(design)
    found = list(_candidates(pieces, is_case=design == StudyDesign.CASE_REPORT.value))
    times = [c for c in found if c.weight >= (special or table["enough"])]
    if not times and special is None:
        times = [c for c in found if c.weight >= table["enough_for_treatment"]]
    if not times:
        return None
    best = max(times, key=lambda c: (c.months, c.weight))
    quote = best.piece.quote(best.start, best.end)
    plain, enough = table["plain"], table["enough"]
    rule = "plain" if best.weight >= plain else "told" if best.weight >= enough else "weak"
    return FollowUp(round(best.months, 4), quote.text, quote, rule=rule)


def _candidates(pieces: Sequence[Piece], *, is_case: bool = False) -> Iterator[_Candidate]:
    """Every time that the record names, weighed."""
    table = rules("follow_up")
    for piece in pieces:
        low = piece.place.low
        before: _Candidate | None = None
        times = read_durations(low, piece.numbers)
        for time, sentence in with_sentences(times, piece.sentences):
            if time.months > table["at_most"]:
                continue
            weight = table["parts"][piece.part.value] + _cues(low, time, sentence, is_case=is_case)
            if before is not None and _LIST.fullmatch(low, before.end, time.start):
                weight = max(weight, before.weight)
            before = _Candidate(weight, time.months, piece, time.start, time.end)
            yield before


def _cues(low: str, time: Duration, sentence: tuple[int, int], *, is_case: bool) -> float:
    """Sum of the weights of the cues around a time."""
    ahead, behind = around(low, time.start, time.end, sentence, _REACH)
    for weight, find in cues("follow_up", "defining"):
        if find.search(ahead):
            return weight
    said = [weight for weight, find in cues("follow_up", "before") if find.search(ahead)]
    said += [weight for weight, find in cues("follow_up", "after") if find.match(behind)]
    if time.months < _SHORT:
        said += [weight for weight, find in cues("follow_up", "short") if find.search(ahead)]
    if is_case:
        said += [weight for weight, find in cues("follow_up", "event") if find.match(behind)]
        said += [weight for weight, find in cues("follow_up", "event_before") if find.search(ahead)]
    return sum(said)
