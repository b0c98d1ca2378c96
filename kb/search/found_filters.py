"""Filters that stand in the words of a question: "RCTs since 2015 on …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_D = {
    "randomized-controlled-trial": (
        r"RCTs?|randomi[sz]ed(?:[- ](?:placebo[- ])?controlled)?(?: clinical)? trials?"
    ),
    "systematic-review": r"systematic(?:al)? reviews?",
    "meta-analysis": r"meta-?\s?analys[ei]s",
    "guideline": r"(?:clinical |practice |consensus )*guidelines?",
    "case-report": r"case reports?",
    "case-series": r"case series",
    "cadaveric-study": r"cadaver(?:ic)? stud(?:y|ies)",
    "case-control": r"case[- ]control stud(?:y|ies)",
    "cross-sectional": r"cross[- ]sectional stud(?:y|ies)",
    "prospective-cohort": r"prospective(?: cohort)? stud(?:y|ies)",
    "retrospective-cohort": r"retrospective(?: cohort)? stud(?:y|ies)",
    "narrative-review": r"narrative reviews?",
    "economic-evaluation": r"economic evaluations?",
}
_TOGETHER = {
    # who asks for one of these wants the other as well
    "systematic-review": ("systematic-review", "meta-analysis"),
    "meta-analysis": ("systematic-review", "meta-analysis"),
}
_ANY = "|".join(f"(?:{pattern})" for pattern in _D.values())
# A design is a filter where it is what is asked for: it heads the question, or ends a list of
# key words. "What do the guidelines say" or "the trial's critics" only mention one.
_LEAD = (
    r"(?:(?:are there|is there|show(?: me)?|find(?: me)?|list|which|all|any|recent|new|newer|"
    r"published|the|latest)\s+)*"
)
_HEAD = re.compile(
    rf"^\W*{_LEAD}(?P<design>(?:{_ANY})(?:\s*(?:and|or|/|,)\s*(?:{_ANY}))*)"
    r"(?=\s+(?:since|from|after|before|until|between|published|on|of|for|about|in|comparing|that|"
    r"which|with|testing|evaluating|assessing)\b|\s*$|\s*:)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"(?<!\w)(?P<design>{_ANY})(?=(?:\s+(?:since|from|after|before|published)\b.*|\s+\d{{4}}\+?)?"
    r"\W*$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"^\W*(?:what|how|why|when|where|who|does|do|did|is|are|can|should|will|has|have)\b|\?\s*$",
    re.IGNORECASE,
)

_Y = r"(?P<{}>(?:19|20)\d\d)"
_UNIT = r"(?!\s*(?:%|mg|ml|m[lg]?\b|hz|patients|participants|subjects|people|cases|blocks))"
# "Between 1988 and 2012" alone tells when a study was done, not when it was published.
_YEARS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (
            rf"\bpublished\s+between\s+{_Y.format('a')}\s+and\s+{_Y.format('b')}\b{_UNIT}",
            "between",
        ),
        (
            rf"\bpublished\s+from\s+{_Y.format('a')}\s+(?:to|until|through)\s+"
            rf"{_Y.format('b')}\b{_UNIT}",
            "between",
        ),
        (
            rf"\b(?:published\s+)?(?:since|from)\s+{_Y.format('a')}"
            rf"(?!\s+(?:to|until|through)\b)(?:\s+onwards?)?\b{_UNIT}",
            "from",
        ),
        (rf"(?<!\w){_Y.format('a')}(?:\s*\+|\s+onwards?\b|\s+or later\b)", "from"),
        (rf"\b(?:published\s+)?after\s+{_Y.format('a')}\b{_UNIT}", "after"),
        (rf"\b(?:published\s+)?before\s+{_Y.format('a')}\b{_UNIT}", "before"),
        (rf"\b(?:published\s+)?(?:until|up to)\s+{_Y.format('a')}\b{_UNIT}", "to"),
        (rf"\bpublished\s+in\s+{_Y.format('a')}\b{_UNIT}", "in"),
    )
)
_SIZE = re.compile(
    r"\b(?:n\s*(?P<sign>>=|≥|>)\s*(?P<n>\d{1,6})"
    r"|(?:with\s+|of\s+)?(?P<words>at least|more than|over)\s+(?P<m>\d{1,6})\s+"
    r"(?:patients|participants|subjects|people))\b",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A filter found: its field and value, and where the question says so."""

    name: str
    value: Any
    shown: str
    start: int
    end: int


def find_filters(question: str) -> list[Found]:
    """Filters in the words of a question, in the order they stand.

    Examples
    --------
    >>> [(f.name, f.value) for f in find_filters("RCTs since 2015 on cervical blocks")]
    [('study_design', ('randomized-controlled-trial',)), ('year_from', 2015)]
    >>> find_filters("What do the guidelines say about 2019 patients?")
    []
    """
    found = [*_years(question), *_sizes(question), *_designs(question)]
    return sorted(found, key=lambda f: (f.start, f.name))


def _years(question: str) -> Iterator[Found]:
    """First and last year of publication, the first way of saying it that fits."""
    for pattern, kind in _YEARS:
        match = pattern.search(question)
        if match is None:
            continue
        first = int(match["a"])
        where = (match.start(), match.end())
        if kind in ("from", "after", "between", "in"):
            first += kind == "after"
            yield Found("year_from", first, f"from {first}", *where)
        if kind in ("between", "in", "before", "to"):
            last = int(match["b"]) if kind == "between" else int(match["a"]) - (kind == "before")
            yield Found("year_to", last, f"to {last}", *where)
        return


def _sizes(question: str) -> Iterator[Found]:
    """Least number of participants."""
    match = _SIZE.search(question)
    if match is not None:
        number = int(match["n"] or match["m"])
        more = match["sign"] == ">" or (match["words"] or "").lower() in ("more than", "over")
        yield Found("min_n", number + more, f"n ≥ {number + more}", match.start(), match.end())


def _designs(question: str) -> Iterator[Found]:
    """The designs that are asked for."""
    match = _HEAD.search(question)
    if match is None and not _SENTENCE.search(question):
        match = _TAIL.search(question)
    if match is None:
        return
    text = match["design"]
    named = [d for d, pattern in _D.items() if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)]
    wanted = tuple(dict.fromkeys(x for d in named for x in _TOGETHER.get(d, (d,))))
    shown = " or ".join(d.replace("-", " ") for d in wanted)
    yield Found("study_design", wanted, shown, match.start("design"), match.end("design"))
