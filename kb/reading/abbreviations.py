"""Abbreviations that a text defines itself, after Schwartz and Hearst (2003)."""

from __future__ import annotations

import re
from typing import NamedTuple

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_INNER_STOP = re.compile(r"[;,:=]|\s(?:or|and|n)\s")
_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/.&]{0,9}[A-Za-z0-9]")
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.;:!?]\s")


class Definition(NamedTuple):
    """A short form and the long form it stands beside, as offsets into the text."""

    short: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


def definitions(text: str) -> tuple[Definition, ...]:
    """Find "long form (SF)" and "SF (long form)".

    Parameters
    ----------
    text : str
        One section of an abstract, or a title.

    Returns
    -------
    tuple of Definition
        In the order of the text.

    Examples
    --------
    >>> text = "Medial branch blocks (MBB) against conservative treatment (CT)."
    >>> [(d.short, text[d.long_start : d.long_end]) for d in definitions(text)]
    [('MBB', 'Medial branch blocks'), ('CT', 'conservative treatment')]
    """
    found = []
    for bracket in _BRACKETS.finditer(text):
        definition = _short_inside(text, bracket) or _long_inside(text, bracket)
        if definition is not None:
            found.append(definition)
    return tuple(found)


def _short_inside(text: str, bracket: re.Match[str]) -> Definition | None:
    """Read "long form (SF)"."""
    stop = _INNER_STOP.search(bracket.group(1))
    inner = bracket.group(1)[: stop.start()] if stop else bracket.group(1)
    short = inner.strip()
    if not _is_short(short):
        return None
    limit = bracket.start()
    letters = sum(c.isalnum() for c in short)
    # Schwartz and Hearst: at most this many words, and never across a sentence.
    words = min(letters + 5, letters * 2)
    window = max(0, limit - 200)
    for end in _SENTENCE_END.finditer(text, window, limit):
        window = end.end()
    starts = [m.start() for m in _WORD.finditer(text, window, limit)][-words:]
    if not starts:
        return None
    start = _long_start(short, text, starts[0], limit)
    if start is None:
        return None
    long_end = len(text[:limit].rstrip())
    at = bracket.start(1) + bracket.group(1).index(short)
    return Definition(short, at, at + len(short), start, long_end)


def _long_inside(text: str, bracket: re.Match[str]) -> Definition | None:
    """Read "SF (long form)"."""
    before = re.search(r"(\S+)\s?\Z", text[max(0, bracket.start() - 14) : bracket.start()])
    if before is None or " " not in bracket.group(1):
        return None
    short = before.group(1).strip("'\",;:([")
    if not _is_short(short) or not short.isupper():
        return None
    start = _long_start(short, text, bracket.start(1), bracket.end(1))
    if start != bracket.start(1):
        return None
    at = text.rindex(short, 0, bracket.start())
    return Definition(short, at, at + len(short), start, bracket.end(1))


def _is_short(short: str) -> bool:
    """Whether the letters can be a short form: few, with a capital, and no plain word or number."""
    return (
        _SHORT.fullmatch(short) is not None
        and any(c.isalpha() for c in short)
        and any(c.isupper() for c in short)
        and not (short[0].isupper() and short[1:].islower() and len(short) > 3)
    )


def _long_start(short: str, text: str, first: int, limit: int) -> int | None:
    """Start of the shortest long form before `limit` whose letters spell the short form."""
    letters = [c.lower() for c in short if c.isalnum()]
    if len(letters) > 2 and letters[-1] == "s" and short.endswith("s"):
        letters.pop()
    at = limit - 1
    low = text[first:limit].lower()
    for i in range(len(letters) - 1, -1, -1):
        while at >= first:
            here = low[at - first] == letters[i]
            at_word_start = at == 0 or not text[at - 1].isalnum()
            if here and (i > 0 or at_word_start):
                break
            at -= 1
        if at < first:
            return None
        at -= 1
    start = at + 1
    long = text[start:limit].strip()
    if len(long) <= len(short) or short.lower() in long.lower().split():
        return None
    return start
