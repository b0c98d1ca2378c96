"""Numbers in figures and in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading.numbers import read_numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sixty-five patients", [65]),
        ("one hundred and twenty people", [120]),
        ("two thousand three hundred", [2300]),
        ("1,433 blocks in 456 patients", [1433, 456]),
        ("40.6 (range, 24-68) months", [40.6, 24, 68]),
        ("at c7 and l4-5 in t12", [5]),
        ("p < .05", []),
        ("someone often tends to weigh none", []),
        ("twenty and thirty", [20, 30]),
    ],
)
def test_numbers_are_read(text: str, values: list[float]) -> None:
    assert [n.value for n in read_numbers(text)] == values


@given(st.text(alphabet="0123456789,. onehudrtw-and%c"))
def test_numbers_stand_in_order_and_inside_the_text(text: str) -> None:
    ends = 0
    for number in read_numbers(text):
        assert ends <= number.start < number.end <= len(text)
        ends = number.end


@given(st.integers(min_value=0, max_value=999_999_999))
def test_a_number_with_thousands_separators_is_itself(value: int) -> None:
    assert [n.value for n in read_numbers(f"{value:,} patients")] == [value]
