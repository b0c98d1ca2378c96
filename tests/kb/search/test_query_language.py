"""The query language: what is a condition, and what is plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.query_language import parse


@pytest.mark.parametrize(
    ("text", "plain", "conditions", "free"),
    [
        ('"medial branch" relief', "medial branch relief", ['"medial branch"'], True),
        ("steroid AND saline", "steroid saline", ["(steroid AND saline)"], False),
        ("(steroid OR saline)", "steroid saline", ["(steroid OR saline)"], False),
        ("saline NOT cervical", "saline", ["NOT cervical"], True),
        ("author:Cohen pain", "pain", ["author:Cohen"], True),
        ('au:"Cohen SP"', "", ['author:"Cohen SP"'], False),
        ("TI:block year:2015-2020", "block", ["title:block", "year:2015-2020"], False),
        ("NOT cervical", "", ["NOT cervical"], False),
    ],
)  # fmt: skip
def test_a_query_is_taken_apart(text: str, plain: str, conditions: list[str], free: bool) -> None:
    query = parse(text)
    assert (query.plain, [str(c) for c in query.conditions]) == (plain, conditions)
    assert query.has_free_words is free


@pytest.mark.parametrize(
    "text",
    [
        "does a block help, or not?",
        "C2-3 (third occipital) nerve",
        "ratio 2:1 and n=20",
        'what is a "facet joint',
        "AND AND",
        "steroid AND",
        "(steroid OR",
        "steroid AND title:(a b)",
    ],
)
def test_what_is_no_query_is_plain_words(text: str) -> None:
    query = parse(text)
    assert query.conditions == ()
    assert query.has_free_words


@given(st.text(alphabet='ab ()":AND ORNOTtitle-', max_size=60))
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    query = parse(text)
    assert query.plain is not None
