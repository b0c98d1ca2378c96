"""What all formats say alike: marks, abstract, pages, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.model import AbstractSection, Article

SUMMARY_MARK = "Project summary, not the published abstract"
INCOMPLETE_AUTHORS = "The author list is not complete."

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(r"(\d{4})(?:[ -]([A-Za-z]{3,9}|\d{1,2})(?:[ -](\d{1,2}))?)?")
_PAGES = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


def one_line(text: str) -> str:
    """Text without any line break, so that no line of a record can pass for a tag."""
    return " ".join(text.split())


def marks(article: Article) -> tuple[str, ...]:
    """List what a reader of the citation must know, gravest first."""
    said = []
    if article.deleted:
        said.append(f"DELETED FROM PUBMED. {article.deletion}")
    if article.retracted:
        said.append(f"RETRACTED PUBLICATION. {article.retraction}")
    if article.concern:
        said.append(f"EXPRESSION OF CONCERN. {article.concern}")
    if article.on_topic is False:
        said.append(f"Off topic in this knowledge base: {article.on_topic_reason}")
    if article.authors and not article.authors_complete:
        said.append(INCOMPLETE_AUTHORS)
    return tuple(one_line(mark) for mark in said)


def abstract(article: Article) -> str:
    """Give the published abstract, or nothing where only a project summary is held."""
    return "" if article.is_summary else _flat(_main(article.sections))


def summary(article: Article) -> str:
    """Give the project summary without its mark, or nothing where a published abstract is held."""
    return _flat(_main(article.sections)) if article.is_summary else ""


def marked_summary(article: Article) -> str:
    """Give the project summary behind its mark, or nothing."""
    text = summary(article)
    return f"{SUMMARY_MARK}: {text}" if text else ""


def other_abstracts(article: Article) -> dict[str, str]:
    """Texts of every ``OtherAbstract`` by its kind and language."""
    groups: dict[str, list[AbstractSection]] = {}
    for section in article.sections:
        if section.other_abstract:
            groups.setdefault(section.other_abstract, []).append(section)
    return {kind: _flat(sections) for kind, sections in groups.items()}


def page_range(pages: str) -> tuple[str, str]:
    """First and last page, the last one written out: "298-305" for MEDLINE's "298-305" or "298-5".

    What is not one plain range ("S12-5", "e31; discussion 40") is handed back whole as the first.

    Examples
    --------
    >>> page_range("1813-20")
    ('1813', '1820')
    >>> page_range("E123-9")
    ('E123-9', '')
    """
    match = _PAGES.fullmatch(pages.strip())
    if match is None:
        return one_line(pages), ""
    first, last = match.groups()
    return first, first[: max(0, len(first) - len(last))] + last


def date_parts(article: Article) -> tuple[int, ...]:
    """Year, month, day as far as the printed date says them; of a range or season the year."""
    match = _DATE.fullmatch(article.publication_date.strip())
    if match is None or int(match[1]) != article.year:
        return () if article.year is None else (article.year,)
    month = _month(match[2] or "")
    if month == 0:
        return (article.year,)
    return (article.year, month, int(match[3])) if match[3] else (article.year, month)


def _month(printed: str) -> int:
    """Read a month as printed; 0 where it is none."""
    if printed.isdigit():
        return int(printed) if 1 <= int(printed) <= 12 else 0
    short = printed[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _main(sections: Iterable[AbstractSection]) -> list[AbstractSection]:
    """Sections of the main abstract."""
    return [section for section in sections if not section.other_abstract]


def _flat(sections: Iterable[AbstractSection]) -> str:
    """Sections as one line, each behind its label."""
    return one_line(
        " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in sections if s.text)
    )
