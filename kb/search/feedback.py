"""Pseudo-relevance feedback: what the best records have in common, added to a question.

How many records answer a question is not known, so each of the best counts by how close behind the
first it stands: where one stands far ahead it speaks alone, where many are as good they speak
together. Counting all alike harms a question that a single paper answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.search.corpus import Corpus
from kb.search.parameters import RankingParameters
from kb.search.question import Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

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


def feedback_terms(
    corpus: Corpus, question: Question, best: BestRecords, parameters: RankingParameters
) -> dict[str, float]:
    """Stems that the best records share, with weights that sum to `feedback` × words asked.

    After RM3 (Lavrenko, Croft 2001), with BM25's saturation in place of a language model.
    """
    if not len(best.rows) or not question.weights:
        return {}
    by_row = np.argsort(best.rows)
    terms, often, sizes = corpus.words.texts.together(best.rows[by_row].tolist())
    weight = np.repeat(best.weights[by_row].astype(np.float64), sizes)
    stems, at = np.unique(terms, return_inverse=True)
    total = np.bincount(at, weight * often / (often + _SATURATION), len(stems))
    scored = total * corpus.words.rarities(stems)
    chosen = np.lexsort((stems, -scored))[: parameters.feedback_terms]
    weights = scored[chosen].tolist()
    mass = sum(weights) or 1.0
    factor = parameters.feedback * len(question.weights) * (1 - question.coverage**2) / mass
    names = corpus.words.names(stems[chosen].tolist())
    return {name: factor * weight for name, weight in zip(names, weights, strict=True)}
