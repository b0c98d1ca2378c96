"""Stretches of time in a text, in months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kb.reading.data import rules
from kb.reading.numbers import Number


class Duration(NamedTuple):
    """A time and where it stands, unit included."""

    start: int
    end: int
    months: float


def read_durations(low: str, numbers: Sequence[Number]) -> Iterator[Duration]:
    """Find stretches of time, from left to right; of a range or a list each end that has the unit.

    Parameters
    ----------
    low : str
        A text in lower case.
    numbers : sequence of Number
        Its numbers.

    Examples
    --------
    >>> from kb.reading.numbers import read_numbers
    >>> text = "after one year, at 6-week visits, in weeks 2, 4 and 8, 40.6 (range, 24-68) months"
    >>> [round(d.months, 2) for d in read_durations(text, read_numbers(text))]
    [12.0, 1.38, 1.84, 40.6]
    """
    yield from sorted([*_counted(low, numbers), *_named(low)])


def _named(low: str) -> Iterator[Duration]:
    """Times without a number: "a year later", "at the first and sixth months"."""
    if " a" not in low and "th" not in low and "st " not in low:
        return
    singles, ordinal, months = _without_number()
    for at in {m.span("time") for single in singles for m in single.finditer(low)}:
        start, end = at
        unit = _unit_of(low[start:end], months)
        factor = 0.5 if low.startswith("half", start) else 1.0
        yield Duration(start, end, factor * unit)
    values = rules("durations")["ordinals"]
    for m in ordinal.finditer(low):
        if m.lastgroup is not None:
            yield Duration(m.start(), m.end(), values[m["ordinal"]] * months[m.lastgroup])


def _unit_of(words: str, months: dict[str, float]) -> float:
    """Months of the unit that words end with."""
    after, _, _ = _units()
    m = after.match(" " + words.rsplit(" ", 1)[-1])
    return months[m.lastgroup] if m is not None and m.lastgroup is not None else 0.0


def _counted(low: str, numbers: Sequence[Number]) -> Iterator[Duration]:
    """Times with a number."""
    after, before, months = _units()
    for i, number in enumerate(numbers):
        # "1 mg kg−1 h" is a rate
        if low[number.start - 1 : number.start] == "\u2212":
            continue
        m = after.match(low, number.end)
        if m is not None and m.lastgroup is not None:
            yield Duration(number.start, m.end(), number.value * months[m.lastgroup])
            continue
        goes_on = i + 1 < len(numbers) and _joins(low[number.end : numbers[i + 1].start])
        goes_on = goes_on and after.match(low, numbers[i + 1].end) is None
        is_share = low[number.end : number.end + 1] == "%"
        m = (
            None
            if goes_on or is_share
            else before.search(low, max(0, number.start - 60), number.start)
        )
        if m is not None and m.lastgroup is not None:
            yield Duration(m.start(), number.end, number.value * months[m.lastgroup])


def _joins(between: str) -> bool:
    """Whether a list of numbers goes on."""
    return between.strip(" ") in (",", "and", ", and", "-", "to", "or", "\u2013", "&", "/")


@cache
def _units() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, float]]:
    """Compile units after a number, units before a list of numbers, and months of each."""
    months, after, before = {}, [], []
    for i, row in enumerate(rules("durations")["units"]):
        months[f"u{i}"] = row["months"] if "months" in row else 1.0 / row["months_each"]
        after.append(rf"(?P<u{i}>{row['find']})")
        before.append(rf"(?P<u{i}>{row['find']})")
    spread = r"(?:\s?\([^()]{1,30}\)|\s?(?:±|\+/-|\+-)\s?\d+(?:\.\d+)?\)?)?"
    figures = r"(?:\d+(?:\.\d+)?(?:, ?(?:and |or )?| and | or | to | & |-|/))*"
    return (
        re.compile(rf"{spread}[ -]?(?:{'|'.join(after)})(?![\w])"),
        re.compile(rf"(?<![\w-])(?<!\d )(?<!\d-)(?:{'|'.join(before)}) {figures}\Z"),
        months,
    )


@cache
def _without_number() -> tuple[
    tuple[re.Pattern[str], re.Pattern[str]], re.Pattern[str], dict[str, float]
]:
    """Compile "a year" after or before words of time, and ordinals before a unit."""
    _, _, months = _units()
    table = rules("durations")
    named = "|".join(rf"(?P<u{i}>{row['find']})" for i, row in enumerate(table["units"]))
    one = "|".join(row["find"] for row in table["units"])
    return (
        (
            re.compile(rf"\b(?:{table['single_after']}) (?P<time>(?:half )?a (?:{one}))\b"),
            re.compile(rf"\b(?P<time>(?:half )?a (?:{one})) (?:{table['single_before']})\b"),
        ),
        re.compile(rf"(?P<ordinal>{'|'.join(table['ordinals'])})[ -](?:post\w+ )?(?:{named})\b"),
        months,
    )
