"""What the best records of a first ranking add to a question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import KnowledgeBase
from kb.model import SearchFilters
from kb.search import SearchEngine
from kb.search.feedback import BestRecords, best_records, feedback_terms, moved
from kb.search.parameters import DEFAULT

ALL_OF_FOUR = np.ones(4, dtype=bool)


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


@pytest.fixture
def engine(starter: KnowledgeBase) -> SearchEngine:
    return starter._engine


def test_a_record_far_ahead_of_all_others_speaks_alone() -> None:
    best = best_records(scores(0.4, 1.9, 0.5, 0.3), ALL_OF_FOUR, DEFAULT)
    assert best.rows.tolist() == [1]
    assert best.weights.tolist() == [1.0]


def test_records_that_are_as_good_count_alike_and_stand_by_pmid() -> None:
    best = best_records(
        scores(0.7, 0.9, 0.9, 0.9), ALL_OF_FOUR, replace(DEFAULT, feedback_records=2)
    )
    assert best.rows.tolist() == [1, 2]
    assert best.weights.tolist() == [0.5, 0.5]


def test_one_that_stands_a_gap_behind_counts_for_1_e() -> None:
    best = best_records(scores(1.0, 1.0 - DEFAULT.feedback_gap), np.ones(2, dtype=bool), DEFAULT)
    assert best.weights[1] / best.weights[0] == pytest.approx(np.exp(-1), rel=1e-3)


@given(
    st.lists(st.tuples(st.floats(-2, 3, width=32), st.booleans()), max_size=30),
    st.integers(1, 12),
)
def test_only_allowed_records_count_and_none_better_is_left_out(
    records: list[tuple[float, bool]], most: int
) -> None:
    fused = scores(*(score for score, _ in records))
    allowed = np.array([here for _, here in records], dtype=bool)
    best = best_records(fused, allowed, replace(DEFAULT, feedback_records=most))
    assert len(best.rows) <= min(most, allowed.sum())
    assert bool(len(best.rows)) == bool(allowed.any())
    assert allowed[best.rows].all()
    assert (np.diff(best.weights) <= 0).all()
    if len(best.rows):
        assert best.weights.sum() == pytest.approx(1.0, abs=1e-5)
        others = allowed.copy()
        others[best.rows] = False
        assert fused[others].max(initial=-np.inf) <= fused[best.rows[-1]]


def test_the_vector_of_a_question_moves_towards_the_best_records(
    starter: KnowledgeBase, engine: SearchEngine
) -> None:
    with engine.state() as (_, corpus):
        question = corpus.vectors[3] / np.linalg.norm(corpus.vectors[3])
        best = BestRecords(np.array([7]), scores(1.0))
        for share in (0.0, 0.5, 1.0):
            found = moved(question, corpus, best, replace(DEFAULT, feedback_meaning=share))
            expected = (1 - share) * question + share * corpus.vectors[7]
            assert found == pytest.approx(expected, abs=1e-6)
        nothing = BestRecords(np.array([], dtype=np.int64), scores())
        assert moved(question, corpus, nothing, DEFAULT) is question


def test_words_come_from_the_best_records_and_weigh_what_the_vocabulary_leaves(
    starter: KnowledgeBase, engine: SearchEngine
) -> None:
    question = engine.read("do people sleep better after treatment?", SearchFilters())
    assert question.coverage < 1
    with engine.state() as (_db, corpus):
        one = BestRecords(np.array([5]), scores(1.0))
        terms = feedback_terms(corpus, question, one, DEFAULT)
        assert 0 < len(terms) <= DEFAULT.feedback_terms
        assert all(5 in corpus.words.rows(term) for term in terms)
        assert not {"the", "of", "and", "in"} & set(terms)
        left = DEFAULT.feedback * len(question.weights) * (1 - question.coverage**2)
        assert sum(terms.values()) == pytest.approx(left)
        nothing = BestRecords(np.array([], dtype=np.int64), scores())
        assert feedback_terms(corpus, question, nothing, DEFAULT) == {}


def test_feedback_changes_the_order_and_never_what_is_relevant_at_all(
    starter: KnowledgeBase,
) -> None:
    without = replace(DEFAULT, feedback=0.0, feedback_meaning=0.0)
    changed = 0
    for question in (
        "do people sleep better after denervation?",
        "who pays for repeated injections?",
        "keyhole surgery of the gall bladder",
    ):
        plain, plain_relevant = starter.ranked(question, parameters=without)
        moved_order, relevant = starter.ranked(question)
        assert sorted(plain) == sorted(moved_order)
        assert (plain_relevant > 0) == (relevant > 0)
        changed += plain[:10] != moved_order[:10]
    assert changed


def test_a_search_whose_filters_leave_nothing_finds_nothing(starter: KnowledgeBase) -> None:
    found = starter.search("steroid", filters={"year_from": 2090})
    assert (found.total, found.hits) == (0, ())
