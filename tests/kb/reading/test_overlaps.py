"""Longest names win; some names stand inside or beside them."""

from __future__ import annotations

from kb.reading import Vocabulary
from kb.reading.dictionary import Entry, Match
from kb.reading.overlaps import Candidate, Overlaps, unblocked


def settled(vocabulary: Vocabulary, *candidates: tuple[int, int, str]) -> set[str]:
    return {c.concept for c in Overlaps(vocabulary).settle(Candidate(*c) for c in candidates)}


def test_a_broader_concept_inside_a_longer_name_is_dropped(vocabulary: Vocabulary) -> None:
    named = ((0, 4, "lumbar-medial-branch-block"), (1, 4, "medial-branch-block"))
    assert settled(vocabulary, *named) == {"lumbar-medial-branch-block"}


def test_a_name_that_crosses_a_longer_one_is_dropped(vocabulary: Vocabulary) -> None:
    named = ((0, 3, "pneumothorax"), (2, 4, "infection"))
    assert settled(vocabulary, *named) == {"pneumothorax"}


def test_names_apart_both_stand(vocabulary: Vocabulary) -> None:
    assert len(settled(vocabulary, (0, 1, "pneumothorax"), (1, 2, "infection"))) == 2


def test_an_indication_stands_inside_an_outcome(vocabulary: Vocabulary) -> None:
    named = ((0, 5, "prevalence-of-facet-pain"), (2, 5, "facet-joint-pain"))
    assert len(settled(vocabulary, *named)) == 2


def test_the_order_of_candidates_does_not_matter(vocabulary: Vocabulary) -> None:
    named = ((0, 3, "pneumothorax"), (2, 4, "infection"), (3, 6, "dizziness"), (0, 1, "stroke"))
    known = [n for n in named if n[2] in vocabulary.concepts]
    assert settled(vocabulary, *known) == settled(vocabulary, *reversed(known))


def test_weak_and_common_labels_count_in_questions_only_or_with_support() -> None:
    weak = Match(0, 1, (Entry("a", weak=True),))
    common = Match(1, 2, (Entry("b", common=True),))
    assert unblocked([weak, common], frozenset(), lenient=False) == []
    assert unblocked([weak, common], frozenset({"a", "b"}), lenient=False) == [Candidate(0, 1, "a")]
    assert len(unblocked([weak, common], frozenset(), lenient=True)) == 2


def test_a_blocking_phrase_takes_out_its_concept_and_no_longer_name() -> None:
    label = Match(0, 2, (Entry("a"), Entry("b")))
    longer = Match(0, 4, (Entry("a"),))
    block = Match(0, 3, (Entry("a", blocks=True),))
    found = unblocked([label, block, longer], frozenset(), lenient=False)
    assert found == [Candidate(0, 2, "b"), Candidate(0, 4, "a")]
