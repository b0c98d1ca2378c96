"""Pseudo-relevance feedback: what the best records have in common, added to a question.

How many records answer a question is not known, so each of the best counts by how close behind the
first it stands: where one stands far ahead it speaks alone, where many are as good they speak
together. Counting all alike harms a question that a single paper answers.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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

    Floats = NDArray[np.float32]

_LEAST_RECORDS = 2  # a word of one record alone finds nothing else
_SATURATION = 1.2
_LEAST_WEIGHT = 0.02  # beside the first; lighter records move nothing, and reading them costs time


@dataclass(frozen=True, slots=True)
class BestRecords:
    """The best records of a first ranking.

    Attributes
    ----------
    rows : array of int
        At most `feedback_records`, best first, without those that stand too far behind to be
        heard; none where nothing is allowed.
    weights : array
        What each counts; they sum to 1.
    """

    rows: NDArray[np.int64]
    weights: Floats


def best_records(
    fused: Floats, allowed: NDArray[np.bool_], parameters: RankingParameters
) -> BestRecords:
    """Find the best of the records allowed, and weigh each by its distance to the first."""
    rows = np.flatnonzero(allowed)
    most = parameters.feedback_records
    if len(rows) > most:
        # by value and not by place, so that ties are told by PMID
        least = np.partition(fused[rows], -most)[-most]
        rows = rows[fused[rows] >= least]
    rows = rows[np.lexsort((rows, -fused[rows]))][:most]
    behind = fused[rows] - fused[rows[:1]]
    weights = np.exp(behind / np.float32(parameters.feedback_gap))
    heard = weights >= _LEAST_WEIGHT
    rows, weights = rows[heard], weights[heard]
    return BestRecords(rows, (weights / (weights.sum() or 1.0)).astype(np.float32))


def moved(
    vector: Floats, corpus: Corpus, best: BestRecords, parameters: RankingParameters
) -> Floats:
    """The question's vector moved to the weighted mean of the best records' (Rocchio 1971)."""
    if not len(best.rows):
        return vector
    share = np.float32(parameters.feedback_meaning)
    middle = best.weights @ corpus.vectors[best.rows]
    result: Floats = (1 - share) * vector + share * middle
    return result


@cache
def _stop_stems() -> frozenset[str]:
    """Stems of the stop words."""
    return frozenset(stem(word) for word in STOP_WORDS)


def feedback_terms(
    db: Connection,
    corpus: Corpus,
    question: Question,
    best: BestRecords,
    parameters: RankingParameters,
) -> dict[str, float]:
    """Stems that the best records share, with weights that sum to `feedback` × words asked.

    After RM3 (Lavrenko, Croft 2001), with BM25's saturation in place of a language model.
    """
    if not len(best.rows) or not question.weights:
        return {}
    pmids = corpus.pmids[best.rows].tolist()
    weight_of = dict(zip(pmids, best.weights.tolist(), strict=True))
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
