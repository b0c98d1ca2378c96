"""What the blocks of a study were for, and how they were controlled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from kb.model import Article, Fact, Quote
from kb.reading.data import rules
from kb.reading.headings import Part, part_of
from kb.reading.patterns import Pattern, Place


def read_block_types(article: Article, texts: Sequence[Place]) -> tuple[Fact, ...]:
    """Read the kinds of block, in the order of the data file; the background does not count.

    Examples
    --------
    >>> from kb.reading.patterns import places
    >>> record = Article("1", title="Comparative local anaesthetic blocks of the medial branches")
    >>> [fact.value for fact in read_block_types(record, tuple(places(record)))]
    ['diagnostic', 'comparative']
    """
    own = [p for p in texts if part_of(article, p.section) is not Part.BACKGROUND]
    found: list[Fact] = []
    for value, pattern in _kinds():
        quote: Quote | None = next((q for p in own for q in [pattern.search(p)] if q), None)
        if quote:
            found.append(Fact(value, "text", quote))
    return tuple(found)


@cache
def _kinds() -> tuple[tuple[str, Pattern], ...]:
    """Compiled kinds of block."""
    return tuple(
        (row["value"], Pattern.of(row["find"], row["needs"])) for row in rules("blocks")["blocks"]
    )
