"""How often findings of a kind were right, on documents read for the rules and on unread ones."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kb.model import Direction
from kb.reading.data import rules

_TABLE = "findings/confidence"


class Count(NamedTuple):
    """Findings of one kind on annotated documents: how many right, and how many."""

    right: int
    found: int


class _Counts(NamedTuple):
    """The table: on documents that rules were written from, and on ones nobody had read."""

    read: dict[str, Count]
    unread: dict[str, Count]
    prior: float
    weight: int
    prior_weight: int


def kind_of(rule: str, direction: Direction) -> str:
    """Kind of finding whose share of right ones is counted together.

    Parameters
    ----------
    rule : str
        As in :attr:`kb.model.Finding.rule`.
    direction : Direction
        A finding that something got worse is wrong more often than others by the same rule.

    Examples
    --------
    >>> kind_of("findings-1:results/gain-than-turned+carried", Direction.WORSE)
    'gain-than worse'
    """
    name = rule.rsplit("/", 1)[-1].removesuffix("+carried").removesuffix("-turned")
    return f"{name} worse" if direction is Direction.WORSE else name


def confidence_of(rule: str, direction: Direction) -> float:
    """Share of such findings that were right, unread documents counting most.

    The rules were written while the errors of the development half were read, so that shares
    counted there are too good. Each is drawn towards the share on documents whose errors nobody
    had read, and that towards the share of all findings there, the more the fewer there are.
    """
    table = _counts()
    kind = kind_of(rule, direction)
    read = table.read.get(kind, Count(0, 0))
    unread = table.unread.get(kind, Count(0, 0))
    expected = (unread.right + table.prior * table.prior_weight) / (
        unread.found + table.prior_weight
    )
    return round((read.right + expected * table.weight) / (read.found + table.weight), 2)


@cache
def _counts() -> _Counts:
    """Read the counts."""
    table = rules(_TABLE)
    return _Counts(
        read={kind: Count(*pair) for kind, pair in table["counts"].items()},
        unread={kind: Count(*pair) for kind, pair in table["unread"].items()},
        prior=table["prior"],
        weight=table["weight"],
        prior_weight=table["prior_weight"],
    )
