"""Every word of direction, outcome, role and figure matches the example beside it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kb.reading.data import rules
from kb.reading.findings.clauses import hard_clauses, soft_segments
from kb.reading.findings.cues import find_cues, significance


def entries(name: str) -> list[tuple[str, dict[str, Any]]]:
    """Expressions of one data file with their examples."""

    def walk(where: str, value: Any) -> list[tuple[str, dict[str, Any]]]:
        if isinstance(value, dict):
            if "find" in value:
                return [(where, value)]
            return [e for key, inner in value.items() for e in walk(f"{where}.{key}", inner)]
        if isinstance(value, list):
            return [e for inner in value for e in walk(where, inner)]
        return []

    return walk(name, rules(f"findings/{name}"))


@pytest.mark.parametrize("name", ["cues", "outcomes", "guards", "roles", "figures"])
def test_every_expression_matches_its_example(name: str) -> None:
    missed = [
        (where, entry["says"])
        for where, entry in entries(name)
        if not re.search(entry["find"], entry["says"].lower())
    ]
    assert missed == []


def test_every_word_of_outcomes_is_tried_on_its_example() -> None:
    skipped = [
        entry["says"]
        for entry in rules("findings/outcomes")["words"]
        if not any(need in entry["says"].lower() for need in entry["needs"])
    ]
    assert skipped == []


@pytest.mark.parametrize(
    ("clause", "families"),
    [
        ("was not superior to placebo", ["null"]),
        ("no significant improvement", ["null"]),
        ("did not only improve", ["gain"]),
        ("is not a valid test", ["inapt"]),
        ("less improvement", ["gain"]),
        ("fewer than half", []),
        ("no side effects were seen", []),
        ("as well as the duration", []),
        ("the lower lumbar levels", []),
        ("immediately superior to the treated level", []),
        ("were not independent predictors", ["null"]),
        ("relief persisted", ["kept"]),
        ("adding steroid added nothing", ["null"]),
    ],
)
def test_cues_know_what_denies_them(clause: str, families: list[str]) -> None:
    assert [cue.family for cue in find_cues(clause)] == families


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("p = 0.04", (True, False)),
        ("p < .001", (True, False)),
        ("(p = 0.05)", (True, False)),
        ("(p=0.42)", (False, True)),
        ("p > 0.05", (False, True)),
        ("p = 1.0", (False, True)),
    ],
)
def test_p_values_are_read(clause: str, expected: tuple[bool, bool]) -> None:
    found = significance(f"lower {clause}")
    assert (found.significant, found.not_significant) == expected


def test_brackets_are_not_cut() -> None:
    low = "pain (8, 3; and 2) fell, and function rose"
    assert [low[a:b] for a, b in hard_clauses(low)] == [low]
    assert [low[a:b] for a, b in soft_segments(low, 0, len(low))] == [
        "pain (8, 3; and 2) fell",
        "function rose",
    ]
