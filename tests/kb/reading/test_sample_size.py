"""How many were enrolled."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article, SampleSize
from kb.reading import Reader


def read(reader: Reader, text: str, title: str = "Medial branch blocks") -> SampleSize | None:
    article = Article("1", title=title, sections=(AbstractSection("", text),))
    found = reader.read(article).facts.sample_size
    if found is not None:
        quote = found.quote
        assert article.text(quote.section)[quote.start : quote.end] == quote.text
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("We enrolled 40 patients with facet pain.", 40, "patients"),
        ("Sixty-five people with neck pain were randomly assigned to two groups.", 65, None),
        ("Blocks were done in 173 people with neck pain.", 173, "participants"),
        (
            "Of 1128 patients screened, 32 patients were randomised to steroid or saline.",
            32,
            "patients",
        ),
        ("Patients were randomised to drug (n = 254) or placebo (n = 257).", 511, "patients"),
        (
            "Lesions were added for pain of the joint (n=25), disc (n=22) or both (n=20).",
            67,
            "patients",
        ),
        ("In this trial 16 men plus 25 women received blocks.", 41, "patients"),
        ("A double blind trial with 3 arms and 38 subjects per arm.", 114, None),
        ("Patients were randomised into two groups of 30.", 60, "patients"),
        ("Responders were compared (51 enrolled, 40 analysed).", 51, "patients"),
        ("Forty neurotomies in 23 patients were reviewed.", 23, "patients"),
        ("Two-year data from a 120-patient trial were used.", 120, "patients"),
        (
            "A total of 50 patients were recruited. Of these, 27 patients had severe arthritis.",
            50,
            "patients",
        ),
        ("Fifty approaches were performed in five embalmed cadavers.", 5, "cadavers"),
        (
            "Patients who had sonographic (n = 41) or fluoroscopic blocks (n = 38) were in.",
            79,
            None,
        ),
        ("Thirty pts were randomly assigned to saline or steroid.", 30, "patients"),
        (
            "A total of 5 patients with pain underwent blocks, while 2 patients underwent pulses.",
            7,
            "patients",
        ),
        ("We enrolled 100 patients with facet pain and 88 patients completed it.", 100, "patients"),
        ("Twelve patients had blocks and twelve had sham blocks.", 24, "patients"),
        ("Of 500 people, 438 met the criteria and were enrolled.", 438, "patients"),
        ("Radiofrequency (n=44) was compared with blocks (n=42).", 86, "patients"),
        ("All (n = 60) were randomised to blocks (n = 30) or saline (n = 30).", 60, "patients"),
        ("A survey was answered by 25 of 100 specialists.", 25, "participants"),
        ("Sixty medial branches were dissected in 10 cadavers.", 10, "cadavers"),
        ("Two groups of 25 had blocks or denervation.", 50, "patients"),
        ("All 86 procedures were performed by seven surgeons.", 86, "procedures"),
        ("In all, 70 out of 300 patients were randomized to denervation or sham.", 70, "patients"),
        ("Three trials randomised 90, 80 and 70 people to neurotomy or exercise.", 240, "patients"),
        ("Thirty vertebrae were harvested from nine cadavers.", 30, "levels"),
        (
            "In a review of over 9000 procedures blocks were safest. Forty patients will have "
            "blocks.",
            40,
            "patients",
        ),
        (
            "Twenty patients receiving blocks who answered were matched with 20 patients who "
            "did not.",
            40,
            "patients",
        ),
        (
            "A recent meta-analysis involving 350 patients was positive. We will recruit 24 "
            "patients with facet pain.",
            24,
            "patients",
        ),
    ],
)
def test_the_sample_is_what_was_enrolled(
    reader: Reader, text: str, value: int, unit: str | None
) -> None:
    found = read(reader, text)
    assert found is not None
    assert found.value == value
    if unit is not None:
        assert found.unit == unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A literature search found 1,587 articles, of which 27 met the selection criteria.", 27),
        ("We searched PubMed. Fifteen reports were retrieved and nine were eligible.", 9),
        ("We searched PubMed. Four trials (320 patients) were included.", 4),
        (
            "We searched PubMed. Twelve selected trials, with 320 patients in all, were included.",
            12,
        ),
        ("The filters yielded 90 studies, and 11 were included in this review.", 11),
        ("Fourteen studies were selected and 8 were eligible.", 8),
        ("A total of 900 abstracts were identified; 21 studies met the criteria.", 21),
        ("Two retrospective studies and one prospective study were available.", 3),
        ("Of 2467 records four trials compared blocks with sham.", 4),
    ],
)
def test_of_a_review_the_studies_count(reader: Reader, text: str, value: int) -> None:
    found = read(reader, text, "Radiofrequency denervation: a systematic review")
    assert found is not None
    assert (found.value, found.unit) == (value, "studies")


def test_a_case_report_is_of_one(reader: Reader) -> None:
    found = read(reader, "A 57-year-old woman had neck pain.", "Abscess: a case report")
    assert found is not None
    assert (found.value, found.unit) == (1, "patients")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No number is given here.",
        "The pain lasted 12 months in patients.",
        "In 2009 two randomised controlled trials were published.",
        "Services per 100,000 beneficiaries rose.",
        "Most want 2 diagnostic blocks; they require 2 diagnostic blocks of 0.5 cc.",
        "Numbers were taken again later (n=160), at 6 months (n=73) and at 12 months (n=89).",
    ],
)
def test_what_is_not_said_stays_unknown(reader: Reader, text: str) -> None:
    assert read(reader, text) is None


def test_guidelines_have_no_sample(reader: Reader) -> None:
    assert read(reader, "We included 40 patients.", "Guidelines on facet interventions") is None
