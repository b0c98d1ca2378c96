"""The verb that answers a question from stored findings, without inventing anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import Filters
from kb.errors import ConfigurationError
from kb.model import Article, Brief, SearchFilters, Study
from kb.store import Connection

if TYPE_CHECKING:
    from kb.reading import Reader
    from kb.search import SearchEngine


class BriefVerbs:
    """What a knowledge base answers as a whole. Part of :class:`~kb.base.KnowledgeBase`."""

    _connections: store.ReadConnections

    @property
    def _reader(self) -> Reader:
        """The reader that fits what is published now."""
        raise NotImplementedError

    @property
    def _engine(self) -> SearchEngine:
        """The engine with that reader."""
        raise NotImplementedError

    def brief(self, question: str, filters: Filters = None, *, limit: int = 50) -> Brief:
        """What the studies behind the best hits of a search find, counted by trial.

        Only words that stand in the records. Findings that answer the question are grouped by kind
        of question, outcome and direction; see :func:`kb.weighing.weigh` for what counts as one
        voice, and for what the certainty rests on.

        Parameters
        ----------
        question : str
            As :meth:`~kb.base.KnowledgeBase.search` takes it.
        filters : SearchFilters or mapping, optional
            As a search takes them.
        limit : int
            How many of the best hits are looked at; those below the cut-off never are.

        Returns
        -------
        Brief
            Without a study where nothing is relevant: `missing` says so.

        Raises
        ------
        ConfigurationError
            There is no question, or a filter or `limit` cannot be used.
        ConceptNotFound, IndexOutOfDate
            As a search does.
        """
        from kb.weighing import asked_of, weigh

        if not question.strip():
            raise ConfigurationError("There is no question to make a brief of.")
        engine, reader = self._engine, self._reader
        with self._connections.one_state(), self._connections.snapshot() as db:
            found = engine.search(question, SearchFilters.of(filters), limit, 0, "relevance")
            articles = [hit.article for hit in found if hit.relevant]
            studies = _studies(db, articles)
        asked = asked_of(found.reading.question, found.reading.concepts, reader.vocabulary.concepts)
        return weigh(asked, studies, found.total_relevant)


def _studies(db: Connection, articles: Sequence[Article]) -> list[Study]:
    """Papers with what was read in them, and which of them are kin."""
    from kb.weighing import author_groups, trial_keys

    facts = {a.pmid: store.catalogue.facts(db, a.pmid) for a in articles}
    trials = trial_keys({p: {f.value for f in read.registry_numbers} for p, read in facts.items()})
    groups = author_groups(articles)
    titles = store.lexical.title_concepts(db, [int(a.pmid) for a in articles])
    return [
        Study(
            article=a,
            facts=facts[a.pmid],
            findings=tuple(store.catalogue.findings(db, pmid=a.pmid)),
            named=titles.get(a.pmid, frozenset()),
            trial=trials[a.pmid],
            author_group=groups[a.pmid],
        )
        for a in articles
    ]
