"""A knowledge base to read: verbs that hand on to the rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kb import store
from kb.base.accounts import Accounts
from kb.base.brief_verbs import BriefVerbs
from kb.base.evidence_verbs import Filters, check_member
from kb.base.finding_verbs import FindingVerbs
from kb.base.map_verbs import MapVerbs
from kb.base.measure_verbs import MeasureVerbs
from kb.base.record_lives import RecordLives
from kb.base.search_verbs import SearchVerbs
from kb.base.statement_verbs import StatementVerbs
from kb.model import (
    Article,
    Basis,
    Direction,
    Finding,
    Mention,
    SearchFilters,
    SearchResult,
    Status,
    StudyFacts,
)
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.search import RankingParameters


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


class KnowledgeBase(
    MeasureVerbs, StatementVerbs, BriefVerbs, FindingVerbs, MapVerbs, SearchVerbs, RecordLives
):
    """A knowledge base, for reading. Made by :func:`open_kb`.

    Every call reads the state that was last published, as a whole.
    """

    @cached_property
    def accounts(self) -> Accounts:
        """What was searched, what changed, what counts and what is doubtful."""
        return Accounts(self._connections, self._rooms)

    def search(
        self,
        question: str,
        *,
        filters: Filters = None,
        limit: int = 20,
        offset: int = 0,
        sort: str = "relevance",
        ignore: Collection[str] = (),
        design_prior: bool = True,
        wait: bool = True,
    ) -> SearchResult:
        """Find records that answer a question.

        Parameters
        ----------
        question : str
            Plain words, PMIDs, a DOI, or a query with phrases in quotes, AND OR NOT, and fields
            (title, author, journal, mesh, pmid, doi, year, design). What cannot be read as a
            query is read as plain words. Empty with filters, it finds all that passes them.
        filters : SearchFilters or mapping, optional
            For example ``{"year_from": 2015, "study_design": ["randomized-controlled-trial"]}``.
        limit, offset : int
            Size and start of the page.
        sort : {"relevance", "newest", "level", "sample_size"}
            Order of the hits. Relevant hits come first in each; "newest" sorts both parts by year,
            "level" by evidence level, "sample_size" by participants, and what is unknown last.
        ignore : collection of str
            Filters that are not to be taken from the words of the question, by their name in
            ``result.reading.found``.
        design_prior : bool
            Whether stronger study designs are gently preferred.
        wait : bool
            Whether to wait for the model where it is not loaded yet. Without, words and concepts
            answer alone meanwhile: `meaning_searched` is False, and `notice` says so.

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
        return self._engine.search(
            question,
            SearchFilters.of(filters),
            limit,
            offset,
            sort,
            ignore=ignore,
            design_prior=design_prior,
            wait=wait,
        )

    def ranked(
        self,
        question: str,
        *,
        filters: Filters = None,
        parameters: RankingParameters | None = None,
    ) -> tuple[list[str], int]:
        """PMIDs of all records in the order of a search, and how many of them are relevant.

        For measuring: no hit is made up, and the numbers of the ranking can be others.

        Raises
        ------
        IndexOutOfDate, ConceptNotFound, ConfigurationError
            As :meth:`search` does.
        """
        return self._engine.rank(question, SearchFilters.of(filters), parameters)

    def one_state(self) -> AbstractContextManager[None]:
        """Let every call of this thread, inside a ``with`` block, read one published state.

        A page made of several answers then never shows half of a refresh.
        """
        return self._connections.one_state()

    def warm_up(self) -> None:
        """Load vocabulary, model and index, so that the first question does not wait for them."""
        self.search("medial branch block", limit=1)

    def check_index(self) -> None:
        """See whether questions can be asked: the index whole, and made by this model.

        Asked once for each state that is published; loads no model and reads no record.

        Raises
        ------
        IndexOutOfDate
            The vectors were made by another model, or some are lost; the message names the mend.
        ConfigurationError
            The model that the setting names is not there.
        """
        self._engine.check_index()

    @property
    def is_warm(self) -> bool:
        """Whether the model is in memory."""
        return self._rooms.embedder.is_loaded

    @property
    def is_loading(self) -> bool:
        """Whether the model is being loaded since a question did not wait for it.

        Neither warm nor loading: it cannot be loaded, and the next question is told why.
        """
        return self._engine.is_loading

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

    def skos(self) -> str:
        """The vocabulary as a SKOS concept scheme in Turtle."""
        from kb.graph.skos import skos_turtle

        return skos_turtle(self.concepts())

    def concept_counts(self) -> dict[str, int]:
        """How many articles name each concept, by concept id."""
        with self._connections.snapshot() as db:
            return store.catalogue.concept_counts(db)

    def concept_count(self, concept: str) -> int:
        """How many articles name a concept or a narrower one: as many as its filter finds."""
        counted = self._with_narrower(concept, narrower=True)
        with self._connections.snapshot() as db:
            return store.catalogue.naming(db, counted)

    def concept_years(self, concept: str) -> dict[int, int]:
        """How many articles on the topic name a concept or a narrower one, by year."""
        counted = self._with_narrower(concept, narrower=True)
        with self._connections.snapshot() as db:
            return store.catalogue.concept_years(db, counted)

    def status(self) -> Status:
        """What the knowledge base holds; loads no model."""
        with self._connections.snapshot() as db:
            return store.generations.status(db, str(self.path), self._rooms.size_bytes())
