"""Confidence comes from counts that anyone with the gold can make again."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from kb.model import Direction
from kb.reading.data import rules
from kb.reading.findings.confidence import confidence_of

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = ROOT / "tools" / "calibrate_findings.py"
    spec = importlib.util.spec_from_file_location("calibrate_findings", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_rule_that_was_often_wrong_is_trusted_less() -> None:
    sure = confidence_of("results/gain", Direction.IMPROVED)
    unsure = confidence_of("results/down-than", Direction.WORSE)
    assert sure > unsure


def test_an_unknown_rule_is_as_good_as_findings_on_unread_documents() -> None:
    assert (
        confidence_of("results/none-such", Direction.IMPROVED)
        == rules("findings/confidence")["prior"]
    )


def test_errors_on_unread_documents_weigh_more_than_successes_on_read_ones() -> None:
    table = rules("findings/confidence")
    right, found = table["counts"]["gain-than"]
    assert confidence_of("results/gain-than", Direction.IMPROVED) < right / found


def test_counting_again_gives_the_shipped_counts(shared: Path, tool: ModuleType) -> None:
    found, right = tool.count(shared / "data" / "gold" / "reading")
    table = rules("findings/confidence")
    # other rules (labels, negation) move single findings: the whole must stay the same
    shipped = [sum(pair[i] for pair in table["counts"].values()) for i in (0, 1)]
    assert abs(found.total() - shipped[1]) <= 0.15 * shipped[1]
    assert abs(right.total() / found.total() - shipped[0] / shipped[1]) <= 0.07


def test_the_table_is_written_as_it_is_read(shared: Path, tool: ModuleType) -> None:
    table = rules("findings/confidence")
    counts = [
        tuple(tool.Counter({k: pair[i] for k, pair in table[name].items()}) for i in (1, 0))
        for name in ("counts", "unread")
    ]
    folder = shared / "data" / "gold" / "reading"
    assert tool.table(folder, *counts) == tool.TABLE.read_text(encoding="utf-8")
