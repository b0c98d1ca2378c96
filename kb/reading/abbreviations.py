"""Abbreviations that a text defines itself: "long form (SF)", "SF (long form)"."""

from __future__ import annotations

import re
from typing import NamedTuple

from kb.reading.long_forms import long_form_start, spelled

# One bracket within a bracket belongs to the short form: "(FEV(1))".
_BRACKETS = re.compile(
    r"\((?P<round>(?:[^()]|\([^()]{0,12}\)){1,100})\)|\[(?P<square>[^\[\]]{1,100})\]"
)
_STOP = re.compile(r"[;:=]|,(?!\d)|\s(?:or|and|n)\s|\s[<>]")
_SHORT = re.compile(
    r"[A-Za-z0-9]+(?:[\-/.& ]?[A-Za-z0-9]+|[',](?=\d|\w*[A-Z])[A-Za-z0-9]+"
    r"|-?\([A-Za-z0-9]+\))*[+.\-]?"
)
# A species by the first letter of its genus: "Streptococcus pyogenes (S. pyogenes)".
_GENUS = re.compile(r"(?P<letter>[A-Z])\.? ?(?P<species>[a-z]{3,})")
_LONGEST_SHORT = 14
_WORD = re.compile(r"\S+")
# A long form never reaches over the end of a sentence or a bracket.
_WALL = re.compile(r"[.;:!?]\s|(?<![^\s])[(\[]|[)\]](?![^\s,])")
_WINDOW = 220
# Small words in brackets that are no short form of the words before them.
_NOT_SHORT = frozenset(
    {
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "if",
        "in",
        "is",
        "it",
        "left",
        "mean",
        "no",
        "not",
        "of",
    }
    | {"on", "or", "right", "sd", "se", "see", "so", "the", "to", "us", "vs", "we", "who"}
)


class Definition(NamedTuple):
    """A short form and the long form it stands beside, as offsets into the text."""

    short: str
    short_start: int
    short_end: int
    long_start: int
    long_end: int


def definitions(text: str) -> tuple[Definition, ...]:
    """Find abbreviations with what they stand for.

    Parameters
    ----------
    text : str
        One section of an abstract, or a title.

    Returns
    -------
    tuple of Definition
        In the order of the text.

    Examples
    --------
    >>> text = "Medial branch blocks (MBB) against conservative treatment (CT)."
    >>> [(d.short, text[d.long_start : d.long_end]) for d in definitions(text)]
    [('MBB', 'Medial branch blocks'), ('CT', 'conservative treatment')]
    """
    found = []
    at = 0
    while bracket := _BRACKETS.search(text, at):
        start, end = bracket.span("round" if bracket["round"] is not None else "square")
        definition = (
            _short_inside(text, start, end)
            or _long_inside(text, start, end)
            or _both_inside(text, start, end)
        )
        if definition is not None:
            found.append(definition)
        # A bracket that defines nothing may hold one that does: "[OR 6.9, confidence ... (CI)".
        at = start if definition is None else end
    return tuple(found)


def _short_inside(text: str, start: int, end: int) -> Definition | None:
    """Read "long form (SF)"."""
    stop = _STOP.search(text, start, end)
    short, at = _stripped(text, start, stop.start() if stop else end)
    genus = _GENUS.fullmatch(short)
    if genus:
        return _of_genus(text, short, at, start - 1, genus)
    if not _is_short(short):
        return None
    # A figure: "(OR = 1.8)", unless the words before it begin with these letters.
    heads_only = stop is not None and stop.group() in ("=", " <", " >")
    if heads_only and len(short) == 1:
        return None
    return _with_long(text, short, at, start - 1, heads_only=heads_only)


def _of_genus(
    text: str, short: str, at: int, limit: int, genus: re.Match[str]
) -> Definition | None:
    """Read a species whose genus is shortened, if its two words stand before the bracket."""
    end = len(text[:limit].rstrip())
    name = re.compile(rf"\b{genus['letter']}[a-z]+ {genus['species']}\Z")
    found = name.search(text, max(0, end - _WINDOW), end)
    return Definition(short, at, at + len(short), found.start(), end) if found else None


def _with_long(
    text: str, short: str, at: int, limit: int, *, heads_only: bool = False
) -> Definition | None:
    """Read the long form that ends at `limit`."""
    long_end = len(text[:limit].rstrip(" \t\n,\"'"))
    first = max(0, limit - _WINDOW)
    for wall in _WALL.finditer(text, first, long_end):
        first = wall.end()
    letters = len(spelled(short))
    # Schwartz and Hearst: at most this many words.
    words = min(letters + 5, letters * 2)
    starts = [m.start() for m in _WORD.finditer(text, first, long_end)][-words:]
    if not starts:
        return None
    start = long_form_start(short, text, starts[0], long_end)
    if start is None or (heads_only and _heads(text[start:long_end]) != spelled(short)):
        return None
    if long_end - start <= len(short) or short.lower() in text[start:long_end].lower().split():
        return None
    return Definition(short, at, at + len(short), start, long_end)


def _long_inside(text: str, start: int, end: int) -> Definition | None:
    """Read "SF (long form)"."""
    before = re.search(r"(\S+)\s?\Z", text[max(0, start - 15) : start - 1])
    if before is None or " " not in text[start:end]:
        return None
    short = before.group(1).strip("'\",;:([")
    if not _is_short(short) or len(spelled(short)) < 2:
        return None
    if not short.isupper() and _heads(text[start:end]) != spelled(short):
        return None
    if long_form_start(short, text, start, end) != start:
        return None
    at = text.rindex(short, 0, start)
    return Definition(short, at, at + len(short), start, end)


def _both_inside(text: str, start: int, end: int) -> Definition | None:
    """Read "(long form, SF)"."""
    comma = text.rfind(",", start, end)
    if comma < 0:
        return None
    short, at = _stripped(text, comma + 1, end)
    if not _is_short(short) or len(spelled(short)) < 2 or " " in short:
        return None
    first = text.rfind(",", start, comma) + 1 or start
    return _with_long(text, short, at, comma) if text[first:comma].strip() else None


def _stripped(text: str, start: int, end: int) -> tuple[str, int]:
    """A stretch without blanks and quotation marks around it, and where it starts."""
    kept = text[start:end].rstrip(" \t\n\"'\u201d\u2019")
    bare = kept.lstrip(" \t\n\"'\u201c\u2018")
    return bare, start + len(kept) - len(bare)


def _is_short(short: str) -> bool:
    """Whether the letters can be a short form: few, and no plain word or number."""
    if len(short) > _LONGEST_SHORT or not _SHORT.fullmatch(short) or short.count(" ") > 1:
        return False
    if len(short) == 1:
        return short.isupper()
    if short.islower():
        return len(short) <= 4 and short not in _NOT_SHORT
    return any(c.isupper() for c in short) and not (
        short.isalpha() and short.istitle() and len(short) > 4
    )


def _heads(long: str) -> str:
    """First letters of the words of a long form."""
    return "".join(word[0] for word in re.findall(r"[^\W_]+", long)).lower()
