"""How often findings of a kind were right on the development gold."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kb.model import Direction
from kb.reading.data import rules

_TABLE = "findings/confidence"


class Count(NamedTuple):
    """Findings of one kind on the development half of the gold: how many, and how many right."""

    right: int
    found: int


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
    """Share of such findings that were right, drawn towards the share on unread documents.

    The rules were written while the errors of the development half were read, so that shares
    counted there are too good. Each is drawn towards the precision on documents whose errors
    nobody read, the more the fewer findings it was counted on.
    """
    counts, prior, weight = _counts()
    count = counts.get(kind_of(rule, direction), Count(0, 0))
    return round((count.right + prior * weight) / (count.found + weight), 2)


@cache
def _counts() -> tuple[dict[str, Count], float, float]:
    """Read the counts."""
    table = rules(_TABLE)
    counts = {kind: Count(*pair) for kind, pair in table["counts"].items()}
    return counts, table["prior"], table["weight"]
