"""Whole and decimal numbers in a text, in figures or written out."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.reading.data import rules

_FIGURES = r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.·]\d+)?"


class Number(NamedTuple):
    """A number and where it stands."""

    start: int
    end: int
    value: float
    in_words: bool


def read_numbers(low: str) -> list[Number]:
    """Find the numbers of a text, from left to right.

    Parameters
    ----------
    low : str
        A text in lower case (:func:`kb.reading.patterns.lower`).

    Returns
    -------
    list of Number
        "1,433" is one number; so are "sixty-five" and "one hundred and twenty". Figures inside
        names ("l4-5", "c7") are none, and ordinals are none.

    Examples
    --------
    >>> [(n.value, low[n.start : n.end]) for low in ["sixty-five of 1,128 at c7"]
    ...  for n in read_numbers(low)]
    [(65, 'sixty-five'), (1128, '1,128')]
    """
    values = _values()
    found = []
    for m in _expression().finditer(low):
        text = m.group()
        # ".05" and the parts of "1.2.3" are no numbers, nor is what follows a hyphen
        if low[m.start() - 1 : m.start()] == ("." if text[0].isdigit() else "-"):
            continue
        if text[0].isdigit():
            plain = text.replace(",", "").replace("·", ".")
            # Longer strings of digits are identifiers, and numbers of their own only by accident.
            if len(plain) <= 9:
                value = float(plain) if "." in plain else int(plain)
                found.append(Number(m.start(), m.end(), value, False))
        else:
            found.append(Number(m.start(), m.end(), _in_words(text, values), True))
    return found


def _in_words(text: str, values: dict[str, int]) -> int:
    """Value of a number written out."""
    total = part = 0
    for word in re.findall("[a-z]+", text):
        value = values.get(word)
        if value is None:
            continue
        if value == 100:
            part = max(part, 1) * 100
        elif value == 1000:
            total += max(part, 1) * 1000
            part = 0
        else:
            part += value
    return total + part


@cache
def _values() -> dict[str, int]:
    """Values of the words that numbers are made of."""
    return dict(rules("numbers")["words"])


@cache
def _expression() -> re.Pattern[str]:
    """Numbers in figures, or words of numbers joined by blanks, hyphens and "and"."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(_values(), key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(word[1:])
    # grouped by first letter, which is several times as fast
    words = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
    return re.compile(
        rf"\b(?:{_FIGURES}"
        rf"|(?:{words})(?:(?:[ \u2010-\u2013-]|(?<=hundred) and )(?:{words}))*(?!\w))"
    )
