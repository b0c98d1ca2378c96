"""How a text means what it names."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article, MentionStatus
from kb.reading import Reader


def statuses(reader: Reader, *sections: AbstractSection) -> list[tuple[str, str]]:
    found = reader.read(Article("1", sections=sections)).mentions
    return [(m.concept_id, m.status.value) for m in found]


def status(reader: Reader, text: str, concept: str, category: str = "RESULTS") -> str:
    found = dict(statuses(reader, AbstractSection("", text, category)))
    return found[concept]


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        ("Infection was seen in two patients.", "infection", "asserted"),
        ("No infection was seen.", "infection", "negated"),
        ("Exclusion criteria were pregnancy and infection.", "infection", "excluded"),
        ("Patients with infection were excluded.", "infection", "excluded"),
        ("Adults with infection were not eligible.", "infection", "excluded"),
        ("An injection may cause infection.", "infection", "hypothetical"),
        ("Drapes were used to prevent infection.", "infection", "hypothetical"),
        ("The risk of infection was lower with drapes.", "infection", "asserted"),
        ("Infection will be recorded at each visit.", "infection", "hypothetical"),
        (
            "We hypothesised that dexamethasone would prolong relief.",
            "dexamethasone",
            "hypothetical",
        ),
        (
            "Our results support the hypothesis that dexamethasone prolongs relief.",
            "dexamethasone",
            "asserted",
        ),
        (
            "Further trials of cryoneurolysis for neck pain are needed.",
            "neck-pain",
            "hypothetical",
        ),
        (
            "If pneumothorax occurs, the needle is withdrawn.",
            "pneumothorax",
            "hypothetical",
        ),
        (
            "Patients were included if they had neck pain for three months.",
            "neck-pain",
            "asserted",
        ),
        ("Steroid may be effective for neck pain.", "neck-pain", "asserted"),
    ],
)
def test_a_mention_carries_what_its_sentence_makes_of_it(
    reader: Reader, text: str, concept: str, expected: str
) -> None:
    assert status(reader, text, concept) == expected


def test_risk_is_feared_before_the_study_and_measured_in_it(reader: Reader) -> None:
    text = "All blocks carry a risk of infection."
    assert status(reader, text, "infection", "OBJECTIVE") == "hypothetical"
    assert status(reader, text, "infection", "CONCLUSIONS") == "asserted"


def test_what_was_known_before_is_background_and_an_aim_is_not(reader: Reader) -> None:
    known = AbstractSection("", "Neck pain is common. We studied headache.", "BACKGROUND")
    assert dict(statuses(reader, known)) == {"neck-pain": "background", "headache": "asserted"}


def test_a_denial_in_the_background_stays_a_denial(reader: Reader) -> None:
    assert status(reader, "Some people have no neck pain.", "neck-pain", "BACKGROUND") == "negated"


def test_excluded_counts_as_negated_and_only_asserted_may_stand_as_evidence(
    reader: Reader,
) -> None:
    text = (
        "Patients with infection were excluded. No haematoma occurred. "
        "Pneumothorax may occur. Neck pain fell."
    )
    found = reader.read(Article("1", sections=(AbstractSection("", text, "RESULTS"),))).mentions
    assert {m.status for m in found if m.negated} == {
        MentionStatus.EXCLUDED,
        MentionStatus.NEGATED,
    }
    assert all(m.asserted == (m.status is MentionStatus.ASSERTED) for m in found)
    assert {m.concept_id for m in found if m.asserted} >= {"neck-pain"}


def test_a_question_supposes_nothing_and_has_no_background(reader: Reader) -> None:
    (mention,) = reader.link("what is known about neck pain")
    assert (mention.status.value, mention.role.value) == ("asserted", "title")
