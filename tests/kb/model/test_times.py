"""Times as printed are read as months."""

from __future__ import annotations

import pytest

from kb.model.times import months_in


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("at 2 weeks", [0.46]),
        ("At 24 months", [24.0]),
        ("for six months", [6.0]),
        ("2-Year", [24.0]),
        ("at three, six and twelve months", [3.0, 6.0, 12.0]),
        ("one month and 1 year after", [1.0, 12.0]),
        ("of 24 patients at discharge", []),
    ],
)
def test_times_are_read_in_months(text: str, months: list[float]) -> None:
    assert months_in(text) == pytest.approx(months, abs=0.01)
