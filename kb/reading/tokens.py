"""Text cut into words with offsets, and words reduced to the key they are looked up by."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from kb.reading.data import rules

# Headings that some exports glue to the first word of the text ("BackgroundCervical facet").
GLUED_HEAD = (
    r"(?:Background|Objectives?|Introduction|Purpose|Aims?|Methods|Design|Setting|Results|"
    r"Conclusions?|Discussion|Importance|Findings|Interpretation|Summary)(?=[A-Z][a-z])"
)
_GLUED_HEAD = re.compile(GLUED_HEAD)
# Left out are hyphens, slashes and apostrophes: between the words of one label they may stand or
# not ("z-joint", "C2/3", "workers' compensation").
_TOKEN = re.compile(r"[^\W_]+|[<>]=|[^\s\w\-\u2010-\u2013\u2212/'\u2019]|_")
_SYMBOLS = {"\u2265": ">=", "\u2267": ">=", "\u2a7e": ">=", "\u2264": "<=", "percent": "%"}


class Tokens(NamedTuple):
    """Words and signs of a text, four sequences of one length.

    Attributes
    ----------
    raw : tuple of str
        As printed.
    keys : tuple of str
        Reduced by :func:`key`.
    starts, ends : tuple of int
        Character offsets into the text.
    """

    raw: tuple[str, ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def tokenize(text: str) -> Tokens:
    """Cut a text into words and signs; hyphens, slashes and apostrophes are left out.

    Examples
    --------
    >>> tokens = tokenize("Z-joint pain (C2/3)")
    >>> tokens.raw
    ('Z', 'joint', 'pain', '(', 'C2', '3', ')')
    >>> tokens.starts
    (0, 2, 8, 13, 14, 17, 18)
    """
    raw, starts, ends = [], [], []
    for found in _TOKEN.finditer(text):
        word = found.group()
        start, end = found.span()
        # A glued head is at least "Aim" and a word, with a capital inside.
        head = None
        if len(word) > 5 and word[0].isupper() and not word[1:].islower():
            head = _GLUED_HEAD.match(word)
        if head:
            raw.append(head.group())
            starts.append(start)
            start += head.end()
            ends.append(start)
            word = word[head.end() :]
        raw.append(word)
        starts.append(start)
        ends.append(end)
    return Tokens(tuple(raw), tuple(map(key, raw)), tuple(starts), tuple(ends))


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """Reduce a word: lower case, no accents, one spelling, singular.

    Examples
    --------
    >>> key("Zygapophyseal"), key("anaesthetics"), key("Rami"), key("disks")
    ('zygapophysial', 'anesthetic', 'ramus', 'disc')
    """
    low = word.lower()
    if low in _SYMBOLS:
        return _SYMBOLS[low]
    if not low.isascii():
        parts = unicodedata.normalize("NFKD", low)
        low = "".join(c for c in parts if not unicodedata.combining(c)) or low
    if len(low) < 4 or not low.isalpha():
        return low
    families, irregular = _spelling()
    for find, write in families:
        low = find.sub(write, low)
    return irregular.get(low) or _singular(low)


def _singular(word: str) -> str:
    """Singular of a regular English plural."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "xes")) or (
        word.endswith("ches") and not word.endswith("aches")
    ):
        return word[:-2]
    return word[:-1]


@cache
def _spelling() -> tuple[tuple[tuple[re.Pattern[str], str], ...], dict[str, str]]:
    """Compiled spelling families and the irregular plurals."""
    table = rules("spelling")
    families = tuple((re.compile(f["find"]), str(f["write"])) for f in table["families"])
    return families, dict(table["irregular"])


@cache
def prefixes() -> frozenset[str]:
    """Prefixes that are written joined, hyphenated or apart."""
    return frozenset(rules("spelling")["prefixes"])
