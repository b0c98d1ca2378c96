"""A question about one treatment is not answered by results of another."""

from __future__ import annotations

from kb.model import Basis, Category, Concept, Direction, Finding, Quote
from kb.weighing import asked_of
from kb.weighing.brief import answers

CONCEPTS = {
    c.id: c
    for c in (
        Concept("block", "block", Category.INTERVENTION, narrower=("facet-block",)),
        Concept(
            "facet-block",
            "facet block",
            Category.INTERVENTION,
            broader=("block",),
            narrower=("cervical-facet-block",),
        ),
        Concept(
            "cervical-facet-block",
            "cervical facet block",
            Category.INTERVENTION,
            broader=("facet-block",),
        ),
        Concept("ablation", "ablation", Category.INTERVENTION),
    )
}


def said_of(intervention: str = "", comparator: str = "") -> Finding:
    return Finding(
        "1",
        "pain-intensity",
        Direction.IMPROVED,
        Basis.BETWEEN_GROUP,
        Quote(0, 0, 5, "Pain."),
        intervention=intervention,
        comparator=comparator,
        confidence=0.9,
    )


def test_a_result_of_another_treatment_does_not_answer() -> None:
    asked = asked_of("do facet blocks work?", ["facet-block"], CONCEPTS)
    assert not answers(asked, said_of("ablation"), in_title=())
    assert answers(asked, said_of("facet-block"), in_title=())
    assert answers(asked, said_of("ablation", "facet-block"), in_title=())


def test_a_name_above_or_below_the_treatment_answers_and_so_does_none() -> None:
    asked = asked_of("do facet blocks work?", ["facet-block"], CONCEPTS)
    for name in ("block", "cervical-facet-block", ""):
        assert answers(asked, said_of(name), in_title=())


def test_a_paper_about_the_treatment_answers_with_whatever_it_compares() -> None:
    asked = asked_of("do facet blocks work?", ["facet-block"], CONCEPTS)
    assert answers(asked, said_of("ablation"), in_title={"facet-block"})


def test_a_question_without_a_treatment_takes_results_of_any() -> None:
    asked = asked_of("pain after treatment", [], CONCEPTS)
    assert answers(asked, said_of("ablation"), in_title=())
