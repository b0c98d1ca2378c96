"""The only rooms that speak SQL: one SQLite file, one writer, any number of readers."""

from sqlite3 import Connection

from kb.store import (
    catalogue,
    changes,
    clock,
    columns,
    decisions,
    derived,
    edges,
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
from kb.store.schema import MIGRATIONS
from kb.store.stemming import Stemmer

SCHEMA = len(MIGRATIONS)
"""Version of the tables that this program reads and writes."""

__all__ = [
    "FILE_NAME",
    "SCHEMA",
    "Connection",
    "ReadConnections",
    "Stemmer",
    "catalogue",
    "changes",
    "clock",
    "columns",
    "decisions",
    "derived",
    "edges",
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
