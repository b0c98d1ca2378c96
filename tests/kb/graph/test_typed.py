"""Typed evidence: each predicate from what was read, each with its sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.graph import evidence_of
from kb.graph.arms import Contrast, arms_of, sentences_of
from kb.graph.terms import Terms
from kb.model import AbstractSection, Article, Evidence, Predicate, StudyDesign
from kb.reading import Reader, load_vocabulary
from tests.kb.records import article

READER = Reader(load_vocabulary())
TERMS = Terms(READER.vocabulary.concepts)


def _record(title: str, methods: str, results: str = "", design: str = "rct") -> Article:
    kinds = {"rct": "Randomized Controlled Trial", "cases": "Case Reports", "": "Journal Article"}
    return article(
        title=title,
        sections=(
            AbstractSection("METHODS", methods, "METHODS"),
            AbstractSection("RESULTS", results, "RESULTS"),
        ),
        publication_types=("Journal Article", kinds[design]),
        mesh=(),
    )


def _gathered(record: Article) -> tuple[Evidence, ...]:
    reading = READER.read(record)
    judged = replace(record, on_topic=True, design=StudyDesign(reading.facts.study_design.value))
    return evidence_of(judged, reading, READER.vocabulary.concepts)


def _arms(record: Article) -> tuple[Contrast, tuple[str, ...], tuple[str, ...]]:
    reading = READER.read(record)
    judged = replace(record, design=StudyDesign(reading.facts.study_design.value))
    found = arms_of(judged, sentences_of(judged, reading, TERMS), TERMS, reading.findings)
    return found.contrast, found.active, found.against


STEROID = _record(
    "Lumbar medial branch blocks with and without steroid: a randomized trial",
    "Eighty patients with chronic low back pain were randomised to lumbar medial branch blocks "
    "with bupivacaine alone or with bupivacaine and betamethasone under fluoroscopy.",
    "Pain scores did not differ between the groups at six months. No complications occurred.",
)
PLACEBO = _record(
    "Lumbar facet blocks before radiofrequency denervation: a randomized trial",
    "Ninety people with a positive diagnostic block were randomised to medial branch block or "
    "saline, then offered radiofrequency denervation.",
    "At one month pain scores did not differ between groups (P=0.8).",
)


def test_arms_are_told_by_what_stands_behind_the_allocation() -> None:
    assert _arms(PLACEBO) == (Contrast.PLACEBO, ("medial-branch-block",), ("normal-saline",))
    contrast, active, against = _arms(STEROID)
    assert (contrast, against) == (Contrast.STEROID, ("local-anesthetic-alone",))
    assert set(active) <= TERMS.steroids


@pytest.mark.parametrize(
    ("title", "contrast", "active", "against"),
    [
        (
            "Ultrasound-guided versus fluoroscopy-guided medial branch blocks: a trial",
            Contrast.GUIDANCE,
            ("ultrasound-guidance",),
            ("fluoroscopy",),
        ),
        (
            "Medial branch block versus vertebroplasty for vertebral compression fracture",
            Contrast.PROCEDURE,
            ("medial-branch-block",),
            ("vertebroplasty",),
        ),
        (
            "Lidocaine versus bupivacaine for blocks",
            Contrast.DRUG,
            ("lidocaine",),
            ("bupivacaine",),
        ),
    ],
)
def test_a_title_tells_both_sides(
    title: str, contrast: Contrast, active: tuple[str, ...], against: tuple[str, ...]
) -> None:
    assert _arms(_record(title, "Forty patients took part.")) == (contrast, active, against)


def test_care_added_to_is_compared_with_care_alone() -> None:
    record = _record(
        "Radiofrequency denervation for low back pain: a randomized clinical trial",
        "The trial added radiofrequency denervation to an exercise programme.",
    )
    assert _arms(record) == (Contrast.CARE, ("radiofrequency-ablation",), ("exercise-program",))


def _of(found: tuple[Evidence, ...], predicate: Predicate) -> list[Evidence]:
    return [e for e in found if e.predicate is predicate]


def test_a_block_and_the_steroid_in_it_are_compared_though_both_are_interventions() -> None:
    pairs = {(e.subject, e.object) for e in _of(_gathered(STEROID), Predicate.COMPARED_WITH)}
    assert pairs == {("corticosteroid", "local-anesthetic-alone")}
    told = [e for e in _of(_gathered(STEROID), Predicate.COMPARED_WITH) if e.outcome]
    assert {(e.outcome, e.direction, e.basis) for e in told} == {
        ("pain-intensity", "no_difference", "between_group")
    }


def test_outcomes_carry_direction_basis_time_and_what_they_were_compared_with() -> None:
    (found,) = [
        e
        for e in _of(_gathered(PLACEBO), Predicate.REPORTS_OUTCOME)
        if e.object == "pain-intensity"
    ]
    assert (found.subject, found.direction, found.basis) == (
        "medial-branch-block",
        "no_difference",
        "between_group",
    )
    assert found.comparator == "normal-saline" and "one month" in found.time
    assert found.question == "therapeutic" and found.extractor.startswith("findings-")
    assert "pain scores did not differ" in found.sentence


def test_guidance_region_and_indication_stand_on_their_sentences() -> None:
    found = _gathered(STEROID)
    assert {(e.subject, e.object) for e in _of(found, Predicate.GUIDED_BY)} == {
        ("lumbar-medial-branch-block", "fluoroscopy")
    }
    assert ("lumbar-medial-branch-block", "lumbar-spine") in {
        (e.subject, e.object) for e in _of(found, Predicate.LOCATED_AT)
    }
    assert ("lumbar-medial-branch-block", "chronic-low-back-pain") in {
        (e.subject, e.object) for e in _of(found, Predicate.EVALUATED_FOR)
    }
    for e in found:
        assert e.sentence == STEROID.text(e.section)[e.start : e.end]


def test_no_complications_is_a_rate_of_none_and_nothing_else() -> None:
    harms = _of(_gathered(STEROID), Predicate.COMPLICATED_BY)
    assert {(e.object, e.direction, e.question) for e in harms} == {
        ("complications", "no_difference", "safety")
    }


def test_false_positive_rates_belong_to_single_blocks_and_to_diagnosis() -> None:
    record = _record(
        "Prevalence of facet joint pain in chronic low back pain",
        "Sixty patients had comparative medial branch blocks with lidocaine and bupivacaine.",
        "The false-positive rate was 40%.",
        "",
    )
    (found,) = [e for e in _gathered(record) if e.object == "false-positive-rate" and e.direction]
    assert (found.subject, found.question) == ("single-diagnostic-block", "diagnostic")


def test_factors_that_predict_are_not_what_the_treatment_did() -> None:
    record = _record(
        "Cervical medial branch blocks for neck pain: a cohort",
        "Sixty patients with neck pain had cervical medial branch blocks.",
        "Age and opioid use did not predict a change in pain.",
        "",
    )
    assert not [
        e
        for e in _gathered(record)
        if e.predicate is Predicate.REPORTS_OUTCOME and e.question == "therapeutic" and e.direction
    ]


@pytest.mark.parametrize("kind", ["Letter", "Published Erratum"])
def test_letters_and_errata_give_no_evidence(kind: str) -> None:
    assert _gathered(replace(STEROID, publication_types=(kind,))) == ()


def test_two_findings_of_one_statement_and_sentence_have_two_ids() -> None:
    record = _record(
        "Medial branch block versus vertebroplasty for vertebral compression fracture",
        "Forty patients took part.",
        "Pain improved more with block at one week, but did not differ between groups at one year.",
    )
    found = _gathered(record)
    assert len({e.id for e in found}) == len(found)


def test_a_group_without_steroid_tells_that_the_other_has_it_whatever_both_drugs_are_called() -> (
    None
):
    record = _record(
        "The place of lumbar medial branch blocks in chronic back pain: a randomized trial",
        "Sixty people were randomised to lumbar medial branch blocks with anaesthetic alone or "
        "anaesthetic and steroid.",
        "Pain scores did not differ between the groups at one year.",
    )
    assert _arms(record) == (Contrast.STEROID, ("corticosteroid",), ("local-anesthetic-alone",))
