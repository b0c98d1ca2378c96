"""The texts of a record, cut into sentences and searched for numbers once for all readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from kb.model import Article, Quote
from kb.reading.headings import Part, part_of
from kb.reading.numbers import Number, read_numbers
from kb.reading.patterns import Place


class Piece(NamedTuple):
    """One text of a record: what it is for, its sentences and its numbers."""

    place: Place
    part: Part
    sentences: Sequence[tuple[int, int]]
    numbers: Sequence[Number]

    def quote(self, start: int, end: int) -> Quote:
        """Words at a place."""
        return Quote(self.place.section, start, end, self.place.text[start:end])


class _Placed(Protocol):
    """What stands somewhere."""

    @property
    def start(self) -> int:
        """Offset of its first character."""


_P = TypeVar("_P", bound=_Placed)


def pieces(
    article: Article, texts: Sequence[Place], sentences: Sequence[Sequence[tuple[int, int]]]
) -> tuple[Piece, ...]:
    """Put together what is known of each text.

    Parameters
    ----------
    article : Article
    texts : sequence of Place
        Its title and sections.
    sentences : sequence of sequences
        Sentences of each of the texts.
    """
    return tuple(
        Piece(place, part_of(article, place.section), cut, read_numbers(place.low))
        for place, cut in zip(texts, sentences, strict=True)
    )


def with_sentences(
    things: Iterable[_P], sentences: Sequence[tuple[int, int]]
) -> Iterator[tuple[_P, tuple[int, int]]]:
    """Things in order of their places, each with the sentence it begins in."""
    at = 0
    for thing in things:
        while at + 1 < len(sentences) and sentences[at][1] <= thing.start:
            at += 1
        yield thing, sentences[at]


def around(
    low: str, start: int, end: int, sentence: tuple[int, int], reach: tuple[int, int]
) -> tuple[str, str]:
    """Words before and after a place, within its sentence and so many characters."""
    first, last = sentence
    ahead = low[max(first, start - reach[0]) : start]
    return ahead, low[end : min(max(last, end), end + reach[1])]
