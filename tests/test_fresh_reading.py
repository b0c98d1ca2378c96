"""The figures on freshly annotated texts are those that the code gives, and hold no text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.evaluation.inventory import packaged_inventory
from tests.fresh_reading import (
    ANNOTATIONS,
    DOCUMENT,
    OF_STARTER,
    TABLES,
    documents,
    main,
    table,
    table_of,
)

ALL = "abcdefghijklst"


@pytest.mark.parametrize("name", TABLES)
def test_the_table_in_the_page_is_what_the_code_gives(shared: Path, name: str) -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    assert table_of(page, name) == table(shared, TABLES[name]), "run `make fresh`"


def test_the_summaries_are_those_that_the_gold_set_leaves_out(shared: Path) -> None:
    ids = {d["doc_id"] for d in documents(shared, "st")}
    gold = (shared / "data/gold/reading/starter-dev.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(ids) == 106
    assert ids.isdisjoint(json.loads(line)["doc_id"] for line in gold)


def test_twelve_sets_of_texts_of_which_none_is_in_the_other_gold(shared: Path) -> None:
    found = list(documents(shared))
    assert [sum(d["set"] == s for d in found) for s in "abcdefghijkl"] == [
        *[60] * 4,
        *[75] * 4,
        *[85] * 4,
    ]
    ids = {d["doc_id"] for d in found}
    gold = (shared / "data/gold/reading/dev.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(ids) == 880
    assert ids.isdisjoint(json.loads(line)["doc_id"] for line in gold)


def test_every_offset_lies_in_its_text_and_every_name_in_the_inventory(shared: Path) -> None:
    inventory = packaged_inventory()
    for document in documents(shared, ALL):
        facts = [document[k] for k in ("sample_size", "follow_up") if document[k]]
        quotes = [f["quote"] for f in (*facts, *document["findings"]) if f["quote"]]
        quotes += [q for c in document["concepts"] for q in c["quotes"]]
        for q in quotes:
            assert q["text"] == q["text"].strip() != "", document["doc_id"]
            assert len(q["text"]) == q["end"] - q["start"], document["doc_id"]
        for name in (
            *(c["name"] for c in document["concepts"]),
            *(f["outcome"] for f in document["findings"]),
        ):
            assert inventory.name(name) is not None, (document["doc_id"], name)


def test_annotations_hold_labels_and_offsets_and_no_text() -> None:
    inventory = packaged_inventory()
    lines = [x for p in (ANNOTATIONS, OF_STARTER) for x in p.read_text("utf-8").splitlines()]
    for line in lines:
        row = json.loads(line)
        assert row.keys().isdisjoint({"title", "sections", "text"})
        assert '"text"' not in line
        # every word in it is a label: longest names are those of designs and outcomes
        words = [w for w in _strings(row) if inventory.name(w) is None]
        assert max(map(len, words)) <= 40, max(words, key=len)


def test_sets_can_be_written_in_the_shape_of_the_gold(shared: Path, tmp_path: Path) -> None:
    main(["--gold", str(tmp_path / "c.jsonl"), "c"])
    rows = [json.loads(x) for x in (tmp_path / "c.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows == list(documents(shared, "c"))


def _strings(value: object) -> list[str]:
    """All strings within a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for v in value.values() for s in _strings(v)]
    return [s for v in value for s in _strings(v)] if isinstance(value, list) else []
