"""Sentences of an abstract, as offsets."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.reading.data import rules
from kb.reading.tokens import GLUED_HEAD

_STOP = re.compile(
    r"""
    (?P<mark>[.!?]+)[)\]"'\u201d\u2019]*
    (?:
        (?P<gap>\s+)(?=[^\s])
      | (?=[A-Z][a-z]+[\s,])              # "sentence.Next": the blank was lost
      | (?=[A-Z]{4,}\s?:)                 # "sentence.METHODS:"
    )
    """,
    re.VERBOSE,
)
_HEAD = re.compile(rf"(?:^|(?<=[.!?:]\s)|(?<=[.!?:])){GLUED_HEAD}")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
_SMALL_NUMBER = re.compile(r"(?:^|[^\d.])\d{1,2}\Z")
_QUANTITY = re.compile(r"\d+\s?(?:%|mg|ml|mm|cm|kg|g\b|points?\b|\u00b1|\+)")
_LAST_WORD = re.compile(r"[^\s(\[]+\Z")
_OPENERS = "([\"'\u201c\u2018\u2022*\u2013-"
# Longest stretch looked back over for the word before a full stop.
_LOOK_BACK = 40


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Cut a text into sentences.

    Parameters
    ----------
    text : str
        One section of an abstract, or a title.

    Returns
    -------
    tuple of (int, int)
        Character offsets, in order, without overlap; every character of `text` that is not white
        space lies in exactly one.

    Examples
    --------
    >>> text = "Relief was 62.5% (P < .05) vs. 12% with L4-5. We used No. 3 needles.Results held."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Relief was 62.5% (P < .05) vs. 12% with L4-5.', 'We used No. 3 needles.', 'Results held.']
    """
    cuts = [m.end() for m in _STOP.finditer(text) if _ends_sentence(text, m)]
    cuts += [m.end() for m in _HEAD.finditer(text)]
    spans = []
    start = 0
    for cut in [*sorted(set(cuts)), len(text)]:
        piece = text[start:cut]
        kept = piece.strip()
        if kept:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(kept)))
        start = cut
    return tuple(spans)


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    """Whether a mark with a gap or a capital behind it ends a sentence."""
    words = _words()
    at = stop.start("mark")
    following = text[stop.end() : stop.end() + 24]
    lead = following.lstrip(_OPENERS)
    if not lead:
        return True
    if "." not in stop.group("mark") or len(stop.group("mark")) > 1:
        return not lead[0].islower()
    before = _LAST_WORD.search(text, max(0, at - _LOOK_BACK), at)
    word = before.group().lower() if before else ""
    if lead[0].isdigit():
        # "0. 5%" is a broken decimal, "No. 3" a number, "in 2004. 12 patients" two sentences.
        return word not in words.before_number and not _is_broken_decimal(word, lead)
    if lead[0].islower() or not (lead[0].isalpha() or lead[0] in "<>\u2265\u2264\u00b1$"):
        return False
    tail = word.rsplit("-", 1)[-1] if word.rsplit("-", 1)[-1] in words.shortened else word
    if tail in words.shortened:
        return False
    if len(word) == 1 and word.isalpha():
        if text[at - 1].islower() or words.lettered.search(text, max(0, at - _LOOK_BACK), at):
            return True
        return lead.split(maxsplit=1)[0] in words.starters
    if _INITIALS.fullmatch(word):
        return lead.split(maxsplit=1)[0] in words.starters
    return True


def _is_broken_decimal(word: str, lead: str) -> bool:
    """Tell "0. 5%" and "4. 2 mg", decimals that an export broke, from "in 2004. 12 patients"."""
    return word in ("0", "-0") or bool(_SMALL_NUMBER.search(word) and _QUANTITY.match(lead))


class _Words(NamedTuple):
    """Words that decide."""

    shortened: frozenset[str]
    before_number: frozenset[str]
    starters: frozenset[str]
    lettered: re.Pattern[str]


@cache
def _words() -> _Words:
    """Read the words that decide."""
    table = rules("sentences")
    shortened = frozenset(table["shortened"])
    lettered = "|".join(table["lettered"])
    return _Words(
        shortened=shortened,
        before_number=shortened.union(table["before_number"]),
        starters=frozenset(table["starters"]),
        lettered=re.compile(
            rf"(?:{lettered})\s+[A-Z](?:(?:,| and| or| to)\s+[A-Z])*\Z", re.IGNORECASE
        ),
    )
