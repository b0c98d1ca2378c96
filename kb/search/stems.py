"""Words cut and stemmed as the full-text index does it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kb import store

WORD = re.compile(r"[^\W_]+")
"""What the full-text index takes for a word."""


def stems_of(text: str) -> list[str]:
    """Stems of the words of a text, in order ("L4-5" has two)."""
    return [stem(word) for word in WORD.findall(text)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem of a word without its accents, as the full-text index makes it."""
    return _stemmer().stem(word)


@cache
def _stemmer() -> store.Stemmer:
    """The index's own stemmer, made once."""
    return store.Stemmer()
