"""Medial branch evidence: what the published record says about one spinal procedure.

>>> import kb
>>> base = kb.open_kb()                                    # doctest: +SKIP
>>> for hit in base.search("does adding a steroid help?"): # doctest: +SKIP
...     print(hit.article.pmid, hit.article.title)

This package knows nothing of the network; :mod:`ingest` pulls records from PubMed.
"""

from kb.base import KnowledgeBase, Writer, open_kb, open_starter, open_writer
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
    LinkedRecord,
    Mention,
    Neighbour,
    RecordChange,
    SearchFilters,
    SearchHit,
    SearchResult,
    Status,
    StudyDesign,
    StudyFacts,
    Trial,
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
    "LinkedRecord",
    "MalformedRecord",
    "Mention",
    "Neighbour",
    "NotFound",
    "PubMedRejected",
    "PubMedUnavailable",
    "RecordChange",
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
    "Trial",
    "UnreadableFile",
    "Writer",
    "open_kb",
    "open_starter",
    "open_writer",
]
