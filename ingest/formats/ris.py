"""RIS, as EndNote, Zotero, Mendeley and databases write it; rispy reads the tags. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rispy

from ingest.fields import first_year
from ingest.formats.pieces import (
    author_of,
    checked_pmid,
    no_pmid,
    one_line,
    pmid_in,
    records_of,
    with_notes,
    written_date,
)
from ingest.unread import Unread
from kb.citing import INCOMPLETE_AUTHORS
from kb.errors import MalformedRecord
from kb.model import AbstractSection, Article, Record, RecordKind, Source

_START = re.compile(r"TY  ?-")
_END = re.compile(r"ER  ?-")
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b|national library of medicine", re.I)
_PARTS = re.compile(r"([0-9]{4})(?:[/-]([0-9]{1,2}))?(?:[/-]([0-9]{1,2}))?")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_CHAPTERS = frozenset({"CHAP", "ECHAP", "BOOK", "EBOOK", "EDBOOK"})
_OTHER_ABSTRACT = re.compile(r"Abstract \(([^()]{1,60})\): (.+)")


def read_ris(text: str) -> Iterator[Record | Unread]:
    """Read the records of an RIS text, in their order; see :func:`pieces.records_of`."""
    return records_of(_pieces(text), parse_ris)


def _pieces(text: str) -> Iterator[str]:
    """Cut behind each ER; a TY before it begins a new record, too."""
    piece: list[str] = []
    for line in text.splitlines():
        if _START.match(line) and any(part.startswith("TY") for part in piece):
            yield "\n".join(piece)
            piece = []
        if piece or _START.match(line):  # what stands between records are counters and headings
            piece.append(line.rstrip())
        if _END.match(line) and piece:
            yield "\n".join(piece)
            piece = []
    if piece:
        yield "\n".join(piece)


def parse_ris(piece: str) -> Article:
    """Read one record.

    Raises
    ------
    MalformedRecord
        It breaks off, or names no PMID.
    """
    if not _END.match(piece.rpartition("\n")[2]):
        raise MalformedRecord("It breaks off: the line ER that ends a record is missing.")
    read = rispy.loads(piece, enforce_list_tags=False)
    found: dict[str, Any] = read[0] if read else {}
    texts = {name: _texts(value) for name, value in found.items()}

    def first(*names: str) -> str:
        return next((text for name in names for text in texts.get(name, ())), "")

    def every(*names: str) -> tuple[str, ...]:
        return tuple(text for name in names for text in texts.get(name, ()))

    title = first("title", "primary_title")
    doi = _doi(every("doi", "urls", "id"))
    notes = every("notes", "research_notes", "note")
    abstract = first("abstract", "notes_abstract")
    date = _date(first("date", "year", "publication_year"))
    year = first_year(first("year", "publication_year", "date"))
    chapter = found.get("type_of_reference") in _CHAPTERS
    article = Article(
        pmid=checked_pmid(_pmid(texts) or _refuse(title, doi)),
        kind=RecordKind.BOOK_CHAPTER if chapter else RecordKind.ARTICLE,
        title=title,
        vernacular_title=first("translated_title"),
        sections=(
            *((AbstractSection("", abstract),) if abstract else ()),
            *(
                AbstractSection("", match[2], other_abstract=match[1])
                for note in notes
                if (match := _OTHER_ABSTRACT.fullmatch(note))
            ),
        ),
        journal=first("secondary_title", "alternate_title3", "journal_name"),
        journal_abbreviation=first("alternate_title1", "alternate_title2"),
        issn=first("issn").partition(" ")[0],
        year=year,
        publication_date=date or str(year or ""),
        volume=first("volume"),
        issue=first("number"),
        pages="-".join(part for part in (first("start_page"), first("end_page")) if part),
        authors=tuple(map(author_of, every("authors", "first_authors"))),
        authors_complete=INCOMPLETE_AUTHORS not in notes,
        languages=tuple(part.strip() for part in first("language").split(",") if part.strip()),
        publication_types=tuple(
            part.strip() for part in first("type_of_work").split(";") if part.strip()
        ),
        keywords=every("keywords"),
        doi=doi,
        pmcid=next((one for one in every("custom2", "custom7") if one.startswith("PMC")), ""),
        source=Source.DERIVED,
    )
    return with_notes(article, notes)


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - rispy gives strings, lists and dicts
    """All texts under one tag."""
    if isinstance(value, dict):
        return tuple(text for many in value.values() for text in _texts(many))
    many = value if isinstance(value, list) else [value]
    return tuple(text for one in many if (text := one_line(str(one))))


def _pmid(texts: dict[str, tuple[str, ...]]) -> str:
    """PMID where it is named as such; an accession number is one only in PubMed's own terms."""
    every = [text for many in texts.values() for text in many]
    databases = (*texts.get("name_of_database", ()), *texts.get("database_provider", ()))
    accession = next(iter(texts.get("accession_number", ())), "")
    if accession.isdigit() and any(_PUBMED.search(name) for name in databases):
        return accession
    places = ("accession_number", "urls", "notes", "note", "custom2", "id", "unknown_tag")
    named = [text for name in places for text in texts.get(name, ())]
    return pmid_in(named) or pmid_in(text for text in every if text.upper().startswith("PMID"))


def _refuse(title: str, doi: str) -> str:
    """Say which citation names no PMID."""
    raise no_pmid(title, doi)


def _doi(texts: tuple[str, ...]) -> str:
    """First DOI, with or without its resolver's address."""
    return next((match[0] for text in texts if (match := _DOI.search(text))), "")


def _date(text: str) -> str:
    """A date of numbers as PubMed prints it, empty where there is none."""
    match = _PARTS.match(text)
    return written_date(*(part or "" for part in match.groups())) if match else ""
