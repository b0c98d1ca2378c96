"""The design of the study itself."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article, MeshHeading
from kb.reading.design import read_design


def article(title: str = "", *texts: str, **fields: object) -> Article:
    return Article(
        "1", title=title, sections=tuple(AbstractSection("", t) for t in texts), **fields
    )


@pytest.mark.parametrize(
    ("types", "design"),
    [
        (("Journal Article", "Randomized Controlled Trial"), "randomized-controlled-trial"),
        (("Meta-Analysis", "Systematic Review"), "meta-analysis"),
        (("Systematic Review", "Review"), "systematic-review"),
        (("Practice Guideline",), "guideline"),
        (("Case Reports",), "case-report"),
        (("Review",), "narrative-review"),
        (("Letter",), "letter"),
        (("Journal Article", "Comment"), "letter"),
        (("Published Erratum",), "erratum"),
        (("Retraction of Publication",), "retraction-notice"),
        (("randomized controlled trial",), "randomized-controlled-trial"),
    ],
)
def test_a_specific_publication_type_decides(types: tuple[str, ...], design: str) -> None:
    fact = read_design(article("A prospective cohort", publication_types=types))
    assert (fact.value, fact.basis) == (design, "publication type")


def test_a_broad_publication_type_gives_way_to_what_the_text_says() -> None:
    fact = read_design(article("Blocks: a systematic review", publication_types=("Review",)))
    assert (fact.value, fact.basis) == ("systematic-review", "text")
    fact = read_design(article("Facet pain: a case series", publication_types=("Case Reports",)))
    assert fact.value == "case-series"


def test_a_retracted_paper_keeps_its_own_design() -> None:
    types = ("Randomized Controlled Trial", "Retracted Publication")
    assert read_design(article("Retracted: blocks", publication_types=types)).value == (
        "randomized-controlled-trial"
    )


@pytest.mark.parametrize(
    ("title", "text", "design"),
    [
        (
            "Blocks",
            "Forty patients were randomly assigned to two groups.",
            "randomized-controlled-trial",
        ),
        ("Blocks", "Patients will be randomized.", "randomized-controlled-trial"),
        ("Blocks", "We searched PubMed and Embase.", "systematic-review"),
        ("Blocks: a systematic review and meta-analysis", "", "meta-analysis"),
        ("Blocks", "Charts of 40 patients were retrospectively reviewed.", "retrospective-cohort"),
        ("Blocks", "Forty patients were followed prospectively.", "prospective-cohort"),
        ("Blocks", "We report a 54-year-old woman with neck pain.", "case-report"),
        ("Blocks: a case series", "Four patients were treated.", "case-series"),
        ("Anatomy of the medial branch in ten cadavers", "", "cadaveric-study"),
        ("Blocks in rats", "", "animal-study"),
        ("Cement", "We retrospectively reviewed 25 patients treated with cement.", "case-series"),
        (
            "Cement",
            "From May 2004 to June 2008 30 patients were treated with cement.",
            "case-series",
        ),
        (
            "Cement",
            "A retrospective study of 30 patients treated with cement.",
            "retrospective-cohort",
        ),
        (
            "Gel",
            "A prospective study of gel. It should be confirmed in a randomized trial.",
            "prospective-cohort",
        ),
        ("Load", "Ten human spine segments were tested in vitro.", "cadaveric-study"),
        ("Load", "Twelve porcine vertebrae were loaded until they broke.", "laboratory-study"),
        ("Blocks", "Sensitivity was 80% and specificity 70%.", "diagnostic-accuracy-study"),
        ("Cost-utility analysis of blocks", "", "economic-evaluation"),
        ("Guidelines on facet joint interventions", "", "guideline"),
        ("Blocks", "A cross-sectional survey of 200 physicians was done.", "cross-sectional"),
        ("Blocks: a scoping review", "", "scoping-review"),
        ("Reply to Smith", "", "letter"),
        ("Erratum: Blocks", "", "erratum"),
        ("Blocks", "Patients were divided into two groups.", "non-randomized-controlled-trial"),
        ("Blocks", "Semi-structured interviews were held.", "qualitative-study"),
        ("Blocks", "", "not-stated"),
        ("", "", "not-stated"),
    ],
)
def test_the_words_tell_the_design(title: str, text: str, design: str) -> None:
    assert read_design(article(title, text)).value == design


@pytest.mark.parametrize(
    ("title", "text", "design"),
    [
        (
            "Oblique or straight views",
            "Prospective randomized trial.",
            "randomized-controlled-trial",
        ),
        ("A systematic review", "A review and meta-analysis of trials.", "meta-analysis"),
        ("Blocks in 20 patients", "Retrospective cohort analysis.", "retrospective-cohort"),
    ],
)
def test_what_stands_under_a_heading_of_design_is_heard_first(
    title: str, text: str, design: str
) -> None:
    sections = (AbstractSection("Study Design", text),)
    assert read_design(Article("1", title=title, sections=sections)).value == design


@pytest.mark.parametrize(
    ("title", "text", "design"),
    [
        (
            "Augmentation or blocks",
            "This review offers a look at one randomized trial.",
            "narrative-review",
        ),
        ("Cement", "The purpose of this article is to describe its hazards.", "narrative-review"),
        ("Facet pain and its management", "It is common.", "narrative-review"),
        ("Cost-effectiveness of denervation: randomized trials", "", "economic-evaluation"),
        ("Randomized comparison of costs of blocks", "", "randomized-controlled-trial"),
        ("Diagnostic value of blocks: a cross-over study", "", "diagnostic-accuracy-study"),
        (
            "Predictors",
            "Data were gathered from two clinics on 50 patients.",
            "retrospective-cohort",
        ),
        ("Focused ultrasound", "A phantom experiment was made.", "laboratory-study"),
    ],
)
def test_designs_that_unread_abstracts_got_wrong(title: str, text: str, design: str) -> None:
    assert read_design(article(title, text)).value == design


@pytest.mark.parametrize(
    "text",
    ["Ten charts were randomly selected.", "Cross-sectional area was measured on MRI."],
)
def test_confusable_words_tell_no_design(text: str) -> None:
    assert read_design(article("Blocks", text)).value not in (
        "randomized-controlled-trial",
        "cross-sectional",
    )


def test_the_quote_is_the_text_at_its_offsets() -> None:
    record = article("Blocks", "\u0130n this study patients were RANDOMLY assigned to groups.")
    quote = read_design(record).quote
    assert quote is not None
    assert record.text(quote.section)[quote.start : quote.end] == quote.text
    assert quote.text == "RANDOMLY assigned to groups"


def test_mesh_speaks_where_the_text_is_silent() -> None:
    fact = read_design(article("Blocks", mesh=(MeshHeading("Retrospective Studies"),)))
    assert (fact.value, fact.basis) == ("retrospective-cohort", "MeSH")
    fact = read_design(article("Blocks", keywords=("Animals",)))
    assert (fact.value, fact.basis) == ("animal-study", "MeSH")
    fact = read_design(article("Blocks", keywords=("Animals", "Humans")))
    assert fact.value == "not-stated"


@pytest.mark.parametrize(
    ("title", "design"),
    [
        (
            "Prevalence of lumbar facet joint pain: a retrospective evaluation",
            "diagnostic-accuracy-study",
        ),
        ("Prevalence of facet joint pain: a systematic review", "systematic-review"),
    ],
)
def test_how_many_have_facet_pain_is_told_by_blocks(title: str, design: str) -> None:
    assert read_design(article(title, "We did a retrospective study of 90 people.")).value == design
