"""Spinal levels, and what only looks like one."""

from __future__ import annotations

import pytest

from kb.reading import Vocabulary
from kb.reading.levels import level_concepts, levels


def found(text: str) -> list[tuple[str, str]]:
    return [(text[a:b], letters) for a, b, letters in levels(text)]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("at L4-5", ("L4-5", "L")),
        ("at C2/3", ("C2/3", "C")),
        ("at C5-C6", ("C5-C6", "C")),
        ("at L5\u2013S1", ("L5\u2013S1", "LS")),
        ("T12 to L2 level", ("T12 to L2", "TL")),
        ("the Th7 vertebra", ("Th7", "T")),
        ("S1.", ("S1", "S")),
    ],
)
def test_a_level_is_found(text: str, level: tuple[str, str]) -> None:
    assert found(text) == [level]


@pytest.mark.parametrize(
    "text",
    [
        "at baseline (T0), one week (T1) and one month (T2)",
        "T1-weighted",
        "T2 weighted images",
        "C3 complement",
        "C9",
        "T13",
        "L0",
        "S13",
        "HbA1C5",
        "L5 dermatome",
        "C5.2",
        "C5a",
    ],
)
def test_what_is_no_level_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_visits_numbered_from_t0_are_no_levels() -> None:
    assert list(levels("pain at T0, T1 and T2 after RF at L4-5")) == [(34, 38, "L")]


def test_a_range_told_upwards_from_the_sacrum_is_lumbar(vocabulary: Vocabulary) -> None:
    found = [concept for _, _, concept in level_concepts("treated at S1-L5", vocabulary)]
    assert found == ["lumbar-spine"]
