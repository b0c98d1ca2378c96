"""Relief over time: one point a study, and nothing guessed."""

from __future__ import annotations

import pytest

from kb.model import Basis, Direction, Fact, Finding, FollowUp, Quote, StudyFacts
from kb.weighing.relief import relief_point

YEAR = StudyFacts("1", follow_up=FollowUp(12.0, "one year", Quote(0, 0, 1, "x")))


def finding(value: str, time: str = "", outcome: str = "pain-relief-50", text: str = "") -> Finding:
    quote = Quote(0, 0, max(1, len(text)), text or "x")
    return Finding(
        "1", outcome, Direction.IMPROVED, Basis.WITHIN_GROUP, quote, time=time, value_text=value
    )


def test_the_latest_time_is_taken_and_the_cut_off_is_no_share() -> None:
    point = relief_point(
        YEAR, [finding("90%", "at 3 months"), finding("80%; 84%; 50%", "at 2 years")]
    )
    assert point is not None
    assert (point.months, point.low, point.high, point.cut_off) == (24.0, 80.0, 84.0, "50 %")


def test_a_time_that_the_sentence_does_not_give_is_the_follow_up() -> None:
    point = relief_point(YEAR, [finding("83%")])
    assert point is not None
    assert point.months == 12.0


@pytest.mark.parametrize(
    "given",
    [
        finding("50%", "at 1 year"),
        finding("", "at 1 year"),
        finding("80%", "at 1 year", outcome="disability"),
        finding("62%; 23%", "at 2 weeks", text="62% at two weeks and 23% at twelve"),
        finding("60%; 70%; 80%", "at 1 year"),
        finding("95%", "at 1 year", text="mean 3 (95% CI 1 to 4)"),
    ],
)
def test_without_a_share_there_is_no_point(given: Finding) -> None:
    assert relief_point(YEAR, [given]) is None


def test_without_any_time_there_is_no_point() -> None:
    assert relief_point(StudyFacts("1"), [finding("83%")]) is None


def test_the_cut_off_of_the_study_stands_in_where_the_outcome_has_none() -> None:
    facts = StudyFacts("1", relief_threshold_percent=(Fact("80", "text"),))
    point = relief_point(facts, [finding("61%", "at six weeks", outcome="pain-relief")])
    assert point is not None
    assert point.cut_off == "80 %"
    assert relief_point(YEAR, [finding("42%", outcome="complete-pain-relief")]).cut_off == "100 %"  # type: ignore[union-attr]
