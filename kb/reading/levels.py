"""Spinal levels ("L4-5", "C2/3") and the stretch of spine they lie in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kb.reading.vocabulary import Vocabulary

_HIGHEST = {"C": 8, "T": 12, "L": 6, "S": 5}
_SPINE = {"C": "cervical-spine", "T": "thoracic-spine", "L": "lumbar-spine", "S": "sacrum"}
_DASH = r"\s?(?:[-\u2010\u2011\u2012\u2013\u2014/]|to|through)\s?"
# "T1-weighted", "C5 palsy dermatome", "C3 complement", "L1 loss" are no levels of the spine.
_LEVEL = re.compile(
    rf"(?<![\w./-])(?P<first>Th|[CTLS])-?(?P<from>\d{{1,2}})"
    rf"(?:{_DASH}(?P<second>Th|[CTLS])?-?(?P<to>\d{{1,2}}))?(?![\w%]|\.\d)"
    r"(?!\s?-?(?:weighted|weighting|W\b|relaxation|mapping|dermatom|complement|esterase|inhibitor|"
    r"images?\b|sequences?\b|signal))",
)
_BASELINE = re.compile(r"(?<![\w./-])T-?0\b")
# The vocabulary's own labels name these exactly; here only the stretch of spine is added.


# Several readers ask for the levels of the texts of one record.
@lru_cache(maxsize=64)
def levels(text: str) -> tuple[tuple[int, int, str], ...]:
    """Find spinal levels.

    Returns
    -------
    tuple of (int, int, str)
        Offsets, and the letter or letters of the levels named ("C", "L", "LS").

    Examples
    --------
    >>> list(levels("RF at C3-4 and L5-S1, T2-weighted images"))
    [(6, 10, 'C'), (15, 20, 'LS')]
    """
    return tuple(_levels(text))


def _levels(text: str) -> Iterator[tuple[int, int, str]]:
    """Find spinal levels, from left to right."""
    # "at baseline (T0), one (T1) and six months (T2)" are points in time
    are_times = _BASELINE.search(text) is not None
    for found in _LEVEL.finditer(text):
        if are_times and found["first"] == "T":
            continue
        first = found["first"][0]
        second = (found["second"] or first)[0]
        numbers = [(first, int(found["from"]))]
        if found["to"]:
            numbers.append((second, int(found["to"])))
        if all(1 <= number <= _HIGHEST[letter] for letter, number in numbers):
            yield found.start(), found.end(), first if second == first else first + second


def level_concepts(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Offsets and concept ids of the stretches of spine that levels lie in."""
    for start, end, letters in levels(text):
        # "L5-S1" is the lumbar spine's lowest level; "C7-T1" and "T12-L1" belong to both.
        for letter in letters.strip("S") or "S":
            concept = _SPINE[letter]
            if concept in vocabulary.concepts:
                yield start, end, concept
