"""The other study facts, and all of them on odd texts."""

from __future__ import annotations

import dataclasses
import random
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import AbstractSection, Article, Fact, FollowUp, Question, Quote, SampleSize
from kb.reading import Reader
from kb.reading.data import rules


def facts(reader: Reader, title: str, text: str = "", label: str = "", **fields: Any) -> Any:
    sections = (AbstractSection(label, text),) if text else ()
    return reader.read(Article("1", title=title, sections=sections, **fields)).facts


def values(found: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in found]


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("False-positive rates of cervical zygapophysial joint blocks", "diagnostic"),
        ("Predictors of success of radiofrequency denervation", "prognostic"),
        ("Efficacy of radiofrequency neurotomy: a randomized trial", "therapeutic"),
        ("Epidural abscess: a complication of facet joint injection", "safety"),
        ("Ultrasound-guided medial branch block: a new technique", "technique"),
        ("Innervation of the facet joints: an anatomical study", "anatomy"),
        ("Prevalence of facet joint pain", "epidemiology"),
        ("Cost-effectiveness analysis of facet joint blocks", "economic"),
        ("Reply to Smith", "other"),
        ("", "other"),
    ],
)
def test_the_question_is_told_by_the_title(reader: Reader, title: str, question: str) -> None:
    assert facts(reader, title).question.value == question


@pytest.mark.parametrize(
    ("title", "text", "level"),
    [
        ("Efficacy of blocks: a randomized trial", "", "2"),
        ("Efficacy of blocks: a systematic review of randomized trials", "", "1"),
        ("Efficacy of blocks", "Patients were followed prospectively after treatment.", "4"),
        ("Efficacy of blocks", "A prospective cohort was compared with a control group.", "3"),
        ("Anatomy of the medial branch in ten cadavers", "", "5"),
        ("Abscess after injection: a case report", "", "4"),
    ],
)
def test_the_level_follows_question_and_design(
    reader: Reader, title: str, text: str, level: str
) -> None:
    fact = facts(reader, title, text).evidence_level
    assert fact.value == level
    assert fact.basis.startswith("OCEBM 2011, ")


def test_guidelines_and_letters_have_no_level(reader: Reader) -> None:
    assert facts(reader, "Guidelines on facet joint interventions").evidence_level is None
    assert facts(reader, "Reply to Smith").evidence_level is None


@pytest.mark.parametrize(
    ("title", "guidance"), [("Facet blocks", []), ("Ultrasound-guided blocks", ["ultrasound"])]
)
def test_a_review_is_guided_by_what_its_title_says(
    reader: Reader, title: str, guidance: list[str]
) -> None:
    text = "Blocks were done under fluoroscopy in most trials."
    found = facts(reader, f"{title}: a systematic review", text)
    assert values(found.imaging_guidance) == guidance


def test_levels_of_the_spine_are_written_alike(reader: Reader) -> None:
    found = facts(reader, "RF at C2/3, L3-5, L4-L5 and C7; T2-weighted images").spinal_level
    assert values(found) == ["C2-C3", "L3-L5", "L4-L5", "C7"]
    broken = facts(reader, "Lateral branch blocks at S13").spinal_level
    assert values(broken) == ["S1-S3"]


def test_kinds_of_blocks(reader: Reader) -> None:
    found = facts(reader, "Comparative local anaesthetic blocks of the medial branches")
    assert values(found.block_type) == ["diagnostic", "comparative"]
    found = facts(reader, "A single diagnostic medial branch block")
    assert values(found.block_type) == ["diagnostic", "single"]
    found = facts(reader, "Therapeutic lumbar medial branch blocks")
    assert values(found.block_type) == ["therapeutic"]
    for title in (
        "Placebo-controlled medial branch blocks",
        "Pain after a sham medial branch block",
    ):
        assert "placebo-controlled" in values(facts(reader, title).block_type)


def test_drugs_injected(reader: Reader) -> None:
    found = facts(
        reader, "Medial branch blocks", "Bupivacaine with methylprednisolone was injected."
    )
    assert (values(found.anaesthetic), values(found.steroid)) == (
        ["bupivacaine"],
        ["methylprednisolone"],
    )
    found = facts(reader, "Medial branch blocks", "Blocks without steroid; lidocaine skin wheal.")
    assert (values(found.anaesthetic), values(found.steroid)) == ([], [])


def test_registry_numbers_of_record_and_text(reader: Reader) -> None:
    text = "Registered: ISRCTN 12345678, ChiCTR2000029363, EudraCT 2013-004501-12, RBR-8n4hg2."
    found = facts(reader, "Blocks", text, registry_numbers=("NCT00909272",)).registry_numbers
    assert values(found) == [
        "NCT00909272",
        "ISRCTN12345678",
        "ChiCTR2000029363",
        "2013-004501-12",
        "RBR-8n4hg2",
    ]
    assert found[0].basis == "record"
    assert found[0].quote is None


def test_drugs_that_rules_name_are_in_the_vocabulary(reader: Reader) -> None:
    table = rules("drugs")
    assert {table["anaesthetic"], table["steroid"]} <= set(reader.vocabulary.concepts)


def test_questions_that_rules_name_are_in_the_closed_list() -> None:
    named = {row["question"] for row in rules("question")["cues"]}
    named |= {name for weights in rules("question")["designs"].values() for name in weights}
    named |= {name for row in rules("evidence_level")["levels"] for name in row["questions"]}
    assert named <= set(Question)


def quotes(found: Any) -> list[Quote]:
    """Every quote in the facts."""
    held: list[Quote] = []
    for field in dataclasses.fields(found):
        value = getattr(found, field.name)
        for fact in value if isinstance(value, tuple) else (value,):
            if isinstance(fact, Fact | SampleSize | FollowUp) and fact.quote is not None:
                held.append(fact.quote)
    return held


_WORDS = tuple(
    re.split(
        " ",
        "40 sixty-five one hundred patients were randomised per arm (n = 20) and , . ; % ≥50% "
        "relief P50% follow-up of 12 months at C2/3 L4-5 fluoroscopy no without steroid İ "
        "NCT00909272 studies",
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join), st.text(max_size=80))
def test_quotes_equal_the_text_on_any_input(reader: Reader, text: str, odd: str) -> None:
    article = Article("1", title=odd, sections=(AbstractSection("METHODS", text + odd),))
    for quote in quotes(reader.read(article).facts):
        assert article.text(quote.section)[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "piece", ["40 patients ", "(n = 20) and ", "3, ", "≥50% ", "no pain or ", "one hundred ", "a "]
)
def test_long_texts_are_read_in_time(reader: Reader, piece: str) -> None:
    size = 60_000
    text = piece * (size // len(piece))
    started = time.process_time()
    facts(reader, "Blocks", text)
    assert time.process_time() - started < 10


def test_shuffled_words_of_abstracts_do_no_harm(reader: Reader) -> None:
    chance = random.Random(3)
    for _ in range(200):
        text = " ".join(chance.choices(_WORDS, k=80))
        article = Article("1", title="", sections=(AbstractSection("", text),))
        for quote in quotes(reader.read(article).facts):
            assert article.text(quote.section)[quote.start : quote.end] == quote.text
