"""OCEBM 2011 level of evidence of a paper, for the question it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kb.model import Fact, Quote
from kb.reading.data import rules
from kb.reading.patterns import Place

_CONDITIONS = ("controlled", "of_trials", "reference")


class _Row(NamedTuple):
    """One row of the table."""

    level: str
    questions: frozenset[str]
    designs: frozenset[str]
    needs: tuple[str, ...]
    reason: str


def read_evidence_level(question: Fact, design: Fact, texts: Sequence[Place]) -> Fact | None:
    """Grade a paper by the Oxford table of 2011.

    Parameters
    ----------
    question, design : Fact
        As read.
    texts : sequence of Place
        Title and sections: a comparison group, randomised trials under review, or a reference
        standard may be named there.

    Returns
    -------
    Fact or None
        Value is "1" to "5", `basis` says why in words; None where the table has no place for such
        a paper (guidelines, letters, economic evaluations).

    Examples
    --------
    >>> level = read_evidence_level(
    ...     Fact("therapeutic", "text"), Fact("randomized-controlled-trial", "text"), ())
    >>> level.value, level.basis
    ('2', 'OCEBM 2011, therapeutic question: randomised trial')
    """
    for row in _table():
        if question.value in row.questions and design.value in row.designs:
            quotes = [_first(name, texts) for name in row.needs]
            if all(quotes):
                basis = f"OCEBM 2011, {question.value} question: {row.reason}"
                return Fact(row.level, basis, quotes[0] if quotes else design.quote)
    return None


def _first(condition: str, texts: Sequence[Place]) -> Quote | None:
    """Words by which a condition holds."""
    find = _words()[condition]
    for place in texts:
        m = find.search(place.low)
        if m:
            return Quote(place.section, m.start(), m.end(), place.text[m.start() : m.end()])
    return None


@cache
def _table() -> tuple[_Row, ...]:
    """Rows in the order of the file."""
    return tuple(
        _Row(
            row["level"],
            frozenset(row["questions"]),
            frozenset(row["designs"]),
            tuple(name for name in _CONDITIONS if row.get(name)),
            row["reason"],
        )
        for row in rules("evidence_level")["levels"]
    )


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Compiled words of each condition."""
    return {name: re.compile(find) for name, find in rules("evidence_level")["words"].items()}
