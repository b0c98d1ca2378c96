"""CSL-JSON, the format of citeproc, Zotero and Pandoc."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kb.citing import fields
from kb.model import Article, Author, RecordKind


def write_csl_json(articles: Sequence[Article]) -> str:
    """Write articles as a CSL-JSON array.

    A project summary stands in `note`, never in `abstract`; a retracted paper has the `status`
    "retracted" and says why in `note`.
    """
    items = [_item(article) for article in articles]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _item(article: Article) -> dict[str, Any]:
    """One item; empty variables are left out."""
    first, last = fields.page_range(article.pages)
    date = fields.date_parts(article)
    notes = [*fields.marks(article), fields.marked_summary(article)]
    item: dict[str, Any] = {
        "id": f"pmid:{article.pmid}",
        "type": "chapter" if article.kind is RecordKind.BOOK_CHAPTER else "article-journal",
        "title": article.title,
        "author": [_name(author) for author in article.authors],
        "issued": {"date-parts": [list(date)]} if date else {},
        "container-title": article.journal,
        "container-title-short": article.journal_abbreviation,
        "volume": article.volume,
        "issue": article.issue,
        "page": f"{first}-{last}" if last else first,
        "ISSN": article.issn,
        "DOI": article.doi,
        "PMID": article.pmid,
        "PMCID": article.pmcid,
        "URL": article.pubmed_url,
        "language": ", ".join(article.languages),
        "genre": "; ".join(article.publication_types),
        "keyword": ", ".join(heading.descriptor for heading in article.mesh),
        "status": "retracted" if article.retracted else "",
        "note": "\n".join(note for note in notes if note),
        "abstract": fields.abstract(article),
        "source": "PubMed",
    }
    return {key: value for key, value in item.items() if value}


def _name(author: Author) -> dict[str, str]:
    """Give a name as CSL has it."""
    if author.collective:
        return {"literal": author.collective}
    name = {
        "family": author.last_name,
        "given": author.fore_name or author.initials,
        "suffix": author.suffix,
    }
    return {key: value for key, value in name.items() if value}
