"""The nouns of questions to the graph: paths, contrasts, gaps, timelines, associations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kb.model.weighing import Weighing

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a path, as it stands in the graph, whichever way the path goes along it."""

    subject: str
    predicate: str
    object: str
    studies: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GraphPath:
    """A way from one concept to another, each step with its evidence.

    Attributes
    ----------
    concepts : tuple of str
        Ids, from the first to the last.
    steps : tuple of Step
        One less than there are concepts.
    """

    concepts: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things compared on one outcome.

    Attributes
    ----------
    direct : Weighing
        Studies that compared them with each other; "for" is in favour of the first.
    first, second : Weighing
        What is known of each alone; comparing these two is no comparison.
    """

    direct: Weighing
    first: Weighing
    second: Weighing


class CellState(StrEnum):
    """What a cell of a gap matrix says; five different things."""

    REPORTED = "reported"
    NOT_READ = "not read with confidence"
    NONE_REPORTS = "studies, but none reports it"
    NO_ABSTRACT = "no abstract"
    NO_STUDY = "no study"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one row and one column.

    Attributes
    ----------
    studies : int
        Reported: those whose finding or statement was read. Not read: those that name the column.
        Else: those on the row.
    evidence : tuple of str
        Ids, where there is any.
    """

    state: CellState
    studies: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapMatrix:
    """Cells by row and column, ids of concepts."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def to_frame(self) -> pd.DataFrame:
        """The states as a table; reported cells hold the number of studies."""
        import pandas as pd

        return pd.DataFrame(
            [
                [
                    cell.studies if cell.state is CellState.REPORTED else str(cell.state)
                    for cell in (self.cells[row, column] for column in self.columns)
                ]
                for row in self.rows
            ],
            index=list(self.rows),
            columns=list(self.columns),
        )


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """What was known of a statement at the end of a year: studies so far, by stance."""

    year: int
    favourable: int
    neutral: int
    against: int
    within: int
    pmids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Association:
    """How much more often two concepts are named by one study than chance would have it.

    Attributes
    ----------
    both, first, second, studies : int
        Studies that name both, each, and all there are; reviews left out.
    lift : float
        Observed over expected; 1 is chance.
    log_odds, low, high : float
        Log-odds ratio under an informative Dirichlet prior, with its 95 % interval (Monroe,
        Colaresi, Quinn 2008); rare pairs are drawn towards 0.
    fisher_p : float
        Two-sided exact test (Fisher), not corrected for how many pairs were looked at.
    """

    one: str
    other: str
    both: int
    first: int
    second: int
    studies: int
    lift: float
    log_odds: float
    low: float
    high: float
    fisher_p: float
