"""Confidence of study facts comes from counts that anyone with the gold can make again."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from kb.model import AbstractSection, Article
from kb.reading import Reader
from kb.reading.confidence import confidence_of
from kb.reading.data import rules

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("calibrate", ROOT / "tools/calibrate_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_sample_that_another_number_comes_close_to_is_trusted_less() -> None:
    sure, unsure = (confidence_of("sample_size", rule) for rule in ("people", "people-close"))
    assert sure is not None
    assert unsure is not None
    assert sure > unsure


def test_a_rule_that_was_never_counted_has_the_precision_of_its_field() -> None:
    assert confidence_of("region", "none-such") == rules("confidence")["fields"]["region"]["prior"]


def test_a_field_that_was_never_measured_has_no_confidence() -> None:
    assert confidence_of("spinal_level", "text") is None


def test_facts_of_the_text_carry_rule_and_confidence(reader: Reader) -> None:
    text = "Forty patients were randomised to blocks or saline and followed for six months."
    title = "Lumbar medial branch blocks under fluoroscopic guidance"
    facts = reader.read(Article("1", title=title, sections=(AbstractSection("", text),))).facts
    read = (facts.study_design, facts.sample_size, facts.follow_up, *facts.region)
    assert all(fact is not None and fact.rule for fact in read)
    assert all(fact is not None and 0.5 < (fact.confidence or 0.0) <= 1.0 for fact in read)


def test_pubmeds_own_word_was_not_measured(reader: Reader) -> None:
    facts = reader.read(Article("1", title="Blocks", publication_types=("Letter",))).facts
    assert facts.study_design.confidence is None


def test_counting_again_gives_the_shipped_counts(tool: ModuleType, shared: Path) -> None:
    made = [line for line in tool.table(shared) if not line.lstrip().startswith("#")]
    shipped = (ROOT / "kb/reading/confidence.toml").read_text(encoding="utf-8").splitlines()
    found = [line for line in shipped if line and not line.startswith("#")]
    # other rules (labels, negation) move single facts: the whole must stay the same
    apart = set(" ".join(made).split()) ^ set(" ".join(found).split())
    assert len(apart) <= 40, sorted(apart)


def test_facts_of_high_confidence_are_more_often_right(tool: ModuleType, shared: Path) -> None:
    totals = {"high": [0, 0], "low": [0, 0]}
    _, unread = tool.gold_documents(shared)
    for fact in tool.judged(Reader(tool.load_vocabulary()), unread):
        if fact.confidence is not None:
            total = totals["high" if fact.confidence >= tool.HIGH else "low"]
            total[0] += fact.is_right
            total[1] += 1
    high, low = (right / found for right, found in totals.values())
    assert high > low + 0.1
