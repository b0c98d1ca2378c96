"""Record files on disk, told apart by what is in them, whatever they are called."""

from __future__ import annotations

import codecs
import contextlib
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, cast

from lxml import etree

from ingest.fields import Element
from ingest.formats.bibtex import read_bibtex
from ingest.formats.medline_text import read_medline_text
from ingest.formats.ris import read_ris
from ingest.medline import RECORD_ROOTS, hardened, read_records
from ingest.unread import Deleted, Unread
from kb.errors import UnreadableFile
from kb.model import Record, Source

_GZIP = b"\x1f\x8b"
# Enough for any prologue: PubMed's own stands within the first 300 bytes.
_HEAD = 65_536
_BITE = 512
# Text is read as a whole; the largest export that PubMed makes (10,000 records) is a quarter of it.
_LONGEST_TEXT = 256_000_000
# What gzip and the file system raise on a damaged file; EOFError is a gzip that breaks off.
BROKEN = (OSError, EOFError, zlib.error)
_WANTED = "PubMed XML (plain or gzipped), MEDLINE/nbib, RIS, BibTeX or a list of PMIDs is needed"
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x89PNG", "an image"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"{", "JSON text"),
    (b"[", "JSON text"),
)


class FileKind(StrEnum):
    """Kinds of files that hold records, or say which records to get."""

    XML = "PubMed XML"
    MEDLINE = "MEDLINE/nbib"
    RIS = "RIS"
    BIBTEX = "BibTeX"
    PMIDS = "a list of PMIDs"


_SHAPES = (
    (FileKind.MEDLINE, re.compile(r"^PMID *- ", re.M)),
    (FileKind.RIS, re.compile(r"^TY  ?- ", re.M)),
    (FileKind.BIBTEX, re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.M)),
)
_READERS: dict[FileKind, Callable[[str], Iterator[Record | Unread]]] = {
    FileKind.MEDLINE: read_medline_text,
    FileKind.RIS: read_ris,
    FileKind.BIBTEX: read_bibtex,
}
_LISTED = re.compile(r"(?:PMID\W{0,2})?([0-9]+)", re.I)
_LIST_HEAD = re.compile(r"\W*(?:PubMed ?)?(?:PMIDs?|UIDs?|IDs?)\W*", re.I)


def kind_of(path: Path) -> FileKind:
    """What kind of record file this is.

    Raises
    ------
    UnreadableFile
        It is missing, empty or something else; the message says what was found.
    """
    head = _head(path)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise UnreadableFile(f"{path}: the file is empty. {_WANTED}.")
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            raise UnreadableFile(f"{path}: this is {kind}. {_WANTED}.")
    if b"<html" in start[:1024].lower():
        raise UnreadableFile(f"{path}: this is an HTML page. {_WANTED}.")
    root = root_of(head)
    if root in RECORD_ROOTS:
        return FileKind.XML
    if root is not None:
        raise UnreadableFile(f"{path}: this is XML with the root element {root}. {_WANTED}.")
    # a head may end within a character
    text = _decoded(head, cut=True)
    for found, shape in _SHAPES:
        if shape.search(text):
            return found
    lines = [line for line in map(str.strip, text.splitlines()) if line and line[0] != "#"]
    if lines and _LIST_HEAD.fullmatch(lines[0]):
        del lines[0]
    if lines and all(map(_LISTED.fullmatch, _words(lines[0]))):
        return FileKind.PMIDS
    raise UnreadableFile(f"{path}: this is not XML, nor any other format known here. {_WANTED}.")


def read_file(path: Path) -> Iterator[Record | Unread | Deleted]:
    """Read the records of one file; XML is streamed.

    Parameters
    ----------
    path : Path
        PubMed XML, MEDLINE/nbib, RIS or BibTeX, plain or gzipped; the name does not matter, the
        content does.

    Yields
    ------
    Record, Unread or Deleted
        In the order of the file.

    Raises
    ------
    UnreadableFile
        The file is missing, is something else (the message says what), or breaks off; in that
        last case the whole records of XML have been yielded first.
    """
    kind = kind_of(path)
    if kind is FileKind.PMIDS:
        raise UnreadableFile(f"{path}: this is a list of PMIDs; their records are at PubMed.")
    if kind in _READERS:
        yield from _READERS[kind](read_text(path))
        return
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


def read_pmids(path: Path) -> tuple[list[str], list[Unread]]:
    """Read a list of PMIDs, each once, in its order; and what in it is none, by its line."""
    found: dict[str, None] = {}
    unread = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text or _LIST_HEAD.fullmatch(text):
            continue
        for word in _words(text):
            match = _LISTED.fullmatch(word)
            if match and len(match[1]) < 9 and not match[1].startswith("0"):
                found[match[1]] = None
            else:
                unread.append(Unread(f"line {number}", f"{word[:40]!r} is not a PMID"))
    return list(found), unread


def _words(line: str) -> list[str]:
    """Words of a line of a list, "PMID: 12" as one."""
    return [
        word for word in re.split(r"[\s,;]+", re.sub(r"(?i)(PMID)\W{1,2}", r"\1", line)) if word
    ]


def read_text(path: Path) -> str:
    """Read a text file, plain or gzipped, as UTF-8, UTF-16 or, failing both, Windows-1252.

    Raises
    ------
    UnreadableFile
        It cannot be read to its end, or is larger than any export.
    """
    try:
        with opened(path) as stream:
            body = stream.read(_LONGEST_TEXT + 1)
    except BROKEN as error:
        raise UnreadableFile(f"{path}: breaks off or is damaged ({error}).") from error
    if len(body) > _LONGEST_TEXT:
        raise UnreadableFile(
            f"{path}: holds more than {_LONGEST_TEXT // 1_000_000} MB of text; split it."
        )
    return _decoded(body)


def opened(path: Path) -> BinaryIO:
    """Open a file, through gzip where it begins as gzip does."""
    with path.open("rb") as stream:
        zipped = stream.read(len(_GZIP)) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if zipped else path.open("rb")


def _decoded(body: bytes, *, cut: bool = False) -> str:
    """Text of bytes whose encoding nobody states; `cut` forgives a character that breaks off."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(body, final=not cut)
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


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


def root_of(head: bytes) -> str | None:
    """Find the name of the root element, None where this is not XML.

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
