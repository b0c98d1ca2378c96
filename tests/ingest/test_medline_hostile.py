"""Documents that mean harm, never end, or break off: nothing is resolved, fetched or hoarded."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ingest.medline import Unread, parse_articles, read_records
from kb.model import (
    Record,
    Source,
)
from tests.ingest.pubmed_records import article_set, read_all, write_article

ENTITIES = (
    '<!DOCTYPE PubmedArticleSet [<!ENTITY a "boom"><!ENTITY file SYSTEM "{secret}">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize("entity", ["&b;", "&file;"])
def test_entities_are_never_resolved_and_the_record_is_named(entity: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words", encoding="utf-8")
    head = ENTITIES.replace("{secret}", secret.as_uri())
    for record in (
        write_article("3", title=f"x {entity} y"),
        write_article(
            "3", abstract=f'<Abstract><AbstractText Label="{entity}">T</AbstractText></Abstract>'
        ).replace("&file;", "&b;"),  # XML itself forbids external entities in attributes
    ):
        read = read_all(f"{head}<PubmedArticleSet>{record}{write_article('4')}</PubmedArticleSet>")
        assert isinstance(read[0], Unread) and read[0].subject == "3"
        assert "secret words" not in read[0].reason and "boom" not in read[0].reason
        assert isinstance(read[1], Record) and read[1].article.pmid == "4"


def test_expansions_of_entities_cost_nothing() -> None:
    """The billion laughs: a kilobyte that would unfold to gigabytes."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))
    head = f'<!DOCTYPE PubmedArticleSet [<!ENTITY l0 "ha">{laughs}]>'
    document = f"{head}<PubmedArticleSet>{write_article('3', title='&l10;')}</PubmedArticleSet>"
    start = time.perf_counter()
    try:
        (read,) = read_all(document)
    except etree.XMLSyntaxError as error:  # newer versions of libxml2 refuse the whole document
        assert "amplification" in str(error)
    else:
        assert isinstance(read, Unread)
    assert time.perf_counter() - start < 1


def test_no_dtd_and_no_entity_is_fetched_over_the_network() -> None:
    asked = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        head = (
            f'<!DOCTYPE PubmedArticleSet SYSTEM "{url}/pubmed.dtd"'
            f' [<!ENTITY % p SYSTEM "{url}/parameter"> %p; <!ENTITY e SYSTEM "{url}/entity">]>'
        )
        records = f"{write_article('3', title='&e;')}{write_article('4')}"
        read = read_all(f"{head}<PubmedArticleSet>{records}</PubmedArticleSet>")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert [type(one) for one in read] == [Unread, Record]


class Endless(io.RawIOBase):
    """A document that never ends."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts

    def read(self, size: int = -1) -> bytes:
        return next(self.parts)


@pytest.mark.parametrize(
    "flood", [b"<junk/>", b"<junk>" * 300, b"<junk>" + b"x" * 11_000_000 + b"</junk>"]
)
def test_floods_are_given_up_on_after_the_records_before_them(
    flood: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.medline._LARGEST", 500_000)
    parts = chain([f"<PubmedArticleSet>{write_article('3')}".encode()], repeat(flood))
    read = []
    with pytest.raises((OSError, etree.XMLSyntaxError)):
        for one in read_records(Endless(parts), source=Source.PUBMED_XML):  # type: ignore[arg-type] # read() is all that is used
            read.append(one)
    assert [type(one) for one in read] == [Record]


def test_a_document_that_breaks_off_gives_its_whole_records_first() -> None:
    xml = article_set(*(write_article(str(n)) for n in range(1, 400)))
    whole = xml[: len(xml) // 2].count("</PubmedArticle>")
    read = []
    with pytest.raises(etree.XMLSyntaxError):
        for article in parse_articles(xml[: len(xml) // 2]):
            read.append(article.pmid)
    assert read == [str(n) for n in range(1, whole + 1)]


class LongDocument(io.RawIOBase):
    """A document of many records that is never in memory as a whole."""

    def __init__(self, record: str, count: int) -> None:
        chunk = record.encode() * 10
        self.parts = chain(
            [b"<PubmedArticleSet>"], repeat(chunk, count // 10), [b"</PubmedArticleSet>"]
        )

    def read(self, size: int = -1) -> bytes:
        return next(self.parts, b"")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory as Linux tells it")
def test_memory_stays_flat_while_a_long_file_streams_through() -> None:
    """20,000 records, 44 MB of XML; the tree alone would take some 100 MB."""

    def pages() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1])

    body = f"<Abstract><AbstractText>{'word ' * 400}</AbstractText></Abstract>"
    document = LongDocument(write_article("77", abstract=body), 20_000)
    early = late = count = 0
    for _ in read_records(document, source=Source.PUBMED_XML):  # type: ignore[arg-type] # read() is all that is used
        count += 1
        if count == 1_000:
            early = pages()
        elif count % 1_000 == 0:
            late = max(late, pages())
    assert count == 20_000
    assert (late - early) * os.sysconf("SC_PAGE_SIZE") < 10_000_000


@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_a_syntax_error(data: bytes) -> None:
    try:
        assert list(read_records(io.BytesIO(data), source=Source.PUBMED_XML)) == []
    except etree.XMLSyntaxError:
        assert b"</PubmedArticle>" not in data
