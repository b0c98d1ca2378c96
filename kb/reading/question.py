"""Which question a paper answers; evidence on one never counts for another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kb.model import TITLE, Article, Fact, Question, Quote
from kb.reading.data import rules
from kb.reading.headings import Part, part_of
from kb.reading.patterns import Place

# Text without headings says its aim in its beginning.
_BEGINNING = 500


class _Cue(NamedTuple):
    """Words that speak for a question, with their weight in titles and in aims."""

    question: Question
    title: float
    text: float
    find: re.Pattern[str]


def read_question(article: Article, texts: Sequence[Place], design: str) -> Fact:
    """Judge the question by title, aims and conclusions, and by the design.

    Parameters
    ----------
    article : Article
    texts : sequence of Place
        Its title and sections.
    design : str
        A :class:`~kb.model.StudyDesign`.

    Returns
    -------
    Fact
        Value is a :class:`~kb.model.Question`, "other" where nothing speaks for any; the quote is
        the words that weighed most.

    Examples
    --------
    >>> from kb.reading.patterns import places
    >>> record = Article("1", title="Prevalence of facet joint pain in chronic neck pain")
    >>> read_question(record, tuple(places(record)), "not-stated").value
    'epidemiology'
    """
    weights: defaultdict[Question, float] = defaultdict(float)
    for name, weight in rules("question")["designs"].get(design, {}).items():
        weights[Question(name)] += weight
    loudest: dict[Question, tuple[float, Quote]] = {}
    for cue in _cues():
        for place in texts:
            weight = cue.title if place.section == TITLE else cue.text
            m = _search(cue, place, article)
            if m is not None:
                weights[cue.question] += weight
                if weight > loudest.get(cue.question, (0.0, None))[0]:
                    text = place.text[m.start() : m.end()]
                    loudest[cue.question] = (
                        weight,
                        Quote(place.section, m.start(), m.end(), text),
                    )
    if not weights:
        return Fact(Question.OTHER.value, "text")
    best = max(Question, key=lambda question: weights.get(question, 0.0))
    if best not in loudest:
        return Fact(best.value, f"the design, {design.replace('-', ' ')}")
    return Fact(best.value, "text", loudest[best][1], rule=best.value)


def _search(cue: _Cue, place: Place, article: Article) -> re.Match[str] | None:
    """Look for a cue in the title, an aim, a conclusion, or the beginning of an abstract."""
    part = part_of(article, place.section)
    if part in (Part.TITLE, Part.AIM, Part.CONCLUSIONS):
        return cue.find.search(place.low)
    if part is Part.UNLABELLED and place.section == 0:
        return cue.find.search(place.low, 0, _BEGINNING)
    return None


@cache
def _cues() -> tuple[_Cue, ...]:
    """Compiled cues."""
    return tuple(
        _Cue(Question(r["question"]), r["title"], r["text"], re.compile(r["find"]))
        for r in rules("question")["cues"]
    )
