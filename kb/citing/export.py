"""One door to all citation formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kb.citing.bibtex import write_bibtex
from kb.citing.csl import write_csl_json
from kb.citing.nbib import write_nbib
from kb.citing.ris import write_ris
from kb.citing.table import write_csv
from kb.errors import ConfigurationError
from kb.model import Article


@dataclass(frozen=True, slots=True)
class Format:
    """A citation format.

    Attributes
    ----------
    name : str
        Name as given on the command line and in menus ("csl-json").
    label : str
        Name for a person ("CSL-JSON").
    extension : str
        File name extension with its dot.
    media_type : str
        For downloads.
    encoding : str
        How the text is to be written to a file. CSV takes a byte order mark, without which
        spreadsheets read names with accents wrongly.
    write : callable
        Articles to text.
    """

    name: str
    label: str
    extension: str
    media_type: str
    encoding: str
    write: Callable[[Sequence[Article]], str]


_ALL = (
    Format("ris", "RIS", ".ris", "application/x-research-info-systems", "utf-8", write_ris),
    Format("nbib", "NBIB (MEDLINE)", ".nbib", "application/nbib", "utf-8", write_nbib),
    Format("bibtex", "BibTeX", ".bib", "application/x-bibtex", "utf-8", write_bibtex),
    Format(
        "csl-json",
        "CSL-JSON",
        ".json",
        "application/vnd.citationstyles.csl+json",
        "utf-8",
        write_csl_json,
    ),
    Format("csv", "CSV", ".csv", "text/csv", "utf-8-sig", write_csv),
)

FORMATS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _ALL})
"""The formats by name."""


def export(articles: Iterable[Article], format: str) -> str:  # noqa: A002 - the command's own word
    """Write articles as citations.

    In every format a retracted paper says so, and a project summary is marked as such and never
    stands in the field of the published abstract.

    Parameters
    ----------
    articles : iterable of Article
        In the order wanted; of several with one PMID the first is written.
    format : str
        A key of :data:`FORMATS`.

    Returns
    -------
    str
        The whole file, lines ended by a line feed; write it in ``FORMATS[format].encoding``.

    Raises
    ------
    ConfigurationError
        There is no such format.

    Examples
    --------
    >>> from kb.model import Article
    >>> print(export([Article("18670333", title="A trial.", year=2008)], "ris"))
    TY  - JOUR
    AN  - 18670333
    TI  - A trial.
    PY  - 2008
    UR  - https://pubmed.ncbi.nlm.nih.gov/18670333/
    DB  - PubMed
    ER  -
    """
    chosen = FORMATS.get(format)
    if chosen is None:
        raise ConfigurationError(
            f"There is no citation format {format!r}; the formats are {', '.join(FORMATS)}."
        )
    unique: dict[str, Article] = {}
    for article in articles:
        unique.setdefault(article.pmid, article)
    return chosen.write(tuple(unique.values()))
