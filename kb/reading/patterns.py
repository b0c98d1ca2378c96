"""Expressions over lower-case text that keeps its offsets, tried only where they can match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.model import TITLE, Article, Quote


class Place(NamedTuple):
    """One text of a record, as it stands and in lower case of the same length."""

    section: int
    text: str
    low: str


class Pattern(NamedTuple):
    """An expression, and words of which one must stand in the text for it to match."""

    needs: tuple[str, ...]
    find: re.Pattern[str]

    @classmethod
    def of(cls, find: str, needs: Iterable[str] = ()) -> Pattern:
        """Compile an expression."""
        return cls(tuple(needs), re.compile(find))

    def may_match(self, low: str) -> bool:
        """Whether one of the words it needs stands in a text in lower case."""
        # a loop, not any(): this is asked some hundred times a record
        for word in self.needs:
            if word in low:
                return True
        return not self.needs

    def search(self, place: Place) -> Quote | None:
        """First stretch of a text that matches."""
        if not self.may_match(place.low):
            return None
        found = self.find.search(place.low)
        if found is None:
            return None
        start, end = found.span()
        return Quote(place.section, start, end, place.text[start:end])


def lower(text: str) -> str:
    """Lower case of the same length; a letter whose lower case is longer stays as it is.

    Examples
    --------
    >>> lower("L4-5 FACET"), len(lower("\u0130stanbul"))
    ('l4-5 facet', 8)
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def places(article: Article) -> Iterator[Place]:
    """Title and sections of a record."""
    yield Place(TITLE, article.title, lower(article.title))
    for i, section in enumerate(article.sections):
        yield Place(i, section.text, lower(section.text))
