"""The only rooms that speak SQL: one SQLite file, one writer, any number of readers."""

from kb.store import catalogue, decisions, derived, generations, ledger, lexical, records
from kb.store.connection import FILE_NAME, ReadConnections, transaction, writing

__all__ = [
    "FILE_NAME",
    "ReadConnections",
    "catalogue",
    "decisions",
    "derived",
    "generations",
    "ledger",
    "lexical",
    "records",
    "transaction",
    "writing",
]
