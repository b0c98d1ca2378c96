"""What readers of all formats share: pieces of text, and what free text says of a record. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ingest.fingerprint import parser_fingerprint
from ingest.unread import Unread
from kb.citing import SUMMARY_MARK
from kb.errors import MalformedRecord
from kb.model import Article, Author, Correction, Record

# PMIDs have up to eight digits; what has more, or leading zeros, would not be found again.
_PMID = re.compile("[1-9][0-9]{0,7}")
_SAID = re.compile(r"\bPMID\W{0,3}([1-9][0-9]{0,7})(?![0-9])", re.I)
_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/([1-9][0-9]{0,7})(?![0-9])"
)
_RETRACTED_TITLE = re.compile(r"\W{0,2}retracted(?: article)?\W{0,2}:|RETRACTED ARTICLE\b", re.I)
_RETRACTED_NOTE = "RETRACTED PUBLICATION."
_CONCERN_NOTE = "EXPRESSION OF CONCERN."
_GROUP = re.compile(
    r"\b(?:group|study|trial|collaborat\w+|committee|society|association|investigators|network"
    r"|consortium|federation|task force|working party|institute|registry)\b",
    re.I,
)
_INITIALS = re.compile(r"(\S.*) ([A-Z](?:[A-Z-]{0,4}|(?:\. ?[A-Z])*\.?))")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "2nd", "3rd", "4th"})
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def records_of(pieces: Iterable[str], parse: Callable[[str], Article]) -> Iterator[Record | Unread]:
    """Read pieces one by one; one that cannot be read is named, and the others go on."""
    for position, piece in enumerate(pieces, start=1):
        try:
            article = parse(piece)
        except MalformedRecord as error:
            yield Unread(f"record {position}", str(error))
        else:
            yield Record(article, piece.encode(), parser_fingerprint())


def checked_pmid(text: str) -> str:
    """A PMID, or an error that says what stands in its place."""
    pmid = text.strip()
    if not pmid:
        raise MalformedRecord("The record has no PMID.")
    if not _PMID.fullmatch(pmid):
        raise MalformedRecord(
            f"The record's PMID is {pmid[:40]!r}; a PMID is a number of up to eight digits."
        )
    return pmid


def pmid_in(texts: Iterable[str]) -> str:
    """First PMID that a text names as such, or that an address of PubMed's holds.

    Examples
    --------
    >>> pmid_in(["10.1000/1", "PMID: 18670333"]), pmid_in(["accession 18670333"])
    ('18670333', '')
    """
    for text in texts:
        if match := _SAID.search(text) or _ADDRESS.search(text):
            return match[1]
    return ""


def no_pmid(title: str, doi: str) -> MalformedRecord:
    """The error for a citation that cannot be told apart from others by its PMID."""
    named = " ".join(part for part in (title[:80], f"DOI {doi}" if doi else "") if part)
    return MalformedRecord(
        f"It names no PMID ({named or 'no title'}). Look it up at PubMed, then `mbb add PMID`."
    )


def with_notes(article: Article, notes: Iterable[str]) -> Article:
    """Take over what notes and title say of retraction and concern.

    Raises
    ------
    MalformedRecord
        The text is this project's summary, which only the starter set brings.
    """
    said = tuple(notes)
    for note in said:
        if note.startswith(SUMMARY_MARK):
            raise MalformedRecord(
                "It holds this project's summary and no abstract; `mbb starter` brings it."
            )
    kinds, corrections = article.publication_types, article.corrections
    retracted = any(note.startswith(_RETRACTED_NOTE) for note in said)
    if (retracted or _RETRACTED_TITLE.match(article.title)) and (
        "Retracted Publication" not in kinds and "Retraction of Publication" not in kinds
    ):
        kinds = (*kinds, "Retracted Publication")
    for note in said:
        if note.startswith(_CONCERN_NOTE):
            told = note.removeprefix(_CONCERN_NOTE).strip()
            corrections = (*corrections, Correction("ExpressionOfConcernIn", told))
    return replace(article, publication_types=kinds, corrections=corrections)


def author_of(name: str) -> Author:
    """Read a name as "Last, First, Suffix", as "Last FM", or as a group's.

    Examples
    --------
    >>> author_of("Peña, José, Jr").suffix, author_of("Bogduk N").initials
    ('Jr', 'N')
    >>> author_of("Spine Group of Bern").collective
    'Spine Group of Bern'
    >>> author_of("Spine Study Group, Denver, CO").collective
    'Spine Study Group, Denver, CO'
    """
    if _GROUP.search(name):
        return Author(collective=one_line(name))
    parts = [" ".join(part.split()) for part in name.split(",") if part.strip()]
    if len(parts) > 1:
        last, *given = parts
        suffix = next((part for part in given if part.lower() in _SUFFIXES), "")
        first = " ".join(part for part in given if part != suffix)
        return Author(last_name=last, fore_name=first, suffix=suffix)
    whole = parts[0] if parts else ""
    if match := _INITIALS.fullmatch(whole):
        return Author(last_name=match[1], initials=match[2].replace(".", "").replace(" ", ""))
    return Author(collective=whole) if " " in whole else Author(last_name=whole)


def split_suffix(words: list[str]) -> tuple[list[str], str]:
    """Take "Jr" and the like off the end of a name."""
    if len(words) > 1 and words[-1].lower() in _SUFFIXES:
        return words[:-1], words[-1]
    return words, ""


def written_date(year: str, month: str = "", day: str = "") -> str:
    """A date as PubMed prints it, of numbers: "2008 Aug 1"."""
    parts = [year]
    if month.isdigit() and 1 <= int(month) <= 12:
        parts.append(_MONTHS[int(month) - 1])
        if day.isdigit() and 1 <= int(day) <= 31:
            parts.append(str(int(day)))
    return " ".join(parts)


def one_line(text: str) -> str:
    """Text with its white space collapsed to single blanks."""
    return " ".join(text.split())
