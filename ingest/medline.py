"""PubMed XML to records, streamed, with every door of XML shut. Pure.

The parser loads no DTD, resolves no entity, opens no connection and keeps libxml2's bounds on the
size and depth of a document, so a file from anywhere can be read. One record is in memory at a
time.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from ingest.citation import parse_article, pmid_of
from ingest.fields import Element, texts_at
from ingest.fingerprint import parser_fingerprint
from ingest.unread import Deleted, Unread
from kb.errors import MalformedRecord
from kb.model import Article, Record, Source

__all__ = [
    "RECORD_ROOTS",
    "Deleted",
    "Unread",
    "hardened",
    "parse_article",
    "parse_articles",
    "read_records",
]

# The largest records, with thousands of authors or references, stay below 5 MB.
_LARGEST = 64_000_000
_RECORDS = ("PubmedArticle", "PubmedBookArticle")
# In serialised XML every other ampersand is escaped, so what matches is a reference left standing,
# in text or in an attribute (where reading the value would expand it).
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);|#)[^;\s]+;")
RECORD_ROOTS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", *_RECORDS})
"""Root elements of documents that hold PubMed records."""


def hardened() -> dict[str, Any]:
    """Parser options for XML from outside: no entities, no network, no DTD, bounded size."""
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "dtd_validation": False,
        "attribute_defaults": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
    }


def parse_articles(xml: bytes | str | Path) -> Iterator[Article]:
    r"""Read all articles of a PubMed XML document.

    Parameters
    ----------
    xml : bytes, str or Path
        The document itself, or the path of an uncompressed file.

    Yields
    ------
    Article
        In the order of the document.

    Raises
    ------
    MalformedRecord
        After the last article, where records could not be read: names each with the reason.
    lxml.etree.XMLSyntaxError
        The document is not well-formed; the articles before the fault have been yielded.

    Examples
    --------
    >>> xml = (
    ...     "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
    ...     "<ArticleTitle>Facet <i>joint</i>\n block.</ArticleTitle>"
    ...     "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ... )
    >>> [(article.pmid, article.title) for article in parse_articles(xml)]
    [('1', 'Facet joint block.')]
    """
    if isinstance(xml, Path):
        with xml.open("rb") as stream:
            yield from _articles_only(read_records(stream, source=Source.PUBMED_XML))
    elif isinstance(xml, str):
        # Text is text already: an encoding named in its declaration no longer holds.
        text = io.BytesIO(xml.encode("utf-8"))
        yield from _articles_only(read_records(text, source=Source.PUBMED_XML, encoding="utf-8"))
    else:
        yield from _articles_only(read_records(io.BytesIO(xml), source=Source.PUBMED_XML))


def _articles_only(records: Iterator[Record | Unread | Deleted]) -> Iterator[Article]:
    """Articles first, then one error for all that could not be read."""
    unread = []
    for record in records:
        if isinstance(record, Record):
            yield record.article
        elif isinstance(record, Unread):
            unread.append(f"{record.subject}: {record.reason}")
    if unread:
        raise MalformedRecord("Records that could not be read: " + "; ".join(unread))


def read_records(
    stream: BinaryIO, *, source: Source, encoding: str | None = None
) -> Iterator[Record | Unread | Deleted]:
    """Read records from a stream of PubMed XML, one at a time.

    Parameters
    ----------
    stream : binary stream
        The document, uncompressed.
    source : Source
        Where it came from; see :func:`ingest.citation.parse_article` for derived XML.
    encoding : str, optional
        Overrides the encoding that the document declares.

    Yields
    ------
    Record, Unread or Deleted
        In the order of the document; nothing in it that looks like a record is passed over.

    Raises
    ------
    lxml.etree.XMLSyntaxError
        The document is not well-formed; the whole records before the fault have been yielded.
    OSError
        A record, or what stands between two, is larger than any record of PubMed's.
    """
    bounded = _Bounded(stream)
    context = etree.iterparse(
        bounded,
        events=("end",),
        tag=(*_RECORDS, "DeleteCitation"),
        encoding=encoding,
        **hardened(),
    )
    position = 0
    for _, element in context:
        if element.tag == "DeleteCitation":
            yield from map(Deleted, texts_at(element, "PMID"))
        else:
            position += 1
            yield _read(element, position, source)
        _free(element)
        bounded.since = 0


class _Bounded:
    """A stream that gives up where too much of it would have to be in memory at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since = 0  # bytes read since the last record

    def read(self, size: int = -1) -> bytes:
        """Read on, as files do."""
        chunk = self._stream.read(size)
        self.since += len(chunk)
        if self.since > _LARGEST:
            raise OSError(f"more than {_LARGEST // 1_000_000} MB without the end of a record")
        return chunk


def _read(element: Element, position: int, source: Source) -> Record | Unread:
    """One record, or why it could not be read."""
    subject = pmid_of(element) or f"record {position}"
    raw: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    if entity := _ENTITY.search(raw):
        name = entity[0].decode("utf-8")
        return Unread(subject, f"it holds the entity {name}, which is never resolved")
    try:
        article = parse_article(element, source)
    except MalformedRecord as error:
        return Unread(subject, str(error))
    return Record(article, raw, parser_fingerprint())


def _free(element: Element) -> None:
    """Let go of a record that has been read, and of what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
