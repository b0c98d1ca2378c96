"""What a question asks for, and the finding that answers it."""

from __future__ import annotations

from kb.model import Basis, Category, Concept, Direction, Finding, QuestionReading, Quote
from kb.weighing import answering_finding, asked_in, asked_of

CONCEPTS = {
    c.id: c
    for c in (
        Concept("block", "block", Category.INTERVENTION, narrower=("lumbar-block",)),
        Concept("lumbar-block", "lumbar block", Category.INTERVENTION, broader=("block",)),
        Concept("steroid", "steroid", Category.INTERVENTION),
        Concept("pain", "pain", Category.OUTCOME),
        Concept("neck", "neck", Category.ANATOMY),
        Concept("ablation", "ablation", Category.INTERVENTION, broader=("treatment",)),
        Concept("treatment", "treatment", Category.INTERVENTION, narrower=("ablation",)),
        Concept("whiplash", "whiplash", Category.INDICATION, narrower=("late-whiplash",)),
        Concept("neck-pain", "neck pain", Category.INDICATION),
    )
}


def finding(direction: Direction, basis: Basis, **more: str) -> Finding:
    values = {"pmid": "1", "outcome": "pain", "quote": Quote(0, 0, 1, "x"), **more}
    return Finding(direction=direction, basis=basis, **values)  # type: ignore[arg-type]


GAIN = finding(Direction.IMPROVED, Basis.WITHIN_GROUP)
ALIKE = finding(
    Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, intervention="steroid", comparator="lumbar-block"
)


def test_a_question_has_sides_with_all_narrower_ones_and_outcomes() -> None:
    asked = asked_of("?", ["block", "steroid", "pain", "neck", "gone"], CONCEPTS)
    assert asked.sides == (frozenset({"block", "lumbar-block"}), frozenset({"steroid"}))
    assert asked.outcomes == {"pain"}
    assert asked.is_contrast


def test_a_side_within_another_is_no_second_side() -> None:
    assert not asked_of("?", ["block", "lumbar-block"], CONCEPTS).is_contrast


def test_the_finding_between_the_arms_answers_and_the_gain_within_one_does_not() -> None:
    asked = asked_of("does a steroid help a block?", ["steroid", "block"], CONCEPTS)
    assert answering_finding(asked, [GAIN, ALIKE], set()) is ALIKE
    assert answering_finding(asked, [GAIN], {"block", "steroid"}) is None


def test_what_compares_groups_comes_before_a_gain_that_stands_earlier() -> None:
    asked = asked_of("relief after a block", ["block"], CONCEPTS)
    assert answering_finding(asked, [GAIN, ALIKE], set()) is ALIKE


def test_another_outcome_is_no_answer() -> None:
    asked = asked_of("pain", ["pain"], CONCEPTS)
    other = finding(Direction.WORSE, Basis.BETWEEN_GROUP, outcome="cost")
    assert answering_finding(asked, [other, GAIN], set()) is GAIN
    assert answering_finding(asked, [other], set()) is None


def test_two_kinds_of_guidance_are_the_sides_whatever_is_guided() -> None:
    guidance = {"ultrasound": "US", "us-block": "US", "fluoroscopy": "X", "x-block": "X"}
    concepts = {c: Concept(c, c, Category.INTERVENTION) for c in guidance}
    asked = asked_of("?", ["ultrasound", "x-block"], concepts, guidance=guidance)
    assert asked.sides == (
        frozenset({"ultrasound", "us-block"}),
        frozenset({"fluoroscopy", "x-block"}),
    )
    tied = finding(Direction.IMPROVED, Basis.BETWEEN_GROUP, intervention="x-block")
    assert answering_finding(asked, [tied], {"ultrasound", "fluoroscopy"}) is tied
    assert answering_finding(asked, [tied], set()) is None


def test_one_thing_that_tells_of_a_later_one_is_no_contrast() -> None:
    asked = asked_of("does relief from a block predict ablation?", ["block", "ablation"], CONCEPTS)
    assert asked.is_sequence and not asked.is_contrast
    assert answering_finding(asked, [GAIN], {"block", "treatment"}) is GAIN
    assert answering_finding(asked, [GAIN], {"ablation"}) is None
    against = asked_of("a block or ablation, which predicts more?", ["block", "ablation"], CONCEPTS)
    assert against.is_contrast


def test_a_name_within_a_longer_one_is_no_side() -> None:
    reading = QuestionReading(
        "do blocks with steroid help?", concepts=("block", "steroid"), within=("steroid",)
    )
    assert asked_in(reading, CONCEPTS).sides == (frozenset({"block", "lumbar-block"}),)


def test_people_and_disorders_are_conditions_and_pain_by_its_place_is_none() -> None:
    asked = asked_of("?", ["whiplash", "neck-pain"], CONCEPTS, regions=("cervical",))
    ((label, concepts),) = asked.conditions
    assert (label, concepts) == ("whiplash", {"whiplash", "late-whiplash"})
    assert asked.regions == {"cervical"}


def test_how_long_puts_duration_first_and_leaves_nothing_out() -> None:
    asked = asked_of("how long does relief last after a block?", ["block"], CONCEPTS)
    assert asked.first == {"duration-of-relief"}
    assert not asked.outcomes
