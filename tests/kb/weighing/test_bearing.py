"""What a study's design can bear, and when a balance is sure of anything."""

from __future__ import annotations

from kb.model import (
    Article,
    Basis,
    BriefPaper,
    Certainty,
    Direction,
    Fact,
    Finding,
    Quote,
    Standing,
    StudyDesign,
    StudyFacts,
)
from kb.weighing import Asked, borne, weigh

QUOTE = Quote(0, 0, 5, "Pain.")


def paper(
    pmid: str, direction: Direction, level: str, design: StudyDesign, *, placebo: bool = False
) -> BriefPaper:
    article = Article(pmid, title="A study", year=2010, design=design, on_topic=True)
    finding = Finding(pmid, "pain-intensity", direction, Basis.BETWEEN_GROUP, QUOTE, confidence=0.9)
    facts = StudyFacts(
        pmid,
        study_design=Fact(design.value, "publication type", None),
        question=Fact("therapeutic", "text", None),
        evidence_level=Fact(level, "OCEBM 2011", None),
    )
    standing = Standing(int(pmid), pmid, "", pmid)
    return BriefPaper(article, facts, (finding,), frozenset(), standing, placebo=placebo)


RCT, COHORT = StudyDesign.RANDOMIZED_CONTROLLED_TRIAL, StudyDesign.PROSPECTIVE_COHORT


def test_a_case_report_compares_no_groups() -> None:
    brief = weigh(
        Asked("?"), [paper("1", Direction.IMPROVED, "5", StudyDesign.CASE_REPORT)], relevant=1
    )
    (balance,) = brief.balances
    assert balance.counts(Basis.BETWEEN_GROUP) == {}
    assert balance.voices[0].basis is Basis.DESCRIPTIVE


def test_the_level_that_counts_is_that_of_the_studies_that_agree() -> None:
    agreeing = [paper(str(n), Direction.IMPROVED, "3", COHORT) for n in (1, 2, 3)]
    dissent = paper("4", Direction.NO_DIFFERENCE, "2", RCT)
    (balance,) = weigh(Asked("?"), [*agreeing, dissent], relevant=4).balances
    assert balance.certainty is Certainty.LOW
    assert "no study that agrees" in balance.why


def test_studies_that_point_both_ways_agree_with_none() -> None:
    papers = [paper(str(n), Direction.MIXED, "2", RCT) for n in (1, 2)]
    (balance,) = weigh(Asked("?"), papers, relevant=2).balances
    assert balance.certainty is Certainty.CONFLICTING


def test_a_control_that_was_not_read_is_not_called_active() -> None:
    papers = [
        paper("1", Direction.IMPROVED, "2", RCT),
        paper("2", Direction.NO_DIFFERENCE, "2", RCT, placebo=True),
    ]
    brief = weigh(Asked("?"), papers, relevant=2)
    assert not any("active" in said for b in brief.balances for said in b.may_differ)
    assert not any("placebo" in said for said in brief.missing)


def test_counts_take_the_name_of_a_basis_as_well() -> None:
    papers = [paper("1", Direction.IMPROVED, "2", RCT)]
    (balance,) = weigh(Asked("?"), papers, relevant=1).balances
    assert balance.counts("between_group") == {Direction.IMPROVED: 1}


def test_a_finding_compares_no_more_than_its_design_can_bear() -> None:
    finding = Finding("1", "pain-intensity", Direction.IMPROVED, Basis.BETWEEN_GROUP, QUOTE)
    assert borne(finding, StudyDesign.CASE_REPORT).basis is Basis.DESCRIPTIVE
    assert borne(finding, RCT) == finding
