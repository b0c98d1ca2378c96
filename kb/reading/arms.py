"""Samples that a text tells by their parts: arms, sexes, so many in each of so many groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from kb.reading.data import rules
from kb.reading.numbers import Number

_SUM_OF_N, _EACH, _SEXES, _LABELLED = 6.0, 5.5, 5.0, 5.0
_OF_PAIR, _PAIR = 6.5, 2
_MOST_ARMS = 6


class Arms(NamedTuple):
    """A sum over parts; offsets from the first part to the last."""

    start: int
    end: int
    value: int
    unit: str
    weight: float


def read_arms(
    low: str, sentences: Sequence[tuple[int, int]], numbers: Sequence[Number]
) -> Iterator[Arms]:
    """Add up the samples that a text tells by their parts.

    Parameters
    ----------
    low : str
        A text in lower case.
    sentences : sequence of (int, int)
        Its sentences: parts of one sum stand in one sentence.
    numbers : sequence of Number
        Its numbers.

    Examples
    --------
    >>> from kb.reading.numbers import read_numbers
    >>> text = "they were randomised to drug (n = 254) or placebo (n = 257)"
    >>> [arms.value for arms in read_arms(text, [(0, len(text))], read_numbers(text))]
    [511]
    >>> text = "sixty patients per arm were randomised"
    >>> [arms.value for arms in read_arms(text, [(0, len(text))], read_numbers(text))]
    [120]
    """
    whole = [n for n in numbers if isinstance(n.value, int) and 0 < n.value < 100_000]
    groups = _number_of_arms(low, whole)
    at = 0
    for start, end in sentences:
        inside = []
        while at < len(whole) and whole[at].start < end:
            inside.append(whole[at])
            at += 1
        if inside:
            yield from _of_n(low, start, end, inside)
            yield from _of_sexes(low, inside)
            yield from _of_each(low, start, inside, groups)
            yield from _of_pair(low, start, end, inside)
    yield from _of_labelled(low, whole)


def _of_n(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "(n = 254) … (n = 257)" in one sentence."""
    table = _expressions()
    parts = [n for n in numbers if table.n_before.search(low, max(start, n.start - 12), n.start)]
    if not 1 < len(parts) <= _MOST_ARMS:
        return
    first, last = parts[0], parts[-1]
    around = low[max(start, first.start - 120) : min(end, last.end + 80)]
    between = low[max(start, first.start - 30) : last.end]
    gaps = max(b.start - a.end for a, b in pairwise(parts))
    if gaps > table.reach or not table.arms.search(around) or table.not_arms.search(between):
        return
    yield Arms(first.start, last.end, sum(int(n.value) for n in parts), "patients", _SUM_OF_N)


def _of_sexes(low: str, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "16 men plus 25 women"."""
    find = _expressions().sexes
    named = [(n, m) for n in numbers for m in [find.match(low[n.end : n.end + 20])] if m]
    for (a, one), (b, other) in pairwise(named):
        if b.start - a.end < 60 and one["one"] != other["one"]:
            end = b.end + other.end()
            yield Arms(a.start, end, int(a.value + b.value), "patients", _SEXES)
            return


def _of_pair(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "15 patients with one technique and 31 patients with the other"."""
    table = _expressions()
    named = [n for n in numbers if table.pair.match(low[n.end : n.end + 60])]
    if len(named) != _PAIR:
        return
    first, last = named
    between = low[first.end : last.start]
    whole = low[start:end]
    if (
        len(between) <= table.pair_reach
        and " and " in between
        and table.pair_with.search(whole)
        and not table.not_pair.search(whole)
    ):
        yield Arms(first.start, last.end, int(first.value + last.value), "patients", _OF_PAIR)


def _of_labelled(low: str, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "group 1 (10 patients) … group 2 (eight patients)"."""
    find = _expressions().labelled
    found: dict[str, Number] = {}
    for n in numbers:
        m = find.search(low, max(0, n.start - 45), n.start)
        if m:
            found.setdefault(m["label"], n)
    parts = list(found.values())
    if 1 < len(parts) <= _MOST_ARMS:
        total = sum(int(n.value) for n in parts)
        yield Arms(parts[0].start, parts[-1].end, total, "patients", _LABELLED)


def _of_each(low: str, start: int, numbers: Sequence[Number], groups: int) -> Iterator[Arms]:
    """So many in each group, times the groups."""
    table = _expressions()
    for n in numbers:
        after = table.each.match(low[n.end : n.end + 80])
        before = table.each_before.search(low[max(start, n.start - 30) : n.start])
        is_of_each = after is not None and re.search(r"\b(?:each|per)\b", after.group())
        if after is not None and after.group().strip() and (groups or is_of_each):
            # arms that nobody counts are two, as in nearly all trials
            yield Arms(
                n.start, n.end + after.end(), int(n.value) * (groups or 2), "patients", _EACH
            )
        elif before and groups and "n" not in before.group()[-5:]:
            yield Arms(n.start, n.end, int(n.value) * groups, "patients", _EACH)


def _number_of_arms(low: str, numbers: Sequence[Number]) -> int:
    """Read how many groups there are, 0 where the text does not say."""
    find = _expressions().number_of_arms
    for n in numbers:
        if 1 < n.value <= _MOST_ARMS:
            m = find.match(low, n.end)
            if m:
                return int(n.value)
    return 0


class _Expressions(NamedTuple):
    """Compiled expressions."""

    reach: int
    arms: re.Pattern[str]
    not_arms: re.Pattern[str]
    n_before: re.Pattern[str]
    number_of_arms: re.Pattern[str]
    labelled: re.Pattern[str]
    pair: re.Pattern[str]
    pair_reach: int
    pair_with: re.Pattern[str]
    not_pair: re.Pattern[str]
    each: re.Pattern[str]
    each_before: re.Pattern[str]
    sexes: re.Pattern[str]


@cache
def _expressions() -> _Expressions:
    """Compile what the data file holds."""
    table = rules("arms")
    return _Expressions(
        reach=table["reach"],
        arms=re.compile(table["arms"]),
        not_arms=re.compile(table["not_arms"]),
        n_before=re.compile(r"\bn ?[=:] ?\Z"),
        number_of_arms=re.compile(rf"[ -](?:[a-z-]+ ){{0,3}}?(?:{table['number_of_arms']})"),
        labelled=re.compile(rf"(?:{table['labelled'].removesuffix('$')})\Z"),
        pair=re.compile(table["pair"]),
        pair_reach=table["pair_reach"],
        pair_with=re.compile(table["pair_with"]),
        not_pair=re.compile(table["not_pair"]),
        each=re.compile(table["each"]),
        each_before=re.compile(table["each_before"]),
        sexes=re.compile(table["sexes"]),
    )
