"""What one record gives to the graph: the one place where that is worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

from kb.model import Article, Category, Concept, Evidence, Mention, Predicate, Reading, Span

_CO_MENTION = "co-mention@1"
# Populations and study designs describe a paper, not what it says about a procedure.
_LINKED = frozenset(set(Category) - {Category.POPULATION, Category.STUDY_DESIGN})


def evidence_of(
    article: Article, reading: Reading, concepts: Mapping[str, Concept]
) -> tuple[Evidence, ...]:
    """Every pair of concepts that a sentence of this record names together.

    Only pairs of different categories are linked (an intervention with an outcome, an imaging
    method with an anatomical site), and only the most specific of concepts that one stretch of
    text names. What is denied, excluded, supposed or only background links nothing. A record that
    is off topic or retracted gives no evidence at all.

    Parameters
    ----------
    article : Article
        With its judgements.
    reading : Reading
        Of the same record.
    concepts : mapping of str to Concept
        The vocabulary.

    Returns
    -------
    tuple of Evidence
        In the order of the text; subject and object of a pair in alphabetical order, since being
        named together has no direction.
    """
    if not article.gives_evidence:
        return ()
    found: list[Evidence] = []
    asserted = [
        m
        for m in reading.mentions
        if m.asserted and m.concept_id in concepts and concepts[m.concept_id].category in _LINKED
    ]
    for sentence in reading.sentences:
        within = [m for m in asserted if _inside(m, sentence)]
        for one, other in _pairs(_most_specific(within), concepts):
            found.append(_evidence(article, sentence, one, other))
    return tuple(found)


def _inside(mention: Mention, sentence: Span) -> bool:
    """Whether a mention lies in a sentence."""
    return (
        mention.section == sentence.section
        and sentence.start <= mention.start
        and mention.end <= sentence.end
    )


def _most_specific(mentions: Collection[Mention]) -> list[str]:
    """Concept ids, leaving out mentions that lie within a longer one: "facet joint" in its pain."""
    return sorted(
        {
            m.concept_id
            for m in mentions
            if not any(
                other.start <= m.start
                and m.end <= other.end
                and other.end - other.start > m.end - m.start
                for other in mentions
            )
        }
    )


def _pairs(ids: list[str], concepts: Mapping[str, Concept]) -> list[tuple[str, str]]:
    """Pairs of different categories, in alphabetical order."""
    return [
        (one, other)
        for one, other in combinations(ids, 2)
        if concepts[one].category is not concepts[other].category
    ]


def _evidence(article: Article, sentence: Span, one: str, other: str) -> Evidence:
    """A co-mention as the noun."""
    place = f"{article.pmid}/{sentence.section}/{sentence.start}"
    return Evidence(
        id=f"{place}/{Predicate.CO_MENTIONED}/{one}/{other}",
        subject=one,
        predicate=Predicate.CO_MENTIONED,
        object=other,
        pmid=article.pmid,
        section=sentence.section,
        start=sentence.start,
        end=sentence.end,
        sentence=article.text(sentence.section)[sentence.start : sentence.end],
        extractor=_CO_MENTION,
    )
