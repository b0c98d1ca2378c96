"""Which words an abbreviation stands for."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading.long_forms import long_form_start, spelled


@pytest.mark.parametrize(
    ("short", "before", "long"),
    [
        (
            "IIEF",
            "the International Index of Erectile Function",
            "International Index of Erectile Function",
        ),
        ("RFA", "after lumbar radiofrequency ablation", "radiofrequency ablation"),
        ("DAP", "grown in 2,6-diaminopurine", "2,6-diaminopurine"),
        (
            "FEV1",
            "the forced expiratory volume in 1 second",
            "forced expiratory volume in 1 second",
        ),
        ("MBBs", "two medial branch blocks", "medial branch blocks"),
        ("Ang II", "with angiotensin II", "angiotensin II"),
        ("aa", "364 amino acids", "amino acids"),
        ("T", "and testosterone", "testosterone"),
        ("Ngn3", "from neurogenin", "neurogenin"),
    ],
)
def test_the_cheapest_reading_is_taken(short: str, before: str, long: str) -> None:
    start = long_form_start(short, before, 0, len(before))
    assert start is not None and before[start:] == long


@pytest.mark.parametrize(
    ("short", "before"),
    [
        ("MBB", "it came from the facet"),
        ("aa", "an apple tart"),
        ("P", "of the nerve"),
        ("?", "who"),
        ("X", ""),
    ],
)
def test_letters_that_cannot_be_read_give_nothing(short: str, before: str) -> None:
    assert long_form_start(short, before, 0, len(before)) is None


def test_a_plural_s_and_signs_do_not_count() -> None:
    assert spelled("MBBs") == spelled("M.B.B.") == "mbb"
    assert spelled("aas") == "aas"


@given(st.text(alphabet="abAB1- İß", max_size=14), st.text(alphabet="abAB1 -,.İß", max_size=200))
def test_a_start_lies_inside_at_the_head_of_a_word(short: str, before: str) -> None:
    start = long_form_start(short, before, 0, len(before))
    if start is not None:
        assert 0 <= start < len(before) and before[start].isalnum()


def test_many_words_take_no_long_time() -> None:
    before = "abab " * 40
    began = time.perf_counter()
    for _ in range(100):
        long_form_start("ababababab1234", before, 0, len(before))
    assert time.perf_counter() - began < 10
