"""Record files on disk: PubMed XML, plain or gzipped, told apart by what is in them."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from lxml import etree

from ingest.fields import Element
from ingest.medline import RECORD_ROOTS, Deleted, Unread, hardened, read_records
from kb.errors import UnreadableFile
from kb.model import Record, Source

_GZIP = b"\x1f\x8b"
# Enough for any prologue: PubMed's own stands within the first 300 bytes.
_HEAD = 65_536
_BITE = 512
# What gzip and the file system raise on a damaged file; EOFError is a gzip that breaks off.
BROKEN = (OSError, EOFError, zlib.error)
_WANTED = "A PubMed article set (XML, plain or gzipped) is needed"
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x89PNG", "an image"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{", "JSON text"),
    (b"[", "JSON text"),
    (b"PMID-", "a MEDLINE/nbib export"),
    (b"TY  -", "an RIS export"),
    (b"@", "a BibTeX export"),
)


def read_file(path: Path) -> Iterator[Record | Unread | Deleted]:
    """Read the records of one file, streamed.

    Parameters
    ----------
    path : Path
        A PubMed article set, plain or gzipped; the name does not matter, the content does.

    Yields
    ------
    Record, Unread or Deleted
        In the order of the file.

    Raises
    ------
    UnreadableFile
        The file is missing, is something else (the message says what), or breaks off; in that
        last case its whole records have been yielded first.
    """
    _check(path, _head(path))
    read = 0
    try:
        with opened(path) as stream:
            for record in read_records(stream, source=Source.PUBMED_XML):
                yield record
                read += 1
    except (etree.XMLSyntaxError, *BROKEN) as error:
        raise UnreadableFile(
            f"{path}: breaks off or is damaged after {read} whole records ({error}). Those have "
            "been read; obtain the file again for the rest."
        ) from error


def opened(path: Path) -> BinaryIO:
    """Open a file, through gzip where it begins as gzip does."""
    with path.open("rb") as stream:
        zipped = stream.read(len(_GZIP)) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if zipped else path.open("rb")


def _head(path: Path) -> bytes:
    """Read the beginning of a file, decompressed."""
    if path.is_dir():
        raise UnreadableFile(f"{path}: a folder. {_WANTED}; name the files in it.")
    head = b""
    try:
        with opened(path) as stream:
            # Small bites: a gzip that breaks off early still hands out what stands before.
            while len(head) < _HEAD and (bite := stream.read(_BITE)):
                head += bite
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: there is no such file.") from None
    except BROKEN as error:
        if not head:
            raise UnreadableFile(f"{path}: cannot be read ({error}).") from error
    return head


def _check(path: Path, head: bytes) -> None:
    """Say what the file is if it is no article set."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise UnreadableFile(f"{path}: the file is empty. {_WANTED}.")
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            raise UnreadableFile(f"{path}: this is {kind}. {_WANTED}.")
    if b"<html" in start[:1024].lower():
        raise UnreadableFile(f"{path}: this is an HTML page. {_WANTED}.")
    root = root_of(head)
    if root is None:
        raise UnreadableFile(f"{path}: this is not XML. {_WANTED}.")
    if root not in RECORD_ROOTS:
        raise UnreadableFile(f"{path}: this is XML with the root element {root}. {_WANTED}.")


def root_of(head: bytes) -> str | None:
    """Name the root element of a document that begins with `head`; None where it is not XML.

    Examples
    --------
    >>> root_of(b"<?xml version='1.0'?><eLinkResult><LinkSet>"), root_of(b"PMID,Title")
    ('eLinkResult', None)
    """
    parser = etree.XMLPullParser(events=("start",), **hardened())
    # What stands before a fault is handed out all the same.
    with contextlib.suppress(etree.XMLSyntaxError):
        parser.feed(head)
    for _, root in parser.read_events():
        return str(cast(Element, root).tag)
    return None
