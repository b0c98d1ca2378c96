"""What a name means in one record."""

from __future__ import annotations

from kb.model import Abbreviation
from kb.reading import Vocabulary
from kb.reading.meaning import Abbreviations, ContextualNames, ShortForm, read_contexts

_CLAIMS = (
    ShortForm.of("a", Abbreviation("XY", requires_context=("alpha",))),
    ShortForm.of("b", Abbreviation("XY", requires_context=("beta",))),
)


def meant(whole: str, *, lenient: bool = False, own: dict[str, tuple[str, ...]] | None = None):
    return Abbreviations(whole, own or {}, lenient=lenient).meant("XY", _CLAIMS)


def test_context_decides_between_two_concepts() -> None:
    assert meant("XY of the Alphabet") == ("a",)
    assert meant("XY of the beta") == ("b",)


def test_without_context_or_with_both_it_stays_open() -> None:
    assert meant("XY") == ()
    assert meant("XY alpha beta") == ()
    assert meant("XY", lenient=True) == ()


def test_a_question_may_leave_out_the_context_of_an_unambiguous_form() -> None:
    assert Abbreviations("XY", {}, lenient=True).meant("XY", _CLAIMS[:1]) == ("a",)


def test_a_form_that_the_record_defines_is_not_explained_by_the_vocabulary() -> None:
    assert meant("XY alpha", own={"XY": ()}) == ()


def test_a_name_means_another_concept_by_what_else_the_record_says(
    vocabulary: Vocabulary,
) -> None:
    contexts = read_contexts(vocabulary)
    injection = "intra-articular-injection"
    assert ContextualNames("hip joint", contexts).meant(injection) == injection
    assert ContextualNames("the facet joint", contexts).meant(injection) == (
        "intra-articular-facet-injection"
    )
    assert ContextualNames("anything", contexts).meant("neck-pain") == "neck-pain"


def test_context_rules_on_concepts_that_are_not_there_are_idle() -> None:
    assert read_contexts(Vocabulary([])) == {}
