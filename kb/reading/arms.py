"""Samples that a text tells by their parts: arms, sexes, so many in each of so many groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kb.reading.data import expression, rules
from kb.reading.numbers import Number

_MOST_ARMS, _PAIR = 8, 2
_N = re.compile(r"\bn ?[=:] ?\Z")


class Arms(NamedTuple):
    """A sum over parts; offsets from the first part to the last, and the rule that added up."""

    start: int
    end: int
    value: int
    rule: str


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
        inside: list[Number] = []
        while at < len(whole) and whole[at].start < end:
            inside.append(whole[at])
            at += 1
        if inside:
            yield from _of_n(low, start, end, inside)
            yield from _of_sexes(low, inside)
            yield from _of_each(low, start, inside, groups)
            yield from _of_pair(low, start, end, inside)
            yield from _of_done(low, start, end, inside)
            yield from _of_several(low, start, end, inside)
    yield from _of_labelled(low, whole)


def _sum(parts: Sequence[Number], rule: str, end: int | None = None) -> Arms:
    """Add up."""
    total = sum(int(n.value) for n in parts)
    return Arms(parts[0].start, parts[-1].end if end is None else end, total, rule)


def _of_n(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "(n = 254) … (n = 257)" in one sentence."""
    parts = [n for n in numbers if _N.search(low, max(start, n.start - 12), n.start)]
    if not 1 < len(parts) <= _MOST_ARMS:
        return
    first, last = parts[0], parts[-1]
    words = low[max(start, first.start - 120) : min(end, last.end + 80)]
    between = low[max(start, first.start - 45) : last.end]
    gaps = max(b.start - a.end for a, b in pairwise(parts))
    if (
        gaps > rules("arms")["reach"]
        or not expression("arms", "arms").search(words)
        or "%" in low[first.start : last.end]
        or expression("arms", "not_parts").search(between)
    ):
        return
    names = [low[max(start, n.start - 22) : n.start] for n in parts]
    if not any(expression("arms", "not_arms").search(name) for name in names):
        # "60 people (n = 60) were assigned to blocks (n = 30) or saline (n = 30)"
        is_total = len(parts) > _PAIR and first.value == sum(n.value for n in parts[1:])
        is_rest = expression("arms", "finished").search(low, start, first.start)
        rule = "sum-of-n-finished" if is_rest else "sum-of-n"
        yield _sum(parts[:1] if is_total else parts, rule)


def _of_sexes(low: str, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "16 men plus 25 women"."""
    find = expression("arms", "sexes")
    named = [(n, m) for n in numbers for m in [find.match(low[n.end : n.end + 20])] if m]
    for (a, one), (b, other) in pairwise(named):
        if b.start - a.end < 60 and one["one"] != other["one"]:
            yield _sum((a, b), "sexes", b.end + other.end())
            return


def _of_pair(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "15 patients with one technique and 31 patients with the other"."""
    named = [n for n in numbers if expression("arms", "pair").match(low[n.end : n.end + 60])]
    if len(named) != _PAIR:
        return
    first, last = named
    between = low[first.end : last.start]
    whole = low[start:end]
    if (
        len(between) <= rules("arms")["pair_reach"]
        and expression("arms", "pair_joined").search(between)
        and expression("arms", "pair_with").search(whole)
        and not expression("arms", "not_pair").search(whole)
    ):
        yield _sum(named, "pair")


def _of_done(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "12 patients had denervation and 12 had sham"."""
    if expression("arms", "not_done").search(low, start, end):
        return
    find = expression("arms", "done_after")
    named = [n for n in numbers if find.match(low, n.end, min(end, n.end + 80))]
    if (
        len(named) == _PAIR
        and named[1].start - named[0].end <= rules("arms")["done_reach"]
        and expression("arms", "done_first").match(low, named[0].end, end)
    ):
        yield _sum(named, "done")


def _of_several(low: str, start: int, end: int, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "three trials enrolled 90, 80 and 70 people": as many samples as the text says."""
    told = next((n for n in numbers if expression("arms", "several").match(low, n.end)), None)
    if told is None or expression("arms", "not_several").search(low, start, end):
        return
    find = expression("arms", "several_after")
    behind = (n for n in numbers if n.start > told.end and n.value > _MOST_ARMS)
    parts = [n for n in behind if find.match(low, n.end)]
    if 1 < told.value == len(parts) <= _MOST_ARMS:
        yield _sum(parts, "several")


def _of_labelled(low: str, numbers: Sequence[Number]) -> Iterator[Arms]:
    """Sum of "group 1 (10 patients) … group 2 (eight patients)"."""
    find = expression("arms", "labelled", ending=True)
    found: dict[str, Number] = {}
    for n in numbers:
        m = find.search(low, max(0, n.start - 45), n.start)
        if m:
            found.setdefault(m["label"], n)
    if 1 < len(found) <= _MOST_ARMS:
        yield _sum(list(found.values()), "labelled")


def _of_each(low: str, start: int, numbers: Sequence[Number], groups: int) -> Iterator[Arms]:
    """So many in each group, times the groups."""
    for n in numbers:
        after = expression("arms", "each").match(low[n.end : n.end + 80])
        before = expression("arms", "each_before").search(low[max(start, n.start - 30) : n.start])
        is_of_each = after is not None and re.search(r"\b(?:each|per)\b", after.group())
        if after is not None and after.group().strip() and (groups or is_of_each):
            # arms that nobody counts are two, as in nearly all trials
            yield Arms(n.start, n.end + after.end(), int(n.value) * (groups or 2), "each")
        elif before and groups and "n" not in before.group()[-5:]:
            yield Arms(n.start, n.end, int(n.value) * groups, "each")


def _number_of_arms(low: str, numbers: Sequence[Number]) -> int:
    """Read how many groups there are, 0 where the text does not say."""
    find = expression("arms", "number_of_arms")
    for n in numbers:
        if 1 < n.value <= _MOST_ARMS and find.match(low, n.end):
            return int(n.value)
    return 0
