"""How a text means what it names: asserted, denied, excluded, supposed, or known before.

The statuses of ConText (Harkema et al., J Biomed Inform 2009) fitted to research abstracts: a
hypothesis, a plan or a wish for studies reports nothing, and what a background says belongs to
other studies. The aim of a study names what it did study, and counts as asserted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kb.model import MentionStatus, RoleSource, SentenceRole
from kb.reading.data import rules

_CLAUSE = re.compile(r"[;:]\s|\b(?:but|however|although|while|whereas)\b")
_DENIAL = re.compile(r"\b(?:no|not|without|none|nor|neither|never|free of|absence of)\b")
_EXCLUSION = re.compile(r"exclu|eligib|rul(?:ed?|ing) out")
# Farthest that an exclusion reaches back over a list.
_LIST = 300
# Characters of one sentence that are looked at; longer ones are lists, not sentences.
_LONGEST = 1500
# Without one of these letters no cue can match.
_QUICK = re.compile(
    r"hypothe|need|requir|necess|warrant|recommend|should|remain|yet to|ought|will |shall |plan to"
    r"|propose|intend|risk|danger|possib|probab|chance|likelihood|fear|threat|potential|theoret"
    r"|may |might |can |could |avoid|prevent|minimi|if |unless|in case|in the event|stud|trial"
    r"|research|investigation"
)


# Where a risk is a figure that was measured.
_MEASURED = (SentenceRole.RESULTS, SentenceRole.CONCLUSION)


class Sense(NamedTuple):
    """One sentence's role, the stretches in which it supposes something, and its exclusions.

    Attributes
    ----------
    excluding, denying : sequence of int
        Where cues of exclusion and of denial end that reach forward.
    excluded : sequence of int
        Where cues of exclusion begin that reach back.
    """

    start: int
    role: SentenceRole
    source: RoleSource
    supposed: bool
    feared: Sequence[tuple[int, int]] = ()
    conditional: Sequence[tuple[int, int]] = ()
    excluding: Sequence[int] = ()
    excluded: Sequence[int] = ()
    denying: Sequence[int] = ()


def sense_of(low: str, start: int, end: int, role: SentenceRole, source: RoleSource) -> Sense:
    """Look through one sentence for what it supposes, plans or fears.

    Parameters
    ----------
    low : str
        The section in lower case.
    start, end : int
        Offsets of the sentence.
    role, source
        What the sentence does, and what says so.

    Examples
    --------
    >>> text = "we hypothesised that the block would last."
    >>> sense_of(text, 0, len(text), SentenceRole.AIM, RoleSource.WORDS).supposed
    True
    """
    stop = min(end, start + _LONGEST)
    cues = _cues()
    known = Sense(start, role, source, supposed=False)
    if _EXCLUSION.search(low, start, end):
        known = known._replace(
            excluding=[m.end() for m in cues["excluded_before"].finditer(low, start, end)],
            excluded=[m.start() for m in cues["excluded_after"].finditer(low, start, end)],
            denying=[m.end() for m in _DENIAL.finditer(low, start, end)],
        )
    if not _QUICK.search(low, start, stop):
        return known
    supposed = cues["supposed"].search(low, start, stop) is not None or (
        cues["planned"].search(low, start, stop) is not None
        and cues["reported"].search(low, start, stop) is None
    )
    risked = [] if role in _MEASURED else _onwards(cues["risked"], low, start, stop)
    return known._replace(
        supposed=supposed,
        feared=_onwards(cues["feared"], low, start, stop) + risked,
        conditional=_onwards(cues["conditional"], low, start, stop),
    )


def status_of(low: str, start: int, sense: Sense, *, denied: bool, is_harm: bool) -> MentionStatus:
    """Tell how a mention is meant.

    Parameters
    ----------
    low : str
        The section in lower case.
    start : int
        Offset of the mention.
    sense : Sense
        Of its sentence.
    denied : bool
        Whether it is denied (:func:`kb.reading.negation.is_denied`).
    is_harm : bool
        Whether it is a complication, which can be feared.
    """
    if denied:
        return _kind_of_denial(low, start, sense)
    if (
        sense.supposed
        or (is_harm and _within(start, sense.feared))
        or _within(start, sense.conditional)
    ):
        return MentionStatus.HYPOTHETICAL
    if sense.role is SentenceRole.BACKGROUND:
        return MentionStatus.BACKGROUND
    return MentionStatus.ASSERTED


def sentence_at(starts: Sequence[int], offset: int) -> int:
    """Which sentence an offset lies in, given where sentences start.

    Examples
    --------
    >>> sentence_at([0, 40, 90], 55)
    1
    """
    return max(bisect_right(starts, offset) - 1, 0)


def _kind_of_denial(low: str, start: int, sense: Sense) -> MentionStatus:
    """Tell an exclusion from a denial: by the nearest cue before, else by one behind."""
    before = _last(sense.excluding, start)
    denial = _last(sense.denying, start)
    if before > denial:
        return MentionStatus.EXCLUDED
    if sense.excluded and denial < 0:
        clause = _CLAUSE.search(low, start, start + _LIST)
        stop = clause.start() if clause else start + _LIST
        behind = bisect_right(sense.excluded, start)
        if behind < len(sense.excluded) and sense.excluded[behind] < stop:
            return MentionStatus.EXCLUDED
    return MentionStatus.NEGATED


def _last(ends: Sequence[int], at: int) -> int:
    """Last of these offsets up to one; -1 where there is none."""
    before = bisect_right(ends, at)
    return ends[before - 1] if before else -1


def _onwards(cue: re.Pattern[str], low: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches from each cue to the end of its clause."""
    found = []
    for m in cue.finditer(low, start, end):
        clause = _CLAUSE.search(low, m.end(), end)
        found.append((m.start(), clause.start() if clause else end))
    return found


def _within(at: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of a few stretches."""
    return any(a <= at < b for a, b in stretches)


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    """Compile the cues, one expression a kind."""
    return {
        name: re.compile("|".join(f"(?:{entry['find']})" for entry in entries))
        for name, entries in rules("mention_status").items()
    }
