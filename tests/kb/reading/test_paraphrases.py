"""Concepts said in ways that no list of labels can hold."""

from __future__ import annotations

from typing import Any

import pytest

from kb.model import AbstractSection, Article
from kb.reading import Reader, Vocabulary
from kb.reading.data import rules
from kb.reading.paraphrases import Paraphrases
from kb.reading.tokens import tokenize

ROWS: list[dict[str, Any]] = rules("paraphrases")["paraphrase"]


def named(reader: Reader, text: str) -> dict[str, str]:
    article = Article("1", sections=(AbstractSection("", text),))
    return {m.concept_id: m.text for m in reader.read(article).mentions}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["example"])
def test_each_rule_finds_its_own_example(vocabulary: Vocabulary, row: dict[str, Any]) -> None:
    assert row["concept"] in vocabulary.concepts
    assert all(concept in vocabulary.concepts for concept in row.get("beside", ()))
    found = Paraphrases(vocabulary, {}).find(
        row["example"], tokenize(row["example"]), frozenset(row.get("beside", ()))
    )
    assert row["concept"] in {candidate.concept for candidate in found}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Pain management was offered.", "pain-intensity"),
        ("Exposure fell by a 75% reduction in dose.", "at-least-75-percent-pain-relief"),
        ("A 50% reduction in screw loosening was assumed.", "pain-relief-50"),
        ("This came at the cost of longer surgery.", "cost-effectiveness"),
        ("The mean improvement in disability was 4 points.", "duration-of-relief"),
        ("The technique is accurate.", "needle-placement-accuracy"),
        ("Success was recorded in 76% of spinal fusions.", "rf-success"),
    ],
)
def test_what_only_sounds_like_it_is_left_alone(reader: Reader, text: str, concept: str) -> None:
    assert concept not in named(reader, text)


def test_what_a_rule_stands_beside_may_be_a_narrower_concept(reader: Reader) -> None:
    found = named(reader, "Cervical medial branch neurotomy was done. Success was 76%. It lasted.")
    assert "success" in found["rf-success"].lower()


def test_an_outcome_across_the_end_of_an_indication_is_named_beside_it(reader: Reader) -> None:
    found = named(reader, "Chronic neck pain improved.")
    assert found["chronic-neck-pain"] == "Chronic neck pain"
    assert found["pain-intensity"] == "pain improved"


def test_a_question_is_not_searched_for_paraphrases(reader: Reader) -> None:
    linked = {m.concept_id for m in reader.link("after how long has pain returned?")}
    assert "duration-of-relief" not in linked
