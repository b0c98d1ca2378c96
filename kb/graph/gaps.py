"""Where evidence is missing, and in which of four ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.model import Cell, CellState, GapMatrix, TimelinePoint, Weighing
from kb.model.weighing import Stance, Voice

_UNREAD = ("", "unclear")


class Link(NamedTuple):
    """A typed piece of evidence on a row and a column, of a primary study."""

    row: str
    column: str
    id: str
    study: str
    direction: str
    has_direction: bool


class OnRow(NamedTuple):
    """A primary paper on a row: its study, whether it has an abstract, what it names."""

    study: str
    has_abstract: bool
    named: frozenset[str]


def gap_matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    links: Iterable[Link],
    on_rows: Mapping[str, Sequence[OnRow]],
) -> GapMatrix:
    """Say of every row and column what is known, and why nothing is where nothing is.

    Parameters
    ----------
    rows, columns : sequence of str
        Concept ids.
    links : iterable of Link
        Evidence whose subject and object are a row and a column, either way.
    on_rows : mapping of str to sequence of OnRow
        Papers on each row.
    """
    by_cell: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        by_cell.setdefault((link.row, link.column), []).append(link)
    return GapMatrix(
        tuple(rows),
        tuple(columns),
        {
            (row, column): _cell(column, by_cell.get((row, column), ()), on_rows.get(row, ()))
            for row in rows
            for column in columns
        },
    )


def _cell(column: str, links: Sequence[Link], papers: Sequence[OnRow]) -> Cell:
    """What is known of one row and one column."""
    read = [k for k in links if not k.has_direction or k.direction not in _UNREAD]
    if read:
        ids = tuple(dict.fromkeys(k.id for k in read))
        return Cell(CellState.REPORTED, len({k.study for k in read}), ids)
    naming = {p.study for p in papers if column in p.named} | {k.study for k in links}
    if naming:
        ids = tuple(dict.fromkeys(k.id for k in links))
        return Cell(CellState.NOT_READ, len(naming), ids)
    studies = {p.study for p in papers}
    if not studies:
        return Cell(CellState.NO_STUDY, 0)
    if not any(p.has_abstract for p in papers):
        return Cell(CellState.NO_ABSTRACT, len(studies))
    return Cell(CellState.NONE_REPORTS, len(studies))


def timeline(weighed: Weighing) -> list[TimelinePoint]:
    """Studies on a statement so far, at the end of each year that brought one."""
    voices: list[tuple[int, bool, Voice]] = sorted(
        (
            (v.study.year, counts, v)
            for counts, many in ((True, weighed.voices), (False, weighed.within))
            for v in many
            if v.study.year is not None
        ),
        key=lambda item: (item[0], int(item[2].study.pmid)),
    )
    points = []
    totals = dict.fromkeys(Stance, 0)
    within = 0
    for year in dict.fromkeys(year for year, _, _ in voices):
        new = [(counts, v) for y, counts, v in voices if y == year]
        for counts, voice in new:
            if counts:
                totals[voice.stance] += 1
            else:
                within += 1
        points.append(
            TimelinePoint(
                year=year,
                favourable=totals[Stance.FOR],
                neutral=totals[Stance.NEUTRAL],
                against=totals[Stance.AGAINST],
                within=within,
                pmids=tuple(v.study.pmid for _, v in new),
            )
        )
    return points
