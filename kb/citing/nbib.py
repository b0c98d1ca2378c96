"""NBIB, the MEDLINE format that PubMed's "Send to citation manager" writes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from kb.citing import fields
from kb.model import Article, Author, MeshHeading, RecordKind

_WIDTH = 82
_WRAPPED = frozenset({"TI", "AB", "AD", "MH"})
CORRECTION_TAGS = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "ExpressionOfConcernIn": "ECI",
    "ExpressionOfConcernFor": "ECF",
    "CorrectedandRepublishedIn": "CRI",
    "CorrectedandRepublishedFrom": "CRF",
    "RepublishedIn": "RPI",
    "RepublishedFrom": "RPF",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "RetractedandRepublishedIn": "RRI",
    "RetractedandRepublishedFrom": "RRF",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
    "SummaryForPatientsIn": "SPIN",
    "OriginalReportIn": "ORI",
    "PartialRetractionIn": "PRIN",
    "PartialRetractionOf": "PROF",
}
"""Tag of MEDLINE's for each of NLM's RefTypes."""


def write_nbib(articles: Sequence[Article]) -> str:
    """Write articles as NBIB.

    A project summary stands in a general note (GN), never in AB; a retracted paper carries the
    publication type "Retracted Publication" whether or not its record did.
    """
    return "".join(f"\n{''.join(_lines(article))}" for article in articles)


def _lines(article: Article) -> Iterator[str]:
    """Lines of one record."""
    for tag, value in _fields(article):
        text = fields.one_line(value)
        if text:
            # Long words are not broken: readers join lines with a blank. Some readers take the next
            # line of a repeated tag for another value, so only these are wrapped.
            lines = [text]
            if tag in _WRAPPED:
                lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
            yield f"{tag:<4}- " + "\n      ".join(lines) + "\n"


def _fields(article: Article) -> Iterator[tuple[str, str]]:  # noqa: PLR0912 - a list of tags
    """Tags and values in PubMed's order."""
    yield "PMID", article.pmid
    yield "DCOM", article.date_completed.replace("-", "")
    yield "LR", article.date_revised.replace("-", "")
    yield "IS", article.issn
    yield "VI", article.volume
    yield "IP", article.issue
    yield "DP", article.publication_date or str(article.year or "")
    yield "TI", article.title
    if article.kind is RecordKind.BOOK_CHAPTER:
        yield "BTI", article.journal
    yield "PG", article.pages
    if article.doi:
        yield "LID", f"{article.doi} [doi]"
    for mark in fields.marks(article):
        yield "GN", mark
    yield "GN", fields.marked_summary(article)
    yield "AB", fields.abstract(article)
    for kind, text in fields.other_abstracts(article).items():
        yield "OAB", text
        yield "OABL", kind.rpartition("/")[2]
    yield "CI", article.copyright
    for author in article.authors:
        yield from _author(author)
    for language in article.languages:
        yield "LA", language
    for number in article.registry_numbers:
        yield "SI", number
    for kind in _publication_types(article):
        yield "PT", kind
    yield "TT", article.vernacular_title
    if article.kind is not RecordKind.BOOK_CHAPTER:
        yield "TA", article.journal_abbreviation
        yield "JT", article.journal
    for correction in article.corrections:
        pmid = f". PMID: {correction.pmid}" if correction.pmid else ""
        yield CORRECTION_TAGS.get(correction.kind, "GN"), correction.citation.rstrip(".") + pmid
    for heading in article.mesh:
        yield "MH", _mesh(heading)
    for keyword in article.keywords:
        yield "OT", keyword
    yield "PMC", article.pmcid
    yield "CRDT", article.date_created.replace("-", "/")
    if article.doi:
        yield "AID", f"{article.doi} [doi]"


def _author(author: Author) -> Iterator[tuple[str, str]]:
    """Tags of one author."""
    if author.collective:
        yield "CN", author.collective
    else:
        given = " ".join(p for p in (author.fore_name or author.initials, author.suffix) if p)
        yield "FAU", ", ".join(part for part in (author.last_name, given) if part)
        yield "AU", author.citation_name
    if author.orcid:
        yield "AUID", f"ORCID: {author.orcid}"
    for place in author.affiliations:
        yield "AD", place


def _publication_types(article: Article) -> tuple[str, ...]:
    """Give the record's types, and NLM's own word for a retracted paper."""
    retracted = "Retracted Publication"
    if article.retracted and retracted not in article.publication_types:
        return (*article.publication_types, retracted)
    return article.publication_types


def _mesh(heading: MeshHeading) -> str:
    """Write a heading as MEDLINE does; the star marks what the paper is mainly about."""
    terms = [(heading.major, heading.descriptor), *((q.major, q.name) for q in heading.qualifiers)]
    return "/".join(f"*{name}" if major else name for major, name in terms)
