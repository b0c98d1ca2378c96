"""Records to read without storing them: PubMed XML, or documents as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingest.files import BROKEN, opened, read_file
from ingest.medline import Unread
from kb.errors import MalformedRecord, UnreadableFile
from kb.evaluation import article_of, document_of
from kb.model import Article, Record

_BLANKS = b"\xef\xbb\xbf \t\r\n"
_HEAD = 4096


def read_articles(path: Path) -> Iterator[Article | Unread]:
    """Read the records of one file, streamed.

    Parameters
    ----------
    path : Path
        PubMed XML, or JSON lines with ``doc_id``, ``title`` and ``sections``; plain or gzipped.
        The name does not matter, the content does.

    Yields
    ------
    Article or Unread
        In the order of the file, as often as they stand in it.

    Raises
    ------
    UnreadableFile
        The file is missing, is something else, or breaks off; whole records have been yielded.
    """
    if _holds_json(path):
        yield from _read_lines(path)
        return
    for record in read_file(path):
        if isinstance(record, Record):
            yield record.article
        elif isinstance(record, Unread):
            yield record


def _holds_json(path: Path) -> bool:
    """Tell whether a file begins as a JSON object does; what cannot be read does not."""
    if not path.is_file():
        return False
    try:
        with opened(path) as stream:
            return stream.read(_HEAD).lstrip(_BLANKS).startswith(b"{")
    except BROKEN:
        return False  # read_file says what is wrong with it


def _read_lines(path: Path) -> Iterator[Article | Unread]:
    """Read one document a line; one that cannot be read is named by its line."""
    number = 0
    try:
        with opened(path) as stream:
            for number, line in enumerate(stream, start=1):
                text = line.strip(_BLANKS)
                if text:
                    yield _document(text, number)
    except BROKEN as error:
        raise UnreadableFile(
            f"{path}: breaks off or is damaged after line {number} ({error}). What stands before "
            "has been read; obtain the file again for the rest."
        ) from error


def _document(text: bytes, number: int) -> Article | Unread:
    """One document, or why it could not be read."""
    try:
        return article_of(document_of(text.decode("utf-8")))
    except UnicodeDecodeError as error:
        return Unread(f"line {number}", f"it is not UTF-8 ({error}).")
    except MalformedRecord as error:
        return Unread(f"line {number}", str(error))
