"""Which mentions a text denies: presence, occurrence or use; never a null result."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from kb.reading.data import expression, rules

# A denial reaches no further than this many characters, lists excepted.
_REACH = 90
_LIST_REACH = 260
_QUICK = re.compile(
    r"\b(?:no|not|non|none|nor|neither|never|nobody|without|den(?:y|ies|ied|ying)|free|negative|"
    r"absen(?:t|ce)|lack\w*|exclu\w+|rather|instead|ruled?|avoid\w*|withheld|omitted|prohibited|"
    r"na[iï]ve|sparing|nil)\b|= ?0\b|: ?0\b",
)
_EXCLUSION = re.compile(r"exclusion crit|excluded .*(?:consisted|comprised)")
_EXCLUDED = re.compile(r"exclu|eligible|ruled out")
_CLAUSE = re.compile(r"[;:]|\b(?:but|however|although|while|whereas|after|included)\b")
_LIST_END = re.compile(r"[;.]|\b(?:but|although|except)\b")
_COMMA = re.compile(r",")
_OR = re.compile(r"\b(?:or|nor|and (?:any )?other)\b")
_NON = re.compile(r"\bnon[- ]?\Z")


class _Cues(NamedTuple):
    """Compiled cues."""

    pseudo: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    joined: re.Pattern[str]
    spared: re.Pattern[str]
    stops: re.Pattern[str]


def denied_stretches(text: str, sentences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a text in which what is named is denied, in order and apart from each other.

    Parameters
    ----------
    text : str
        One section of an abstract, or a title, in lower case (:func:`kb.reading.patterns.lower`).
    sentences : iterable of (int, int)
        Its sentences; no denial crosses their borders.

    Examples
    --------
    >>> text = "there were no infections apart from soreness. no difference in pain was seen."
    >>> [text[a:b] for a, b in denied_stretches(text, [(0, 45), (46, 77)])]
    [' infections ']
    """
    if not _QUICK.search(text):
        return []
    cues = _cues()
    found: list[tuple[int, int]] = []
    for start, end in sentences:
        if _QUICK.search(text, start, end):
            found += _in_sentence(text, start, end, cues)
    return _joined(found)


def is_denied(text: str, start: int, end: int, denied: Sequence[tuple[int, int]]) -> bool:
    """Whether the words at these offsets are denied, by a stretch or by their own shape.

    Parameters
    ----------
    text : str
        The text in lower case.
    start, end : int
        Offsets of the words.
    denied : sequence of (int, int)
        From :func:`denied_stretches`.
    """
    before = bisect_right(denied, (start, len(text))) - 1
    if before >= 0 and start < denied[before][1]:
        return _cues().spared.match(text, end) is None
    if _cues().joined.match(text, end):
        return True
    if _NON.search(text, max(0, start - 4), start):
        return _cues().pseudo.match(text, text.rfind("non", 0, start)) is None
    return False


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(stretch for stretch in stretches if stretch[0] < stretch[1]):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _in_sentence(text: str, start: int, end: int, cues: _Cues) -> list[tuple[int, int]]:
    """Denied stretches of one sentence."""
    innocent = [m.span() for m in cues.pseudo.finditer(text, start, end)]

    def is_innocent(at: int) -> bool:
        before = bisect_right(innocent, (at, end)) - 1
        return before >= 0 and at < innocent[before][1]

    found = []
    for cue in cues.before.finditer(text, start, end):
        goes_on = cue.group() == "nor" and innocent and innocent[0][0] < cue.start()
        if not (is_innocent(cue.start()) or goes_on):
            found.append((cue.end(), _reach_forward(text, cue, end, cues)))
    for cue in cues.after.finditer(text, start, end):
        # the denial itself may stand inside the cue: "was not needed for"
        if not (is_innocent(cue.start()) or is_innocent(text.find("not ", *cue.span()))):
            back = _clause_start if _EXCLUDED.search(cue.group()) else _reach_back
            found.append((back(text, cue.start(), start, cues), cue.start()))
    return found


def _reach_forward(text: str, cue: re.Match[str], end: int, cues: _Cues) -> int:
    """Where a denial that began with this cue stops."""
    at = cue.end()
    if _EXCLUSION.match(cue.group()):
        stop = re.compile(r"[.]\s").search(text, at, end)
        return stop.start() if stop else end
    is_plain = cue.group() in ("no", "without", "without any")
    spelt = expression("negation", "spelt_out").match(text[at:end]) if is_plain else None
    if spelt:
        stop = _LIST_END.search(text, at + spelt.end(), end)
        return stop.start() if stop else end
    listed = expression("negation", "listed").match(text[at:end]) if cue.group() == "no" else None
    if (
        listed
        and "," in listed.group()
        and not cues.stops.search(listed.group().rsplit(" and ", 1)[0])
    ):
        return at + listed.end()
    limit = min(end, at + _REACH)
    hard = cues.stops.search(text, at, min(end, at + _LIST_REACH))
    reach = hard.start() if hard else limit
    comma = _COMMA.search(text, at, reach)
    if comma is not None and not _OR.search(text, comma.end(), min(end, reach)):
        return comma.start()
    return min(reach, end)


def _clause_start(text: str, at: int, start: int, cues: _Cues) -> int:
    """Where the clause of an exclusion begins: all that it lists is excluded."""
    low = max(start, at - _LIST_REACH)
    last = low
    for stop in _CLAUSE.finditer(text, low, at):
        last = stop.end()
    return last


def _reach_back(text: str, at: int, start: int, cues: _Cues) -> int:
    """Where a denial that ends at `at` began: after the last stop before it."""
    low = max(start, at - _REACH)
    last = low
    for stop in cues.stops.finditer(text, low, at):
        if stop.group() not in ("with", "for", "in", "to", "at", "from", "on", "or"):
            last = stop.end()
    comma = text.rfind(",", last, at)
    if comma >= 0 and not _OR.search(text, comma, at) and " and " not in text[comma:at]:
        return comma
    return last


@cache
def _cues() -> _Cues:
    """Compile the cues, longest first, so that "no signs of" beats "no"."""
    table = rules("negation")

    def words(name: str) -> re.Pattern[str]:
        parts = sorted(table[name], key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)")

    def plain(name: str) -> re.Pattern[str]:
        return re.compile("|".join(table[name]))

    pseudo = re.compile(rf"(?<![\w-])(?:{'|'.join(table['pseudo'])})")
    stops = [part if part.startswith("[") else rf"\b(?:{part})\b" for part in table["stops"]]
    return _Cues(
        pseudo=pseudo,
        before=words("before"),
        after=re.compile(rf"(?:{'|'.join(table['after'])})"),
        joined=plain("joined"),
        spared=plain("spared"),
        stops=re.compile("|".join(stops)),
    )
