"""What a section is for."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading.headings import Part, part_of


@pytest.mark.parametrize(
    ("label", "part"),
    [
        ("SUMMARY OF BACKGROUND DATA", Part.BACKGROUND),
        ("Materials and Methods", Part.METHODS),
        ("STUDY DESIGN", Part.METHODS),
        ("Findings", Part.RESULTS),
        ("Objectives", Part.AIM),
        ("Discussion", Part.CONCLUSIONS),
        ("Trial registration", Part.REGISTRATION),
        ("", Part.UNLABELLED),
        ("Something else", Part.UNLABELLED),
    ],
)
def test_the_heading_tells(label: str, part: Part) -> None:
    assert part_of(Article("1", sections=(AbstractSection(label, "…"),)), 0) is part


def test_the_category_of_nlm_comes_first_and_the_title_is_the_title() -> None:
    article = Article("1", sections=(AbstractSection("Findings", "…", nlm_category="METHODS"),))
    assert part_of(article, 0) is Part.METHODS
    assert part_of(article, -1) is Part.TITLE
