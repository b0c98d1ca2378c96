"""From a question to a page of hits: ranked three ways, fused, filtered, explained."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kb import store
from kb.errors import ConfigurationError, IndexOutOfDate
from kb.index import CollectionGone, Embedder, VectorIndex, passage_text
from kb.model import Article, Passage, SearchFilters, SearchHit, SearchResult, Span
from kb.reading import Reader
from kb.search import explain, rankers
from kb.search.fusion import Ranked, fuse
from kb.search.parameters import DEFAULT, RankingParameters
from kb.search.question import Question, read_question, suggest
from kb.store import Connection
from kb.store.derived import spans_from_json
from kb.store.generations import Generation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SORTS = ("relevance", "newest")
_ATTEMPTS = 2  # a generation can be replaced while a query is under way; twice in one is a fault


class SearchEngine:
    """Searches one store.

    Parameters
    ----------
    connections : ReadConnections
    reader : Reader
        Reads questions as it reads abstracts.
    embedder, vectors
        Encode the question, and hold the passages.
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
        self._statistics: rankers.Statistics | None = None

    def search(
        self, text: str, filters: SearchFilters, limit: int, offset: int, sort: str
    ) -> SearchResult:
        """See :meth:`kb.base.KnowledgeBase.search`."""
        if sort not in _SORTS:
            raise ConfigurationError(f"There is no order {sort!r}; it is {' or '.join(_SORTS)}.")
        if limit < 1 or offset < 0:
            raise ConfigurationError("limit must be at least 1, and offset at least 0.")
        question = read_question(text, self._reader)
        vector = self._embedder.encode_question(question.spelled_out) if question.text else None
        for _ in range(_ATTEMPTS):
            try:
                with self._connections.snapshot() as db:
                    return self._answer(db, question, vector, filters, limit, offset, sort)
            except CollectionGone:
                continue
        raise IndexOutOfDate(
            "The index that the knowledge base points to is missing. Run `mbb rebuild`."
        )

    def _answer(
        self,
        db: Connection,
        question: Question,
        vector: NDArray[np.float32] | None,
        filters: SearchFilters,
        limit: int,
        offset: int,
        sort: str,
    ) -> SearchResult:
        """One page of hits from one state of the store."""
        generation = store.generations.current(db)
        if not generation.number or vector is None:
            notice = (
                "" if generation.number else "The knowledge base is empty: nothing was searched."
            )
            return SearchResult((), 0, 0, {}, question.reading(filters), notice=notice)
        if generation.model != self._embedder.fingerprint:
            raise IndexOutOfDate(
                f"The index was made with the model {generation.model_name}, and KB_MODEL names "
                f"{self._embedder.name}. Run `mbb rebuild`, or set KB_MODEL back."
            )
        allowed = self._allowed(db, filters)
        depth = max(self._parameters.depth, offset + limit)
        counts = self._statistics_of(db, generation)
        words = rankers.rank_words(db, counts, question.terms, allowed, depth, self._parameters)
        named = rankers.rank_concepts(db, counts, question.concept_groups, allowed, depth)
        meaning = rankers.rank_meaning(
            db, self._vectors, generation, vector, allowed, depth, self._parameters
        )
        asked_for = self._asked_for(db, question, allowed)
        absent = (words.scores.keys() | named.keys() | asked_for) - meaning.scores.keys()
        nearer = rankers.cosines(db, generation, vector, absent)
        meaning = rankers.Meaning(
            {**meaning.scores, **nearer.scores}, {**meaning.passages, **nearer.passages}
        )
        ranked = fuse(
            question,
            words,
            named,
            meaning,
            self._parameters,
            complete=self._complete(db, question, words, counts),
        )
        relevant = [r.pmid for r in ranked if r.relevant]
        if sort == "newest":
            years = store.lexical.years_of(db, [r.pmid for r in ranked])
            ranked.sort(key=lambda r: (not r.relevant, -years.get(r.pmid, 0), -r.pmid))
        page = ranked[offset : offset + limit]
        return SearchResult(
            hits=self._hits(db, question, words, meaning, page),
            total=len(ranked),
            total_relevant=len(relevant),
            facets=store.lexical.facets(db, relevant),
            reading=question.reading(filters),
            unmatched=words.unmatched,
            suggestions=suggest(words.unmatched, self._reader),
            offset=offset,
            limit=limit,
        )

    def _statistics_of(self, db: Connection, generation: Generation) -> rankers.Statistics:
        """The counts kept of this generation; those of another are forgotten."""
        kept = self._statistics
        if kept is None or kept.generation != generation.number:
            kept = rankers.Statistics(generation.number, store.lexical.article_count(db))
            self._statistics = kept
        return kept

    @staticmethod
    def _complete(
        db: Connection, question: Question, words: rankers.Words, counts: rankers.Statistics
    ) -> frozenset[int]:
        """Records that hold all that was asked: every word, or every concept of a topic.

        A question is a topic where each of its words belongs to a concept: "MBB", "lumbar facet
        joint". No cosine would tell such a short question from another.
        """
        complete: frozenset[int] = frozenset()
        if not words.unmatched:
            complete = store.lexical.with_every_word(db, question.terms)
        if question.coverage == 1.0:
            complete |= rankers.with_every_concept(db, counts, question.concept_groups)
        return complete

    def _allowed(self, db: Connection, filters: SearchFilters) -> Collection[int] | None:
        """PMIDs that pass the filters; None where all do."""
        if filters.is_empty:
            return None
        return store.lexical.allowed_pmids(db, filters, self.concept_groups(filters))

    @staticmethod
    def _asked_for(db: Connection, question: Question, allowed: Collection[int] | None) -> set[int]:
        """The record whose PMID is the question, where it is stored and passes the filters."""
        if not question.pmid:
            return set()
        wanted = int(question.pmid)
        is_there = bool(store.catalogue.articles_by_pmid(db, [wanted]))
        return {wanted} if is_there and (allowed is None or wanted in allowed) else set()

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

    def _hits(
        self,
        db: Connection,
        question: Question,
        words: rankers.Words,
        meaning: rankers.Meaning,
        page: Sequence[Ranked],
    ) -> tuple[SearchHit, ...]:
        """The page's records with sentence, matches and reasons."""
        pmids = [r.pmid for r in page]
        articles = store.catalogue.articles_by_pmid(db, pmids)
        sentences = store.catalogue.sentences(db, pmids)
        chosen = [(pmid, meaning.passages[pmid]) for pmid in pmids if pmid in meaning.passages]
        passages = store.lexical.passages_of(db, chosen)
        concepts = {c for group in question.concept_groups for c in group}
        named = store.lexical.mentions_in(db, pmids, concepts)
        rarity = {
            stem: words.rarity[term] for term in words.searched for stem in explain.stems_of(term)
        }
        hits = []
        for r in page:
            article = articles[r.pmid]
            matches = explain.Matches(
                explain.word_spans(article, rarity), named.get(article.pmid, ())
            )
            passage = self._passage(article, meaning.passages.get(r.pmid), passages)
            nearest: tuple[Span, ...] = passage.sentences if passage else ()
            sentence, matched = explain.best_sentence(
                article, sentences[r.pmid], matches, rarity, nearest
            )
            labels = {self._label(concept) for _, concept in matches.concepts}
            hits.append(
                SearchHit(
                    article=article,
                    score=round(r.score, 6),
                    relevant=r.relevant,
                    passage=passage,
                    sentence=sentence,
                    matched=matched,
                    reasons=explain.reasons(
                        r.ranks, explain.matched_words(article, matches), sorted(labels), r.cosine
                    ),
                )
            )
        return tuple(hits)

    def _label(self, concept_id: str) -> str:
        """Preferred label of a concept; the id where the vocabulary has dropped it."""
        concept = self._reader.vocabulary.concepts.get(concept_id)
        return concept.pref_label if concept else concept_id

    @staticmethod
    def _passage(
        article: Article,
        ordinal: int | None,
        rows: Mapping[tuple[int, int], tuple[str, str]],
    ) -> Passage | None:
        """The nearest passage as the noun."""
        row = rows.get((int(article.pmid), ordinal)) if ordinal is not None else None
        if row is None or ordinal is None:
            return None
        spans = spans_from_json(row[0])
        return Passage(article.pmid, ordinal, spans, passage_text(article, spans))
