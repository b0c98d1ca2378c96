"""Words cut and stemmed as the full-text index does it."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
"""What the full-text index takes for a word."""

_ONE_AT_A_TIME = threading.Lock()


def stems_of(text: str) -> list[str]:
    """Stems of the words of a text, in order ("L4-5" has two)."""
    return [stem(word) for word in WORD.findall(text)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem of a word without its accents, as the full-text index makes it."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    with _ONE_AT_A_TIME:  # the stemmer keeps the word that it works on in itself
        return _stemmer()(bare)


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    """The Porter stemmer, made once."""
    stem_word: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stem_word
