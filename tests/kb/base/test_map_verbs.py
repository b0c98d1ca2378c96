"""The map counts papers of one kind of question, and says why a cell is empty."""

from __future__ import annotations

import pytest

from kb import ConfigurationError, KnowledgeBase
from kb.model import CellState, Direction
from kb.weighing.answering import with_narrower
from kb.weighing.brief import has_own_data


def test_every_finding_of_a_cell_is_on_its_outcome_and_of_a_study(starter: KnowledgeBase) -> None:
    found = starter.evidence_map()
    assert found.rows[0] and set(found.cells) == {(r, c) for r in found.rows for c in found.columns}
    told = [(col, f) for (_, col), cell in found.cells.items() for f in cell.findings]
    assert told
    concepts = {concept.id: concept for concept in starter.concepts()}
    below = {column: with_narrower(concepts[column], concepts) for column in found.columns}
    for column, finding in told:
        article = starter.article(finding.pmid)
        assert has_own_data(article)
        question = starter.facts(finding.pmid).question
        assert question is not None and question.value == "therapeutic"
        assert finding.outcome in below[column]


def test_trials_that_point_both_ways_are_mixed_and_empty_cells_have_a_reason(
    starter: KnowledgeBase,
) -> None:
    found = starter.evidence_map("region")
    assert found.cells["lumbar", "pain-intensity"].direction is Direction.MIXED
    for cell in found.cells.values():
        assert (cell.state is CellState.REPORTED) == bool(cell.findings)


def test_filters_and_kinds_of_questions_make_other_maps(starter: KnowledgeBase) -> None:
    whole, late = starter.evidence_map(), starter.evidence_map(filters={"year_from": 2015})
    assert 0 < late.papers < whole.papers
    assert starter.evidence_map(question="economic").papers < whole.papers
    assert len(starter.evidence_map(most_rows=2, most_columns=1).cells) == 2


def test_relief_is_one_point_a_paper(starter: KnowledgeBase) -> None:
    points = starter.evidence_map().relief
    assert points
    assert len({point.pmid for point in points}) == len(points)
    assert all(0 <= point.low <= point.high <= 100 for point in points)


@pytest.mark.parametrize("wrong", [{"rows": "colour"}, {"question": "why"}])
def test_wrong_rows_and_questions_name_the_right_ones(
    starter: KnowledgeBase, wrong: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError, match=r"indication|therapeutic"):
        starter.evidence_map(**wrong)
