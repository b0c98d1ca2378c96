"""How much of what was asked a record holds: words, concepts, and what was left out."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from kb.search.corpus import Corpus
from kb.search.question import Question
from kb.search.stems import stems_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


def complete(corpus: Corpus, question: Question) -> Mask:
    """Records that hold all that was asked: every word, or every concept of a topic.

    A question is a topic where each of its words belongs to a concept: "MBB", "lumbar facet
    joint". No cosine would tell such a short question from another.
    """
    mask: Mask = np.zeros(len(corpus), dtype=np.bool_)
    if question.weights:
        counts = np.zeros(len(corpus), dtype=np.int32)
        for stem in question.weights:
            counts[corpus.words.rows(stem)] += 1
        mask |= counts == len(question.weights)
    if question.coverage == 1.0:
        naming = [corpus.concepts.naming(group) for group in question.concept_groups]
        mask |= np.logical_and.reduce(naming)
    return mask


def excluded(corpus: Corpus, question: Question) -> Mask:
    """Records about what the question leaves out: named in the title, or without the rest."""
    mask: Mask = np.zeros(len(corpus), dtype=np.bool_)
    for group in question.excluded_groups:
        mask |= corpus.concepts.titled(group)
    return mask


def unmatched(corpus: Corpus, question: Question) -> tuple[str, ...]:
    """Words of the question that stand in no record, and name no concept that a record names."""
    return tuple(
        term
        for term in question.terms
        if not all(corpus.words.records_with(stem) for stem in stems_of(term))
        and not corpus.concepts.frequency(question.within.get(term, ())).any()
    )


def missing(corpus: Corpus, question: Question, unmatched: Collection[str]) -> float:
    """Share of what is asked, 0 to 1, that no record holds; rare words weigh more."""

    def weight(term: str) -> float:
        return max((corpus.words.rarity(stem) for stem in stems_of(term)), default=0.0)

    asked = sum(weight(term) for term in question.terms)
    return sum(weight(term) for term in unmatched) / asked if asked else 0.0
