"""What is known of rows by outcomes, and why nothing is where nothing is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import Basis, CellState, Direction, Finding

_SURE = 0.5  # as in a brief: less than even odds are not counted


@dataclass(frozen=True, slots=True)
class MapPaper:
    """A paper as it enters the map.

    Attributes
    ----------
    rows : frozenset of str
        Rows it belongs to.
    named : frozenset of str
        Concepts it names.
    """

    pmid: str
    rows: frozenset[str]
    named: frozenset[str]
    has_abstract: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MapCell:
    """What is known of one row and one column.

    Attributes
    ----------
    findings : tuple of Finding
        Those read with confidence.
    papers : int
        Papers with such a finding; where there is none, papers on the row.
    direction : Direction or None
        Joint direction of the findings that compare groups, "mixed" where they point different
        ways; None where no finding compares groups.
    state : CellState
        Reported, or why there is no finding.
    """

    findings: tuple[Finding, ...]
    papers: int
    direction: Direction | None
    state: CellState


def evidence_map(
    papers: Sequence[MapPaper], rows: Iterable[str], columns: Mapping[str, Collection[str]]
) -> dict[tuple[str, str], MapCell]:
    """Fill every cell.

    Parameters
    ----------
    columns : mapping of str to collection of str
        Outcomes, each with itself and all narrower ones.
    """
    return {
        (row, column): _cell([paper for paper in papers if row in paper.rows], below)
        for row in rows
        for column, below in columns.items()
    }


def _cell(papers: Sequence[MapPaper], outcomes: Collection[str]) -> MapCell:
    """Fill one cell from the papers on its row."""
    read = [f for paper in papers for f in paper.findings if f.outcome in outcomes]
    sure = tuple(f for f in read if f.confidence is None or f.confidence >= _SURE)
    if sure:
        said = {f.direction for f in sure if f.basis is Basis.BETWEEN_GROUP}
        if len(said) > 1:
            said.discard(Direction.UNCLEAR)
        direction = None if not said else said.pop() if len(said) == 1 else Direction.MIXED
        return MapCell(sure, len({f.pmid for f in sure}), direction, CellState.REPORTED)
    return MapCell((), len(papers), None, _why_empty(papers, outcomes, any_read=bool(read)))


def _why_empty(
    papers: Sequence[MapPaper], outcomes: Collection[str], *, any_read: bool
) -> CellState:
    """Say why nothing was read."""
    if not papers:
        return CellState.NO_STUDY
    if any_read or any(not paper.named.isdisjoint(outcomes) for paper in papers):
        return CellState.NOT_READ
    if not any(paper.has_abstract for paper in papers):
        return CellState.NO_ABSTRACT
    return CellState.NONE_REPORTS
