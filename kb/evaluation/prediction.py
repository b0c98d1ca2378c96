"""What was read in a record, in the shape of the gold set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from kb.model import Article, Concept, Fact, Finding, Mention, Quote, Reading, StudyFacts
from kb.reading import Reader, load_vocabulary


@cache
def packaged_reader() -> Reader:
    """Reader with the packaged vocabulary alone: it needs, and touches, no knowledge base."""
    return Reader(load_vocabulary())


def extract(article: Article) -> dict[str, Any]:
    """Read a record with the packaged vocabulary.

    Examples
    --------
    >>> from kb.model import Article
    >>> found = extract(Article("7", title="Lumbar medial branch block under ultrasound."))
    >>> found["on_topic"], found["region"], [c["name"] for c in found["concepts"]]
    (True, ['lumbar'], ['lumbar-spine', 'lumbar-medial-branch-block', 'ultrasound-guidance'])
    """
    reader = packaged_reader()
    return predictions(article, reader.read(article), reader.vocabulary.concepts)


def predictions(
    article: Article, reading: Reading, concepts: Mapping[str, Concept]
) -> dict[str, Any]:
    """Put a reading into the shape of the gold set.

    Parameters
    ----------
    article : Article
        The record that was read.
    reading : Reading
    concepts : mapping of str to Concept
        Concepts of the vocabulary it was read with, by id.

    Returns
    -------
    dict
        JSON-safe; every quote equals the text at its offsets. ``None`` and empty lists stand for
        what the text does not say.
    """
    facts = reading.facts
    return {
        "doc_id": article.pmid,
        "title": article.title,
        "sections": [{"label": s.label, "text": s.text} for s in article.sections],
        "on_topic": reading.on_topic,
        "study_design": facts.study_design.value,
        "sample_size": _sample_size(facts),
        "follow_up": _follow_up(facts),
        "region": _values(facts.region),
        "imaging_guidance": _values(facts.imaging_guidance),
        "relief_threshold_percent": [_number(f.value) for f in facts.relief_threshold_percent],
        "concepts": _concepts(reading.mentions, concepts),
        "findings": [_finding(finding) for finding in reading.findings],
    }


def _concepts(
    mentions: tuple[Mention, ...], concepts: Mapping[str, Concept]
) -> list[dict[str, Any]]:
    """Mentions by concept, in the order of their first mention."""
    by_concept: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_concept.setdefault(mention.concept_id, []).append(mention)
    return [
        {
            "name": concept,
            "category": concepts[concept].category.value,
            "negated": all(mention.negated for mention in found),
            "quotes": [_named(mention) for mention in found],
        }
        for concept, found in by_concept.items()
    ]


def _named(mention: Mention) -> dict[str, Any]:
    """Turn a mention into plain values."""
    return {
        **_quote(mention),
        "negated": mention.negated,
        "status": mention.status.value,
        "sentence_role": mention.role.value,
        "role_source": mention.role_source.value,
    }


def _quote(place: Mention | Quote) -> dict[str, Any]:
    """Turn a quote into plain values."""
    return {
        "section_index": place.section,
        "start": place.start,
        "end": place.end,
        "text": place.text,
    }


def _values(facts: tuple[Fact, ...]) -> list[str]:
    """Distinct values in order."""
    return list(dict.fromkeys(fact.value for fact in facts))


def _number(value: str) -> int | float:
    """Write a percentage as a number: whole where it is one."""
    number = float(value)
    return int(number) if number.is_integer() else number


def _sample_size(facts: StudyFacts) -> dict[str, Any] | None:
    """Sample size with its unit and quote."""
    size = facts.sample_size
    if size is None:
        return None
    return {
        "value": size.value,
        "unit": size.unit,
        "confidence": size.confidence,
        "quote": _quote(size.quote),
    }


def _follow_up(facts: StudyFacts) -> dict[str, Any] | None:
    """Follow-up in months with its quote; the words instead where they give no number."""
    found = facts.follow_up
    if found is None:
        return None
    return {
        "value_months": found.value_months,
        "text": found.text if found.value_months is None else None,
        "confidence": found.confidence,
        "quote": _quote(found.quote),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """Turn a finding into plain values."""
    return {
        "outcome": finding.outcome,
        "direction": finding.direction.value,
        "basis": finding.basis.value,
        "time": finding.time or None,
        "value_text": finding.value_text or None,
        "intervention": finding.intervention or None,
        "comparator": finding.comparator or None,
        "indication": finding.indication or None,
        "confidence": finding.confidence,
        "quote": _quote(finding.quote),
    }
