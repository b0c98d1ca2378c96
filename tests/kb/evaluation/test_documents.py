"""Gold files: read, or named with the line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import MalformedRecord, UnreadableFile
from kb.evaluation import article_of, read_documents


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', '{"title": "x"}', '{"doc_id": ""}', '{"doc_id": null}', "[" * 99_999],
)
def test_a_line_that_is_no_document_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc_id": "1"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="line 3"):
        read_documents(path)


def test_a_file_that_is_missing_empty_or_no_text_is_an_error(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty", tmp_path / "binary"
    empty.write_text("\n", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (empty, binary, tmp_path / "none", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            read_documents(path)


def test_numbers_as_ids_and_a_byte_order_mark_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc_id": 12}', encoding="utf-8-sig")
    assert list(read_documents(path)) == ["12"]


@pytest.mark.parametrize("sections", ["text", [{"label": "A"}], [1], [{"text": "a", "label": 3}]])
def test_sections_without_a_text_are_refused(sections: object) -> None:
    with pytest.raises(MalformedRecord, match="sections"):
        article_of({"doc_id": "1", "sections": sections})


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"doc_id": "1", "title": "a\u2028b"}', encoding="utf-8")
    assert article_of(read_documents(path)["1"]).title == "a\u2028b"
