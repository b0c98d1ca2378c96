"""The vocabulary that the published records were read with, kept beside them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import NamedTuple

from kb.model import canonical_json

# What of a concept stands in the graph: its node, and its edges to broader ones.
_IN_GRAPH = ("id", "pref_label", "category", "definition", "broader")


class StoredVocabulary(NamedTuple):
    """A vocabulary as it was stored.

    Attributes
    ----------
    fingerprint : str
        :attr:`kb.reading.Vocabulary.fingerprint`.
    concepts : str
        :meth:`kb.reading.Vocabulary.to_json`.
    """

    fingerprint: str
    concepts: str


def put(db: sqlite3.Connection, generation: int, vocabulary: StoredVocabulary) -> None:
    """Keep the vocabulary of a generation; earlier ones serve nobody once it is published."""
    if fingerprint(db) != vocabulary.fingerprint:
        db.execute("DELETE FROM vocabulary")
        db.execute("INSERT INTO vocabulary VALUES (?, ?, ?)", (generation, *vocabulary))


def fingerprint(db: sqlite3.Connection) -> str:
    """Fingerprint of the vocabulary in use; empty where nothing was published yet."""
    row = db.execute("SELECT fingerprint FROM vocabulary").fetchone()
    return "" if row is None else str(row[0])


def concepts(db: sqlite3.Connection) -> str:
    """Concepts of the vocabulary in use, as they were stored; empty where there is none."""
    row = db.execute("SELECT concepts FROM vocabulary").fetchone()
    return "" if row is None else str(row[0])


def graph_digest(db: sqlite3.Connection) -> bytes:
    """SHA-256 over what the vocabulary itself adds to the graph: nodes and broader edges."""
    rows = json.loads(concepts(db) or "[]")
    kept = [[row[name] for name in _IN_GRAPH] for row in rows]
    return hashlib.sha256(canonical_json(kept).encode()).digest()
