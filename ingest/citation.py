"""One ``PubmedArticle`` or ``PubmedBookArticle`` element to one Article. Pure."""

from __future__ import annotations

import dataclasses
import re

from ingest import fields
from ingest.fields import Element, flat_text, text_at, texts_at
from kb.errors import MalformedRecord
from kb.model import Article, RecordKind, Source

# PMIDs have up to eight digits; what has more, or leading zeros, would not be found again.
_PMID = re.compile("[1-9][0-9]{0,7}")
_VERSION = re.compile("[0-9]{1,4}")


def parse_article(element: Element, source: Source | None = None) -> Article:
    """Read one record.

    Parameters
    ----------
    element : lxml element
        A ``PubmedArticle`` or ``PubmedBookArticle``.
    source : Source, optional
        Where the record came from; a PubMed XML file where not given. An article without a
        ``PublicationTypeList``, which NLM's DTD demands, was made from something else than
        PubMed's own XML and is marked as derived, whatever `source` says.

    Raises
    ------
    MalformedRecord
        It has no PMID, or is neither kind of record.
    """
    source = Source.PUBMED_XML if source is None else source
    if element.tag == "PubmedBookArticle":
        return _book_chapter(element, source)
    if element.tag == "PubmedArticle":
        return _journal_article(element, source)
    raise MalformedRecord(f"A {element.tag} element is not a PubMed record.")


def pmid_of(element: Element) -> str:
    """Return the record's own PMID as printed, empty where it has none."""
    return text_at(element, "MedlineCitation/PMID") or text_at(element, "BookDocument/PMID")


def _journal_article(element: Element, source: Source) -> Article:
    """Read a ``PubmedArticle``."""
    pmid, version = _identity(element, "MedlineCitation/PMID")
    citation = _part(element, "MedlineCitation", pmid)
    article = _part(citation, "Article", pmid)
    # Looked up once: a path for each of some thirty fields would take a third of all the time.
    around, body = fields.children(citation), fields.children(article)
    journal = fields.children(body.get("Journal"))
    issue = fields.children(journal.get("JournalIssue"))
    info = fields.children(around.get("MedlineJournalInfo"))
    data = fields.children(element.find("PubmedData"))
    ids, abstract = data.get("ArticleIdList"), body.get("Abstract")
    authors, complete = fields.authors_of(body.get("AuthorList"))
    date = _publication_date(issue.get("PubDate"), body.get("ArticleDate"))
    types = body.get("PublicationTypeList")
    return Article(
        pmid=pmid,
        version=version,
        title=flat_text(body.get("ArticleTitle")),
        vernacular_title=flat_text(body.get("VernacularTitle")),
        sections=fields.sections_of(abstract, citation.iterfind("OtherAbstract")),
        journal=flat_text(journal.get("Title")),
        journal_abbreviation=flat_text(journal.get("ISOAbbreviation"))
        or flat_text(info.get("MedlineTA")),
        issn=flat_text(journal.get("ISSN")) or flat_text(info.get("ISSNLinking")),
        year=fields.first_year(date),
        publication_date=date,
        electronic_date=fields.iso_date(body.get("ArticleDate")),
        volume=flat_text(issue.get("Volume")),
        issue=flat_text(issue.get("Issue")),
        pages=fields.pages_of(body.get("Pagination")),
        authors=authors,
        authors_complete=complete,
        languages=texts_at(article, "Language"),
        publication_types=() if types is None else texts_at(types, "PublicationType"),
        mesh=fields.mesh_of(around.get("MeshHeadingList")),
        mesh_indexing=_mesh_indexing(citation),
        keywords=texts_at(citation, "KeywordList/Keyword"),
        doi=fields.identifier(ids, "doi") or _located_doi(article),
        pmcid=fields.identifier(ids, "pmc"),
        other_ids=fields.other_identifiers(ids),
        registry_numbers=()
        if "DataBankList" not in body
        else texts_at(article, "DataBankList/DataBank/AccessionNumberList/AccessionNumber"),
        corrections=fields.corrections_of(around.get("CommentsCorrectionsList")),
        copyright="" if abstract is None else text_at(abstract, "CopyrightInformation"),
        date_created=_entry_date(data.get("History"), citation),
        date_completed=fields.iso_date(around.get("DateCompleted")),
        date_revised=fields.iso_date(around.get("DateRevised")),
        source=Source.DERIVED if types is None else source,
    )


