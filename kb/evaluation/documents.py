"""Documents of a gold set: read from JSON lines, and turned into records to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from kb.errors import MalformedRecord, UnreadableFile
from kb.evaluation.tally import Document
from kb.model import AbstractSection, Article


def read_documents(path: Path) -> dict[str, Document]:
    """Read documents, annotated or predicted, by their ids.

    Parameters
    ----------
    path : Path
        JSON lines, each an object with a ``doc_id``; of two with one id the later counts.

    Raises
    ------
    UnreadableFile
        The file is missing or a line of it is no such object; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise UnreadableFile(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: cannot be read as UTF-8 text ({error}).") from None
    found = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                document = document_of(line)
            except MalformedRecord as error:
                raise UnreadableFile(
                    f"{path}, line {number}: {error} One JSON object a line is needed, with "
                    "doc_id, as in `mbb extract --jsonl`."
                ) from None
            found[document["doc_id"]] = document
    if not found:
        raise UnreadableFile(f"{path}: it holds no document.")
    return found


def document_of(line: str) -> Document:
    """Read one line.

    Raises
    ------
    MalformedRecord
        It is no JSON object with a ``doc_id``.
    """
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MalformedRecord(f"it is not JSON ({error}).") from None
    if not isinstance(document, dict):
        raise MalformedRecord("it is no JSON object.")
    if not isinstance(document.get("doc_id"), str | int) or not str(document["doc_id"]).strip():
        raise MalformedRecord("it has no doc_id.")
    return {**document, "doc_id": str(document["doc_id"])}


def article_of(document: Document) -> Article:
    """Turn the texts of a document into a record; its annotations are not looked at.

    Raises
    ------
    MalformedRecord
        Its sections are not a list of objects with a text.

    Examples
    --------
    >>> article = article_of({"doc_id": "9", "sections": [{"label": "AIM", "text": "To relieve."}]})
    >>> article.pmid, article.text(0)
    ('9', 'To relieve.')
    """
    sections = document.get("sections") or []
    if not isinstance(sections, list) or not all(map(_is_section, sections)):
        raise MalformedRecord("its sections are not a list of objects with label and text.")
    title = document.get("title") or ""
    if not isinstance(title, str):
        raise MalformedRecord("its title is no text.")
    types = document.get("publication_types") or ()
    return Article(
        pmid=str(document["doc_id"]),
        title=title,
        sections=tuple(AbstractSection(s.get("label") or "", s["text"]) for s in sections),
        publication_types=tuple(map(str, types)) if isinstance(types, Iterable) else (),
    )


def _is_section(value: object) -> bool:
    """Tell whether a value is a section: a text, and perhaps a label."""
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("text"), str)
        and isinstance(value.get("label") or "", str)
    )
