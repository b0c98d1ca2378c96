"""Times as printed, in months: "at three months", "one year after"."""

from __future__ import annotations

import re

_WORDS = {
    **dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True)),
    **dict(zip(("seven", "eight", "nine", "ten", "eleven", "twelve"), range(7, 13), strict=True)),
    **{"eighteen": 18, "twenty-four": 24, "first": 1, "a": 1, "an": 1},
}
_MONTHS = {"minute": 1 / 43_830, "hour": 1 / 730.5, "day": 1 / 30.44, "week": 1 / 4.345}
_MONTHS |= {"month": 1.0, "year": 12.0}
_NUMBER = rf"\d+(?:\.\d+)?|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
_TIME = re.compile(
    rf"\b(?P<numbers>(?:{_NUMBER})(?:(?:,| and| to|-| or)+ ?(?:{_NUMBER}))*)[ -](?:\w+ )?"
    rf"(?P<unit>{'|'.join(_MONTHS)})s?\b",
    re.IGNORECASE,
)
_ONE = re.compile(_NUMBER, re.IGNORECASE)
_AFTER = re.compile(rf"\b(?:at|after|by|until) (?:{_NUMBER})", re.IGNORECASE)


def months_in(text: str) -> tuple[float, ...]:
    """Read the times that a text names, in the order of the text, as months.

    Years × 12, weeks / 4.345, days / 30.44, hours / 730.5, as a study's follow-up.

    Examples
    --------
    >>> months_in("at three and 12 months"), months_in("1 year after"), months_in("later")
    ((3.0, 12.0), (12.0,), ())
    """
    return tuple(
        _number(number[0]) * _MONTHS[time["unit"].lower()]
        for time in _TIME.finditer(text)
        for number in _ONE.finditer(time["numbers"])
    )


def times_after(text: str) -> tuple[str, ...]:
    """Words that begin a time after the start, as "at three", in the order of the text.

    Examples
    --------
    >>> times_after("Relief was 80% at three months and 60% after 12.")
    ('at three', 'after 12')
    """
    return tuple(_AFTER.findall(text))


def _number(word: str) -> float:
    """A number in figures or in a word."""
    found = _WORDS.get(word.lower())
    return float(word) if found is None else float(found)
