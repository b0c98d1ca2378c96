"""Papers like one paper: near in meaning, and about the same concepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.model import SimilarArticle
from kb.search.corpus import Corpus
from kb.search.parameters import SIMILAR_CONCEPTS
from kb.store import Connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


def likeness(corpus: Corpus, row: int) -> tuple[Floats, Floats]:
    """How like one record all records are.

    Returns
    -------
    tuple of two arrays, shape (records,)
        The score, 0 to 1: the cosine of the records' vectors plus `SIMILAR_CONCEPTS` times the
        share of the record's concepts that the other names, rare ones weighing more; and the
        cosine alone. The record itself stands at -1 in both.
    """
    own = corpus.vectors[row]
    lengths = np.linalg.norm(corpus.vectors, axis=1) * np.linalg.norm(own)
    products = corpus.vectors @ own
    cosines: Floats = np.divide(products, lengths, out=np.zeros_like(products), where=lengths > 0)
    shared = corpus.concepts.scores([({c}, 1.0) for c in corpus.concepts.of_row(row)])
    most = float(shared[row])
    part = np.minimum(shared / most, 1.0) if most > 0 else np.zeros_like(cosines)
    weight = np.float32(SIMILAR_CONCEPTS)
    score: Floats = np.clip((cosines + weight * part) / (1 + weight), 0.0, 1.0)
    score[row] = cosines[row] = -1.0
    return score, cosines


def similar_articles(db: Connection, corpus: Corpus, row: int, limit: int) -> list[SimilarArticle]:
    """Give the records most like one, ties by PMID; retracted and deleted ones come last.

    Parameters
    ----------
    row : int
        Of the record they are to be like, which is not among them.
    """
    score, cosines = likeness(corpus, row)
    withdrawn = corpus.studies.withdrawn
    order = np.lexsort((np.arange(len(corpus)), -score, withdrawn))
    chosen = [int(other) for other in order if other != row][:limit]
    articles = store.catalogue.articles_by_pmid(db, [int(corpus.pmids[other]) for other in chosen])
    own = set(corpus.concepts.of_row(row))
    return [
        SimilarArticle(
            article=articles[int(corpus.pmids[other])],
            score=round(float(score[other]), 6),
            cosine=round(float(cosines[other]), 6),
            concepts=_rarest_first(corpus, own.intersection(corpus.concepts.of_row(other))),
        )
        for other in chosen
    ]


def _rarest_first(corpus: Corpus, concepts: set[str]) -> tuple[str, ...]:
    """Concepts, those that fewest records name first."""
    named = {c: int(np.count_nonzero(corpus.concepts.frequency([c]))) for c in concepts}
    return tuple(sorted(concepts, key=lambda c: (named[c], c)))
