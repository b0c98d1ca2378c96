"""From a question to a page of hits: every record ranked, filtered, counted, explained."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.errors import ConfigurationError, IndexOutOfDate, KbError
from kb.index import CollectionGone, Embedder, VectorIndex
from kb.model import SORTS, SearchFilters, SearchResult
from kb.reading import Reader
from kb.search import asked, feedback, fusion
from kb.search.conditions import meeting
from kb.search.corpus import Corpus, load
from kb.search.fusion import Ranking, Scores
from kb.search.hits import Found, page_of_hits
from kb.search.parameters import DEFAULT, RankingParameters
from kb.search.question import Question, read_question
from kb.search.spelling import suggest
from kb.store import Connection
from kb.store.generations import Generation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Mask = NDArray[np.bool_]

_FACET_CATEGORIES = ("indication", "outcome", "imaging", "intervention")
_LOADING = (
    "The model is still being loaded: this answer rests on words and concepts alone. Ask again in "
    "a moment to have the meaning searched, too."
)
_KEPT_QUESTIONS = 256  # turning a page must not encode the question again
_LEAST_FEEDBACK = 0.15  # weaker feedback moves nothing that could be measured, and costs time
_NOT_HERE = (
    "{} is not in this knowledge base; it was searched for as a word. `mbb add PMID` gets a paper "
    "from PubMed."
)
_FILTERS = tuple(f.name for f in fields(SearchFilters))
_EMPTY = "The knowledge base is empty: nothing was searched."

_log = logging.getLogger(__name__)


class SearchEngine:
    """Searches one store.

    Parameters
    ----------
    connections : ReadConnections
    reader : Reader
        Reads questions as it reads abstracts.
    embedder, vectors
        Encode the question, and hold the passages; the index is asked once a generation whether
        it is whole.
    parameters : RankingParameters
    """

    def __init__(
        self,
        connections: store.ReadConnections,
        reader: Reader,
        embedder: Embedder,
        vectors: VectorIndex,
        parameters: RankingParameters = DEFAULT,
    ) -> None:
        self._connections = connections
        self._reader = reader
        self._embedder = embedder
        self._vectors = vectors
        self._parameters = parameters
        self._lock = threading.Lock()
        self._corpus: Corpus | None = None
        self._loading: threading.Thread | None = None
        self._vectors_of = lru_cache(maxsize=_KEPT_QUESTIONS)(embedder.encode_question)

    def search(
        self,
        text: str,
        filters: SearchFilters,
        limit: int,
        offset: int,
        sort: str,
        *,
        ignore: Collection[str] = (),
        design_prior: bool = True,
        wait: bool = True,
    ) -> SearchResult:
        """See :meth:`kb.base.KnowledgeBase.search`."""
        if sort not in SORTS:
            raise ConfigurationError(f"There is no order {sort!r}; it is {' or '.join(SORTS)}.")
        if limit < 1 or offset < 0:
            raise ConfigurationError("limit must be at least 1, and offset at least 0.")
        parameters = self._parameters if design_prior else replace(self._parameters, design=0.0)
        question = read_question(text, self._reader, filters, ignore)
        missed = question.names_papers and not self._has(question)
        if missed:
            question = read_question(text, self._reader, filters, ignore, as_words=True)
        vector = self._encoded(question, wait=wait)
        with self._connections.snapshot() as db:
            generation = self._generation(db)
            if not generation.number or (not question.text and question.filters.is_empty):
                notice = "" if generation.number else _EMPTY
                return SearchResult((), 0, 0, {}, question.reading(), notice=notice)
            corpus = self._loaded(db, generation)
            scores, ranking = self._ranked(db, corpus, question, vector, parameters)
            found = Found(corpus, question, scores, ranking, vector, generation.model)
            order = self._sorted(corpus, ranking, sort)
            page = order[offset : offset + limit].tolist()
            return SearchResult(
                hits=page_of_hits(db, found, page, self._reader.vocabulary),
                total=len(order),
                total_relevant=ranking.total_relevant,
                facets=self._facets(corpus, ranking.relevant),
                reading=question.reading(),
                unmatched=scores.unmatched,
                suggestions=suggest(db, corpus, scores.unmatched, self._reader),
                offset=offset,
                limit=limit,
                meaning_searched=vector is not None or question.names_papers,
                notice=" ".join(
                    (
                        *([_NOT_HERE.format(question.text)] if missed else []),
                        *self._notices(db, corpus, question, scores, vector, parameters),
                    )
                ),
            )

    def rank(
        self,
        text: str,
        filters: SearchFilters,
        parameters: RankingParameters | None = None,
        *,
        ignore: Collection[str] = (),
    ) -> tuple[list[str], int]:
        """PMIDs of all records in order, and how many are relevant; for measuring.

        Parameters
        ----------
        parameters : RankingParameters, optional
            Used instead of the engine's own.
        """
        question = self.read(text, filters, ignore)
        vector = self._encoded(question, wait=True)
        with self._connections.snapshot() as db:
            generation = self._generation(db)
            if not generation.number:
                return [], 0
            corpus = self._loaded(db, generation)
            used = parameters or self._parameters
            _, ranking = self._ranked(db, corpus, question, vector, used)
            return [str(p) for p in corpus.pmids[ranking.order]], ranking.total_relevant

    def read(self, text: str, filters: SearchFilters, ignore: Collection[str] = ()) -> Question:
        """Take a question apart with the reader that records were read with."""
        return read_question(text, self._reader, filters, ignore)

    @contextmanager
    def state(self) -> Iterator[tuple[Connection, Corpus]]:
        """Give the published state, on disk and in memory, for one piece of work.

        Raises
        ------
        IndexOutOfDate
            Its vectors were made by another model, or some are lost.
        """
        with self._connections.one_state(), self._connections.snapshot() as db:
            yield db, self._loaded(db, self._generation(db))

    def judged(self, text: str) -> tuple[Question, Ranking]:
        """Read a text as plain words, no filter taken from it, and rank all records by it."""
        question = read_question(text, self._reader, ignore=_FILTERS, as_words=True)
        vector = self._encoded(question, wait=True)
        with self.state() as (db, corpus):
            return question, self._ranked(db, corpus, question, vector, self._parameters)[1]

    def concept_groups(self, filters: SearchFilters) -> list[frozenset[str]]:
        """The concept filters, each with all narrower concepts.

        Raises
        ------
        ConceptNotFound
            A filter names something that is not in the vocabulary.
        """
        vocabulary = self._reader.vocabulary
        return [
            frozenset().union(
                *(
                    {vocabulary.find(c).id} | vocabulary.descendants(vocabulary.find(c).id)
                    for c in group
                )
            )
            for group in filters.concepts
        ]

    def _generation(self, db: Connection) -> Generation:
        """The generation in use, if this model can ask it.

        Raises
        ------
        IndexOutOfDate
            Its vectors were made by another model.
        """
        generation = store.generations.current(db)
        if generation.number and generation.model != self._embedder.fingerprint:
            raise IndexOutOfDate(
                f"The index was made with the model {generation.model_name}, and KB_MODEL names "
                f"{self._embedder.name}. Run `mbb rebuild`, or set KB_MODEL back."
            )
        return generation

    def _loaded(self, db: Connection, generation: Generation) -> Corpus:
        """The state of this generation in memory, read once."""
        kept = self._corpus
        if kept is not None and kept.generation == generation.number:
            return kept
        with self._lock:
            kept = self._corpus
            if kept is None or kept.generation != generation.number:
                self._corpus = kept = None  # not two at a time
                self._check_index(generation)
                self._corpus = kept = load(db, generation)
            return kept

    def _check_index(self, generation: Generation) -> None:
        """Refuse an index of which a part is lost: nobody is to take that for no literature.

        Raises
        ------
        IndexOutOfDate
            A collection is missing, or holds fewer passages than were written.
        """
        for name, expected in (
            (generation.main, generation.main_size),
            (generation.delta, generation.delta_size),
        ):
            if not name:
                continue
            try:
                held = self._vectors.count(name)
            except CollectionGone:
                held = 0
            if held < expected:
                raise IndexOutOfDate(
                    f"The index holds {held} of {expected} passages of its collection {name}. "
                    "Run `mbb rebuild`."
                )

    def _encoded(self, question: Question, *, wait: bool) -> Vector | None:
        """The question as a vector; None where there is nothing to encode, or no model yet."""
        if not question.spelled_out:
            return None
        if wait or self._embedder.is_loaded:
            return self._vectors_of(question.spelled_out)
        with self._lock:
            if self._loading is None or not self._loading.is_alive():
                self._loading = threading.Thread(
                    target=self._load_model, name="load-model", daemon=True
                )
                self._loading.start()
        return None

    def _load_model(self) -> None:
        """Load the model while words already answer."""
        try:
            self._embedder.load()
        except KbError as error:
            # Whoever waits for the model is told; here nobody is there to be told.
            _log.warning("The model could not be loaded: %s", error)

    def _ranked(
        self,
        db: Connection,
        corpus: Corpus,
        question: Question,
        vector: Vector | None,
        parameters: RankingParameters,
    ) -> tuple[Scores, Ranking]:
        """Every record's scores, and their order."""
        allowed = self._allowed(db, corpus, question)
        own_words = fusion.asked_score(corpus, question)
        unmatched = asked.unmatched(corpus, question)
        words = corpus.words.scores(question.weights)
        groups = [(group, 1.0) for group in question.concept_groups]
        if parameters.broader:
            groups += [(frozenset({c}), parameters.broader) for c in sorted(question.broader)]
        extra = dict.fromkeys(question.synonyms, parameters.synonyms * question.coverage**2)
        extra.update(dict.fromkeys(question.variants, 1.0))
        scores = Scores(
            words=words,
            asked=own_words,
            expanded=words + corpus.words.scores(extra) if extra else words,
            concepts=corpus.concepts.scores(groups),
            meaning=None if vector is None else corpus.vectors @ vector,
            allowed=allowed,
            complete=asked.complete(corpus, question),
            excluded=asked.excluded(corpus, question),
            named=self._named(db, corpus, question) & allowed,
            unmatched=unmatched,
            missing=asked.missing(corpus, question, unmatched),
        )
        ranking = fusion.fuse(corpus, question, scores, parameters)
        strength = parameters.feedback * (1 - question.coverage**2)
        if strength >= _LEAST_FEEDBACK and parameters.fusion == "convex":
            best = ranking.order[: parameters.feedback_records].tolist()
            terms = feedback.feedback_terms(db, corpus, question, best, ranking.score, parameters)
            if terms:
                scores = replace(scores, expanded=scores.expanded + corpus.words.scores(terms))
                ranking = fusion.fuse(corpus, question, scores, parameters)
        return scores, ranking

    def _allowed(self, db: Connection, corpus: Corpus, question: Question) -> Mask:
        """Records that pass filters and conditions."""
        filters = question.filters
        if filters.is_empty:
            mask: Mask = np.ones(len(corpus), dtype=np.bool_)
        else:
            groups = self.concept_groups(filters)
            mask = corpus.studies.allowed(filters, groups, corpus.concepts)
        for condition in question.conditions:
            mask &= meeting(db, corpus, condition)
        if question.names_papers:
            mask &= self._named(db, corpus, question)
        return mask

    def _has(self, question: Question) -> bool:
        """Whether a paper that the question names is stored."""
        with self._connections.snapshot() as db:
            if question.doi:
                return bool(store.lexical.with_doi(db, question.doi))
            return bool(store.catalogue.articles_by_pmid(db, question.pmids))

    @staticmethod
    def _named(db: Connection, corpus: Corpus, question: Question) -> Mask:
        """Papers that the question names."""
        mask: Mask = np.zeros(len(corpus), dtype=np.bool_)
        wanted = list(question.pmids)
        if question.doi:
            wanted = store.lexical.with_doi(db, question.doi)
        if wanted:
            mask[corpus.rows_of(wanted)] = True
        return mask

    @staticmethod
    def _sorted(corpus: Corpus, ranking: Ranking, sort: str) -> NDArray[np.int64]:
        """The order asked for: what is relevant first, then by the key, then as ranked."""
        if sort == "relevance":
            return ranking.order
        key = corpus.studies.order_keys()[sort]()[ranking.order]
        below = ~ranking.relevant[ranking.order]
        return ranking.order[np.lexsort((np.arange(len(key)), key, below))]

    def _facets(self, corpus: Corpus, relevant: Mask) -> dict[str, dict[str, int]]:
        """Counts over the relevant records."""
        facets = corpus.studies.counts(relevant)
        named = corpus.concepts.counts(relevant)
        known = self._reader.vocabulary.concepts
        for category in _FACET_CATEGORIES:
            of_it = (
                (c, n) for c, n in named.items() if c in known and known[c].category == category
            )
            facets[category] = dict(sorted(of_it, key=lambda item: (-item[1], item[0])))
        return facets

    def _notices(
        self,
        db: Connection,
        corpus: Corpus,
        question: Question,
        scores: Scores,
        vector: Vector | None,
        parameters: RankingParameters,
    ) -> list[str]:
        """What a reader must know before reading the hits."""
        notices = []
        if question.spelled_out and vector is None:
            notices.append(_LOADING)
        taken = [f for f in question.found if f.active]
        if taken and not (fusion.relevance(question, scores, parameters)).any():
            without = replace(question, filters=SearchFilters())
            free = replace(scores, allowed=self._allowed(db, corpus, without))
            passing = int(np.count_nonzero(fusion.relevance(without, free, parameters)))
            if passing:
                names = ", ".join(f"“{f.text}”" for f in taken)
                notices.append(
                    f"Nothing relevant passes the filters read in the question ({names}); "
                    f"without filters {passing} would."
                )
        return notices
