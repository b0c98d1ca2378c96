"""Which record names which concept, held in memory: scores, filters and counts."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]

_K1 = 0.6
"""Saturation: whether a record names a concept says more than how often."""
_TITLE = 2.0  # a mention in the title counts for two more
_MESH_ONLY = 0.5  # a concept that only MeSH names has no mention and counts for half of one


class ConceptIndex:
    """Concepts by record and records by concept.

    Parameters
    ----------
    counts : iterable of (str, str, str, str)
        As :func:`kb.store.columns.concept_counts` gives them.
    pmids : array of int64
        PMIDs of all records, ascending.
    """

    def __init__(
        self, counts: Iterable[tuple[str, str, str, str]], pmids: NDArray[np.int64]
    ) -> None:
        self.size = len(pmids)
        self._of: dict[str, int] = {}
        rows, often, sizes = [], [], []
        for concept, records, mentions, in_title in counts:
            self._of[concept] = len(self._of)
            at = np.searchsorted(pmids, np.fromstring(records, dtype=np.int64, sep=","))
            named = np.fromstring(mentions, dtype=np.float32, sep=",")
            titled = np.fromstring(in_title, dtype=np.float32, sep=",")
            rows.append(at.astype(np.int32))
            often.append(np.maximum(named, _MESH_ONLY) + _TITLE * titled)
            sizes.append(len(at))
        self._rows = np.concatenate(rows) if rows else np.empty(0, dtype=np.int32)
        self._often = np.concatenate(often) if often else np.empty(0, dtype=np.float32)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._concept = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        # what is counted for every question: postings of records whose text names the concept
        in_text = self._often >= 1
        self._text_rows, self._text_concept = self._rows[in_text], self._concept[in_text]

    @property
    def ids(self) -> Sequence[str]:
        """Every concept that a record names."""
        return list(self._of)

    def of_row(self, row: int) -> list[str]:
        """Concepts that one record names, in the order of their ids."""
        return sorted(self.ids[at] for at in self._concept[self._rows == row].tolist())

    def frequency(self, group: Collection[str]) -> Floats:
        """How much each record names any concept of a group, shape (records,)."""
        parts = [self._slice(concept) for concept in sorted(group) if concept in self._of]
        if not parts:
            return np.zeros(self.size, dtype=np.float32)
        rows = np.concatenate([self._rows[part] for part in parts])
        often = np.concatenate([self._often[part] for part in parts])
        return np.bincount(rows, often, self.size).astype(np.float32)

    def scores(self, groups: Iterable[tuple[Collection[str], float]]) -> Floats:
        """BM25 over concepts, each group one term; without length normalisation.

        Parameters
        ----------
        groups : iterable of (collection of str, float)
            A concept with its narrower ones, and its weight.
        """
        total = np.zeros(self.size, dtype=np.float32)
        for group, weight in groups:
            often = self.frequency(group)
            records = int(np.count_nonzero(often))
            if records:
                rarity = math.log(1 + (self.size - records + 0.5) / (records + 0.5))
                total += np.float32(weight * rarity * (_K1 + 1)) * often / (often + _K1)
        return total

    def naming(self, group: Collection[str]) -> Mask:
        """Records whose text names a concept of a group; MeSH alone does not count."""
        mask = np.zeros(self.size, dtype=np.bool_)
        for concept in group:
            if concept in self._of:
                part = self._slice(concept)
                mask[self._rows[part][self._often[part] >= 1]] = True
        return mask

    def titled(self, group: Collection[str]) -> Mask:
        """Records whose title names a concept of a group."""
        mask = np.zeros(self.size, dtype=np.bool_)
        for concept in group:
            if concept in self._of:
                part = self._slice(concept)
                mask[self._rows[part][self._often[part] >= 1 + _TITLE]] = True
        return mask

    def counts(self, mask: Mask) -> dict[str, int]:
        """In how many of these records the text names each concept; those in none left out."""
        counted = self._text_concept[mask[self._text_rows]]
        found = np.bincount(counted, minlength=len(self._of)).tolist()
        return {concept: n for concept, n in zip(self._of, found, strict=True) if n}

    def _slice(self, concept: str) -> slice:
        """Where the records of a concept stand."""
        at = self._of[concept]
        return slice(int(self._starts[at]), int(self._starts[at + 1]))
