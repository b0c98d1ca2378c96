"""Wordings met in fresh abstracts, each with an example of its class and one beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Pairs = Callable[..., set[tuple[str, str]]]
TITLE = "Radiofrequency neurotomy for facet joint pain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Neither the duration of 50% relief nor neck disability differed.",
            ("duration-of-relief", "no_difference"),
        ),
        (
            "Pain was lower at 3 months but not at 1 month in the block group.",
            ("pain-intensity", "no_difference"),
        ),
        (
            "Patients with one block were as likely to succeed as those with two.",
            ("rf-success", "no_difference"),
        ),
        ("Sham gave as much relief as the lesion.", ("pain-intensity", "no_difference")),
        ("No sign was a useful predictor of the response.", ("diagnostic-validity", "worse")),
        ("Facet pain cannot be diagnosed by clinical tests.", ("diagnostic-validity", "worse")),
        (
            "Findings on MRI may suggest but cannot establish the source.",
            ("diagnostic-validity", "worse"),
        ),
        ("The negative likelihood ratio was .08.", ("diagnostic-validity", "improved")),
        (
            "Specificity was 90% but the sensitivity was 20%.",
            ("diagnostic-validity", "unclear"),
        ),
        ("All tips were positioned on the pillar.", ("needle-placement-accuracy", "improved")),
        ("Six percent of blocks were intravascular.", ("intravascular-injection", "unclear")),
        ("Single blocks had a high false-positive rate.", ("false-positive-rate", "worse")),
        ("Of all patients 58% had long-term relief.", ("pain-intensity", "improved")),
        ("VAS was 7.2 before and 3.1 after the block.", ("pain-intensity", "improved")),
        ("Sedated patients reported greater relief.", ("pain-intensity", "improved")),
        ("The evidence for intra-articular blocks is poor.", ("level-of-evidence", "worse")),
        ("Eighty-two (82%) would have it again.", ("patient-satisfaction", "improved")),
        ("Smoking was associated with shorter relief.", ("duration-of-relief", "worse")),
        ("Success rates were 33% versus 16%.", ("rf-success", "unclear")),
        ("WOMAC scores fell significantly in both groups.", ("disability", "improved")),
        (
            "New adjacent fractures were seen in 8% of patients.",
            ("new-vertebral-fracture", "unclear"),
        ),
        ("No subsequent VCFs occurred.", ("new-vertebral-fracture", "no_difference")),
        ("Leakage into the disc was seen in 9%.", ("cement-leakage", "unclear")),
        ("There were no neurological deficits.", ("nerve-injury", "no_difference")),
    ],
)
def test_a_wording_is_read(pairs: Pairs, text: str, expected: tuple[str, str]) -> None:
    assert expected in pairs(text, title=TITLE)


@pytest.mark.parametrize(
    "text",
    [
        "Neurotomy is assumed to be effective for facet joint pain.",
        "Previous studies have shown that blocks reduce pain.",
        "The joint is stretched and the pain relieved (Miller and Jones, 2011).",
        "The investigators have planned a trial to reduce pain after surgery.",
        "The prevalence of facet joint mediated pain was higher in the old.",
        "Only 12% of patients had relief beyond a day.",
    ],
)
def test_what_is_assumed_or_known_or_rare_is_no_gain_or_loss(pairs: Pairs, text: str) -> None:
    assert not {d for o, d in pairs(text) if o == "pain-intensity"}


def test_a_figure_gives_way_to_the_sentence_that_says_what_it_means(pairs: Pairs) -> None:
    text = "Costs were 900 euros per patient. Denervation was cost-effective."
    assert ("cost-effectiveness", "improved") in pairs(text)
    assert ("cost-effectiveness", "unclear") not in pairs(text)


def test_what_is_known_ahead_of_the_methods_is_no_result(pairs: Pairs) -> None:
    text = (
        "This study aimed to compare two blocks. Facet joint pain is the cause of back pain in"
        " 15% of patients. Forty patients were randomly assigned. Pain fell from 7 to 3."
    )
    found = pairs(text, label="")
    assert "prevalence-of-facet-pain" not in {outcome for outcome, _ in found}
    assert ("pain-intensity", "improved") in found


def test_the_purpose_of_a_review_does_not_make_it_a_plan(pairs: Pairs) -> None:
    text = (
        "Back pain is common. Facet joints are behind one case in three. Signs on MRI do not"
        " correlate with the pain. Blocks are a valid diagnostic test. Lesions last longer."
        " The purpose of this review is to describe both. Cost will also be described."
    )
    found = pairs(text, label="")
    assert ("diagnostic-validity", "improved") in found


def test_what_every_operation_loses_is_no_harm(pairs: Pairs) -> None:
    assert not {o for o, _ in pairs("Blood loss was 120 ml in 20 patients.") if o == "bleeding"}


@pytest.mark.parametrize(
    ("title", "is_harm"),
    [
        ("Infection after a facet joint injection: a case report", True),
        ("Infection of a facet joint: a case report", False),
    ],
)
def test_a_harm_of_a_case_came_of_care(pairs: Pairs, title: str, is_harm: bool) -> None:
    found = pairs("We report a 60-year-old woman with an infection of the joint.", title=title)
    assert (("infection", "worse") in found) is is_harm
