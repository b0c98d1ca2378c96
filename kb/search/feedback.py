"""Pseudo-relevance feedback: words of the best records, added to a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.search.corpus import Corpus
from kb.search.parameters import RankingParameters
from kb.search.question import STOP_WORDS, Question
from kb.search.stems import stem, stems_of
from kb.store import Connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST_RECORDS = 2  # a word of one record alone finds nothing else
_SATURATION = 1.2


@cache
def _stop_stems() -> frozenset[str]:
    """Stems of the stop words."""
    return frozenset(stem(word) for word in STOP_WORDS)


def feedback_terms(
    db: Connection,
    corpus: Corpus,
    question: Question,
    best: Sequence[int],
    fused: NDArray[np.float32],
    parameters: RankingParameters,
) -> dict[str, float]:
    """Stems that the best records share, with weights that sum to `feedback` × words asked.

    After RM3 (Lavrenko, Croft 2001), with BM25's saturation in place of a language model.

    Parameters
    ----------
    best : sequence of int
        Rows of the best records so far.
    fused : array, shape (records,)
        Their scores, by row.
    """
    if not len(best) or not question.weights:
        return {}
    weight_of = {int(corpus.pmids[row]): max(float(fused[row]), 0.0) for row in best}
    total: dict[str, float] = {}
    for pmid, text in store.lexical.texts_of(db, sorted(weight_of)):
        for term, often in Counter(stems_of(text)).items():
            share = weight_of[pmid] * often / (often + _SATURATION)
            total[term] = total.get(term, 0.0) + share
    stop = _stop_stems()
    scored = [
        (weight * corpus.words.rarity(term), term)
        for term, weight in total.items()
        if term not in stop
        and not term.isdigit()
        and corpus.words.records_with(term) >= _LEAST_RECORDS
    ]
    chosen = sorted(scored, key=lambda item: (-item[0], item[1]))[: parameters.feedback_terms]
    mass = sum(weight for weight, _ in chosen) or 1.0
    factor = parameters.feedback * len(question.weights) * (1 - question.coverage**2) / mass
    return {term: factor * weight for weight, term in chosen}
