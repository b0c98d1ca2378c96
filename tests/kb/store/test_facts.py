"""Facts and findings come back from the store as they went in."""

from __future__ import annotations

from dataclasses import replace

from kb.model import (
    Basis,
    Direction,
    Fact,
    Finding,
    FollowUp,
    Quote,
    SampleSize,
    StudyFacts,
)
from kb.store.facts import (
    digest_text,
    facts_from_json,
    facts_json,
    finding_from_json,
    finding_json,
)

QUOTE = Quote(0, 3, 8, "sixty")
FACTS = StudyFacts(
    pmid="101",
    study_design=Fact("randomized-controlled-trial", "publication type"),
    region=(Fact("cervical", "text", QUOTE, 0.9), Fact("lumbar", "text", QUOTE)),
    question=Fact("therapeutic", "text", QUOTE),
    sample_size=SampleSize(60, "patients", QUOTE, 0.85),
    follow_up=FollowUp(12.0, "one year", QUOTE),
    relief_threshold_percent=(Fact("50", "text", QUOTE),),
)
FINDING = Finding(
    "101", "pain-relief", Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, QUOTE, confidence=0.7
)


def test_facts_and_findings_survive_the_store() -> None:
    assert facts_from_json(facts_json(FACTS)) == FACTS
    assert facts_from_json(facts_json(StudyFacts("7"))) == StudyFacts("7")
    again = finding_from_json(finding_json(FINDING))
    assert again == FINDING
    assert isinstance(again.direction, Direction)


def test_the_digest_sees_every_fact_but_no_number_with_a_point() -> None:
    told = digest_text(FACTS, [FINDING])
    surer = replace(FACTS, sample_size=SampleSize(60, "patients", QUOTE, 0.99))
    assert digest_text(surer, [replace(FINDING, confidence=0.1)]) == told
    assert digest_text(replace(FACTS, sample_size=None), [FINDING]) != told
    assert digest_text(FACTS, [replace(FINDING, direction=Direction.WORSE)]) != told
    assert digest_text(FACTS, []) != told
