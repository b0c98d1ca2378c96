"""The only rooms that speak SQL: one SQLite file, one writer, any number of readers."""

from sqlite3 import Connection

from kb.store import (
    catalogue,
    decisions,
    derived,
    evidence,
    generations,
    ledger,
    lexical,
    records,
    studies,
)
from kb.store.connection import FILE_NAME, ReadConnections, transaction, writing

__all__ = [
    "FILE_NAME",
    "Connection",
    "ReadConnections",
    "catalogue",
    "decisions",
    "derived",
    "evidence",
    "generations",
    "ledger",
    "lexical",
    "records",
    "studies",
    "transaction",
    "writing",
]
