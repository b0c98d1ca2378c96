"""A statement on trial: one voice a study, questions and bases apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import KnowledgeBase
from kb.errors import ConceptNotFound, ConfigurationError
from kb.graph.terms import Terms
from kb.graph.weighing import stance_of, weigh
from kb.model import Claim, Evidence, Predicate, Stance, Study, StudyKind, Tier, Weighing
from kb.reading import load_vocabulary

TERMS = Terms(load_vocabulary().concepts)
CLAIM = Claim(
    "relief",
    "Blocks reduce pain.",
    ("medial-branch-block",),
    "reports_outcome",
    ("pain-intensity",),
    "improved",
    "therapeutic",
)
STUDY = Study(
    *("1", "1", "", "1", StudyKind.PRIMARY, "A trial", "Invented A", 2010),
    *("randomized-controlled-trial", "2", "therapeutic", 60, "patients"),
)
FOUND = Evidence(
    id="1/0/0/reports_outcome/medial-branch-block/pain-intensity",
    subject="medial-branch-block",
    predicate=Predicate.REPORTS_OUTCOME,
    object="pain-intensity",
    pmid="1",
    section=0,
    start=0,
    end=10,
    sentence="Pain fell.",
    extractor="test@1",
    question="therapeutic",
    direction="improved",
    basis="between_group",
    comparator="normal-saline",
)


def _found(pmid: int, **changes: object) -> Evidence:
    return replace(FOUND, id=f"{pmid}/0/0/x/{changes}", pmid=str(pmid), **changes)


def _study(pmid: int, **changes: object) -> Study:
    return replace(STUDY, **{"pmid": str(pmid), "study": str(pmid), **changes})


def _weigh(evidence: list[Evidence], studies: list[Study], claim: Claim = CLAIM) -> Weighing:
    return weigh(claim, evidence, {s.pmid: s for s in studies}, TERMS)


def test_reports_of_one_study_have_one_voice() -> None:
    w = _weigh([_found(1), _found(2)], [_study(1), _study(2, study="1")])
    (voice,) = w.voices
    assert voice.reports == ("1", "2") and w.author_groups["for"] == 1


def test_a_gain_within_groups_is_no_vote_and_says_so() -> None:
    w = _weigh([_found(1, basis="within_group", comparator="")], [_study(1)])
    assert (w.voices, len(w.within), w.rests_on_within_group) == ((), 1, True)
    assert any("within groups alone" in sentence for sentence in w.missing)


@pytest.mark.parametrize(
    ("comparator", "tier"),
    [
        ("local-anesthetic-alone", Tier.VARIANT),
        ("fluoroscopy", Tier.VARIANT),
        ("vertebroplasty", Tier.ACTIVE),
        ("", Tier.UNDETERMINED),
    ],
)
def test_only_a_control_tests_a_treatment(comparator: str, tier: Tier) -> None:
    w = _weigh([_found(1, comparator=comparator)], [_study(1)])
    assert not w.voices and [v.tier for v in w.other_comparisons] == [tier]


def test_another_question_never_counts() -> None:
    w = _weigh([_found(1, question="diagnostic")], [_study(1)])
    assert not (w.voices or w.within or w.unread)


def test_reviews_stand_beside_the_studies_they_pool() -> None:
    w = _weigh([_found(1), _found(2)], [_study(1), _study(2, kind=StudyKind.REVIEW)])
    assert len(w.voices) == len(w.reviews) == 1


def test_a_study_that_points_both_ways_is_neutral_and_says_when() -> None:
    w = _weigh(
        [_found(1, time="at 2 weeks"), _found(1, direction="no_difference", time="at 6 months")],
        [_study(1)],
    )
    (voice,) = w.voices
    assert voice.stance is Stance.NEUTRAL and "at 2 weeks" in voice.note


def test_what_comes_after_the_horizon_is_left_out_and_counted() -> None:
    claim = replace(CLAIM, horizon_months=3.0)
    w = _weigh(
        [_found(1, time="at one year"), _found(2, time="at 6 weeks")], [_study(1), _study(2)], claim
    )
    assert w.later == 1 and [v.study.pmid for v in w.voices] == ["2"]


def test_best_evidence_comes_first() -> None:
    studies = [
        _study(1, n=500, design="retrospective-cohort"),
        _study(2, n=300),
        _study(3, n=50, placebo=True),
        _study(4, n=None),
    ]
    w = _weigh([_found(i) for i in (1, 2, 3, 4)], studies)
    assert [v.study.pmid for v in w.voices] == ["3", "2", "4", "1"]


def test_a_case_tells_that_harm_happens_not_how_often() -> None:
    claim = replace(CLAIM, predicate="complicated_by", polarity="no_difference", question="safety")
    harm = _found(1, direction="worse", basis="descriptive", question="safety", comparator="")
    w = _weigh([harm], [_study(1, design="case-report")], claim)
    assert [v.stance for v in w.voices] == [Stance.NEUTRAL]


def test_facts_that_no_two_stances_share_may_be_why_they_differ() -> None:
    w = _weigh(
        [_found(1), _found(2, direction="no_difference")],
        [_study(1, thresholds=("80",)), _study(2, thresholds=("50",))],
    )
    assert {d.fact: dict(d.values) for d in w.differences} == {
        "relief cut-off": {"for": ("80 %",), "neutral": ("50 %",)}
    }


@given(st.sampled_from(["improved", "worse", "no_difference"]))
def test_a_direction_speaks_for_its_own_polarity(direction: str) -> None:
    assert stance_of(direction, direction) is Stance.FOR
    assert stance_of("unclear", direction) is stance_of("", direction) is Stance.UNREAD
    assert stance_of("mixed", direction) is Stance.NEUTRAL


def test_a_statement_is_asked_by_labels(starter: KnowledgeBase) -> None:
    w = starter.weigh("MBB", "reports_outcome", "pain intensity")
    assert w.claim.subjects == ("medial-branch-block",)
    assert (
        starter.weigh("MBB", "reports_outcome", "pain intensity", filters={"year_to": 1950}).voices
        == ()
    )
    with pytest.raises(ConceptNotFound):
        starter.weigh("no such thing", "reports_outcome", "pain intensity")
    with pytest.raises(ConfigurationError):
        starter.weigh("MBB", "cures", "pain intensity")
