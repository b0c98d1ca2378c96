"""The map tells four kinds of empty cells apart."""

from __future__ import annotations

import pytest

from kb.model import Basis, CellState, Direction, Finding, Quote
from kb.weighing.evidence_map import MapPaper, evidence_map


def finding(direction: Direction, basis: Basis = Basis.BETWEEN_GROUP, sure: float = 0.9) -> Finding:
    return Finding("1", "pain", direction, basis, Quote(0, 0, 1, "x"), confidence=sure)


def paper(*findings: Finding, named: str = "", has_abstract: bool = True) -> MapPaper:
    return MapPaper("1", frozenset({"neck"}), frozenset({named}), has_abstract, findings)


def cell(*papers: MapPaper):
    return evidence_map(papers, ["neck"], {"pain": {"pain", "sharp-pain"}})["neck", "pain"]


@pytest.mark.parametrize(
    ("papers", "state"),
    [
        ((), CellState.NO_STUDY),
        ((paper(),), CellState.NONE_REPORTS),
        ((paper(has_abstract=False),), CellState.NO_ABSTRACT),
        ((paper(named="sharp-pain"),), CellState.NOT_READ),
        ((paper(finding(Direction.IMPROVED, sure=0.3)),), CellState.NOT_READ),
    ],
)
def test_an_empty_cell_says_why(papers, state) -> None:
    assert cell(*papers).state is state


def test_the_direction_is_that_of_findings_that_compare_groups() -> None:
    gain = finding(Direction.IMPROVED, Basis.WITHIN_GROUP)
    assert cell(paper(gain)).direction is None
    assert cell(paper(gain, finding(Direction.NO_DIFFERENCE))).direction is Direction.NO_DIFFERENCE
    worse = paper(finding(Direction.IMPROVED), finding(Direction.WORSE))
    assert cell(worse).direction is Direction.MIXED
    assert cell(worse).papers == 1
