"""Clauses of a sentence, so that a direction belongs to the outcome beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HARD = re.compile(
    r";\s(?!p ?[<=>≤≥]|95 ?%)|,? (?:but(?! also| (?:not|cannot) (?:confirm|diagnose|establish)"
    r"| (?:an? |the |its |with )*(?:\w+ )?(?:sensitivit|specificit))"
    r"|however|whereas|while|although|though|yet"
    r"|despite|nevertheless|nonetheless|"
    r"(?:along )?with (?=no |a trend|similar|comparable)|and (?=no |there (?:was|were) no"
    r"|did not|the difference)|"
    r"at (?=equal |similar |comparable )|"
    r"without (?=(?:any )?(?:signif|differ|serious|major|compl|adverse)))\b ?|: (?=[a-z])"
)
_SOFT = re.compile(
    r", (?:and |or )?(?!\d)|\b(?:and|plus|as well as|together with|along with|including)\b "
)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_TOO_SHORT = 4


def hard_clauses(low: str) -> list[tuple[int, int]]:
    """Cut a sentence where its subject changes: "but", "whereas", a semicolon.

    Examples
    --------
    >>> s = "pain fell in both groups, but no difference was found; costs rose"
    >>> [s[a:b] for a, b in hard_clauses(s)]
    ['pain fell in both groups', 'no difference was found', 'costs rose']
    """
    return _cut(low, 0, len(low), _HARD)


def soft_segments(low: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a clause at its commas and "and"."""
    return _cut(low, start, end, _SOFT)


def _cut(low: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    """Cut at matches outside brackets."""
    closed = [m.span() for m in _BRACKETS.finditer(low, start, end)]
    parts = []
    begin = start
    for hit in at.finditer(low, start, end):
        if _inside(hit.start(), closed):
            continue
        if hit.start() - begin >= _TOO_SHORT:
            parts.append((begin, hit.start()))
        begin = hit.end() if hit.start() - begin >= _TOO_SHORT or not parts else begin
    parts.append((begin, end))
    return parts


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in a bracket."""
    return any(a <= at < b for a, b in spans)
