"""Levels of the spine that a study worked at, in one way of writing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.model import Article, Fact, Quote
from kb.reading.headings import Part, part_of
from kb.reading.levels import levels
from kb.reading.patterns import Place

_PARTS = re.compile(r"(?P<letter>th|[ctls])?-?(?P<number>\d{1,2})", re.IGNORECASE)
# "S1-3" whose dash was lost; there is no thirteenth sacral segment.
_LOST_DASH = re.compile(r"(?<![\w.-])S1(?P<to>[2-5])(?![\w.%])")
_SACRAL = ("lateral branch", "sacral", "sacroiliac", "sacrum", "l5")


def read_spinal_levels(article: Article, texts: Sequence[Place]) -> tuple[Fact, ...]:
    """Read levels and ranges of levels, in the order in which they are first named.

    "L4/5", "L4-5" and "L4-L5" are all "L4-L5"; a broken "S13" is "S1-S3". What the background says
    does not count where the rest of the record names a level.

    Examples
    --------
    >>> from kb.reading.patterns import places
    >>> record = Article("1", title="RF at C3/4, L3-5 and C7")
    >>> [fact.value for fact in read_spinal_levels(record, tuple(places(record)))]
    ['C3-C4', 'L3-L5', 'C7']
    """
    own: dict[str, Quote] = {}
    background: dict[str, Quote] = {}
    for place in texts:
        found = background if part_of(article, place.section) is Part.BACKGROUND else own
        for start, end, value in _named(place):
            found.setdefault(value, Quote(place.section, start, end, place.text[start:end]))
    return tuple(Fact(value, "text", quote) for value, quote in (own or background).items())


def _named(place: Place) -> Iterator[tuple[int, int, str]]:
    """Levels of one text."""
    for start, end, _ in levels(place.text):
        yield start, end, _written_alike(place.text[start:end])
    if "s1" in place.low and any(word in place.low for word in _SACRAL):
        for m in _LOST_DASH.finditer(place.text):
            yield m.start(), m.end(), f"S1-S{m['to']}"


def _written_alike(text: str) -> str:
    """One level or range in the usual way of writing."""
    letter, ends = "", []
    for m in _PARTS.finditer(text):
        letter = (m["letter"] or letter)[:1].upper()
        ends.append(f"{letter}{int(m['number'])}")
    return "-".join(ends[:2])
