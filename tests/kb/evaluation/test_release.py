"""The figures that ship are those that the code gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.evaluation import FIELDS, field_accuracy, release_scores
from kb.evaluation.release import DEV, STARTER, from_json, measure_release
from tests.kb.evaluation.conftest import OWN_GOLD
from tests.reading_table import DOCUMENT, RELEASE, release_text, tables, with_tables

AGAIN = "run `make reading-table`: the shipped figures are not what the code gives"


def test_shipped_figures_on_the_own_gold_set_are_what_the_code_gives() -> None:
    measured = measure_release({STARTER: OWN_GOLD})
    assert release_scores()[STARTER] == measured[STARTER], AGAIN


def test_shipped_figures_on_the_shared_gold_set_are_what_the_code_gives(shared: Path) -> None:
    measured = measure_release({DEV: shared / "data" / "gold" / "reading" / "dev.jsonl"})
    assert release_scores()[DEV] == measured[DEV], AGAIN


def test_the_page_shows_the_shipped_figures() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    shipped = dict(release_scores())
    assert tables(shipped) in page, AGAIN
    assert with_tables(page, shipped) == page


def test_the_packaged_file_is_written_the_same_again() -> None:
    text = RELEASE.read_text(encoding="utf-8")
    assert release_text(from_json(json.loads(text))) == text


@pytest.mark.parametrize("field", FIELDS)
def test_people_are_told_what_unseen_documents_gave(field: str) -> None:
    found = field_accuracy(field)
    row = release_scores()[DEV].row(field)
    assert row is not None
    if row.odd_precision is None:
        assert found is None
    else:
        assert found is not None and found.gold == DEV
        assert found.right_of_100 == round(100 * row.odd_precision)
