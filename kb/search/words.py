"""BM25 over every record, from postings held in memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Rows = NDArray[np.int32]

K1, B = 1.2, 0.75
"""Saturation and length normalisation (Robertson, Zaragoza 2009), as SQLite's FTS5 has them."""
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
    """

    def __init__(
        self,
        places: Iterable[tuple[str, str, str]],
        pmids: NDArray[np.int64],
        column_weights: Mapping[str, float],
    ) -> None:
        self.size = len(pmids)
        weights = np.zeros(256, dtype=np.float32)
        for letter, weight in column_weights.items():
            weights[ord(letter)] = weight
        lengths = np.zeros(self.size, dtype=np.int64)
        rows: list[Rows] = []
        frequencies: list[Floats] = []
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
            counts.append(np.bincount(term_of[first], minlength=len(block)).astype(np.int64))
        self._rows: Rows = np.concatenate([np.empty(0, dtype=np.int32), *rows])
        frequency: Floats = np.concatenate([np.empty(0, dtype=np.float32), *frequencies])
        per_term = np.concatenate([np.empty(0, dtype=np.int64), *counts])
        self._starts = np.concatenate([[0], np.cumsum(per_term)])
        # asked for every word of the best records, so worked out once
        self._rarity = [self._rarity_of(n) for n in per_term.tolist()]
        average = lengths.mean() if lengths.any() else 1.0
        norm = (K1 * (1 - B + B * lengths / average)).astype(np.float32)
        self._impacts: Floats = frequency * (K1 + 1) / (frequency + norm[self._rows])

    @property
    def stems(self) -> Iterable[str]:
        """Every stem of the store, in alphabetical order."""
        return self._terms.keys()

    def records_with(self, stem: str) -> int:
        """In how many records a stem stands."""
        at = self._terms.get(stem)
        return 0 if at is None else int(self._starts[at + 1] - self._starts[at])

    def rarity(self, stem: str) -> float:
        """Inverse document frequency; largest for a stem that stands nowhere."""
        at = self._terms.get(stem)
        return self._rarity_of(0) if at is None else self._rarity[at]

    def _rarity_of(self, records: int) -> float:
        """Inverse document frequency of a stem of so many records."""
        return math.log(1 + (self.size - records + 0.5) / (records + 0.5))

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
