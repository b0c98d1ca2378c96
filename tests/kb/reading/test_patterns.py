"""Lower case keeps offsets; a pattern is tried only where it can match."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.model import AbstractSection, Article
from kb.reading.patterns import Pattern, lower, places


@given(st.text())
def test_lower_case_keeps_every_offset(text: str) -> None:
    assert len(lower(text)) == len(text)


def test_the_quote_keeps_the_texts_own_case() -> None:
    (title, section) = places(
        Article("1", title="\u0130 Random", sections=(AbstractSection("", "RANDOMised"),))
    )
    pattern = Pattern.of("random", ["rand"])
    assert [q.text for q in (pattern.search(title), pattern.search(section)) if q] == [
        "Random",
        "RANDOM",
    ]


def test_a_pattern_without_its_needs_is_not_tried() -> None:
    (title,) = places(Article("1", title="random"))
    assert Pattern.of("random", ["other"]).search(title) is None
