"""The dictionary finds every label, in one pass."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.reading.dictionary import Dictionary, label_variants

_words = st.lists(st.sampled_from("abc"), max_size=12)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=6), _words)
def test_matches_are_exactly_the_places_where_a_label_stands(
    labels: list[list[str]], text: list[str]
) -> None:
    dictionary: Dictionary[str] = Dictionary()
    for label in labels:
        dictionary.add(label, "".join(label))
    found = {(m.first, m.last, e) for m in dictionary.matches(text) for e in m.entries}
    assert found == {
        (i, i + len(label), "".join(label))
        for label in labels
        for i in range(len(text))
        if text[i : i + len(label)] == label
    }


def test_an_entry_added_twice_counts_once() -> None:
    dictionary: Dictionary[str] = Dictionary()
    dictionary.add(["a"], "x")
    dictionary.add(["a"], "x")
    dictionary.add([], "nothing")
    assert [m.entries for m in dictionary.matches(["a"])] == [("x",)]


def test_a_prefix_may_be_joined_or_apart() -> None:
    assert ("non", "specific", "pain") in label_variants("nonspecific pain")
    assert ("nonspecific", "pain") in label_variants("non-specific pain")
    assert ("radiofrequency",) in label_variants("radio frequency")


def test_an_empty_word_is_a_word_that_no_text_has() -> None:
    dictionary: Dictionary[str] = Dictionary()
    dictionary.add(("a",), "whole")
    dictionary.add(("a", ""), "broken")
    dictionary.add(("",), "nothing")
    assert [match.entries for match in dictionary.matches(("a", "b"))] == [("whole",)]
