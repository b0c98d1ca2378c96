"""Filters that stand in the words of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.found_filters import find_filters

RCT = ("randomized-controlled-trial",)
REVIEWS = ("systematic-review", "meta-analysis")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("RCTs since 2015 on cervical blocks", [("study_design", RCT), ("year_from", 2015)]),
        ("randomised trials after 2019", [("study_design", RCT), ("year_from", 2020)]),
        ("systematic reviews of neurotomy", [("study_design", REVIEWS)]),
        ("lumbar neurotomy meta-analysis 2020+", [("study_design", REVIEWS), ("year_from", 2020)]),
        ("papers published between 2010 and 2012", [("year_from", 2010), ("year_to", 2012)]),
        ("facet pain before 2000", [("year_to", 1999)]),
        ("trials with at least 100 patients", [("min_n", 100)]),
        ("more than 50 participants", [("min_n", 51)]),
    ],
)
def test_a_filter_is_found(question: str, found: list[tuple[str, object]]) -> None:
    by_name = sorted((f.name, f.value) for f in find_filters(question))
    assert by_name == sorted(found)


@pytest.mark.parametrize(
    "question",
    [
        "what do the guidelines say about repeat blocks?",
        "was the trial criticised?",
        "relief in 2019 patients",
        "use of blocks from 2002 to 2007",
        "an epidemic between 1988 and 2012",
        "80% relief",
    ],
)
def test_what_only_mentions_a_design_or_a_year_is_no_filter(question: str) -> None:
    assert find_filters(question) == []


@given(st.text(max_size=80))
def test_places_lie_within_the_question(question: str) -> None:
    for found in find_filters(question):
        assert 0 <= found.start < found.end <= len(question)
