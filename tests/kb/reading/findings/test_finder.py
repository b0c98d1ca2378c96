"""What a reviewer reads in a sentence of results, and what he does not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import AbstractSection, Article, Basis, Direction, Finding
from kb.reading import Reader

Pairs = Callable[..., set[tuple[str, str]]]
Read = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain fell significantly in both groups.", ("pain-intensity", "improved")),
        ("VAS decreased from 6.5 to 2.8 at 4 weeks.", ("pain-intensity", "improved")),
        (
            "Pain relief did not differ between groups (P = 0.42).",
            ("pain-intensity", "no_difference"),
        ),
        ("Disability was lower in the block group than with placebo.", ("disability", "improved")),
        ("Range of motion increased significantly.", ("range-of-motion", "improved")),
        ("Patient satisfaction was worse than with sham.", ("patient-satisfaction", "worse")),
        ("At least 50% pain relief was reached by 62%.", ("pain-relief-50", "improved")),
        ("Seven patients (58%) were pain free at 27 weeks.", ("complete-pain-relief", "improved")),
        ("The false-positive rate was 40% (34-46%).", ("false-positive-rate", "worse")),
        ("The median effect lasted 17 weeks.", ("duration-of-relief", "unclear")),
        ("No serious complication arose.", ("complications", "no_difference")),
        ("Only minor complications were seen.", ("complications", "no_difference")),
        ("The rate of major complications was low.", ("complications", "no_difference")),
        ("Infection occurred in 12% vs. 2%, P = 0.01.", ("infection", "unclear")),
        ("Cement leakage was seen in 20.7% of procedures.", ("cement-leakage", "unclear")),
        ("Infection was less frequent than with placebo (P = 0.01).", ("infection", "improved")),
        ("Procedure time was 37 vs. 31 minutes, P = 0.03.", ("procedure-time", "improved")),
        ("Quality of life was similar in the two arms.", ("quality-of-life", "no_difference")),
        ("Evidence on pain relief was conflicting.", ("pain-intensity", "mixed")),
        ("Opioid use was no lower than with placebo.", ("opioid-use", "no_difference")),
        ("Depth did not predict success of neurotomy (P = 0.4).", ("rf-success", "no_difference")),
        (
            "Technical success was similar with both probes.",
            ("needle-placement-accuracy", "no_difference"),
        ),
        ("Sonography needed 4 minutes rather than 9 minutes.", ("procedure-time", "improved")),
        ("Procedure time was 7 minutes on average.", ("procedure-time", "unclear")),
        (
            "Patients reported similar relief and functional gain.",
            ("physical-function", "no_difference"),
        ),
        (
            "Imaging showed no clear correlation between MRI findings and pain.",
            ("diagnostic-validity", "worse"),
        ),
        ("There is limited evidence for pulsed lesions.", ("level-of-evidence", "worse")),
        (
            "Median NRS went from 7 to 5 and flexion rose from 40 to 60 degrees.",
            ("pain-intensity", "improved"),
        ),
        ("The added block cannot be considered cost-effective.", ("cost-effectiveness", "worse")),
        (
            "Episodes of facet blocks grew by 12% a year from 2002 to 2010.",
            ("procedure-utilization", "unclear"),
        ),
        ("There is no sufficient evidence for pain relief.", ("pain-intensity", "unclear")),
        ("Relief was sustained at 6 months.", ("pain-intensity", "improved")),
        (
            "Nineteen needles were located in the joint (95%).",
            ("needle-placement-accuracy", "improved"),
        ),
    ],
)
def test_an_outcome_points_the_way_its_clause_says(
    pairs: Pairs, text: str, expected: tuple[str, str]
) -> None:
    assert expected in pairs(text)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("OBJECTIVE", "To show that the block reduces pain more than placebo."),
        ("METHODS", "Pain was measured with a visual analogue scale at 3 months."),
        ("BACKGROUND", "Medial branch blocks significantly reduced pain in earlier trials."),
        ("RESULTS", "No study has yet compared pain relief after the two blocks."),
        ("CONCLUSIONS", "Further trials are needed to determine whether pain improves."),
        ("RESULTS", "Baseline pain scores did not differ between groups."),
        ("RESULTS", "Sixty patients were randomised."),
    ],
)
def test_aims_methods_background_and_wishes_are_no_findings(
    pairs: Pairs, label: str, text: str
) -> None:
    assert pairs(text, label) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Success was defined as at least 50% relief for 6 months.",
        "If the pain is not relieved, the joint is not its source.",
        "Symptoms were not relieved by conservative treatment.",
        "Nine patients had no improvement in pain.",
        "Patients with chronic low back pain were older.",
        "Pain scores did not differ between groups at baseline.",
        "Age, sex and work disability did not predict it.",
        "Higher baseline pain scores were seen in smokers.",
        "We recommend music to reduce the pain.",
        "As well as the pain, we asked for the side.",
        "The chance of lumbar facet pain rose with age.",
        "One good early answer overstates the pain.",
        "Denervation on both sides can lead to dropped head syndrome.",
    ],
)
def test_criteria_baselines_factors_and_advice_are_no_findings(pairs: Pairs, text: str) -> None:
    assert pairs(text) == set()


def test_all_parameters_are_those_the_methods_list(reader: Reader) -> None:
    article = Article(
        "1",
        sections=(
            AbstractSection("METHODS", "Outcomes were pain intensity and neck disability index."),
            AbstractSection("RESULTS", "No difference in any outcome was found between groups."),
        ),
    )
    found = reader.read(article).findings
    assert {(f.outcome, f.direction.value) for f in found} == {
        ("pain-intensity", "no_difference"),
        ("ndi", "no_difference"),
    }


def test_what_is_worse_in_an_arm_without_a_name_is_not_laid_to_the_intervention(
    pairs: Pairs,
) -> None:
    assert pairs("Pain scores were higher in group B than in group A (P = 0.02).") == {
        ("pain-intensity", "unclear")
    }


def test_what_a_sentence_puts_behind_than_is_the_comparator(findings_of: Read) -> None:
    text = "Pain relief was greater with radiofrequency ablation than with a medial branch block."
    (found,) = findings_of(text)
    assert found.intervention == "radiofrequency-ablation"
    assert found.comparator == "medial-branch-block"


def test_guidance_that_is_compared_with_turns_the_comparison(pairs: Pairs) -> None:
    title = "Ultrasound versus fluoroscopy for medial branch blocks"
    text = "Procedure time was longer with fluoroscopy than with ultrasound (P = 0.01)."
    assert ("procedure-time", "improved") in pairs(text, title=title)


def test_a_harm_presented_as_a_case_is_the_finding(pairs: Pairs) -> None:
    title = "An unusual course after facet joint injection: a case report"
    assert ("infection", "worse") in pairs("We report a case of septic arthritis.", "CASE", title)


def test_a_protocol_has_no_findings(pairs: Pairs) -> None:
    text = "Patients will be randomised. Pain relief will be significantly better at 3 months."
    assert pairs(text, "DESCRIPTION") == set()


def test_gain_within_arms_and_none_between_them_are_both_kept(findings_of: Read) -> None:
    found = findings_of(
        "VAS improved significantly in both groups, but no difference was found between groups."
    )
    assert {(f.direction.value, f.basis) for f in found} == {
        ("improved", Basis.WITHIN_GROUP),
        ("no_difference", Basis.BETWEEN_GROUP),
    }


def test_a_change_against_baseline_is_one_within_the_arm(findings_of: Read) -> None:
    (found,) = findings_of("At two weeks disability had improved against baseline.")
    assert (found.direction, found.basis) == (Direction.IMPROVED, Basis.WITHIN_GROUP)


def test_a_contrast_that_is_not_significant_is_no_difference(pairs: Pairs) -> None:
    text = "Relief lasted 130 and 120 days; neither contrast was significant."
    assert pairs(text) == {("duration-of-relief", "no_difference")}


def test_direction_belongs_to_the_outcome_beside_it(pairs: Pairs) -> None:
    found = pairs("Procedure time was shorter than with CT; complications did not differ.")
    assert found == {("procedure-time", "improved"), ("complications", "no_difference")}


def test_a_comparison_won_by_the_control_arm_is_worse_for_the_intervention(pairs: Pairs) -> None:
    assert ("pain-intensity", "worse") in pairs("Pain scores were lower in the placebo group.")


def test_success_means_denervation_where_the_paper_is_about_denervation(pairs: Pairs) -> None:
    title = "Radiofrequency denervation of lumbar facet joints"
    assert ("rf-success", "improved") in pairs("Success was recorded in 76%.", title=title)


def test_responders_are_named_by_the_cut_off_of_the_record(reader: Reader) -> None:
    article = Article(
        "1",
        sections=(
            AbstractSection("METHODS", "A responder had at least 50% pain relief."),
            AbstractSection("RESULTS", "At 2 years 85% were responders."),
        ),
    )
    found = reader.read(article).findings
    assert [(f.outcome, f.direction.value) for f in found] == [("pain-relief-50", "improved")]


def test_conclusion_and_numbers_that_disagree_are_both_kept(reader: Reader) -> None:
    article = Article(
        "1",
        sections=(
            AbstractSection("RESULTS", "Pain did not differ between groups (P = 0.3)."),
            AbstractSection("CONCLUSIONS", "The block is effective in reducing pain."),
        ),
    )
    found = {
        (f.rule.split(":")[1].split("/")[0], f.direction.value)
        for f in reader.read(article).findings
    }
    assert found == {("results", "no_difference"), ("conclusion", "improved")}


def test_a_case_report_tells_of_the_harm_in_its_title(pairs: Pairs) -> None:
    text = "A 60-year-old man developed a paraspinal abscess after the injection."
    title = "Epidural abscess after facet joint injection: a case report"
    assert ("infection", "worse") in pairs(text, "CASE REPORT", title)


def test_figures_and_time_are_as_printed(findings_of: Read) -> None:
    (found,) = findings_of("At 27 weeks seven of 12 (58%) were pain free (P = 0.04).")
    assert found.time == "At 27 weeks"
    assert "P = 0.04" in found.value_text


def test_a_finding_is_tied_to_the_arms_of_the_title(findings_of: Read) -> None:
    title = "Lumbar medial branch block versus placebo for low back pain"
    (found,) = findings_of("Pain relief was greater with the block than with placebo.", title=title)
    assert (found.intervention, found.comparator) == ("lumbar-medial-branch-block", "placebo")
    assert found.indication == "low-back-pain"


_PIECES = (
    "pain relief ≥50% no difference between groups p = 0.04 ( ) ; , but 85% vs. VAS from 8 to 3 "
    "improved complications without İ \u2028 infection RESULTS: than placebo ."
)
_ODD = st.lists(st.sampled_from(_PIECES.split(" ")), max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(_ODD, st.text(max_size=300)), label=st.sampled_from(["", "RESULTS", "CASE"]))
def test_quotes_equal_the_text_whatever_it_is(reader: Reader, text: str, label: str) -> None:
    article = Article("1", title=text[:40], sections=(AbstractSection(label, text),))
    for found in reader.read(article).findings:
        q = found.quote
        assert article.text(q.section)[q.start : q.end] == q.text
        assert found.value_text == "" or found.value_text.split("; ")[0] in q.text
        assert 0 < (found.confidence or 0) < 1


def test_a_very_long_text_is_read_in_time(reader: Reader) -> None:
    words = _PIECES.replace(".", "").split(" ")
    rng = random.Random(1)
    text = " ".join(rng.choice(words) for _ in range(40_000))
    assert reader.read(Article("1", sections=(AbstractSection("RESULTS", text),))).findings == ()
