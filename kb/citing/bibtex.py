"""BibTeX in UTF-8, as biber and today's BibTeX read it; bibtexparser does the writing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from kb.citing import fields
from kb.model import Article, Author, RecordKind

# BibTeX has a word of its own for it.
_INCOMPLETE = fields.INCOMPLETE_AUTHORS
# Braces count for BibTeX even behind a backslash, so a lone one must be named, not escaped.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        **{special: f"\\{special}" for special in "&%$#_"},
    }
)


_LIGATURE = re.compile(r"([-'`?!])(?=[-'`])")


def write_bibtex(articles: Sequence[Article]) -> str:
    """Write articles as BibTeX, one entry ``pmid<PMID>`` each.

    A project summary stands in `annote`, never in `abstract`; a retraction stands in `note`,
    which bibliographies print.
    """
    library = Library([_entry(article) for article in articles])
    return write_string(library)


def _entry(article: Article) -> Entry:
    """One entry; empty fields are left out."""
    chapter = article.kind is RecordKind.BOOK_CHAPTER
    first, last = fields.page_range(article.pages)
    date = fields.date_parts(article)
    title = escape(article.title)
    values = {
        "author": " and ".join((*map(_name, article.authors), *_others(article))),
        # A second pair of braces keeps styles from lower-casing names in titles.
        "title": f"{{{title}}}" if title else "",
        "booktitle" if chapter else "journal": escape(article.journal),
        "year": str(article.year or ""),
        "month": str(date[1]) if len(date) > 1 else "",
        "volume": escape(article.volume),
        "number": escape(article.issue),
        "pages": f"{escape(first)}--{escape(last)}" if last else escape(first),
        "issn": escape(article.issn),
        "doi": escape(article.doi),
        "pmid": escape(article.pmid),
        "pmcid": escape(article.pmcid),
        "url": article.pubmed_url,
        "language": escape(", ".join(article.languages)),
        "keywords": escape(", ".join(heading.descriptor for heading in article.mesh)),
        "note": escape(" ".join(m for m in fields.marks(article) if m != _INCOMPLETE)),
        "annote": escape(fields.marked_summary(article)),
        "abstract": escape(fields.abstract(article)),
    }
    return Entry(
        "incollection" if chapter else "article",
        f"pmid{article.pmid}",
        [Field(key, value) for key, value in values.items() if value],
    )


def _others(article: Article) -> tuple[str, ...]:
    """BibTeX's own word for authors that are not named."""
    return ("others",) if article.authors and not article.authors_complete else ()


def escape(text: str) -> str:
    r"""Text in which LaTeX finds no command, no comment and no lone brace.

    Examples
    --------
    >>> print(escape("50% of {A & B}"))
    50\% of \textbraceleft{}A \& B\textbraceright{}
    """
    # LaTeX makes one sign of two hyphens or quotes in a row; empty braces keep them apart
    return _LIGATURE.sub(r"\1{}", fields.one_line(text).translate(_LATEX))


def _name(author: Author) -> str:
    """Name as BibTeX wants it (Last, Suffix, First); a group in braces, which keep it whole."""
    if author.collective:
        return f"{{{escape(author.collective)}}}"
    last = escape(author.last_name)
    # A comma or the word "and" inside a name would be read as the next part or person.
    if "," in last or " and " in f" {last} ":
        last = f"{{{last}}}"
    given = escape(author.fore_name or author.initials)
    return ", ".join(part for part in (last, escape(author.suffix), given) if part)
