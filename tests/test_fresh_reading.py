"""The figures on the project's own annotations are those that the code gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.fresh_reading import ANNOTATIONS, DOCUMENT, documents, measured, table_of


def test_the_table_in_the_page_is_what_the_code_gives(shared: Path) -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    assert table_of(page) == measured(shared), "run `make reading-table`"


def test_every_annotated_place_lies_within_its_text(shared: Path) -> None:
    places = 0
    for each in documents(shared).values():
        for place in _places(each):
            index = place["section_index"]
            text = each["title"] if index == -1 else each["sections"][index]["text"]
            assert 0 <= place["start"] < place["end"] <= len(text), each["doc_id"]
            assert text[place["start"] : place["end"]].strip()
            places += 1
    assert places > 1000


def test_no_text_of_a_publisher_is_among_the_annotations() -> None:
    longest = max(map(len, ANNOTATIONS.read_text(encoding="utf-8").split('"')))
    assert longest < 60, "labels and places only"


def _places(value: Any) -> list[dict[str, Any]]:
    """All places within a document's annotations."""
    if isinstance(value, dict):
        own = [value] if "start" in value and "end" in value else []
        return own + [place for each in value.values() for place in _places(each)]
    if isinstance(value, list):
        return [place for each in value for place in _places(each)]
    return []
