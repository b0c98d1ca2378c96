"""Sentences of an abstract, as offsets."""

from __future__ import annotations

import re

from kb.reading.tokens import GLUED_HEAD

# After one of these a full stop does not end a sentence.
_SHORTENED = frozenset(
    "vs e.g i.e eg ie cf al approx ca resp fig figs eq eqs ref refs dr drs prof mr mrs ms st jr "
    "inc ltd corp dept univ viz vol pp ed eds nos nr subsp incl excl".split()
)
# Nor after one of these where a number follows.
_BEFORE_NUMBER = frozenset("no p n tab v sp".split()) | _SHORTENED
_STARTERS = frozenset(
    "The This These Those There They We Our It Its In On At For From To All A An Both Patients "
    "However Although After Before During No Of Two Three Four Five Six Seven Eight Nine Ten One "
    "Results Conclusion Conclusions Methods Background Objective Further With Overall "
    "Mean Data Pain Most Only When While If As By Each Using".split()
)
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
        return word not in _BEFORE_NUMBER and word not in ("0", "-0")
    if lead[0].islower() or not (lead[0].isalpha() or lead[0] in "<>\u2265\u2264\u00b1$"):
        return False
    tail = word.rsplit("-", 1)[-1] if word.rsplit("-", 1)[-1] in _SHORTENED else word
    if tail in _SHORTENED:
        return False
    if len(word) == 1 and word.isalpha() or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        # An initial ("Smith J. Brown") or "U.S."; "type A. The" ends all the same.
        return lead.split(maxsplit=1)[0] in _STARTERS
    return True
