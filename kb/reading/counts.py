"""What a text counts: patients, joints, studies, cadavers …, and how many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from kb.reading.data import rules
from kb.reading.numbers import Number

# Never a sample: a year, a large figure of money or of a database is possible, this is not.
_TOO_MANY = 50_000_000


class Kind(StrEnum):
    """What kind of thing is counted."""

    PEOPLE = "people"
    BODIES = "bodies"
    PAPERS = "papers"
    THINGS = "things"


class Count(NamedTuple):
    """A number and what it counts; `start` is the number's, `end` that of the thing's name."""

    start: int
    number_end: int
    end: int
    value: int
    unit: str
    kind: Kind
    noun: str


def read_counts(low: str, numbers: Iterable[Number]) -> Iterator[Count]:
    """Find what numbers count, from left to right.

    Parameters
    ----------
    low : str
        A text in lower case.
    numbers : iterable of Number
        Its numbers, from :func:`kb.reading.numbers.read_numbers`.

    Examples
    --------
    >>> from kb.reading.numbers import read_numbers
    >>> text = "forty consecutive patients had 92 facet joints blocked over 12 months"
    >>> [(c.value, c.unit) for c in read_counts(text, read_numbers(text))]
    [(40, 'patients'), (92, 'joints')]
    """
    units, find = _units()
    for number in numbers:
        if number.value != int(number.value) or not 0 < number.value < _TOO_MANY:
            continue
        # the upper end of a range: "status 1\u20133 patients"
        if low[number.start - 1 : number.start] == "\u2013":
            continue
        m = find.match(low, number.end)
        if m is None or m.lastgroup is None:
            continue
        unit, kind = units[m.lastgroup]
        yield Count(
            number.start,
            number.end,
            m.end(),
            int(number.value),
            unit,
            kind,
            low[m.start(m.lastgroup) : m.end()],
        )


@cache
def _units() -> tuple[dict[str, tuple[str, Kind]], re.Pattern[str]]:
    """Compile all units into one expression, a group for each."""
    table = rules("counts")
    names, parts = {}, []
    for i, row in enumerate(table["units"]):
        names[f"u{i}"] = (row["unit"], Kind(row["kind"]))
        parts.append(rf"(?P<u{i}>{row['find']})")
    between = rf"(?:(?!(?:{table['between_not']})\b)[a-z][\w/'’\u2013-]*,? (?:and )?)"
    aside = r"(?:\s?\([^()]{1,25}\))?"
    return names, re.compile(rf"{aside}[ -]{between}{{0,6}}?(?:{'|'.join(parts)})(?![\w-]*\w)")
