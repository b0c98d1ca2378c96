"""Every record ranked for one question, and the last rankings kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.model import SearchFilters
from kb.reading import Vocabulary
from kb.search import asked, feedback, fusion
from kb.search.conditions import meeting
from kb.search.corpus import Corpus
from kb.search.fusion import Ranking, Scores
from kb.search.parameters import RankingParameters
from kb.search.question import Question
from kb.store import Connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Mask = NDArray[np.bool_]

_LEAST_FEEDBACK = 0.15  # weaker feedback moves nothing that could be measured, and costs time
_KEPT_RANKINGS = 8  # some 35 bytes a record each: 3.5 MB at 100,000 records


@dataclass(frozen=True)
class Ranked:
    """All records ranked for one question.

    Attributes
    ----------
    vector : array or None
        The question as it was encoded; None where meaning was not searched.
    """

    question: Question
    vector: Vector | None
    scores: Scores
    ranking: Ranking


class KeptRankings:
    """The last rankings, so that the next page, another order or a brief ranks nothing anew.

    A key names all that a ranking depends on, the generation included; so what is kept is never
    out of date. The state itself is not held: an old one is not to stay in memory.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Ranked] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Ranked]) -> Ranked:
        """The ranking kept under this key, else the one that `make` makes."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT_RANKINGS:
                self._kept.popitem(last=False)
        return made


def rank_all(
    db: Connection,
    corpus: Corpus,
    vocabulary: Vocabulary,
    question: Question,
    vector: Vector | None,
    parameters: RankingParameters,
) -> Ranked:
    """Score every record, and put all in order.

    Raises
    ------
    ConceptNotFound
        A filter names something that is not in the vocabulary.
    """
    allowed = allowed_records(db, corpus, vocabulary, question)
    own_words = fusion.asked_score(corpus, question)
    unmatched = asked.unmatched(corpus, question)
    words = corpus.words.scores(question.weights)
    groups = [(group, 1.0) for group in question.concept_groups]
    if parameters.broader:
        groups += [(frozenset({c}), parameters.broader) for c in sorted(question.broader)]
    extra = dict.fromkeys(question.synonyms, parameters.synonyms * question.coverage**2)
    extra.update(dict.fromkeys(question.variants, 1.0))
    meaning = None if vector is None else _cosines(corpus, vector)
    scores = Scores(
        words=words,
        asked=own_words,
        expanded=words + corpus.words.scores(extra) if extra else words,
        concepts=corpus.concepts.scores(groups),
        meaning=meaning,
        nearness=meaning,
        allowed=allowed,
        complete=asked.complete(corpus, question),
        excluded=asked.excluded(corpus, question),
        named=_named(db, corpus, question) & allowed,
        unmatched=unmatched,
        missing=asked.missing(corpus, question, unmatched),
    )
    if parameters.fusion == "convex":
        scores = _asked_again(corpus, question, vector, scores, parameters)
    ranking = fusion.fuse(corpus, question, scores, parameters)
    return Ranked(question, vector, scores, ranking)


def _asked_again(
    corpus: Corpus,
    question: Question,
    vector: Vector | None,
    scores: Scores,
    parameters: RankingParameters,
) -> Scores:
    """The scores with what the best records of a first ranking have in common."""
    in_words = parameters.feedback * (1 - question.coverage**2) >= _LEAST_FEEDBACK
    in_meaning = vector is not None and parameters.feedback_meaning > 0
    if not (in_words or in_meaning):
        return scores
    first = fusion.convex(corpus, question, scores, parameters)
    best = feedback.best_records(first, scores.allowed, parameters)
    if in_words:
        terms = feedback.feedback_terms(corpus, question, best, parameters)
        scores = replace(scores, expanded=scores.expanded + corpus.words.scores(terms))
    if vector is not None and in_meaning:
        moved = feedback.moved(vector, corpus, best, parameters)
        scores = replace(scores, nearness=_cosines(corpus, moved))
    return scores


def _cosines(corpus: Corpus, vector: Vector) -> NDArray[np.float32]:
    """The question beside every record.

    Not by ``@``, whose threads wait for each other where other work holds a core: at 10,000
    records one product in twenty then took 26 ms instead of .4.
    """
    found: NDArray[np.float32] = np.einsum("ij,j->i", corpus.vectors, vector)
    return found


def allowed_records(
    db: Connection, corpus: Corpus, vocabulary: Vocabulary, question: Question
) -> Mask:
    """Records that pass filters and conditions."""
    filters = question.filters
    if filters.is_empty:
        mask: Mask = np.ones(len(corpus), dtype=np.bool_)
    else:
        groups = concept_groups(filters, vocabulary)
        mask = corpus.studies.allowed(filters, groups, corpus.concepts)
    for condition in question.conditions:
        mask &= meeting(db, corpus, condition)
    if question.names_papers:
        mask &= _named(db, corpus, question)
    return mask


def concept_groups(filters: SearchFilters, vocabulary: Vocabulary) -> list[frozenset[str]]:
    """The concept filters, each with all narrower concepts.

    Raises
    ------
    ConceptNotFound
        A filter names something that is not in the vocabulary.
    """
    return [
        frozenset().union(
            *(
                {vocabulary.find(c).id} | vocabulary.descendants(vocabulary.find(c).id)
                for c in group
            )
        )
        for group in filters.concepts
    ]


def _named(db: Connection, corpus: Corpus, question: Question) -> Mask:
    """Papers that the question names."""
    mask: Mask = np.zeros(len(corpus), dtype=np.bool_)
    wanted = list(question.pmids)
    if question.doi:
        wanted = store.lexical.with_doi(db, question.doi)
    if wanted:
        mask[corpus.rows_of(wanted)] = True
    return mask
