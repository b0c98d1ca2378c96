"""What a reader must not overlook of a paper, wherever a command shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb import Article


def marks(article: Article) -> str:
    """Say before the title what a reader must not overlook."""
    said = (
        ("[DELETED FROM PUBMED] ", article.deleted),
        ("[RETRACTED] ", article.retracted),
        ("[expression of concern] ", bool(article.concern)),
        ("[book chapter] ", article.is_book_chapter),
        ("[off topic] ", article.on_topic is False),
        ("[project summary] ", article.is_summary),
    )
    return "".join(mark for mark, holds in said if holds)


def article_object(article: Article) -> dict[str, object]:
    """Make the JSON object of a paper, with all marks."""
    return {
        "pmid": article.pmid,
        "title": article.title,
        "year": article.year,
        "journal": article.journal,
        "design": article.design,
        "source": article.source,
        "is_summary": article.is_summary,
        "on_topic": article.on_topic,
        "on_topic_reason": article.on_topic_reason,
        "retraction": article.retraction,
        "concern": article.concern,
        "deletion": article.deletion,
        "kind": article.kind,
        "url": article.pubmed_url,
    }
