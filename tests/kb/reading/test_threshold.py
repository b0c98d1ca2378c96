"""Cut-offs of relief."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading.patterns import places
from kb.reading.threshold import read_relief_threshold


def read(text: str, label: str = "") -> list[str]:
    article = Article("1", sections=(AbstractSection(label, text),))
    facts = read_relief_threshold(article, tuple(places(article)))
    for fact in facts:
        quote = fact.quote
        assert quote is not None
        assert article.text(quote.section)[quote.start : quote.end] == quote.text
    return [fact.value for fact in facts]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A positive outcome was defined as > 50% pain relief.", ["50"]),
        ("Patients with P80% relief were treated.", ["80"]),
        ("Success was [>=]50% reduction of pain.", ["50"]),
        ("Relief (>or=50%) was seen.", ["50"]),
        ("Responders had pain reductions ≥30% and ≥50%.", ["30", "50"]),
        ("They kept a gain of 50% or more in pain and function.", ["50"]),
        ("Pain was at least halved in 48%.", ["50"]),
        ("Those selected with 80-99% relief did as well.", ["80"]),
        ("Relief of ≥ 50% and functional improvement of ≥ 40% were observed.", ["50"]),
        ("Complete relief of pain was required.", ["100"]),
        ("Only complete relief counted as positive.", ["100"]),
        ("People rendered free of pain by blocks were treated.", ["100"]),
        ("Half the pain or more was gone in 70%.", ["50"]),
        ("A reduction in VAS of 50% was deemed success.", ["50"]),
        ("Success was taken as a 60% fall in pain.", ["60"]),
        ("The responder rate (>80% pain relief) was 78%.", ["80"]),
    ],
)
def test_cut_offs_are_read(text: str, values: list[str]) -> None:
    assert read(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "Pain relief was seen in 50% of patients.",
        "At least 50% of patients had relief.",
        "Blocks used 0.5% bupivacaine for pain relief.",
        "Pain fell (95% CI 40-60%).",
        "The false-positive rate was 45%.",
        "Of those selected so 67% reported 100% pain relief.",
        "Those with definite or complete relief after both blocks had a second one.",
        "",
    ],
)
def test_rates_are_no_cut_offs(text: str) -> None:
    assert read(text) == []


def test_the_background_does_not_count() -> None:
    assert read("Others demanded at least 80% pain relief.", "BACKGROUND") == []
