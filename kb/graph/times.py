"""Months of a time as printed: "at three months", "one year after"."""

from __future__ import annotations

import re

_WORDS = {
    **dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True)),
    **dict(zip(("seven", "eight", "nine", "ten", "eleven", "twelve"), range(7, 13), strict=True)),
    **{"eighteen": 18, "twenty-four": 24, "first": 1, "a": 1, "an": 1},
}
_MONTHS = {"minute": 1 / 43_830, "hour": 1 / 730.5, "day": 1 / 30.44, "week": 1 / 4.345}
_MONTHS |= {"month": 1.0, "year": 12.0}
_NUMBER = rf"\d+(?:\.\d+)?|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_TIME = re.compile(
    rf"\b(?P<number>{_NUMBER})(?:(?:,| and| to|-| or)+ ?(?:{_NUMBER}))*[ -](?:\w+ )?"
    rf"(?P<unit>{'|'.join(_MONTHS)})s?\b",
    re.IGNORECASE,
)


def months_of(time: str) -> float | None:
    """The first time that a text names, in months; None where it names none.

    Examples
    --------
    >>> months_of("at three months"), months_of("1 year after"), months_of("")
    (3.0, 12.0, None)
    """
    found = _TIME.search(time)
    if found is None:
        return None
    word = found["number"].lower()
    number = float(_WORDS[word]) if word in _WORDS else float(word)
    return number * _MONTHS[found["unit"].lower()]