def _book_chapter(element: Element, source: Source) -> Article:
    """Read a ``PubmedBookArticle``: a chapter, or a whole book where it names no chapter."""
    pmid, version = _identity(element, "BookDocument/PMID")
    document = _part(element, "BookDocument", pmid)
    ids = document.find("ArticleIdList")
    data_ids = element.find("PubmedBookData/ArticleIdList")
    date = fields.printed_date(document.find("Book/PubDate")) or fields.printed_date(
        document.find("ContributionDate")
    )
    authors, complete = fields.authors_of(_book_authors(document))
    book_title = text_at(document, "Book/BookTitle")
    chapter = Article(
        pmid=pmid,
        version=version,
        kind=RecordKind.BOOK_CHAPTER,
        title=text_at(document, "ArticleTitle") or book_title,
        vernacular_title=text_at(document, "VernacularTitle"),
        sections=fields.sections_of(document.find("Abstract"), document.iterfind("OtherAbstract")),
        journal=book_title,
        year=fields.first_year(date),
        publication_date=date,
        volume=text_at(document, "Book/Volume"),
        pages=fields.pages_of(document.find("Pagination")),
        authors=authors,
        authors_complete=complete,
        languages=texts_at(document, "Language"),
        publication_types=texts_at(document, "PublicationType"),
        keywords=texts_at(document, "KeywordList/Keyword"),
        doi=fields.identifier(ids, "doi") or fields.identifier(data_ids, "doi"),
        pmcid=fields.identifier(ids, "pmc") or fields.identifier(data_ids, "pmc"),
        other_ids=fields.other_identifiers(ids, data_ids),
        copyright=text_at(document, "Abstract/CopyrightInformation"),
        date_created=_entry_date(element.find("PubmedBookData/History"), document),
        date_revised=fields.iso_date(document.find("DateRevised")),
        source=source,
    )
    return chapter if chapter.title else dataclasses.replace(chapter, title=book_title)


def _identity(element: Element, path: str) -> tuple[str, int]:
    """PMID and version."""
    found = element.find(path)
    pmid = flat_text(found)
    if found is None or not pmid:
        raise MalformedRecord("The record has no PMID.")
    if not _PMID.fullmatch(pmid):
        raise MalformedRecord(
            f"The record's PMID is {pmid[:40]!r}; a PMID is a number of up to eight digits."
        )
    version = found.get("Version") or ""
    return pmid, int(version) if _VERSION.fullmatch(version) else 1


def _part(element: Element, name: str, pmid: str) -> Element:
    """Find a part without which a record says nothing."""
    found = element.find(name)
    if found is None:
        raise MalformedRecord(f"PMID {pmid} has no {name} element.")
    return found


def _publication_date(date: Element | None, electronic: Element | None) -> str:
    """Date of the issue as printed; of the electronic publication where the issue gives no year."""
    printed = fields.printed_date(date)
    if fields.first_year(printed) is not None:
        return printed
    return fields.printed_date(electronic) or printed


def _mesh_indexing(citation: Element) -> str:
    """NLM's IndexingMethod; "Manual" is human indexing, as is its absence."""
    method = citation.get("IndexingMethod") or ""
    return "" if method == "Manual" else method


def _located_doi(article: Element) -> str:
    """DOI from an ``ELocationID`` that NLM does not mark as invalid."""
    for location in article.iterfind("ELocationID"):
        if location.get("EIdType") == "doi" and location.get("ValidYN") != "N":
            return flat_text(location)
    return ""


def _entry_date(history: Element | None, citation: Element) -> str:
    """Find the day the record entered PubMed, else the day it was made."""
    if history is not None:
        for status in ("entrez", "pubmed"):
            for date in history.iterfind("PubMedPubDate"):
                if date.get("PubStatus") == status and (day := fields.iso_date(date)):
                    return day
    return fields.iso_date(citation.find("DateCreated"))


def _book_authors(document: Element) -> Element | None:
    """Prefer the chapter's authors to the book's; take editors where there is no one else."""
    lists = [*document.iterfind("AuthorList"), *document.iterfind("Book/AuthorList")]
    authors = [found for found in lists if found.get("Type") != "editors"]
    return next(iter(authors or lists), None)
