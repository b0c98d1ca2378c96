"""Counts of what is right, missed and too much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Tally(NamedTuple):
    """Counts over a set: found and there, found, there."""

    right: int = 0
    said: int = 0
    there: int = 0

    @classmethod
    def total(cls, parts: Iterable[Tally]) -> Tally:
        """Sum of the counts of several documents."""
        rows = list(parts)
        return cls(*(sum(column) for column in zip(*rows, strict=True))) if rows else cls()

    @classmethod
    def of(cls, said: set[object], there: set[object]) -> Tally:
        """Counts of one document."""
        return cls(len(said & there), len(said), len(there))

    @property
    def precision(self) -> float:
        """Share of what was found that is there."""
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (self.said + self.there) if self.said + self.there else 0.0


Row = tuple[str, float | int]
"""A measure and its value."""
