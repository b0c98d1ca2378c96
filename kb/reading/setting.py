"""Region of the spine and guidance of the needle, as a record reports them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from kb.model import TITLE, Article, Fact, ImagingGuidance, Quote, Region
from kb.reading.data import rules
from kb.reading.levels import levels
from kb.reading.patterns import Pattern, Place, places

_LEVEL_REGION = {
    "C": Region.CERVICAL,
    "T": Region.THORACIC,
    "L": Region.LUMBAR,
    "S": Region.SACRAL,
}
# A region met once, and not in the title, is background; this often it is the study's own.
_OFTEN = 2
# As far around a word of a region stands what makes it none.
_AROUND = 25


def read_region(article: Article, texts: Sequence[Place] | None = None) -> tuple[Fact, ...]:
    """Regions of the spine that the study is about, in the order of the closed list.

    A region counts where the title names it, or where the record names it more than once, and
    beside one of the title half as often as the one it names most; where neither holds for any,
    all that are named count.

    Examples
    --------
    >>> [fact.value for fact in read_region(Article("1", title="Lumbar facet joint pain"))]
    ['lumbar']
    """
    first: dict[Region, Quote] = {}
    times: Counter[Region] = Counter()
    for region, quote in _region_words(tuple(places(article)) if texts is None else texts):
        first.setdefault(region, quote)
        times[region] += 1
    named = {r for r, quote in first.items() if quote.section == TITLE}
    least = max(_OFTEN, max(times.values(), default=0) / 2) if named else _OFTEN
    kept = named | {r for r in first if times[r] >= least} or set(first)
    return tuple(
        Fact(r.value, "text", first[r], rule=_how(r in named, times[r]))
        for r in Region
        if r in kept
    )


def _how(is_in_title: bool, times: int) -> str:
    """Name the way in which a region is told."""
    if is_in_title:
        return "title"
    return "often" if times > _OFTEN else "twice" if times == _OFTEN else "once"


def read_guidance(article: Article, texts: Sequence[Place] | None = None) -> tuple[Fact, ...]:
    """Find what guided needles in the study, never diagnostic imaging.

    Examples
    --------
    >>> article = Article("1", title="Ultrasound-guided blocks and lumbar MRI")
    >>> [fact.value for fact in read_guidance(article)]
    ['ultrasound']
    """
    found: dict[ImagingGuidance, Quote] = {}
    for place in places(article) if texts is None else texts:
        for value, pattern in _guidance():
            quote = None if value in found else pattern.search(place)
            if quote:
                found[value] = quote
    return tuple(
        Fact(v.value, "text", found[v], rule=_where(found[v]))
        for v in ImagingGuidance
        if v in found
    )


def _where(quote: Quote) -> str:
    """Name the place of what is told."""
    return "title" if quote.section == TITLE else "text"


def _region_words(texts: Sequence[Place]) -> Iterator[tuple[Region, Quote]]:
    """Every word and level that names a region."""
    not_region, by_region = _regions()
    for section, text, low in texts:
        for region, pattern in by_region:
            if not pattern.may_match(low):
                continue
            for m in pattern.find.finditer(low):
                around = not_region.finditer(low, max(0, m.start() - _AROUND), m.end() + _AROUND)
                if not any(other.start() <= m.start() < other.end() for other in around):
                    yield region, Quote(section, m.start(), m.end(), text[m.start() : m.end()])
        for start, end, letters in levels(text):
            for letter in letters:
                yield _LEVEL_REGION[letter], Quote(section, start, end, text[start:end])


@cache
def _regions() -> tuple[re.Pattern[str], tuple[tuple[Region, Pattern], ...]]:
    """Compile what looks like a region and is none, and the words of each region."""
    table = rules("setting")["region"]
    return re.compile(table["not_region"]), tuple(
        (Region(name), Pattern.of(find, table["stems"][name]))
        for name, find in table["words"].items()
    )


@cache
def _guidance() -> tuple[tuple[ImagingGuidance, Pattern], ...]:
    """Compiled words of guidance."""
    return tuple(
        (ImagingGuidance(row["value"]), Pattern.of(row["find"], row["needs"]))
        for row in rules("setting")["guidance"]
    )
