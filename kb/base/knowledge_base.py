"""A knowledge base to read: verbs that hand on to the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import Filters, check_member
from kb.base.graph_verbs import GraphVerbs
from kb.base.rooms import Rooms
from kb.model import (
    Article,
    Basis,
    Direction,
    Finding,
    Mention,
    Run,
    RunItem,
    SearchFilters,
    SearchResult,
    Status,
    StudyFacts,
)
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.search import SearchEngine


def open_kb(path: str | Path | None = None) -> KnowledgeBase:
    """Open a knowledge base to read it.

    Parameters
    ----------
    path : str or Path, optional
        Its folder; else ``KB_HOME``, else the platform's user data folder.

    Returns
    -------
    KnowledgeBase
        Cheap to make and safe to share between threads. It sees what a librarian's refresh
        publishes at the next call.

    Raises
    ------
    StoreNotFound
        There is no knowledge base in that folder.
    SchemaTooNew
        It was written by a newer version.
    """
    return KnowledgeBase(Settings.from_env(path))


class KnowledgeBase(GraphVerbs):
    """A knowledge base, for reading. Made by :func:`open_kb`.

    Every call reads the state that was last published, as a whole.
    """

    def __init__(self, settings: Settings) -> None:
        self._rooms = Rooms(settings)
        self._connections = store.ReadConnections(settings.home)

    @property
    def path(self) -> Path:
        """Folder of the knowledge base."""
        return self._rooms.settings.home

    @cached_property
    def _engine(self) -> SearchEngine:
        from kb.search import SearchEngine

        rooms = self._rooms
        return SearchEngine(self._connections, rooms.reader, rooms.embedder, rooms.vectors)

    def search(
        self,
        question: str,
        *,
        filters: Filters = None,
        limit: int = 20,
        offset: int = 0,
        sort: str = "relevance",
    ) -> SearchResult:
        """Find records that answer a question.

        Parameters
        ----------
        question : str
            Plain words, or a PMID. Nothing in it is syntax.
        filters : SearchFilters or mapping, optional
            For example ``{"year_from": 2015, "study_design": ["randomized-controlled-trial"]}``.
        limit, offset : int
            Size and start of the page.
        sort : {"relevance", "newest"}
            Order of the hits; "newest" puts relevant hits first and sorts each part by year.

        Returns
        -------
        SearchResult
            A sequence of hits, best first, ties by PMID: the same store gives the same order.

        Raises
        ------
        IndexOutOfDate
            The vectors were made by another model; the message names the mend.
        ConceptNotFound
            A filter names a concept that the vocabulary does not have.
        ConfigurationError
            A filter, a page or the model setting cannot be used.
        """
        return self._engine.search(question, SearchFilters.of(filters), limit, offset, sort)

    def warm_up(self) -> None:
        """Load vocabulary, model and index, so that the first question does not wait for them."""
        self.search("medial branch block", limit=1)

    @property
    def is_warm(self) -> bool:
        """Whether the model is in memory."""
        return self._rooms.embedder.is_loaded

    def article(self, pmid: str) -> Article:
        """One article with its judgements.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            return store.catalogue.article(db, pmid)

    def articles(self, filters: Filters = None) -> Iterator[Article]:
        """All articles that pass the filters, in the order of their PMIDs, from one state."""
        chosen = SearchFilters.of(filters)
        groups = self._engine.concept_groups(chosen) if chosen.concepts else []
        with self._connections.snapshot() as db:
            yield from store.catalogue.articles(db, chosen, groups)

    def raw(self, pmid: str) -> bytes:
        """The bytes that a record was parsed from: PubMed's XML, or the starter set's line.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            article = store.catalogue.article(db, pmid)
            return store.records.raw(db, int(article.pmid)) or b""

    def mentions(self, pmid: str) -> list[Mention]:
        """Concepts named in one article, in the order of its text.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            return store.catalogue.mentions(db, store.catalogue.article(db, pmid))

    def facts(self, pmid: str) -> StudyFacts:
        """Study facts of one article, each with where it comes from.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            return store.catalogue.facts(db, store.catalogue.article(db, pmid).pmid)

    def findings(
        self,
        pmid: str | None = None,
        *,
        outcome: str | None = None,
        direction: str | None = None,
        basis: str | None = None,
    ) -> list[Finding]:
        """Results that studies report, each with its sentence, in the order of PMID and text.

        Parameters
        ----------
        pmid : str, optional
            Only from this article, whether or not it gives evidence. Without it, records that
            are off topic or retracted are left out.
        outcome : str, optional
            A concept by id or label; narrower ones count too.
        direction, basis : str, optional
            Members of :class:`~kb.model.Direction` and :class:`~kb.model.Basis`.

        Raises
        ------
        ArticleNotFound, ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        check_member("direction", direction, Direction)
        check_member("basis", basis, Basis)
        outcomes = self._with_narrower(outcome, narrower=True)
        with self._connections.snapshot() as db:
            if pmid is not None:
                pmid = store.catalogue.article(db, pmid).pmid
            return store.catalogue.findings(
                db, pmid=pmid, outcomes=outcomes, direction=direction, basis=basis
            )

    def concept_counts(self) -> dict[str, int]:
        """How many articles name each concept, by concept id."""
        with self._connections.snapshot() as db:
            return store.catalogue.concept_counts(db)

    def concept_years(self, concept: str) -> dict[int, int]:
        """How many articles on the topic name a concept or a narrower one, by year."""
        counted = self._with_narrower(concept, narrower=True)
        with self._connections.snapshot() as db:
            return store.catalogue.concept_years(db, counted)

    def status(self) -> Status:
        """What the knowledge base holds; loads no model."""
        with self._connections.snapshot() as db:
            return store.generations.status(db, str(self.path), self._rooms.size_bytes())

    def runs(self, limit: int = 20) -> list[Run]:
        """The last rows of the ledger, newest first."""
        with self._connections.snapshot() as db:
            return store.ledger.newest(db, limit)

    def run(self, number: int) -> Run:
        """One row of the ledger.

        Raises
        ------
        NotFound
            There is no run of this number.
        """
        with self._connections.snapshot() as db:
            return store.ledger.get(db, number)

    def run_items(self, number: int) -> list[RunItem]:
        """What became of each record of a run."""
        with self._connections.snapshot() as db:
            return store.ledger.items(db, number)

    def close(self) -> None:
        """Close idle connections; the knowledge base can be used again."""
        self._connections.close()
