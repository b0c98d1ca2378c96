"""BibTeX; bibtexparser reads the entries and pylatexenc the LaTeX in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import Entry, ParsingFailedBlock
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from ingest.fields import first_year
from ingest.fingerprint import parser_fingerprint
from ingest.formats.pieces import checked_pmid, no_pmid, one_line, pmid_in, with_notes, written_date
from ingest.unread import Unread
from kb.errors import MalformedRecord
from kb.model import AbstractSection, Article, Author, Record, RecordKind, Source

_KEY = re.compile(r"pmid[:_-]?([1-9][0-9]{0,7})", re.I)
_CHAPTERS = frozenset({"incollection", "inbook", "book"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A bare percent sign begins a comment in LaTeX, an ampersand a column, and a lone dollar a formula:
# exporters that do not escape them mean the signs, and LaTeX would cut the text off.
_BARE = re.compile(r"(?<!\\)([%&])")
_DOLLAR = re.compile(r"(?<!\\)\$")
# Symbols of the kernel that pylatexenc's table leaves out.
_SYMBOLS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotedbl": '"',
    "textasciicircum": "^",
    "url": "%s",
}


def read_bibtex(text: str) -> Iterator[Record | Unread]:
    """Read the entries of a BibTeX text, in their order, abbreviations of the text resolved."""
    library = parse_string(
        text, parse_stack=[ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    )
    for position, block in enumerate(library.blocks, start=1):
        entry = block
        if isinstance(block, ParsingFailedBlock):
            entry = block.ignore_error_block or block
            if isinstance(entry, Entry):  # a key used twice is no fault of the record
                entry = RemoveEnclosingMiddleware().transform_entry(entry, library)
        if isinstance(entry, Entry):
            try:
                yield Record(_article(entry), _raw(entry).encode(), parser_fingerprint())
            except MalformedRecord as error:
                yield Unread(f"entry {entry.key or position}", str(error))
        elif isinstance(block, ParsingFailedBlock):
            line = "" if block.start_line is None else f"line {block.start_line + 1}"
            yield Unread(
                line or f"entry {position}",
                "it is no whole BibTeX entry; mend it, or leave it out",
            )


def parse_bibtex(piece: str) -> Article:
    """Read one entry.

    Raises
    ------
    MalformedRecord
        It is no entry, or names no PMID.
    """
    library = parse_string(
        piece, parse_stack=[ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    )
    if not library.entries:
        raise MalformedRecord("It is no whole BibTeX entry.")
    return _article(library.entries[0])


def _raw(entry: Entry) -> str:
    """An entry with its abbreviations resolved, so that it can be read again alone."""
    body = ",\n".join(f"  {field.key} = {{{field.value}}}" for field in entry.fields)
    return f"@{entry.entry_type}{{{entry.key},\n{body}\n}}\n"


def _article(entry: Entry) -> Article:
    """One entry as an article."""
    values = {field.key.lower(): str(field.value) for field in entry.fields}
    text = {name: plain(value) for name, value in values.items()}

    def get(*names: str) -> str:
        return next((text[name] for name in names if text.get(name)), "")

    title, doi = get("title"), get("doi").removeprefix("https://doi.org/")
    notes = [get("note"), get("annote"), get("annotation"), get("comment")]
    year = first_year(get("year", "date"))
    authors, complete = _authors(values.get("author", ""))
    abstract = get("abstract")
    article = Article(
        pmid=checked_pmid(_pmid(entry, text, notes) or _refuse(title, doi)),
        kind=(
            RecordKind.BOOK_CHAPTER if entry.entry_type.lower() in _CHAPTERS else RecordKind.ARTICLE
        ),
        title=title,
        sections=(AbstractSection("", abstract),) if abstract else (),
        journal=get("journal", "journaltitle", "booktitle"),
        journal_abbreviation=get("shortjournal"),
        issn=get("issn").partition(" ")[0].rstrip(","),
        year=year,
        publication_date=_date(year, get("month"), get("date")),
        volume=get("volume"),
        issue=get("number", "issue"),
        # LaTeX reads two hyphens as a dash
        pages=values.get("pages", "").replace("--", "-").replace("–", "-").strip(),
        authors=authors,
        authors_complete=complete,
        languages=tuple(part.strip() for part in get("language").split(",") if part.strip()),
        keywords=tuple(part for one in re.split("[,;]", get("keywords")) if (part := one.strip())),
        doi=doi,
        pmcid=get("pmcid", "pmc"),
        source=Source.DERIVED,
    )
    return with_notes(article, notes)


def _pmid(entry: Entry, text: dict[str, str], notes: list[str]) -> str:
    """PMID from its own field, from an eprint of PubMed's, from a note or address, from the key."""
    if text.get("pmid"):
        return text["pmid"].removeprefix("PMID:").strip()
    kind = (text.get("eprinttype") or text.get("archiveprefix") or "").lower()
    if kind in ("pubmed", "pmid"):
        return text.get("eprint", "")
    if found := pmid_in([*notes, text.get("url", "")]):
        return found
    match = _KEY.fullmatch(entry.key or "")
    return match[1] if match else ""


def _refuse(title: str, doi: str) -> str:
    """Say which citation names no PMID."""
    raise no_pmid(title, doi)


def _authors(names: str) -> tuple[tuple[Author, ...], bool]:
    """Authors in order, and whether the list is complete; braces hold a group together."""
    found, complete = [], True
    for name in split_multiple_persons_names(one_line(names)):
        if name.lower() == "others":
            complete = False
        elif name.startswith("{") and name.endswith("}") and name.count("{") == 1:
            found.append(Author(collective=plain(name)))
        else:
            parts = parse_single_name_into_parts(name, strict=False)
            found.append(
                Author(
                    last_name=plain(" ".join((*parts.von, *parts.last))),
                    fore_name=plain(" ".join(parts.first)),
                    suffix=plain(" ".join(parts.jr)),
                )
            )
    return tuple(found), complete


def _date(year: int | None, month: str, date: str) -> str:
    """Year and month as PubMed prints them; of a BibLaTeX date all its parts."""
    if year is None:
        return ""
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", date):
        return written_date(*date.split("-"))
    short = month[:3].lower()
    number = str(_MONTHS.index(short) + 1) if short in _MONTHS else month
    return written_date(str(year), number)


def plain(latex: str) -> str:
    r"""Text of LaTeX with nothing cut off.

    Examples
    --------
    >>> plain(r"Relief {\geq}50\% for \$40 in Z{\"u}rich"), plain("Relief >50% in 12")
    ('Relief ≥50% for $40 in Zürich', 'Relief >50% in 12')
    """
    text = _BARE.sub(r"\\\1", latex)
    if len(_DOLLAR.findall(text)) % 2:
        text = _DOLLAR.sub(r"\\$", text)
    return one_line(_decoder().latex_to_text(text))


@cache
def _decoder() -> LatexNodes2Text:
    """Make a reader of LaTeX that knows the kernel's symbols."""
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in _SYMBOLS.items()]
    known.add_context_category("kernel", macros=macros, prepend=True)
    return LatexNodes2Text(latex_context=known, math_mode="text", strict_latex_spaces=True)
