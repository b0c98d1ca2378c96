"""Predictions carry what was read, in plain values, with quotes that stand in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kb.evaluation import article_of, extract, predictions
from kb.evaluation.tally import Document
from kb.model import (
    AbstractSection,
    Article,
    Basis,
    Direction,
    Fact,
    Finding,
    FollowUp,
    Quote,
    Reading,
    SampleSize,
    StudyDesign,
    StudyFacts,
)

CONTRACT = {
    "doc_id",
    "sections",
    "on_topic",
    "study_design",
    "sample_size",
    "follow_up",
    "region",
    "imaging_guidance",
    "relief_threshold_percent",
    "concepts",
    "findings",
}


def quotes_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every quote at any depth."""
    if isinstance(value, dict):
        if "section_index" in value:
            yield value
        for inner in value.values():
            yield from quotes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotes_in(inner)


def test_every_quote_equals_the_text_at_its_offsets(own_gold: dict[str, Document]) -> None:
    counted = 0
    for document in own_gold.values():
        article = article_of(document)
        found = json.loads(json.dumps(extract(article)))
        assert found.keys() >= CONTRACT
        assert found["sections"] == document["sections"]
        assert found["study_design"] in set(StudyDesign)
        for quote in quotes_in(found):
            text = article.text(quote["section_index"])
            assert text[quote["start"] : quote["end"]] == quote["text"]
            counted += 1
    assert counted > 400


def test_facts_and_findings_are_handed_on_as_the_gold_set_has_them() -> None:
    text = "60 patients were followed for 6 months; pain fell."
    article = Article("5", sections=(AbstractSection("RESULTS", text),))
    size, time, pain = (
        Quote(0, text.index(words), text.index(words) + len(words), words)
        for words in ("60 patients", "6 months", "pain fell")
    )
    reading = Reading(
        "5",
        sentences=(),
        mentions=(),
        on_topic=False,
        on_topic_reason="",
        facts=StudyFacts(
            "5",
            sample_size=SampleSize(60, "patients", size),
            follow_up=FollowUp(6.0, "6 months", time),
            region=(Fact("lumbar", "text"), Fact("lumbar", "text")),
            relief_threshold_percent=(Fact("50", "text"), Fact("62.5", "text")),
        ),
        findings=(
            Finding("5", "pain-intensity", Direction.IMPROVED, Basis.WITHIN_GROUP, pain, rule="r"),
        ),
    )
    found = predictions(article, reading, {})
    assert found["sample_size"]["value"] == 60 and found["sample_size"]["unit"] == "patients"
    assert found["follow_up"]["value_months"] == 6.0
    assert found["region"] == ["lumbar"]
    assert found["relief_threshold_percent"] == [50, 62.5]
    assert found["findings"][0]["direction"] == "improved"
    assert found["findings"][0]["quote"]["text"] == "pain fell"
    assert found["findings"][0]["time"] is None


def test_what_is_not_said_stays_empty() -> None:
    found = extract(Article("1"))
    assert found["study_design"] == "not-stated"
    assert found["sample_size"] is None and found["follow_up"] is None
    assert found["concepts"] == found["findings"] == found["region"] == []


def test_a_concept_is_negated_only_where_all_its_mentions_are() -> None:
    text = "No infection was seen. One infection came later."
    (concept,) = (
        c
        for c in extract(Article("1", sections=(AbstractSection("", text),)))["concepts"]
        if c["name"] == "infection"
    )
    assert [quote["negated"] for quote in concept["quotes"]] == [True, False]
    assert concept["negated"] is False
