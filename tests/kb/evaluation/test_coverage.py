"""What the vocabulary finds in a store, and what it may lack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb import open_kb, open_writer
from kb.evaluation.coverage import Coverage, vocabulary_coverage
from kb.model import AbstractSection, Article
from tests.kb.records import article, off_topic

# Invented words, so that no vocabulary ever knows them.
SPOKEN = "We gave zorbic foam lavage and again zorbic foam lavages before each facet joint block."


@pytest.fixture
def coverage(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Coverage:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    records: list[Article] = [
        article(str(n), sections=(AbstractSection("", SPOKEN),)) for n in (101, 102, 103)
    ]
    elsewhere = AbstractSection("", "Quixic bone wax was used in spinal infection.")
    records += [replace(off_topic(str(n)), sections=(elsewhere,)) for n in (201, 202, 203)]
    with open_writer(tmp_path / "kb") as writer:
        writer.add_articles(records)
        writer.update()
    base = open_kb(tmp_path / "kb")
    found = vocabulary_coverage(base)
    base.close()
    return found


def test_concepts_are_counted_over_all_articles_most_used_first(coverage: Coverage) -> None:
    assert coverage.articles == 6 and coverage.on_topic == 3
    counts = [use.articles for use in coverage.concepts]
    assert counts == sorted(counts, reverse=True) and counts[-1] == 0
    use = {use.id: use.articles for use in coverage.concepts}
    assert use["facet-joint-block"] == 3 and use["cervical-medial-branch-block"] == 3


def test_frequent_words_that_nothing_recognised_are_candidates(coverage: Coverage) -> None:
    found = {candidate.text: candidate for candidate in coverage.candidates}
    assert found["zorbic foam lavage"].articles == 3, "each article counts once, plurals too"
    assert found["zorbic foam lavage"].example == "101"
    assert "zorbic foam" not in found, "it always stands within the longer one"


def test_words_of_recognised_names_and_off_topic_records_are_no_candidates(
    coverage: Coverage,
) -> None:
    words = {word for candidate in coverage.candidates for word in candidate.text.split()}
    assert words.isdisjoint({"facet", "medial", "quixic", "wax"})


def test_labels_no_record_uses_are_told_whatever_their_spelling(coverage: Coverage) -> None:
    unseen = {(label.concept, label.label) for label in coverage.unseen}
    assert len(unseen) < coverage.labels
    seen = {label for concept, label in unseen if concept == "facet-joint-block"}
    assert "facet joint block" not in seen
    assert ("mri", "MRI") in unseen
