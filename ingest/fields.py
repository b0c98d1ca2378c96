"""Pieces of a citation that journal articles and book chapters share. Pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import lru_cache

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
    if not len(element):  # nearly all: what holds no markup needs no serialising
        return " ".join((element.text or "").split())
    return " ".join(
        str(etree.tostring(element, method="text", encoding="unicode", with_tail=False)).split()
    )


def children(element: Element | None) -> dict[str, Element]:
    """First child of each name."""
    found: dict[str, Element] = {}
    if element is not None:
        for child in element:
            found.setdefault(child.tag, child)
    return found


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
    found = children(date)
    if medline_date := flat_text(found.get("MedlineDate")):
        return medline_date
    parts = (flat_text(found.get(name)) for name in ("Year", "Season", "Month", "Day"))
    return " ".join(part for part in parts if part)


def iso_date(date: Element | None) -> str:
    """ISO 8601 date, as far as year, month and day are given and make a date."""
    parts = children(date)
    year = first_year(flat_text(parts.get("Year")))
    if year is None:
        return ""
    month = _month(flat_text(parts.get("Month")))
    day = flat_text(parts.get("Day"))
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
        _author(author) for author in authors.iterfind("Author") if author.get("ValidYN") != "N"
    )
    return listed, authors.get("CompleteYN") != "N"


def _author(author: Element) -> Author:
    """One author, the parts of the name in whatever order they stand."""
    names = dict.fromkeys(_NAMES, "")
    affiliations: list[str] = []
    orcid = ""
    for part in author:  # one pass: names are the most of what a record holds
        if part.tag in names:
            names[part.tag] = names[part.tag] or flat_text(part)
        elif part.tag == "AffiliationInfo":
            affiliations += texts_at(part, "Affiliation")
        elif part.tag == "Affiliation":
            affiliations += filter(None, [flat_text(part)])
        elif part.tag == "Identifier":
            orcid = orcid or _orcid(part)
    return Author(
        last_name=names["LastName"],
        fore_name=names["ForeName"] or names["FirstName"],
        initials=names["Initials"],
        suffix=names["Suffix"],
        collective=names["CollectiveName"],
        orcid=orcid,
        affiliations=tuple(affiliations),
    )


_NAMES = ("LastName", "ForeName", "FirstName", "Initials", "Suffix", "CollectiveName")


def _orcid(identifier: Element) -> str:
    """ORCID in its hyphenated form, whether it was given as a number or as an address."""
    if (identifier.get("Source") or "").upper() == "ORCID":
        match = _ORCID.search(flat_text(identifier))
        if match:
            return "-".join(match.groups()).upper()
    return ""


def mesh_of(heading_list: Element | None) -> tuple[MeshHeading, ...]:
    """MeSH descriptors with their qualifiers."""
    if heading_list is None:
        return ()
    headings = []
    for heading in heading_list.iterfind("MeshHeading"):
        descriptor, qualifiers = None, []
        for part in heading:
            if part.tag == "DescriptorName":
                descriptor = part if descriptor is None else descriptor
            elif part.tag == "QualifierName":
                qualifiers.append(_qualifier(*_term(part)))
        if descriptor is not None:
            headings.append(_heading(*_term(descriptor), tuple(qualifiers)))
    return tuple(headings)


# A few hundred terms make up most of the headings: each is made once and shared.
_qualifier = lru_cache(maxsize=2_048)(MeshQualifier)
_heading = lru_cache(maxsize=8_192)(MeshHeading)


def _term(element: Element) -> tuple[str, str, bool]:
    """Name, identifier, and whether the paper is mainly about it."""
    return flat_text(element), element.get("UI") or "", element.get("MajorTopicYN") == "Y"


def corrections_of(links: Element | None) -> tuple[Correction, ...]:
    """Links to comments, errata, retractions and other versions."""
    if links is None:
        return ()
    return tuple(
        Correction(
            kind=link.get("RefType") or "",
            citation=text_at(link, "RefSource"),
            pmid=text_at(link, "PMID"),
        )
        for link in links.iterfind("CommentsCorrections")
    )


def pages_of(pagination: Element | None) -> str:
    """Pages as printed; start and end where no printed form is given."""
    parts = children(pagination)
    if printed := flat_text(parts.get("MedlinePgn")):
        return printed
    ends = (flat_text(parts.get("StartPage")), flat_text(parts.get("EndPage")))
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


def other_identifiers(*id_lists: Element | None) -> tuple[str, ...]:
    """Identifiers beside PMID, DOI and PMCID, each once behind its kind."""
    return tuple(
        dict.fromkeys(
            f"{entry.get('IdType') or 'other'}:{text}"
            for id_list in id_lists
            if id_list is not None
            for entry in id_list.iterfind("ArticleId")
            if entry.get("IdType") not in ("pubmed", "doi", "pmc") and (text := flat_text(entry))
        )
    )
