"""What is known of rows by outcomes, and why nothing is where nothing is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import (
    Article,
    Basis,
    Category,
    CellState,
    Concept,
    Direction,
    Finding,
    Question,
    StudyFacts,
)
from kb.weighing.answering import with_narrower
from kb.weighing.brief import has_own_data
from kb.weighing.relief import ReliefPoint, relief_point

ROWS = ("indication", "intervention", "imaging", "region")
"""What the rows of a map can be."""
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
    relief : ReliefPoint or None
        The share of relieved patients that it reports.
    """

    pmid: str
    rows: frozenset[str]
    named: frozenset[str]
    has_abstract: bool
    findings: tuple[Finding, ...]
    relief: ReliefPoint | None = None


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


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """What is known of which outcome, on one kind of question.

    Attributes
    ----------
    rows, columns : tuple of str
        Concept ids, or regions of the spine; the ones with most papers and most findings first.
    cells : mapping of (str, str) to MapCell
        Each row by each column.
    papers : int
        How many papers it is made from.
    relief : tuple of ReliefPoint
        Relief over time, one point a paper that reports it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], MapCell]
    papers: int
    relief: tuple[ReliefPoint, ...] = ()


def map_paper(
    article: Article,
    facts: StudyFacts,
    named: Collection[str],
    findings: Iterable[Finding],
    concepts: Mapping[str, Concept],
    rows: str,
    question: str,
) -> MapPaper | None:
    """A paper as it enters a map; None where it reports no data on this kind of question.

    Parameters
    ----------
    named : collection of str
        Ids of the concepts it names without denying them.
    concepts : mapping of str to Concept
        The vocabulary by id.
    rows : str
        One of :data:`ROWS`.
    question : str
        A :class:`~kb.model.Question`; what answers one never stands beside what answers another.
    """
    asked = facts.question.value if facts.question is not None else str(Question.OTHER)
    if not has_own_data(article) or asked != question:
        return None
    if rows == "region":
        own = {fact.value for fact in facts.region}
    else:
        own = {n for n in named if n in concepts and concepts[n].category is Category(rows)}
    known = tuple(f for f in findings if f.outcome in concepts)
    return MapPaper(
        article.pmid,
        frozenset(own),
        frozenset(named),
        any(section.text for section in article.sections),
        known,
        relief_point(facts, known),
    )


def mapped(
    papers: Sequence[MapPaper],
    concepts: Mapping[str, Concept],
    *,
    most_rows: int,
    most_columns: int,
) -> EvidenceMap:
    """Lay out a map of the most frequent rows and outcomes, ties by name.

    Parameters
    ----------
    most_rows, most_columns : int
        At most so many.
    """
    columns = _most((f.outcome for p in papers for f in p.findings), most_columns)
    rows = _most((row for p in papers for row in p.rows), most_rows)
    below = {each: with_narrower(concepts[each], concepts) for each in columns}
    return EvidenceMap(
        rows,
        columns,
        evidence_map(papers, rows, below),
        len(papers),
        tuple(p.relief for p in papers if p.relief is not None),
    )


def _most(values: Iterable[str], limit: int) -> tuple[str, ...]:
    """The most frequent values, ties by name."""
    counts = Counter(values)
    return tuple(sorted(counts, key=lambda each: (-counts[each], each))[:limit])


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
