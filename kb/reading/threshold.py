"""Percentages of relief that define a positive block, a responder or a success."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from kb.model import Article, Fact, Quote
from kb.reading.data import rules
from kb.reading.headings import Part, part_of
from kb.reading.patterns import Place

_MOST = 100


def read_relief_threshold(article: Article, texts: Sequence[Place]) -> tuple[Fact, ...]:
    """Read the cut-offs of relief, smallest first.

    Damaged signs are understood where they stand: "P50%" and "[>=]50%" are "≥50%".

    Parameters
    ----------
    article : Article
    texts : sequence of Place
        Its title and sections.

    Examples
    --------
    >>> from kb.reading.patterns import places
    >>> record = Article("1", title="Blocks with P80% pain relief in 50% of patients")
    >>> [fact.value for fact in read_relief_threshold(record, tuple(places(record)))]
    ['80']
    """
    found: dict[str, Fact] = {}
    for place in texts:
        if part_of(article, place.section) is Part.BACKGROUND:
            continue
        for value, start, end in _cut_offs(place.low):
            quote = Quote(place.section, start, end, place.text[start:end])
            rule = "figure" if "%" in quote.text or "per" in quote.text else "words"
            found.setdefault(value, Fact(value, "text", quote, rule=rule))
    return tuple(found[value] for value in sorted(found, key=float))


def _cut_offs(low: str) -> Iterator[tuple[str, int, int]]:
    """Values with their offsets."""
    table = _expressions()
    if "%" in low or "per" in low:
        for m in table.figure.finditer(low):
            yield from _figures(low, m, table)
    for value, needs, find in table.words:
        if any(word in low for word in needs):
            for m in find.finditer(low):
                yield value, m.start(), m.end()


def _figures(low: str, m: re.Match[str], table: _Expressions) -> Iterator[tuple[str, int, int]]:
    """Values of one figure or one list of figures, where they are cut-offs of relief."""
    ahead = low[max(0, m.start() - table.relief_reach[0]) : m.start()]
    behind = low[m.end() : m.end() + table.relief_reach[1]]
    ahead, behind = _same_sentence(ahead, behind)
    if table.not_after.match(behind) or table.not_before.search(ahead):
        return
    if table.function_after.match(behind) or (
        table.function_before.search(ahead) and not table.relief_after.match(behind)
    ):
        return
    sign = table.before.search(ahead)
    at_least = bool(sign and table.least.search(sign.group())) or table.after.match(behind)
    if not table.relief.search(ahead + " | " + behind):
        return
    if not at_least:
        near = ahead[-table.defines_reach[0] :] + " | " + behind[: table.defines_reach[1]]
        direct = table.direct_after.match(behind) or table.direct_before.search(ahead)
        if not (direct and table.defines.search(near)) or table.share_before.search(ahead):
            return
    # of a range ("80-99% relief") its lower end is the cut-off
    told = m.group().replace(m["range"], "") if m["range"] else m.group()
    for value in re.findall(r"\d+(?:\.\d+)?", told):
        if 0 < float(value) <= _MOST:
            start = m.start() - (len(sign.group()) if sign and at_least else 0)
            yield value, start, m.end()


def _same_sentence(ahead: str, behind: str) -> tuple[str, str]:
    """Cut what stands around at full stops."""
    return ahead[ahead.rfind(". ") + 1 :], re.split(r"[.;] |\.\Z", behind, maxsplit=1)[0]


class _Expressions(NamedTuple):
    """Compiled expressions."""

    figure: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    least: re.Pattern[str]
    relief: re.Pattern[str]
    defines: re.Pattern[str]
    share_before: re.Pattern[str]
    direct_before: re.Pattern[str]
    direct_after: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    function_before: re.Pattern[str]
    function_after: re.Pattern[str]
    relief_after: re.Pattern[str]
    words: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]
    relief_reach: tuple[int, int]
    defines_reach: tuple[int, int]


@cache
def _expressions() -> _Expressions:
    """Compile what the data file holds."""
    table = rules("threshold")
    return _Expressions(
        figure=re.compile(rf"(?<![\d.,·])(?<![-\u2013]\d){table['figure']}"),
        before=re.compile(rf"{table['before']}\Z"),
        after=re.compile(table["after"]),
        least=re.compile(table["least"]),
        relief=re.compile(table["relief"]),
        defines=re.compile(table["defines"]),
        share_before=re.compile(table["share_before"]),
        direct_before=re.compile(table["direct_before"]),
        direct_after=re.compile(table["direct_after"]),
        not_before=re.compile(table["not_before"]),
        not_after=re.compile(table["not_after"]),
        function_before=re.compile(table["function_before"]),
        function_after=re.compile(table["function_after"]),
        relief_after=re.compile(r" (?:\w+ ){0,2}(?:pain|relief)\b"),
        words=tuple(
            (row["value"], tuple(row["needs"]), re.compile(row["find"])) for row in table["words"]
        ),
        relief_reach=tuple(table["relief_reach"]),
        defines_reach=tuple(table["defines_reach"]),
    )
