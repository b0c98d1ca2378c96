"""What studies say of one concept."""

from __future__ import annotations

import pytest

from kb import ConceptNotFound, KnowledgeBase


def test_a_treatment_is_weighed_by_outcome_and_an_outcome_by_treatment(
    starter: KnowledgeBase,
) -> None:
    of_treatment = starter.statements("medial branch block")
    assert {w.claim.subjects for w in of_treatment} == {("medial-branch-block",)}
    assert {w.claim.question for w in of_treatment} == {"therapeutic"}
    of_outcome = starter.statements("pain intensity")
    assert {w.claim.objects for w in of_outcome} == {("pain-intensity",)}
    assert {w.claim.id for w in of_treatment} & {w.claim.id for w in of_outcome}


def test_statements_stand_in_order_of_what_counts_and_no_more_than_asked(
    starter: KnowledgeBase,
) -> None:
    found = starter.statements("radiofrequency ablation", limit=50)
    keys = [(-len(w.voices), -w.disputed) for w in found]
    assert keys == sorted(keys) and len(found) > 2
    assert starter.statements("radiofrequency ablation", limit=2) == found[:2]
    assert all(w.voices or w.other_comparisons or w.within or w.reviews for w in found)


def test_of_a_disease_nothing_is_weighed_and_an_unknown_name_is_told(
    starter: KnowledgeBase,
) -> None:
    assert starter.statements("chronic low back pain") == []
    with pytest.raises(ConceptNotFound):
        starter.statements("no such thing")
