"""From a question to a page of hits: every record ranked, filtered, counted, explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.errors import ConfigurationError
from kb.index import Embedder, VectorIndex
from kb.model import SORTS, Article, QuestionReading, SearchFilters, SearchResult
from kb.reading import Reader
from kb.search import fusion
from kb.search.corpus import Corpus
from kb.search.encoding import QuestionEncoder
from kb.search.fusion import Ranking
from kb.search.hits import Found, page_of_hits
from kb.search.parameters import DEFAULT, RankingParameters
from kb.search.published import Published
from kb.search.question import Question, read_question
from kb.search.ranked import (
    KeptRankings,
    Ranked,
    allowed_records,
    concept_groups,
    rank_all,
)
from kb.search.spelling import suggest
from kb.store import Connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Mask = NDArray[np.bool_]

_FACET_CATEGORIES = ("indication", "outcome", "imaging", "intervention")
_LOADING = (
    "The model is still being loaded: this answer rests on words and concepts alone. Ask again in "
    "a moment to have the meaning searched, too."
)
_NOT_HERE = (
    "{} is not in this knowledge base; it was searched for as a word. `mbb add PMID` gets a paper "
    "from PubMed."
)
_FILTERS = tuple(f.name for f in fields(SearchFilters))
_EMPTY = "The knowledge base is empty: nothing was searched."


@dataclass(frozen=True, slots=True)
class Best:
    """The most relevant records for one question.

    Attributes
    ----------
    articles : tuple of Article
        Best first; none below the cut-off.
    total_relevant : int
        How many records are above the cut-off.
    unmatched : tuple of str
        Words of the question that stand in no record.
    """

    articles: tuple[Article, ...]
    total_relevant: int
    reading: QuestionReading
    unmatched: tuple[str, ...]


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
        self._parameters = parameters
        self._encoder = QuestionEncoder(embedder)
        self._published = Published(embedder, vectors)
        self._kept = KeptRankings()

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
        question, missed = self._understood(text, filters, ignore)
        vector = self._encoder.encoded(question, wait=wait)
        with self._connections.snapshot() as db:
            generation = self._published.generation(db)
            if not generation.number or _asks_nothing(question):
                notice = "" if generation.number else _EMPTY
                return SearchResult((), 0, 0, {}, question.reading(), notice=notice)
            corpus = self._published.corpus(db, generation)
            ranked = self._ranked(db, corpus, question, vector, parameters)
            page = self._first(corpus, ranked.ranking, sort, offset + limit)[offset:].tolist()
            found = Found(corpus, ranked, generation.model)
            unmatched = ranked.scores.unmatched
            return SearchResult(
                hits=page_of_hits(db, found, page, self._reader.vocabulary),
                total=len(ranked.ranking),
                total_relevant=ranked.ranking.total_relevant,
                facets=self._facets(corpus, ranked.ranking.relevant),
                reading=question.reading(),
                unmatched=unmatched,
                suggestions=suggest(db, corpus, unmatched, self._reader),
                offset=offset,
                limit=limit,
                meaning_searched=vector is not None or question.names_papers,
                notice=" ".join(
                    (
                        *([_NOT_HERE.format(question.text)] if missed else []),
                        *self._notices(db, corpus, ranked, parameters),
                    )
                ),
            )

    def best(
        self, text: str, filters: SearchFilters, limit: int, *, ignore: Collection[str] = ()
    ) -> Best:
        """The most relevant records as :meth:`search` has them, without making hits of them.

        After a search for the same question nothing is ranked anew.

        Parameters
        ----------
        limit : int
            At most so many, those above the cut-off only.
        """
        if limit < 1:
            raise ConfigurationError("limit must be at least 1.")
        question, _ = self._understood(text, filters, ignore)
        vector = self._encoder.encoded(question, wait=True)
        with self._connections.snapshot() as db:
            generation = self._published.generation(db)
            if not generation.number or _asks_nothing(question):
                return Best((), 0, question.reading(), ())
            corpus = self._published.corpus(db, generation)
            ranked = self._ranked(db, corpus, question, vector, self._parameters)
            rows = [r for r in ranked.ranking.best(limit) if ranked.ranking.relevant[r]]
            numbers = [int(corpus.pmids[row]) for row in rows]
            articles = store.catalogue.articles_by_pmid(db, numbers)
            return Best(
                tuple(articles[number] for number in numbers),
                ranked.ranking.total_relevant,
                question.reading(),
                ranked.scores.unmatched,
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
        vector = self._encoder.encoded(question, wait=True)
        with self._connections.snapshot() as db:
            generation = self._published.generation(db)
            if not generation.number:
                return [], 0
            corpus = self._published.corpus(db, generation)
            used = parameters or self._parameters
            ranking = rank_all(db, corpus, self._reader.vocabulary, question, vector, used).ranking
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
            yield db, self._published.corpus(db, self._published.generation(db))

    @property
    def is_loading(self) -> bool:
        """See :attr:`kb.base.KnowledgeBase.is_loading`."""
        return self._encoder.is_loading

    def check_index(self) -> None:
        """See :meth:`kb.base.KnowledgeBase.check_index`."""
        with self._connections.snapshot() as db:
            self._published.check(self._published.generation(db))

    def judged(self, text: str) -> tuple[Question, Ranking]:
        """Read a text as plain words, no filter taken from it, and rank all records by it."""
        question = read_question(text, self._reader, ignore=_FILTERS, as_words=True)
        vector = self._encoder.encoded(question, wait=True)
        with self.state() as (db, corpus):
            return question, self._ranked(db, corpus, question, vector, self._parameters).ranking

    def concept_groups(self, filters: SearchFilters) -> list[frozenset[str]]:
        """See :func:`kb.search.ranked.concept_groups`."""
        return concept_groups(filters, self._reader.vocabulary)

    def _understood(
        self, text: str, filters: SearchFilters, ignore: Collection[str]
    ) -> tuple[Question, bool]:
        """The question taken apart, and whether it names papers of which none is here."""
        question = read_question(text, self._reader, filters, ignore)
        if question.names_papers and not self._has(question):
            return read_question(text, self._reader, filters, ignore, as_words=True), True
        return question, False

    def _ranked(
        self,
        db: Connection,
        corpus: Corpus,
        question: Question,
        vector: Vector | None,
        parameters: RankingParameters,
    ) -> Ranked:
        """All records ranked, or the ranking that is kept."""
        # two readings of one text differ in their filters, or in whether a number is a word
        key = (
            corpus.generation,
            question.text,
            question.names_papers,
            question.filters,
            question.terms,
            vector is None,
            parameters.design,
        )
        return self._kept.get(
            key,
            lambda: rank_all(db, corpus, self._reader.vocabulary, question, vector, parameters),
        )

    def _has(self, question: Question) -> bool:
        """Whether a paper that the question names is stored."""
        with self._connections.snapshot() as db:
            if question.doi:
                return bool(store.lexical.with_doi(db, question.doi))
            return bool(store.catalogue.articles_by_pmid(db, question.pmids))

    @staticmethod
    def _first(corpus: Corpus, ranking: Ranking, sort: str, count: int) -> NDArray[np.int64]:
        """The first in the order asked for: what is relevant, then by the key, then as ranked."""
        if sort == "relevance":
            return ranking.best(count)
        key = corpus.studies.order_keys()[sort]()[ranking.order]
        below = ~ranking.relevant[ranking.order]
        return ranking.order[np.lexsort((np.arange(len(key)), key, below))[:count]]

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
        self, db: Connection, corpus: Corpus, ranked: Ranked, parameters: RankingParameters
    ) -> list[str]:
        """What a reader must know before reading the hits."""
        notices = []
        question, scores = ranked.question, ranked.scores
        if question.spelled_out and ranked.vector is None:
            notices.append(_LOADING)
        taken = [f for f in question.found if f.active]
        if taken and not fusion.relevance(question, scores, parameters).any():
            without = replace(question, filters=SearchFilters())
            allowed = allowed_records(db, corpus, self._reader.vocabulary, without)
            free = replace(scores, allowed=allowed)
            passing = int(np.count_nonzero(fusion.relevance(without, free, parameters)))
            if passing:
                names = ", ".join(f"“{f.text}”" for f in taken)
                notices.append(
                    f"Nothing relevant passes the filters read in the question ({names}); "
                    f"without filters {passing} would."
                )
        return notices


def _asks_nothing(question: Question) -> bool:
    """Whether there are neither words nor filters."""
    return not question.text and question.filters.is_empty
