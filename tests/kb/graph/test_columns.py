"""A matrix of gaps: one column says nothing of another; a harm is asked for as a harm."""

from __future__ import annotations

import pytest

from kb import ConfigurationError, KnowledgeBase

BLOCK = "medial-branch-block"


def test_a_narrower_column_takes_nothing_from_a_broader_one(starter: KnowledgeBase) -> None:
    alone = starter.gap_matrix([BLOCK], ["pain-intensity"])
    both = starter.gap_matrix([BLOCK], ["pain-intensity", "pain-relief-50", "pain-relief"])
    cell = (BLOCK, "pain-intensity")
    assert alone.cells[cell].studies > 1
    assert both.cells[cell] == alone.cells[cell]


def test_a_contrast_on_a_harm_weighs_the_studies_that_report_it(starter: KnowledgeBase) -> None:
    found = starter.contrast("denervation", BLOCK, "complications").first
    weighed = starter.weigh("denervation", "complicated_by", "complications", question="safety")
    assert weighed.voices and found.voices == weighed.voices


def test_an_id_that_is_none_is_told_and_a_pmid_that_is_none_is_left_out(
    starter: KnowledgeBase,
) -> None:
    with pytest.raises(ConfigurationError, match="abc"):
        starter.evidence(ids=["abc"])
    assert starter.studies(["x", "29847426"]).keys() == {"29847426"}
