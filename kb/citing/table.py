"""CSV for spreadsheets, safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kb.citing import fields
from kb.model import Article

COLUMNS = (
    "PMID",
    "retracted",
    "concern",
    "deleted",
    "title",
    "authors",
    "journal",
    "year",
    "publication date",
    "volume",
    "issue",
    "pages",
    "DOI",
    "PMCID",
    "registry numbers",
    "kind",
    "languages",
    "publication types",
    "MeSH",
    "keywords",
    "study design",
    "on topic",
    "on topic reason",
    "source of text",
    "date revised",
    "published abstract",
    "other abstracts",
    "project summary (not the published abstract)",
    "link",
)
"""Head of the table."""

# A cell that begins with one of these, after any white space, runs as a formula in a spreadsheet;
# the full-width signs do so in East Asian settings.
_FORMULA = tuple("=+-@＝＋－＠")


def write_csv(articles: Sequence[Article]) -> str:
    """Write articles as CSV, one row each under :data:`COLUMNS`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for article in articles:
        writer.writerow([defuse(fields.one_line(value)) for value in _row(article)])
    return out.getvalue()


def defuse(value: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula.

    Examples
    --------
    >>> print(defuse('=HYPERLINK("http://x")'))
    '=HYPERLINK("http://x")
    >>> defuse("2008")
    '2008'
    """
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value


def _row(article: Article) -> tuple[str, ...]:
    """Cells of one article in the order of :data:`COLUMNS`."""
    others = fields.other_abstracts(article).items()
    return (
        article.pmid,
        fields.one_line(f"RETRACTED PUBLICATION. {article.retraction}")
        if article.retracted
        else "",
        article.concern,
        article.deletion,
        article.title,
        "; ".join(
            (
                *(author.citation_name for author in article.authors),
                *(("et al.",) if article.authors and not article.authors_complete else ()),
            )
        ),
        article.journal,
        "" if article.year is None else str(article.year),
        article.publication_date,
        article.volume,
        article.issue,
        article.pages,
        article.doi,
        article.pmcid,
        "; ".join(article.registry_numbers),
        str(article.kind),
        ", ".join(article.languages),
        "; ".join(article.publication_types),
        "; ".join(heading.descriptor for heading in article.mesh),
        "; ".join(article.keywords),
        "" if article.design is None else str(article.design),
        {True: "yes", False: "no", None: ""}[article.on_topic],
        article.on_topic_reason,
        str(article.source),
        article.date_revised,
        fields.abstract(article),
        " ".join(f"[{kind}] {text}" for kind, text in others),
        fields.summary(article),
        article.pubmed_url,
    )
