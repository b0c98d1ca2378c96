"""What words each record's own text holds: the postings of an index, turned round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]
    Counts = NDArray[np.uint16]


class TextWords:
    """Words of title and abstract by record, with how often each stands there.

    Six bytes a posting; so the words of a record need neither be read nor stemmed at a question.

    Parameters
    ----------
    rows, terms, often : array, shape (postings,)
        Record, number of the word, and how often, in any order; terms ascend within a record's.
    size : int
        Number of records.
    """

    def __init__(self, rows: Numbers, terms: Numbers, often: Counts, size: int) -> None:
        order = np.argsort(rows, kind="stable")
        self._terms = terms[order]
        self._often = often[order]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=size))])

    def of(self, row: int) -> tuple[Numbers, Counts]:
        """Numbers of the words of one record, ascending, and how often each stands in it."""
        where = slice(self._starts[row], self._starts[row + 1])
        return self._terms[where], self._often[where]

    def together(self, rows: Sequence[int]) -> tuple[Numbers, Counts, Numbers]:
        """The same of several records, one behind the other, and how many words each has."""
        parts = [self.of(row) for row in rows]
        sizes = np.array([len(terms) for terms, _ in parts], dtype=np.int32)
        return (
            np.concatenate([np.empty(0, dtype=np.int32), *(terms for terms, _ in parts)]),
            np.concatenate([np.empty(0, dtype=np.uint16), *(often for _, often in parts)]),
            sizes,
        )
