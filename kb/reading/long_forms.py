"""Which of the words before a bracket an abbreviation stands for: the cheapest alignment.

Schwartz and Hearst (2003) take the shortest stretch whose letters spell the short form. That cuts
"International Index of Erectile Function (IIEF)" down to "Index of Erectile Function". Here every
letter has a price: nothing at the head of a word, more inside one; words passed over cost too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
# Words that an abbreviation passes over.
_MINOR = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "with",
    }
)
# What stands before the letters of a chemical's or a scale's name and belongs to it:
# "2,6-diaminopurine", "delta-9-tetrahydrocannabinol", "20-item Toronto scale".
_LEADING = re.compile(
    r"(?<![^\s(\[])(?:(?:\d+(?:[a-z]|'|,)*|[a-zA-Z]|alpha|beta|gamma|delta|omega|trans|cis)[-,'])+\Z",
    re.IGNORECASE,
)
_LEADING_LENGTH = 24
_LAST_NUMBER = re.compile(r"\d+\Z")
_ITEMS = re.compile(r"\b(?P<count>\d+)[- ](?:items?|points?|questions?) \Z")

# Prices, chosen on one half of Ab3P's MED1250.
_INNER = 0.5  # a letter inside a word whose head was taken: "RadioFrequency"
_HEADLESS = 1.5  # a letter inside a word whose head was not
_PASSED = 1.0  # a word that gives no letter
_PASSED_LAST = 2.0  # the same for the word next to the bracket
_DROPPED = 1.0  # a digit that stands for nothing in the long form
_DROPPED_LAST = 1.5  # a last letter that stands for nothing: "insulin-dependent diabetic (IDDM)"
_ENOUGH_LETTERS = 4  # letters of a short form whose last may stand for nothing
_DEAREST = 2.5
"""Highest price of a long form, beside a part that grows with the letters."""
_DEAREST_EACH = 0.35


class _Word(NamedTuple):
    """A word in small letters, and where it stands."""

    text: str
    start: int


def long_form_start(short: str, text: str, first: int, limit: int) -> int | None:
    """Start of the words before `limit` that a short form stands for.

    Parameters
    ----------
    short : str
        The letters; signs between them do not count.
    text : str
    first, limit : int
        The stretch of `text` to look in, its end next to the short form.

    Returns
    -------
    int or None
        Offset into `text`; None where the letters cannot be read from these words.

    Examples
    --------
    >>> text = "The International Index of Erectile Function (IIEF)"
    >>> text[long_form_start("IIEF", text, 0, 45) :]
    'International Index of Erectile Function (IIEF)'
    """
    letters = spelled(short)
    words = [_Word(m.group().lower(), m.start()) for m in _WORD.finditer(text, first, limit)]
    if not letters or not words:
        return None
    if short.islower() or len(letters) == 1:
        start = _by_heads(letters, words)
    else:
        start = _cheapest(letters, words)
    if start is None:
        return None
    leading = _LEADING.search(text, max(first, start - _LEADING_LENGTH), start)
    if leading:
        return leading.start()
    items = _counted(short, text, first, start)
    return start if items is None else items


def _counted(short: str, text: str, first: int, start: int) -> int | None:
    """Start of the items a scale's name counts: "20-item Toronto scale (TTS-20)"."""
    number = _LAST_NUMBER.search(short)
    if number is None:
        return None
    before = _ITEMS.search(text, max(first, start - _LEADING_LENGTH), start)
    return before.start() if before and before["count"] == number.group() else None


def spelled(short: str) -> str:
    """Letters and digits of a short form in small letters, without a plural's s."""
    letters = "".join(c for c in short if c.isalnum())
    if len(letters) > 2 and letters[-1] == "s" and not letters.islower():
        letters = letters[:-1]
    low = letters.lower()
    return low if len(low) == len(letters) else ""


def _by_heads(letters: str, words: Sequence[_Word]) -> int | None:
    """Start of as many words as there are letters, each beginning with its own."""
    last = words[-len(letters) :]
    if len(last) == len(letters) and all(
        word.text[0] == letter for word, letter in zip(last, letters, strict=True)
    ):
        return last[0].start
    return None


def _cheapest(letters: str, words: Sequence[_Word]) -> int | None:
    """Start of the cheapest alignment; of two alike the shorter."""
    dearest = _DEAREST + _DEAREST_EACH * len(letters)
    # Price by the number of letters not yet placed, walking away from the bracket.
    prices = {len(letters): 0.0}
    best: tuple[float, int] | None = None
    for place, word in enumerate(reversed(words)):
        after: dict[int, float] = {}
        for left, price in prices.items():
            for now_left, more, at_head in _placings(letters, left, word.text, last=place == 0):
                total = price + more
                if total > dearest:
                    continue
                if now_left == 0:
                    if at_head and (best is None or total < best[0]):
                        best = (total, word.start)
                elif total < after.get(now_left, dearest + 1):
                    after[now_left] = total
        prices = after
        if not prices:
            break
    return None if best is None else best[1]


def _placings(
    letters: str, left: int, word: str, *, last: bool
) -> Iterator[tuple[int, float, bool]]:
    """Ways to read letters from one word: letters then left, price, and whether from its head."""
    passed = _PASSED_LAST if last else _PASSED
    minor = word in _MINOR or word.isdigit()
    yield left, 0.0 if minor and not last else passed, False
    dropped = 0.0
    while left:
        for count in range(1, left + 1):
            part = letters[left - count : left]
            if word[0] == part[0] and _is_within(part[1:], word[1:]):
                joined = _INNER if word.startswith(part) else 1.0
                yield left - count, dropped + joined * _INNER * (count - 1), True
            elif _is_within(part, word):
                yield left - count, dropped + _HEADLESS * count, False
            else:
                break
        if letters[left - 1].isdigit():
            dropped += _DROPPED
        elif last and left == len(letters) >= _ENOUGH_LETTERS:
            dropped += _DROPPED_LAST
        else:
            return
        left -= 1


def _is_within(part: str, word: str) -> bool:
    """Tell whether letters stand in a word in this order."""
    rest = iter(word)
    return all(letter in rest for letter in part)
