"""The plain dictionary that reading is measured beside: labels as they stand, and no rules.

Whoever reports a score for the rules should be able to say what they add. This takes every
preferred and other label, longest first; short forms by their letters alone; a word of denial
close before a name denies it; a design, a number of people, a time, a region and a kind of
guidance are the first that is named; each outcome named in a result has improved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from kb.evaluation.prediction import packaged_reader
from kb.model import TITLE, Article, Category, Concept

_WORD = re.compile(r"\w+")
_LONGEST = 8
"""Words of the longest label that is looked for."""
_DENIAL = re.compile(r"\b(?:no|not|without|never|neither|nor|denied)\b(?:\W+\w+){0,3}\W*\Z", re.I)
_TOPIC = re.compile(r"\b(?:medial branch|facet|zygapophys)", re.I)
_SIZE = re.compile(
    r"\b(\d{1,5})\s+(?:\w+\s+){0,2}?(?:patients|participants|subjects|studies|cadavers)", re.I
)
_TIME = re.compile(r"\b(\d{1,3})[\s-](year|month|week|day|hour)s?\b", re.I)
_PER_MONTH = {"year": 1 / 12, "month": 1.0, "week": 4.345, "day": 30.44, "hour": 730.5}
_REGIONS = {
    "cervical": r"cervical|neck",
    "thoracic": r"thoracic",
    "lumbar": r"lumbar|low back",
    "sacral": r"sacral|sacroiliac",
    "occipital": r"occipital",
}
_GUIDANCE = {
    "fluoroscopy": r"fluoroscop",
    "ultrasound": r"ultraso",
    "CT": r"\bCT\b|computed tomograph",
}
_CUT_OFF = re.compile(r"(\d{2,3})\s?%\s+(?:or (?:more|greater)\s+)?(?:pain )?(?:relief|reduction)")
_RESULTS = re.compile(r"result|finding|conclusion", re.I)


class _Named(NamedTuple):
    """A label at a place."""

    section: int
    start: int
    end: int
    concept: Concept
    denied: bool


def plain_dictionary(article: Article) -> dict[str, Any]:
    """Predict as a plain dictionary would, in the shape of the gold set.

    Examples
    --------
    >>> found = plain_dictionary(Article("1", title="Facet joint pain without infection"))
    >>> [(c["name"], c["negated"]) for c in found["concepts"]]
    [('facet-joint-pain', False), ('infection', True)]
    """
    texts = [article.title, *(section.text for section in article.sections)]
    whole = "\n".join(texts)
    named = [name for i, text in enumerate(texts) for name in _named(text, i + TITLE)]
    size, time = _SIZE.search(whole), _TIME.search(whole)
    return {
        "doc_id": article.pmid,
        "on_topic": _TOPIC.search(whole) is not None,
        "study_design": next(
            (n.concept.id for n in named if n.concept.category is Category.STUDY_DESIGN),
            "not-stated",
        ),
        "sample_size": {"value": int(size[1])} if size else None,
        "follow_up": (
            {"value_months": float(time[1]) / _PER_MONTH[time[2].lower()]} if time else None
        ),
        "region": [name for name, find in _REGIONS.items() if re.search(find, whole, re.I)],
        "imaging_guidance": [name for name, find in _GUIDANCE.items() if re.search(find, whole)],
        "relief_threshold_percent": sorted({int(number) for number in _CUT_OFF.findall(whole)}),
        "concepts": list(_concepts(named)),
        "findings": list(_findings(article, named)),
    }


def _concepts(named: list[_Named]) -> Iterator[dict[str, Any]]:
    """Names by concept."""
    by_concept: dict[str, list[_Named]] = {}
    for name in named:
        by_concept.setdefault(name.concept.id, []).append(name)
    for concept, found in by_concept.items():
        yield {
            "name": concept,
            "negated": all(name.denied for name in found),
            "quotes": [
                {
                    "section_index": name.section,
                    "start": name.start,
                    "end": name.end,
                    "negated": name.denied,
                }
                for name in found
            ],
        }


def _findings(article: Article, named: list[_Named]) -> Iterator[dict[str, str]]:
    """Every outcome of a result section, or of the last section, as improved."""
    last = len(article.sections) - 1
    results = {i for i, s in enumerate(article.sections) if _RESULTS.search(s.label)} or {last}
    outcomes = {
        name.concept.id: None
        for name in named
        if name.concept.category is Category.OUTCOME and name.section in results
    }
    for outcome in outcomes:
        yield {"outcome": outcome, "direction": "improved", "basis": "within_group"}


def _named(text: str, section: int) -> Iterator[_Named]:
    """Labels in one text, longest first, none within another."""
    labels, letters = _labels()
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        step = 1
        for count in range(min(_LONGEST, len(words) - at), 0, -1):
            stretch = tuple(word.group() for word in words[at : at + count])
            found = letters.get(stretch) or labels.get(tuple(map(str.lower, stretch)))
            if found is not None:
                start, end = words[at].start(), words[at + count - 1].end()
                before = text[max(0, start - 60) : start]
                denied = _DENIAL.search(before) is not None
                yield _Named(section, start, end, found, denied)
                step = count
                break
        at += step


@cache
def _labels() -> tuple[Mapping[tuple[str, ...], Concept], Mapping[tuple[str, ...], Concept]]:
    """Concepts by the words of a label in small letters, and by the letters of a short form."""
    labels: dict[tuple[str, ...], Concept] = {}
    letters: dict[tuple[str, ...], Concept] = {}
    for concept in packaged_reader().vocabulary.concepts.values():
        for label in (concept.pref_label, *concept.alt_labels):
            labels.setdefault(tuple(_WORD.findall(label.lower())), concept)
        for abbreviation in concept.abbreviations:
            letters.setdefault(tuple(_WORD.findall(abbreviation.form)), concept)
    return labels, letters
