"""A brief counts trials, keeps questions and bases apart, and says what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.model import (
    AbstractSection,
    Article,
    Basis,
    BriefPaper,
    Certainty,
    Direction,
    Fact,
    Finding,
    FollowUp,
    Quote,
    SampleSize,
    Standing,
    StudyDesign,
    StudyFacts,
    Tier,
)
from kb.weighing import Asked, weigh

_SENTENCE = "Pain fell more in the first group."
_QUOTE = Quote(0, 0, len(_SENTENCE), _SENTENCE)
_STEROID, _BLOCK = frozenset({"corticosteroid"}), frozenset({"medial-branch-block"})


def _finding(
    direction: Direction = Direction.IMPROVED, basis: Basis = Basis.BETWEEN_GROUP, **other: object
) -> Finding:
    """A finding on pain, unless told otherwise."""
    values = {"pmid": "", "outcome": "pain-intensity", "quote": _QUOTE, "confidence": 0.9}
    return Finding(direction=direction, basis=basis, **(values | other))  # type: ignore[arg-type]


def _study(
    pmid: str,
    *findings: Finding,
    design: StudyDesign = StudyDesign.RANDOMIZED_CONTROLLED_TRIAL,
    question: str = "therapeutic",
    level: str = "2",
    trial: str = "",
    group: str = "",
    named: frozenset[str] = frozenset(),
    **facts: object,
) -> BriefPaper:
    """An on-topic study with an abstract."""
    article = Article(
        pmid,
        title="A trial",
        sections=(AbstractSection("", _SENTENCE),),
        year=2010,
        design=design,
        on_topic=True,
    )
    read = StudyFacts(
        pmid,
        question=Fact(question, "text"),
        evidence_level=Fact(level, "a randomised trial"),
        **facts,  # type: ignore[arg-type]
    )
    found = tuple(replace(f, pmid=pmid) for f in findings)
    tied = Standing(int(pmid), trial or pmid, "", group or pmid)
    return BriefPaper(article, read, found, named, tied)


def test_a_trial_told_in_two_papers_is_one_voice() -> None:
    reports = [_study("1", _finding(), trial="NCT1"), _study("2", _finding(), trial="NCT1")]
    (balance,) = weigh(Asked("pain"), reports, 2).balances
    assert balance.counts(Basis.BETWEEN_GROUP) == {Direction.IMPROVED: 1}
    assert balance.voices[0].reports == ("1", "2")


def test_kinds_of_question_do_not_share_a_balance() -> None:
    studies = [_study("1", _finding()), _study("2", _finding(), question="diagnostic")]
    brief = weigh(Asked("pain"), studies, 2)
    assert [b.question for b in brief.balances] == ["therapeutic", "diagnostic"]
    asked = Asked("accuracy", kinds=("diagnostic",))
    assert [b.question for b in weigh(asked, studies, 2).balances] == ["diagnostic", "therapeutic"]


def test_what_changed_within_a_group_stands_beside_the_comparison_uncounted() -> None:
    study = _study(
        "1",
        _finding(basis=Basis.WITHIN_GROUP),
        _finding(Direction.NO_DIFFERENCE),
    )
    (balance,) = weigh(Asked("pain"), [study], 1).balances
    assert balance.counts(Basis.BETWEEN_GROUP) == {Direction.NO_DIFFERENCE: 1}
    assert balance.counts(Basis.WITHIN_GROUP) == {}
    assert [f.basis for f in balance.voices[0].beside] == [Basis.WITHIN_GROUP]


def test_reviews_and_guidelines_are_not_counted_beside_trials() -> None:
    studies = [
        _study("1", _finding()),
        _study("2", _finding(), design=StudyDesign.META_ANALYSIS),
        _study("3", _finding(), design=StudyDesign.GUIDELINE),
        _study("4", _finding(), design=StudyDesign.LETTER),
    ]
    brief = weigh(Asked("pain"), studies, 4)
    assert [v.study.article.pmid for b in brief.balances for v in b.voices] == ["1"]
    assert [s.article.pmid for s in brief.reviews] == ["2"]
    assert [s.article.pmid for s in brief.guidelines] == ["3"]


@pytest.mark.parametrize("mark", [{"retraction": "Retracted."}, {"on_topic": False}])
def test_retracted_and_off_topic_papers_have_no_voice(mark: dict[str, object]) -> None:
    study = _study("1", _finding())
    marked = replace(study, article=replace(study.article, **mark))  # type: ignore[arg-type]
    brief = weigh(Asked("pain"), [marked], 1)
    assert brief.balances == ()
    assert brief.missing == ("No study with data of its own was found.",)


def test_a_contrast_is_answered_only_between_its_sides() -> None:
    asked = Asked("does steroid add to a block?", sides=(_STEROID, _BLOCK))
    both = _STEROID | _BLOCK
    studies = [
        _study("1", _finding(Direction.NO_DIFFERENCE), named=both),
        _study("2", _finding(basis=Basis.WITHIN_GROUP), named=both),
        _study("3", _finding(), named=_BLOCK),
        _study("4", _finding(intervention="corticosteroid", comparator="medial-branch-block")),
        _study("5", _finding(intervention="sham", comparator="medial-branch-block"), named=both),
    ]
    brief = weigh(asked, studies, 5)
    assert [v.study.article.pmid for b in brief.balances for v in b.voices] == ["1", "4"]
    assert [s.article.pmid for s in brief.others] == ["2", "3", "5"]


def test_findings_of_less_than_even_odds_are_not_counted() -> None:
    brief = weigh(Asked("pain"), [_study("1", _finding(confidence=0.49))], 1)
    assert brief.balances == ()
    assert any("enough confidence" in said for said in brief.missing)


def test_only_the_outcomes_asked_for_are_weighed() -> None:
    study = _study("1", _finding(), _finding(outcome="disability"))
    brief = weigh(Asked("disability", outcomes=frozenset({"disability"})), [study], 1)
    assert [b.outcome for b in brief.balances] == ["disability"]


def test_findings_that_point_both_ways_make_a_mixed_voice() -> None:
    study = _study("1", _finding(time="2 weeks"), _finding(Direction.WORSE, time="6 months"))
    (balance,) = weigh(Asked("pain"), [study], 1).balances
    assert balance.voices[0].direction is Direction.MIXED


def test_the_placebo_controlled_trial_stands_before_a_larger_one_of_its_level() -> None:
    larger = _study("1", _finding(), sample_size=SampleSize(500, "patients", _QUOTE))
    placebo = _study("2", _finding(), block_type=(Fact("placebo-controlled", "text"),))
    (balance,) = weigh(Asked("pain"), [larger, placebo], 2).balances
    assert [v.study.article.pmid for v in balance.voices] == ["2", "1"]


@pytest.mark.parametrize(
    ("studies", "certainty"),
    [
        ([_study("1", _finding(basis=Basis.WITHIN_GROUP))], Certainty.LOW),
        ([_study("1", _finding())], Certainty.LOW),
        ([_study("1", _finding(), group="a"), _study("2", _finding(), group="a")], Certainty.LOW),
        ([_study("1", _finding()), _study("2", _finding())], Certainty.MODERATE),
        ([_study(p, _finding(), level="4") for p in "12"], Certainty.LOW),
        (
            [_study("1", _finding()), _study("2", _finding(Direction.NO_DIFFERENCE))],
            Certainty.CONFLICTING,
        ),
    ],
    ids=["within", "single", "one group", "agree", "weak designs", "disagree"],
)
def test_certainty_follows_trials_that_compare_groups(
    studies: list[BriefPaper], certainty: Certainty
) -> None:
    (balance,) = weigh(Asked("pain"), studies, len(studies)).balances
    assert balance.certainty is certainty
    assert balance.why


def test_voices_that_disagree_come_with_what_tells_them_apart() -> None:
    early = FollowUp(1.0, "one month", _QUOTE)
    late = FollowUp(12.0, "one year", _QUOTE)
    studies = [
        _study("1", _finding(), follow_up=early),
        _study("2", _finding(Direction.NO_DIFFERENCE), follow_up=late),
    ]
    (balance,) = weigh(Asked("pain"), studies, 2).balances
    assert balance.may_differ == (
        "follow-up (improved: up to 3 months; no difference: 12 months or more)",
    )


def test_missing_abstracts_are_told_from_abstracts_without_an_answer() -> None:
    bare = _study("1")
    bare = replace(bare, article=replace(bare.article, sections=()))
    said = weigh(Asked("pain"), [bare, _study("2"), _study("3", _finding())], 3).missing
    assert "1 paper without an abstract." in said
    assert any(line.startswith("1 paper found, but no finding") for line in said)


def _compared(pmid: str, tier: Tier, direction: Direction) -> BriefPaper:
    """A trial of which the store tells what the others got."""
    return replace(_study(pmid, _finding(direction)), tiers=(tier,))


def test_only_a_comparison_with_a_control_tells_of_an_effect() -> None:
    studies = [
        _compared("1", Tier.CONTROLLED, Direction.NO_DIFFERENCE),
        _compared("2", Tier.ACTIVE, Direction.IMPROVED),
        _compared("3", Tier.VARIANT, Direction.IMPROVED),
    ]
    (balance,) = weigh(Asked("pain"), studies, 3).balances
    assert [v.study.article.pmid for v in balance.voices] == ["1", "2", "3"]
    assert [v.is_counted for v in balance.voices] == [True, False, False]
    assert balance.counts("between_group", Tier.ACTIVE) == {Direction.IMPROVED: 1}
    assert balance.why == "a single study compares with a control"
    assert not balance.may_differ, "a rival's result does not contradict placebo's"


def test_without_a_control_a_brief_says_that_nothing_tells_whether_it_works() -> None:
    studies = [_compared(str(n), Tier.ACTIVE, Direction.IMPROVED) for n in range(1, 5)]
    (balance,) = weigh(Asked("pain"), studies, 4).balances
    assert balance.certainty is Certainty.LOW
    assert "do not tell what it does by itself" in balance.why


def test_a_question_that_holds_two_things_against_each_other_counts_their_comparison() -> None:
    told = replace(
        _study("1", _finding(intervention="corticosteroid", comparator="medial-branch-block")),
        tiers=(Tier.VARIANT,),
    )
    (balance,) = weigh(Asked("?", sides=(_STEROID, _BLOCK)), [told], 1).balances
    assert [v.is_counted for v in balance.voices] == [True]


def test_a_bare_figure_against_placebo_does_not_hide_another_comparison() -> None:
    bare, told = _finding(Direction.UNCLEAR), _finding(Direction.IMPROVED)
    paper = replace(_study("1", bare, told), tiers=(Tier.CONTROLLED, Tier.ACTIVE))
    (balance,) = weigh(Asked("pain"), [paper], 1).balances
    (voice,) = balance.voices
    assert (voice.tier, voice.direction, len(voice.beside)) == (Tier.ACTIVE, Direction.IMPROVED, 1)
