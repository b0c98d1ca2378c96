"""A brief names papers on something else than was asked, and does not count them."""

from __future__ import annotations

from dataclasses import replace

from kb.model import (
    Article,
    Basis,
    BriefPaper,
    Direction,
    Fact,
    Finding,
    Quote,
    Standing,
    StudyDesign,
    StudyFacts,
)
from kb.weighing import Asked, Condition, weigh

_PAIN = Finding("", "pain", Direction.IMPROVED, Basis.BETWEEN_GROUP, Quote(0, 0, 4, "Pain"))


def paper(
    pmid: str,
    *regions: str,
    design: StudyDesign = StudyDesign.RANDOMIZED_CONTROLLED_TRIAL,
    concepts: frozenset[str] = frozenset(),
) -> BriefPaper:
    """A paper on regions of the spine with one finding."""
    facts = StudyFacts(
        pmid, question=Fact("therapeutic", "text"), region=tuple(Fact(r, "text") for r in regions)
    )
    article = Article(pmid, title="A trial", design=design, on_topic=True)
    finding = replace(_PAIN, pmid=pmid)
    return BriefPaper(
        article,
        facts,
        (finding,),
        frozenset(),
        Standing(int(pmid), pmid, "", pmid),
        (),
        concepts=concepts,
    )


def spoken(asked: Asked, *papers: BriefPaper) -> set[str]:
    brief = weigh(asked, papers, len(papers))
    return {v.study.article.pmid for b in brief.balances for v in b.voices}


NECK = Asked("does it help the neck?", regions=frozenset({"cervical"}))
WHIPLASH = Asked("?", conditions=(Condition("whiplash", frozenset({"whiplash"})),))


def test_a_paper_on_another_region_is_named_and_not_counted() -> None:
    papers = [paper("1", "cervical"), paper("2", "lumbar"), paper("3", "lumbar", "cervical")]
    assert spoken(NECK, *papers) == {"1", "3"}
    (apart,) = weigh(NECK, papers, 3).apart
    assert apart.why == "about another region of the spine"
    assert [p.article.pmid for p in apart.papers] == ["2"]


def test_a_paper_of_unknown_region_and_one_on_the_occiput_stay() -> None:
    assert spoken(NECK, paper("1"), paper("2", "occipital")) == {"1", "2"}


def test_without_a_region_in_the_question_nothing_is_set_apart() -> None:
    assert weigh(Asked("?"), [paper("1", "cervical"), paper("2", "lumbar")], 2).apart == ()


def test_guidelines_and_reviews_of_another_region_are_set_apart_too() -> None:
    papers = [
        paper("1", "lumbar", design=StudyDesign.GUIDELINE),
        paper("2", "lumbar", design=StudyDesign.SYSTEMATIC_REVIEW),
        paper("3", "cervical", design=StudyDesign.GUIDELINE),
    ]
    brief = weigh(NECK, papers, 3)
    assert [p.article.pmid for p in brief.guidelines] == ["3"]
    assert brief.reviews == ()
    assert [p.article.pmid for each in brief.apart for p in each.papers] == ["1", "2"]


def test_a_study_that_does_not_name_the_disorder_is_set_apart_and_a_review_is_not() -> None:
    papers = [
        paper("1", concepts=frozenset({"whiplash"})),
        paper("2"),
        paper("3", design=StudyDesign.META_ANALYSIS),
    ]
    assert spoken(WHIPLASH, *papers) == {"1"}
    brief = weigh(WHIPLASH, papers, 3)
    assert brief.apart[0].why == "that do not name whiplash"
    assert [p.article.pmid for p in brief.apart[0].papers] == ["2"]
    assert [p.article.pmid for p in brief.reviews] == ["3"]


def test_a_paper_is_set_apart_once() -> None:
    asked = replace(WHIPLASH, regions=frozenset({"cervical"}))
    brief = weigh(asked, [paper("1", "lumbar"), paper("2", "cervical")], 2)
    assert [[p.article.pmid for p in each.papers] for each in brief.apart] == [["1"], ["2"]]
