"""Pieces of a citation that journal articles and book chapters share. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from lxml import etree

from kb.model import AbstractSection, Author, Correction, MeshHeading, MeshQualifier

# lxml's stubs name the element class with an underscore; it is the public return type.
Element = etree._Element

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?![0-9])")
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])(?![0-9])")
# The DTD gives OtherAbstract this language where the attribute is left out.
_DEFAULT_LANGUAGE = "eng"


def flat_text(element: Element | None) -> str:
    """Text of an element with its markup flattened and white space collapsed to single blanks."""
    if element is None:
        return ""
    return " ".join(
        str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split()
    )


def text_at(element: Element, path: str) -> str:
    """Flattened text of the first element at `path`, empty where there is none."""
    return flat_text(element.find(path))


def texts_at(element: Element, path: str) -> tuple[str, ...]:
    """Flattened texts of all elements at `path` that hold any."""
    return tuple(text for found in element.iterfind(path) if (text := flat_text(found)))


def first_year(text: str) -> int | None:
    """First year in a printed date.

    Examples
    --------
    >>> first_year("1998 Dec-1999 Jan"), first_year("Winter 2004"), first_year("Wint")
    (1998, 2004, None)
    """
    match = _YEAR.search(text)
    return int(match[1]) if match else None


def printed_date(date: Element | None) -> str:
    """Give a date as printed: its ``MedlineDate``, or its parts in order."""
    if date is None:
        return ""
    if medline_date := text_at(date, "MedlineDate"):
        return medline_date
    parts = (text_at(date, name) for name in ("Year", "Season", "Month", "Day"))
    return " ".join(part for part in parts if part)


def iso_date(date: Element | None) -> str:
    """ISO 8601 date, as far as year, month and day are given and make a date."""
    if date is None or (year := first_year(text_at(date, "Year"))) is None:
        return ""
    month = _month(text_at(date, "Month"))
    day = text_at(date, "Day")
    if month is None:
        return f"{year:04d}"
    try:
        return datetime.date(year, month, int(day)).isoformat()
    except ValueError:  # no day, or one that the month does not have
        return f"{year:04d}-{month:02d}"


def _month(text: str) -> int | None:
    """Read a month written as "3", "03", "Mar" or "March"."""
    if re.fullmatch("0?[1-9]|1[0-2]", text):
        return int(text)
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else None


def sections_of(abstract: Element | None, other: Iterable[Element]) -> tuple[AbstractSection, ...]:
    """One section per ``AbstractText``, empty ones too, then those of every ``OtherAbstract``."""
    found = [] if abstract is None else [_section(text, "") for text in abstract.iter(*_TEXT)]
    for extra in other:
        language = extra.get("Language") or _DEFAULT_LANGUAGE
        mark = f"{extra.get('Type') or 'other'}/{language}"
        found.extend(_section(text, mark) for text in extra.iter(*_TEXT))
    return tuple(found)


_TEXT = ("AbstractText",)


def _section(text: Element, other_abstract: str) -> AbstractSection:
    """One ``AbstractText`` as a section."""
    return AbstractSection(
        label=_attribute(text, "Label"),
        text=flat_text(text),
        nlm_category=_attribute(text, "NlmCategory"),
        other_abstract=other_abstract,
    )


def _attribute(element: Element, name: str) -> str:
    """Read an attribute, its white space collapsed."""
    return " ".join((element.get(name) or "").split())


def authors_of(authors: Element | None) -> tuple[tuple[Author, ...], bool]:
    """Read the authors in order, and whether the list is complete.

    Names that NLM marks as invalid stand beside their corrected form and are left out.
    """
    if authors is None:
        return (), True
    listed = tuple(
        Author(
            last_name=text_at(author, "LastName"),
            fore_name=text_at(author, "ForeName") or text_at(author, "FirstName"),
            initials=text_at(author, "Initials"),
            suffix=text_at(author, "Suffix"),
            collective=text_at(author, "CollectiveName"),
            orcid=_orcid(author),
            affiliations=texts_at(author, "AffiliationInfo/Affiliation")
            or texts_at(author, "Affiliation"),
        )
        for author in authors.iterfind("Author")
        if author.get("ValidYN") != "N"
    )
    return listed, authors.get("CompleteYN") != "N"


def _orcid(author: Element) -> str:
    """ORCID in its hyphenated form, whether it was given as a number or as an address."""
    for identifier in author.iterfind("Identifier"):
        if (identifier.get("Source") or "").upper() == "ORCID":
            match = _ORCID.search(flat_text(identifier))
            if match:
                return "-".join(match.groups()).upper()
    return ""


def mesh_of(citation: Element) -> tuple[MeshHeading, ...]:
    """MeSH descriptors with their qualifiers."""
    headings = []
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        if descriptor is None:
            continue
        headings.append(
            MeshHeading(
                descriptor=flat_text(descriptor),
                ui=descriptor.get("UI") or "",
                major=descriptor.get("MajorTopicYN") == "Y",
                qualifiers=tuple(
                    MeshQualifier(
                        name=flat_text(qualifier),
                        ui=qualifier.get("UI") or "",
                        major=qualifier.get("MajorTopicYN") == "Y",
                    )
                    for qualifier in heading.iterfind("QualifierName")
                ),
            )
        )
    return tuple(headings)


def corrections_of(citation: Element) -> tuple[Correction, ...]:
    """Links to comments, errata, retractions and other versions."""
    return tuple(
        Correction(
            kind=link.get("RefType") or "",
            citation=text_at(link, "RefSource"),
            pmid=text_at(link, "PMID"),
        )
        for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections")
    )


def pages_of(record: Element) -> str:
    """Pages as printed; start and end where no printed form is given."""
    if printed := text_at(record, "Pagination/MedlinePgn"):
        return printed
    ends = (text_at(record, "Pagination/StartPage"), text_at(record, "Pagination/EndPage"))
    return "-".join(end for end in ends if end)


def identifier(id_list: Element | None, kind: str) -> str:
    """Find the identifier of one kind ("doi", "pmc"), empty where there is none."""
    if id_list is None:
        return ""
    return next(
        (
            text
            for entry in id_list.iterfind("ArticleId")
            if entry.get("IdType") == kind and (text := flat_text(entry))
        ),
        "",
    )
