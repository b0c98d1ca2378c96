"""Medial branch evidence: what the published record says about one spinal procedure.

>>> import kb
>>> base = kb.open_kb()                                    # doctest: +SKIP
>>> for hit in base.search("does adding a steroid help?"): # doctest: +SKIP
...     print(hit.article.pmid, hit.article.title)

This package knows nothing of the network; :mod:`ingest` pulls records from PubMed.
"""

from kb.base import KnowledgeBase, Writer, open_kb, open_writer
from kb.errors import (
    ArticleNotFound,
    ConceptNotFound,
    ConfigurationError,
    IndexOutOfDate,
    IngestError,
    KbError,
    MalformedRecord,
    NotFound,
    PubMedRejected,
    PubMedUnavailable,
    SchemaTooNew,
    StoreError,
    StoreLocked,
    StoreNotFound,
    UnreadableFile,
)
from kb.model import (
    Article,
    Concept,
    Evidence,
    Finding,
    Mention,
    Neighbour,
    SearchFilters,
    SearchHit,
    SearchResult,
    Status,
    StudyDesign,
    StudyFacts,
)
from kb.settings import Settings

__all__ = [
    "Article",
    "ArticleNotFound",
    "Concept",
    "ConceptNotFound",
    "ConfigurationError",
    "Evidence",
    "Finding",
    "IndexOutOfDate",
    "IngestError",
    "KbError",
    "KnowledgeBase",
    "MalformedRecord",
    "Mention",
    "Neighbour",
    "NotFound",
    "PubMedRejected",
    "PubMedUnavailable",
    "SchemaTooNew",
    "SearchFilters",
    "SearchHit",
    "SearchResult",
    "Settings",
    "Status",
    "StoreError",
    "StoreLocked",
    "StoreNotFound",
    "StudyDesign",
    "StudyFacts",
    "UnreadableFile",
    "Writer",
    "open_kb",
    "open_writer",
]
