"""MEDLINE text, also called nbib: tagged lines, one record after another. Pure.

Biopython's reader files each tag by its name, and so loses which affiliation is whose and where in
the list of authors a group stands; the lines are read in their order here, and Biopython checks
them in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.fields import first_year
from ingest.formats.pieces import checked_pmid, one_line, records_of, split_suffix, with_notes
from ingest.unread import Unread
from kb.citing import CORRECTION_TAGS, INCOMPLETE_AUTHORS
from kb.errors import MalformedRecord
from kb.model import (
    AbstractSection,
    Article,
    Author,
    Correction,
    MeshHeading,
    MeshQualifier,
    Record,
    RecordKind,
    Source,
)

_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)")
_START = re.compile(r"PMID *-")
_SOURCE = re.compile(r"^SO *- ", re.M)
_OTHER_PMID = re.compile(r"\W*\bPMID: ?([0-9]{1,8})\W*$")
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])(?![0-9])")
_REF_TYPES = {tag: kind for kind, tag in CORRECTION_TAGS.items()}
# After these the next address is an editor's or an investigator's.
_NOT_AUTHORS = frozenset({"ED", "FED", "IR", "FIR", "FPS", "PS"})
_DATE = re.compile(r"([0-9]{4})[/-]?([0-9]{2})[/-]?([0-9]{2})?")

Lines = list[tuple[str, str]]


def read_medline_text(text: str) -> Iterator[Record | Unread]:
    """Read the records of a MEDLINE text, in their order; see :func:`pieces.records_of`.

    PubMed ends each record with its source (SO): where the last one alone has none, it breaks off,
    and is named instead of being stored with half an abstract.
    """
    pieces = list(_pieces(text))
    ended = [bool(_SOURCE.search(piece)) for piece in pieces]
    if len(pieces) > 1 and all(ended[:-1]) and not ended[-1]:
        yield from records_of(pieces[:-1], parse_medline_text)
        yield Unread(f"record {len(pieces)}", "It breaks off: the line SO that ends it is missing.")
    else:
        yield from records_of(pieces, parse_medline_text)


def _pieces(text: str) -> Iterator[str]:
    """Cut before each PMID, and at an empty line before a tag: a record without a PMID begins."""
    piece: list[str] = []
    after_gap = False
    for line in text.splitlines():
        begins = _START.match(line) or (after_gap and _LINE.fullmatch(line))
        if begins and piece:
            yield "\n".join(piece)
            piece = []
        after_gap = not line.strip()
        if not after_gap:
            piece.append(line.rstrip())
    if piece:
        yield "\n".join(piece)


def parse_medline_text(piece: str) -> Article:
    """Read one record.

    Raises
    ------
    MalformedRecord
        It has no PMID, or nothing but a PMID.
    """
    lines = _lines(piece)
    pmid = checked_pmid(_first(lines, "PMID"))
    if len(lines) < 2:
        raise MalformedRecord(f"PMID {pmid} stands there alone, without a record.")
    date = _first(lines, "DP")
    ids = [*_all(lines, "AID"), *_all(lines, "LID")]
    doi = next((one.removesuffix(" [doi]") for one in ids if one.endswith(" [doi]")), "")
    article = Article(
        pmid=pmid,
        kind=RecordKind.BOOK_CHAPTER if _first(lines, "BTI") else RecordKind.ARTICLE,
        title=_first(lines, "TI") or _first(lines, "BTI"),
        vernacular_title=_first(lines, "TT"),
        sections=tuple(_sections(lines)),
        journal=_first(lines, "BTI") or _first(lines, "JT"),
        journal_abbreviation=_first(lines, "TA"),
        issn=_first(lines, "IS").partition(" ")[0],
        year=first_year(date),
        publication_date=date,
        electronic_date=_iso(_first(lines, "DEP")),
        volume=_first(lines, "VI"),
        issue=_first(lines, "IP"),
        pages=_first(lines, "PG"),
        authors=_authors(lines),
        authors_complete="et al." not in _all(lines, "AU")
        and INCOMPLETE_AUTHORS not in _all(lines, "GN"),
        languages=_all(lines, "LA"),
        publication_types=_all(lines, "PT"),
        mesh=tuple(map(_mesh, _all(lines, "MH"))),
        keywords=_all(lines, "OT"),
        doi=doi,
        pmcid=_first(lines, "PMC"),
        other_ids=tuple(
            dict.fromkeys(
                f"pii:{one.removesuffix(' [pii]')}" for one in ids if one.endswith(" [pii]")
            )
        ),
        registry_numbers=tuple(one.rpartition("/")[2] for one in _all(lines, "SI")),
        corrections=tuple(_correction(tag, value) for tag, value in lines if tag in _REF_TYPES),
        copyright=_first(lines, "CI"),
        date_created=_iso(_first(lines, "EDAT") or _first(lines, "CRDT")),
        date_completed=_iso(_first(lines, "DCOM")),
        date_revised=_iso(_first(lines, "LR")),
        source=Source.DERIVED,
    )
    return with_notes(article, _all(lines, "GN"))


def _lines(piece: str) -> Lines:
    """Tags with their values, continued lines joined."""
    found: Lines = []
    for line in piece.split("\n"):
        if match := _LINE.fullmatch(line):
            found.append((match[1], match[2].strip()))
        elif found and line.strip():
            tag, value = found[-1]
            found[-1] = (tag, f"{value} {line.strip()}")
    return [(tag, one_line(value)) for tag, value in found]


def _first(lines: Lines, tag: str) -> str:
    """First value of a tag, empty where there is none."""
    return next((value for name, value in lines if name == tag and value), "")


def _all(lines: Lines, tag: str) -> tuple[str, ...]:
    """All values of a tag."""
    return tuple(value for name, value in lines if name == tag and value)


def _sections(lines: Lines) -> Iterator[AbstractSection]:
    """The abstract as it stands, its labels inside it, then abstracts in other languages."""
    for text in _all(lines, "AB"):
        yield AbstractSection("", text)
    language = ""
    others: list[AbstractSection] = []
    for tag, value in lines:
        if tag == "OAB":
            others.append(AbstractSection("", value, other_abstract="other/eng"))
        elif tag == "OABL" and others:
            language = value
            others[-1] = AbstractSection("", others[-1].text, other_abstract=f"other/{language}")
    yield from others


def _authors(lines: Lines) -> tuple[Author, ...]:
    """Authors and groups in their order, each with the addresses that follow.

    In older records the address stands before all names, and is the first author's.
    """
    found: list[dict[str, str]] = []
    places: list[list[str]] = []
    before: list[str] = []
    open_full = current = False
    for tag, value in lines:
        if tag == "FAU" or (tag == "AU" and not open_full and value != "et al."):
            last, _, given = value.partition(", ") if tag == "FAU" else (value, "", "")
            words, suffix = split_suffix(given.split())
            person = {"last_name": last.strip(), "fore_name": " ".join(words), "suffix": suffix}
            found.append(person if tag == "FAU" else _short(value))
            places.append([])
            current = True
        elif tag == "AU" and open_full and value != "et al.":
            found[-1].update(_initials(value, found[-1]["last_name"]))
        elif tag == "CN":
            found.append({"collective": value})
            places.append([])
            current = True
        elif tag == "AD" and (current or not found):
            (places[-1] if found else before).append(value)
        elif tag == "AUID" and current and (match := _ORCID.search(value)):
            found[-1]["orcid"] = "-".join(match.groups()).upper()
        elif tag in _NOT_AUTHORS:
            current = False
        open_full = tag == "FAU"
    if places:
        places[0][:0] = before
    return tuple(
        Author(**person, affiliations=tuple(where))
        for person, where in zip(found, places, strict=True)
    )


def _short(name: str) -> dict[str, str]:
    """A name of which only "Last FM Jr" is given."""
    words, suffix = split_suffix(name.split())
    if len(words) > 1 and words[-1].isupper():
        return {"last_name": " ".join(words[:-1]), "initials": words[-1], "suffix": suffix}
    return {"last_name": " ".join(words), "suffix": suffix}


def _initials(short: str, last: str) -> dict[str, str]:
    """Initials and suffix of a person whose last name is known."""
    words, suffix = split_suffix(short.removeprefix(last).split())
    told = {"initials": " ".join(words) if short.startswith(last) else ""}
    return told | ({"suffix": suffix} if suffix else {})


def _mesh(heading: str) -> MeshHeading:
    """A heading as MEDLINE writes it; the star marks what the paper is mainly about."""
    name, *qualifiers = heading.split("/")
    return MeshHeading(
        name.lstrip("*"),
        major=name.startswith("*"),
        qualifiers=tuple(MeshQualifier(q.lstrip("*"), major=q.startswith("*")) for q in qualifiers),
    )


def _correction(tag: str, value: str) -> Correction:
    """A link to another publication."""
    match = _OTHER_PMID.search(value)
    citation = value[: match.start()] if match else value
    return Correction(_REF_TYPES[tag], citation, match[1] if match else "")


def _iso(text: str) -> str:
    """A date written as "20190115" or "2018/12/05 06:00"."""
    match = _DATE.match(text)
    return "-".join(part for part in match.groups() if part) if match else ""
