"""RIS, for EndNote, Zotero, Mendeley and their kin; rispy does the writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rispy.writer import RisWriter

from kb.citing import fields
from kb.model import Article, Author, RecordKind


class _PlainRisWriter(RisWriter):  # type: ignore[misc]  # rispy ships no types
    """rispy's writer without the counting line that it puts before each reference."""

    def set_header(self, count: int) -> str:
        """No header: some programs take "1." for the end of a field."""
        return ""


def write_ris(articles: Sequence[Article]) -> str:
    """Write articles as RIS.

    A project summary stands in a note (N1), never in AB; so do the marks of retraction.
    """
    text = _PlainRisWriter().formats([_reference(article) for article in articles])
    return str(text)


def _reference(article: Article) -> dict[str, Any]:
    """One article under rispy's names of the RIS tags."""
    first, last = fields.page_range(article.pages)
    date = fields.date_parts(article)
    chapter = article.kind is RecordKind.BOOK_CHAPTER
    reference: dict[str, Any] = {
        "type_of_reference": "CHAP" if chapter else "JOUR",
        "accession_number": article.pmid,
        "title": article.title,
        "translated_title": article.vernacular_title,
        "authors": [_name(author) for author in article.authors],
        "notes": _notes(article),
        "secondary_title": article.journal,
        "alternate_title1": article.journal_abbreviation,
        "year": "" if article.year is None else str(article.year),
        "date": "/".join(f"{part:02d}" for part in date) if len(date) > 1 else "",
        "volume": article.volume,
        "number": article.issue,
        "start_page": first,
        "end_page": last,
        "issn": article.issn,
        "doi": article.doi,
        "custom2": article.pmcid,
        "language": ", ".join(article.languages),
        "type_of_work": "; ".join(article.publication_types),
        "abstract": fields.abstract(article),
        "keywords": [*(heading.descriptor for heading in article.mesh), *article.keywords],
        "urls": [article.pubmed_url],
        "name_of_database": "PubMed",
    }
    return {key: _flat(value) for key, value in reference.items() if value}


def _notes(article: Article) -> list[str]:
    """List marks, the marked summary, then abstracts in other languages."""
    others = fields.other_abstracts(article).items()
    said = [*fields.marks(article), fields.marked_summary(article)]
    return [note for note in said if note] + [f"Abstract ({kind}): {text}" for kind, text in others]


def _name(author: Author) -> str:
    """Name as RIS wants it (Last, First, Suffix), or the group's."""
    if author.collective:
        return author.collective
    parts = (author.last_name, author.fore_name or author.initials, author.suffix)
    return ", ".join(part for part in parts if part)


def _flat(value: str | list[str]) -> str | list[str]:
    """No line break inside a value: RIS has one line a value."""
    if isinstance(value, str):
        return fields.one_line(value)
    return [fields.one_line(item) for item in value]
