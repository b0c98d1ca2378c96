"""Wordings of papers on diagnosis, prevalence, guidance and anatomy, by class of error."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.model import Finding

Pairs = Callable[..., set[tuple[str, str]]]
Read = Callable[..., tuple[Finding, ...]]
PREVALENCE = "The prevalence of lumbar facet joint pain"
TITLE = "Medial branch blocks in back pain"
ULTRASOUND = "Ultrasound-guided facet joint injections"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Painful joints were identified in 41% of them.", "unclear"),
        ("Nine patients responded to both blocks.", "unclear"),
        ("Only 21% had 50% relief or more after a confirmatory block.", "unclear"),
        ("The prevalence did not differ between the sexes.", "no_difference"),
    ],
)
def test_a_record_that_asks_how_many_have_facet_pain_counts_those_a_block_relieved(
    pairs: Pairs, text: str, expected: str
) -> None:
    assert ("prevalence-of-facet-pain", expected) in pairs(text, title=PREVALENCE)


def test_a_record_on_denervation_counts_its_responders_as_such(pairs: Pairs) -> None:
    text = "After neurotomy 21% had at least 50% relief of pain from confirmatory blocks."
    found = pairs(text, title="Prevalence of facet pain and radiofrequency neurotomy")
    assert "prevalence-of-facet-pain" not in {outcome for outcome, _ in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Half of all positive single blocks were false (52%).", ("false-positive-rate", "worse")),
        ("Comparative blocks lack validity.", ("diagnostic-validity", "worse")),
        ("Clinical criteria for the diagnosis are not proven.", ("diagnostic-validity", "worse")),
        (
            "The source can be established with controlled blocks.",
            ("diagnostic-validity", "improved"),
        ),
        ("This sign is of limited value for the diagnosis.", ("diagnostic-validity", "worse")),
        ("Sex was unrelated to block response at 50% relief.", ("pain-relief-50", "no_difference")),
        ("Relief of 80% or more lasted 9 days on average.", ("duration-of-relief", "unclear")),
        ("Ten of 18 had lost half or more of their pain.", ("pain-relief-50", "improved")),
        (
            "At least 80% relief was had by 10%, 14% and 9% respectively.",
            ("pain-relief-80", "unclear"),
        ),
        ("Eight gained complete or marked relief (53%).", ("pain-intensity", "improved")),
        ("Contrast covered the nerve in 38 of 40.", ("injectate-spread", "improved")),
        ("Epidural spread was seen in 12%.", ("injectate-spread", "unclear")),
        ("Epidural spread was very uncommon.", ("injectate-spread", "improved")),
        ("Relief came with a slower onset than with the other.", ("block-onset", "worse")),
        ("Headache severity fell from 7 to 3.", ("headache-intensity", "improved")),
        ("The blocks were well tolerated.", ("complications", "no_difference")),
        (
            "The dose differed significantly between scanner and fluoroscope (1.6 vs .2 mSv).",
            ("radiation-exposure", "worse"),
        ),
        (
            "Evidence of benefit was rated high.",
            ("level-of-evidence", "improved"),
        ),
    ],
)
def test_a_wording_is_read(pairs: Pairs, text: str, expected: tuple[str, str]) -> None:
    assert expected in pairs(text, title=TITLE)


@pytest.mark.parametrize(
    "text",
    [
        "A joint was called positive only if both drugs relieved the pain.",
        "It may be indistinguishable from tension-type headache, and is more common.",
        "The younger the patient, the more often back pain is discogenic.",
        "Degeneration was not associated with low back pain.",
        "Facet pain is more common in the old.",
        "The range was greater in the neck pain group.",
        "Reliance on 50% relief does not suffice.",
        "Venous uptake was avoided, and there was a significant effect.",
    ],
)
def test_an_illness_a_group_or_a_criterion_is_no_outcome(pairs: Pairs, text: str) -> None:
    named = {"pain-intensity", "pain-relief-50", "headache-intensity", "intravascular-injection"}
    assert not named & {outcome for outcome, _ in pairs(text, title=TITLE)}


def test_what_predicts_is_not_the_outcome(pairs: Pairs) -> None:
    found = pairs("Catastrophizing was strongly linked to recurrence (p = .01).", title=TITLE)
    assert "psychological-outcome" not in {outcome for outcome, _ in found}


@pytest.mark.parametrize(
    ("text", "is_placed"),
    [
        ("The needle was placed successfully in 95%.", True),
        ("Successful treatment was more frequent with uptake.", False),
    ],
)
def test_what_succeeds_under_guidance_is_a_needle_unless_it_is_a_treatment(
    pairs: Pairs, text: str, is_placed: bool
) -> None:
    found = {outcome for outcome, _ in pairs(text, title=ULTRASOUND)}
    assert ("needle-placement-accuracy" in found) is is_placed


def test_needles_of_which_few_hit_speak_against_their_guidance(pairs: Pairs) -> None:
    found = pairs("Needle placement succeeded in 31% of joints.", title=ULTRASOUND)
    assert ("needle-placement-accuracy", "worse") in found


def test_what_is_denied_beside_another_is_no_gain_of_it(pairs: Pairs) -> None:
    found = pairs("Speed, not accuracy, is an advantage of the probe.", title=ULTRASOUND)
    named = {outcome for outcome, _ in found}
    assert not named & {"diagnostic-validity", "needle-placement-accuracy"}


def test_the_use_of_procedures_is_told_by_its_growth(pairs: Pairs) -> None:
    text = "In 2012 annual growth of facet procedures was 14%."
    assert ("procedure-utilization", "unclear") in pairs(text, title=TITLE)


def test_shares_of_three_arms_say_no_direction_and_those_of_three_times_do(pairs: Pairs) -> None:
    arms = pairs("At least 50% relief was had by 33%, 16% and 22% of them.", title=TITLE)
    times = pairs(
        "At least 50% relief was had by 33%, 30% and 22% at 3, 6 and 12 months.", title=TITLE
    )
    assert ("pain-relief-50", "unclear") in arms
    assert ("pain-relief-50", "improved") in times


def test_a_verdict_without_an_outcome_is_on_the_score_that_the_title_names(pairs: Pairs) -> None:
    text = "Adding denervation to exercise is not supported."
    title = "Effect of radiofrequency denervation on pain intensity in back pain"
    assert ("pain-intensity", "no_difference") in pairs(text, label="CONCLUSIONS", title=title)
    assert pairs(text, label="CONCLUSIONS", title="Denervation in back pain") == set()


def test_what_the_rival_gained_is_a_loss_of_the_index_and_tied_to_it(findings_of: Read) -> None:
    title = "Medial branch block versus vertebroplasty for compression fracture"
    (one,) = findings_of("VAS improved faster in the first week after cement.", title=title)
    assert (one.outcome, one.direction.value) == ("pain-intensity", "worse")
    assert (one.intervention, one.comparator) == ("medial-branch-block", "vertebroplasty")


def test_success_under_guidance_is_that_of_a_needle_where_nothing_is_burnt(pairs: Pairs) -> None:
    found = pairs("Success was 94% with either method.", title="Ultrasound-guided C7 block")
    assert {outcome for outcome, _ in found} == {"needle-placement-accuracy"}


def test_a_condition_is_no_result(pairs: Pairs) -> None:
    text = "It may be a cheaper alternative where immediate relief is not essential."
    assert "pain-intensity" not in {o for o, _ in pairs(text, label="CONCLUSIONS", title=TITLE)}


def test_what_saline_relieved_is_the_answer_to_a_placebo(pairs: Pairs) -> None:
    found = pairs("Saline alone relieved 20 of them (32%).", title=TITLE)
    assert found == {("placebo-response", "unclear")}


def test_a_share_beside_that_of_the_controls_is_no_gain_of_one_arm(pairs: Pairs) -> None:
    found = pairs("Seven patients (58%) and one control (8%) were pain free.", title=TITLE)
    assert ("complete-pain-relief", "unclear") in found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Facet pain was diagnosed in 34%, with a false-positive rate of 49%.",
            {"prevalence-of-facet-pain": "34%", "false-positive-rate": "49%"},
        ),
        (
            "NRS moved from 7.0 to 6.0 (P=.006) and flexion rose from 50 to 70 degrees.",
            {"pain-intensity": "from 7.0 to 6.0 (P=.006)", "range-of-motion": "from 50 to 70"},
        ),
        (
            "Success was 94% with either method and pain relief did not differ.",
            {"needle-placement-accuracy": "94%", "pain-intensity": ""},
        ),
    ],
)
def test_each_outcome_has_the_figures_that_stand_by_its_own_name(
    findings_of: Read, text: str, values: dict[str, str]
) -> None:
    found = {f.outcome: f.value_text for f in findings_of(text, title=ULTRASOUND)}
    assert found == values
