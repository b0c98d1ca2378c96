"""Records of our own in PubMed's format."""

from __future__ import annotations

import io

from ingest.medline import Deleted, Unread, read_records
from kb.model import Record, Source

TYPES = (
    "<PublicationTypeList><PublicationType UI='D016428'>Journal Article</PublicationType>"
    "</PublicationTypeList>"
)


def write_article(
    pmid: str = "1",
    *,
    title: str = "A title.",
    abstract: str = "<Abstract><AbstractText>Text.</AbstractText></Abstract>",
    date: str = "<Year>2001</Year><Month>Feb</Month>",
    article: str = TYPES,
    citation: str = "",
    data: str = "",
) -> str:
    """Write one ``PubmedArticle``; the last three parameters add elements to its parts."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}'
        f"</PMID><Article><Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue>"
        f"<Title>Pain</Title></Journal><ArticleTitle>{title}</ArticleTitle>{abstract}{article}"
        f"</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def article_set(*records: str) -> str:
    """Put records into a document."""
    return f'<?xml version="1.0"?>\n<PubmedArticleSet>{"".join(records)}</PubmedArticleSet>'


def read_all(xml: str, source: Source = Source.PUBMED_XML) -> list[Record | Unread | Deleted]:
    """Read every entry of a document."""
    return list(read_records(io.BytesIO(xml.encode()), source=source))
