"""Records read without storing them, from XML and from JSON lines."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingest.documents import read_articles
from ingest.medline import Unread
from kb.errors import UnreadableFile
from kb.model import Article
from tests.ingest.pubmed_records import article_set, write_article

LINE = '{"doc_id": "7", "title": "Facet.", "sections": [{"label": "AIM", "text": "To block."}]}\n'


def names(path: Path) -> list[str]:
    return [a.pmid if isinstance(a, Article) else a.subject for a in read_articles(path)]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("text", [LINE, "\ufeff\n" + LINE, article_set(write_article("7"))])
def test_what_is_in_a_file_decides_how_it_is_read(tmp_path: Path, text: str, zipped: bool) -> None:
    path = tmp_path / "records.dat"
    body = text.encode("utf-8")
    path.write_bytes(gzip.compress(body) if zipped else body)
    assert names(path) == ["7"]


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(LINE.encode() + b'{"doc_id":\n{"doc_id": "8\xff"}\n' + LINE.encode())
    assert names(path) == ["7", "line 2", "line 3", "7"]
    reasons = [a.reason for a in read_articles(path) if isinstance(a, Unread)]
    assert "JSON" in reasons[0] and "UTF-8" in reasons[1]


def test_a_gzip_that_breaks_off_is_an_error_after_what_could_be_read(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl.gz"
    whole = gzip.compress("".join(LINE.replace("7", str(n)) for n in range(20_000)).encode())
    path.write_bytes(whole[: len(whole) // 2])
    found = []
    with pytest.raises(UnreadableFile, match="breaks off"):
        for article in read_articles(path):
            found.append(article)
    assert found


@pytest.mark.parametrize("body", [b"", b"[1]", b"12\n13\n", b"\x1f\x8bxx", b"<html>"])
def test_what_is_neither_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "records"
    path.write_bytes(body)
    with pytest.raises(UnreadableFile, match="records"):
        names(path)
    with pytest.raises(UnreadableFile, match="none"):
        names(tmp_path / "none")
