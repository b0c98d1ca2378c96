"""The packaged starter set: real papers with summaries written for this project."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from ingest.fingerprint import parser_fingerprint
from kb.errors import MalformedRecord
from kb.model import AbstractSection, Article, Author, Record, Source, canonical_json

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The file names languages by ISO 639-1, PubMed by ISO 639-2.
_LANGUAGES = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa", "zh": "chi", "ja": "jpn"}
_USED = (
    "pmid",
    "doi",
    "pmcid",
    "title",
    "authors",
    "journal",
    "year",
    "month",
    "volume",
    "issue",
    "pages",
    "publication_types",
    "language",
    "summary_sections",
)
"""What becomes part of an article; all else in the file is gold for checking the reading."""


def read_starter() -> Iterator[Record]:
    """Read the starter set.

    Yields
    ------
    Record
        In the order of the file; `raw` is the JSON of the fields that were used.

    Examples
    --------
    >>> first = next(read_starter())
    >>> first.article.source.value, first.article.is_summary
    ('project summary', True)
    """
    lines = files(__name__).joinpath("papers.jsonl").read_text(encoding="utf-8")
    # Not splitlines(), which also cuts at characters that may stand inside a JSON string.
    for number, line in enumerate(lines.rstrip("\n").split("\n"), start=1):
        try:
            paper = json.loads(line)
            used = {name: paper[name] for name in _USED}
            raw = canonical_json(used).encode("utf-8")
            yield Record(parse_paper(used), raw, parser_fingerprint())
        except (ValueError, KeyError, TypeError) as error:
            raise MalformedRecord(
                f"Line {number} of the packaged starter set cannot be read ({error!r}); "
                "install the program again."
            ) from error


def parse_paper(paper: Mapping[str, Any]) -> Article:
    """Make an article of bibliographic facts and summary, and of nothing else."""
    month = paper["month"]
    date = [str(paper["year"]), *([_MONTHS[month - 1]] if month else [])]
    return Article(
        pmid=paper["pmid"],
        title=_collapsed(paper["title"]),
        sections=tuple(
            AbstractSection(label=part["label"], text=_collapsed(part["text"]))
            for part in paper["summary_sections"]
        ),
        journal=paper["journal"],
        year=paper["year"],
        publication_date=" ".join(date),
        volume=paper["volume"] or "",
        issue=paper["issue"] or "",
        pages=paper["pages"] or "",
        authors=tuple(map(_author, paper["authors"])),
        # The file lists the authors that were seen, often the first alone.
        authors_complete=False,
        languages=(_LANGUAGES[paper["language"]],),
        publication_types=tuple(paper["publication_types"]),
        doi=paper["doi"] or "",
        pmcid=paper["pmcid"] or "",
        source=Source.PROJECT_SUMMARY,
    )


def _collapsed(text: str) -> str:
    """White space as in every stored text."""
    return " ".join(text.split())


def _author(name: str) -> Author:
    """Split a name as NLM cites it ("Bogduk N"); several words without initials are a group."""
    last, _, initials = name.rpartition(" ")
    if last and initials.isalpha() and initials.isupper():
        return Author(last_name=last, initials=initials)
    return Author(collective=name) if last else Author(last_name=name)
