"""What each part of an abstract is for, as its heading says."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from kb.model import TITLE, Article
from kb.reading.data import rules


class Part(StrEnum):
    """What a part of a record is for."""

    TITLE = "title"
    BACKGROUND = "background"
    AIM = "aim"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSIONS = "conclusions"
    REGISTRATION = "registration"
    UNLABELLED = "unlabelled"


def part_of(article: Article, section: int) -> Part:
    """Tell what a section is for: by NLM's category, else by its heading, else it is not said.

    Parameters
    ----------
    article : Article
    section : int
        Index of the section; -1 is the title.

    Examples
    --------
    >>> from kb.model import AbstractSection
    >>> part_of(Article("1", sections=(AbstractSection("Patients and methods", "…"),)), 0).value
    'methods'
    """
    if section == TITLE:
        return Part.TITLE
    heading = article.sections[section]
    known = rules("headings")["categories"].get(heading.nlm_category.upper())
    return Part(known) if known else _named_by(heading.label.lower())


@cache
def _named_by(label: str) -> Part:
    """Part that a heading names; headings recur, so the answer is kept."""
    for part, find in _words():
        if find.search(label):
            return part
    return Part.UNLABELLED


@cache
def _words() -> tuple[tuple[Part, re.Pattern[str]], ...]:
    """Compiled words of headings."""
    return tuple((Part(row["part"]), re.compile(row["find"])) for row in rules("headings")["words"])
