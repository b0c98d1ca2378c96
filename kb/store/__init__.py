"""The only rooms that speak SQL: one SQLite file, one writer, any number of readers."""

from sqlite3 import Connection

from kb.store import (
    catalogue,
    changes,
    clock,
    columns,
    decisions,
    derived,
    evidence,
    generations,
    history,
    ledger,
    lexical,
    records,
    standing,
    studies,
    vocabularies,
)
from kb.store.connection import FILE_NAME, ReadConnections, transaction, writing

__all__ = [
    "FILE_NAME",
    "Connection",
    "ReadConnections",
    "catalogue",
    "changes",
    "clock",
    "columns",
    "decisions",
    "derived",
    "evidence",
    "generations",
    "history",
    "ledger",
    "lexical",
    "records",
    "standing",
    "studies",
    "transaction",
    "vocabularies",
    "writing",
]
