"""Pseudo-relevance feedback: words of the best records, added to a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kb.search.corpus import Corpus
from kb.search.parameters import RankingParameters
from kb.search.question import Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SATURATION = 1.2


def feedback_terms(
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
    rows = sorted(best)
    terms, often, sizes = corpus.words.texts.together(rows)
    weight = np.repeat(np.maximum(fused[rows], 0.0).astype(np.float64), sizes)
    stems, at = np.unique(terms, return_inverse=True)
    total = np.bincount(at, weight * often / (often + _SATURATION), len(stems))
    scored = total * corpus.words.rarities(stems)
    chosen = np.lexsort((stems, -scored))[: parameters.feedback_terms]
    weights = scored[chosen].tolist()
    mass = sum(weights) or 1.0
    factor = parameters.feedback * len(question.weights) * (1 - question.coverage**2) / mass
    names = corpus.words.names(stems[chosen].tolist())
    return {name: factor * weight for name, weight in zip(names, weights, strict=True)}
