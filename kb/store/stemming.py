"""Stems of words as the full-text index makes them: it is asked itself."""

from __future__ import annotations

import sqlite3
import threading

_TOKENIZER = "porter unicode61 remove_diacritics 2"  # as the tables of the schema have it


class Stemmer:
    """Stems one word at a time, by an index like the store's that is in memory and stays empty.

    Rules of stemming are printed in more than one form ("pathology"), and accents and rare signs
    have rules of their own; a word stemmed by others' rules finds nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        # nothing is kept but the stems: neither the word, nor where it stands, nor its length
        self._db.execute(
            "CREATE VIRTUAL TABLE one USING fts5 (word, content = '', columnsize = 0,"
            f" detail = none, tokenize = '{_TOKENIZER}')"
        )
        self._db.execute("CREATE VIRTUAL TABLE held USING fts5vocab (one, 'row')")

    def stem(self, word: str) -> str:
        """Stem of a word; several with blanks between where the index takes it for several."""
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.execute("INSERT INTO one (rowid, word) VALUES (1, ?)", (word,))
                held = self._db.execute("SELECT term FROM held").fetchall()
            finally:
                self._db.execute("ROLLBACK")
        return " ".join(term for (term,) in held)
