"""BM25 over every record, from postings held in memory."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kb.search.texts import TextWords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.int32]

K1, B = 1.2, 0.75
"""Saturation and length normalisation (Robertson, Zaragoza 2009), as SQLite's FTS5 has them."""
_LEAST_RECORDS = 2  # a word of one record alone leads to no other
_MOST_OFTEN = np.iinfo(np.uint16).max
_BLOCK = 4_000_000  # places turned into postings at a time, so that memory stays flat


class WordIndex:
    """Which stem stands in which record, and how much that says.

    Columns count by weight, as in BM25F: a word of the title twice. Scores of a query are the sum
    over its stems of weight × rarity × saturated frequency, worked out for all records at once.

    Parameters
    ----------
    places : iterable of (str, str, str)
        As :func:`kb.store.columns.word_places` gives them.
    pmids : array of int64
        PMIDs of all records, ascending; a record's row is its place in this array.
    column_weights : mapping of str to float
        Weight of each column letter.
    saying_nothing : collection of str
        Stems that are left out of `texts`.

    Attributes
    ----------
    texts : TextWords
        Title and abstract of each record, of the stems that can lead to another record: not of
        numbers, and not of what stands in one record only.
    """

    def __init__(
        self,
        places: Iterable[tuple[str, str, str]],
        pmids: NDArray[np.int64],
        column_weights: Mapping[str, float],
        saying_nothing: Collection[str] = (),
    ) -> None:
        self.size = len(pmids)
        weights = np.zeros(256, dtype=np.float32)
        for letter, weight in column_weights.items():
            weights[ord(letter)] = weight
        lengths = np.zeros(self.size, dtype=np.int64)
        rows: list[Rows] = []
        frequencies: list[Floats] = []
        in_text: list[NDArray[np.uint16]] = []
        counts: list[NDArray[np.int64]] = []
        self._terms: dict[str, int] = {}
        for block in _blocks(places):
            for term, _, _ in block:
                self._terms[term] = len(self._terms)
            at = np.searchsorted(pmids, _numbers(",".join(d for _, d, _ in block)))
            letters = np.frombuffer("".join(c for _, _, c in block).encode(), dtype=np.uint8)
            lengths += np.bincount(at, minlength=self.size)
            term_of = np.repeat(np.arange(len(block)), [len(c) for _, _, c in block])
            key = term_of * self.size + at
            first = np.flatnonzero(np.diff(key, prepend=-1))
            rows.append(at[first].astype(np.int32))
            frequencies.append(np.add.reduceat(weights[letters], first))
            often = np.add.reduceat((letters != ord("x")).astype(np.int32), first)
            in_text.append(np.minimum(often, _MOST_OFTEN).astype(np.uint16))
            counts.append(np.bincount(term_of[first], minlength=len(block)).astype(np.int64))
        self._rows: Rows = np.concatenate([np.empty(0, dtype=np.int32), *rows])
        frequency: Floats = np.concatenate([np.empty(0, dtype=np.float32), *frequencies])
        per_term = np.concatenate([np.empty(0, dtype=np.int64), *counts])
        self._starts = np.concatenate([[0], np.cumsum(per_term)])
        # asked for every word of the best records, so worked out once
        self._rarity = np.array([self._rarity_of(n) for n in per_term.tolist()], dtype=np.float64)
        self._names = list(self._terms)
        self._from_length: dict[int, Sequence[str]] = {}
        leading = per_term >= _LEAST_RECORDS
        leading &= np.array(
            [not (s.isdigit() or s in saying_nothing) for s in self._names], dtype=np.bool_
        )
        self.texts = self._turned_round(np.concatenate([np.empty(0, np.uint16), *in_text]), leading)
        average = lengths.mean() if lengths.any() else 1.0
        norm = (K1 * (1 - B + B * lengths / average)).astype(np.float32)
        self._impacts: Floats = frequency * (K1 + 1) / (frequency + norm[self._rows])

    @property
    def stems(self) -> Iterable[str]:
        """Every stem of the store, in alphabetical order."""
        return self._terms.keys()

    def stems_from(self, length: int) -> Sequence[str]:
        """The same, of so many letters or more; kept, since each misspelled word asks for it."""
        if length not in self._from_length:
            self._from_length[length] = [s for s in self._terms if len(s) >= length]
        return self._from_length[length]

    def records_with(self, stem: str) -> int:
        """In how many records a stem stands."""
        at = self._terms.get(stem)
        return 0 if at is None else int(self._starts[at + 1] - self._starts[at])

    def rarity(self, stem: str) -> float:
        """Inverse document frequency; largest for a stem that stands nowhere."""
        at = self._terms.get(stem)
        return self._rarity_of(0) if at is None else float(self._rarity[at])

    def rarities(self, terms: Rows) -> NDArray[np.float64]:
        """Inverse document frequency of stems, by the numbers that `texts` has for them."""
        return self._rarity[terms]

    def names(self, terms: Iterable[int]) -> list[str]:
        """The stems with these numbers; numbers go up as stems do in the alphabet."""
        return [self._names[at] for at in terms]

    def _rarity_of(self, records: int) -> float:
        """Inverse document frequency of a stem of so many records."""
        return math.log(1 + (self.size - records + 0.5) / (records + 0.5))

    def _turned_round(self, in_text: NDArray[np.uint16], leading: NDArray[np.bool_]) -> TextWords:
        """The postings of these stems by record."""
        terms = np.repeat(np.arange(len(leading), dtype=np.int32), np.diff(self._starts))
        kept = leading[terms] & (in_text > 0)
        return TextWords(self._rows[kept], terms[kept], in_text[kept], self.size)

    def rows(self, stem: str) -> Rows:
        """Rows of the records in which a stem stands."""
        at = self._terms.get(stem)
        if at is None:
            return np.empty(0, dtype=np.int32)
        return self._rows[self._starts[at] : self._starts[at + 1]]

    def scores(self, query: Mapping[str, float]) -> Floats:
        """BM25 of every record, shape (records,).

        Parameters
        ----------
        query : mapping of str to float
            Weight of each stem, 1 for a word of the question.
        """
        total = np.zeros(self.size, dtype=np.float32)
        for stem, weight in query.items():
            at = self._terms.get(stem)
            if at is not None:
                where = slice(self._starts[at], self._starts[at + 1])
                factor = np.float32(weight * self.rarity(stem))
                total[self._rows[where]] += factor * self._impacts[where]
        return total


def _blocks(
    places: Iterable[tuple[str, str, str]],
) -> Iterable[list[tuple[str, str, str]]]:
    """Terms in lists of some millions of places."""
    block: list[tuple[str, str, str]] = []
    size = 0
    for item in places:
        block.append(item)
        size += len(item[2])
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _numbers(text: str) -> NDArray[np.int64]:
    """Numbers joined by commas as an array."""
    return np.fromstring(text, dtype=np.int64, sep=",")
