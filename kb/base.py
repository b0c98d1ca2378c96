"""The only wiring: a knowledge base to read, and the one door for writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kb import store
from kb.errors import ConfigurationError
from kb.model import (
    Article,
    Category,
    Concept,
    Evidence,
    Mention,
    Neighbour,
    Predicate,
    ProgressListener,
    Record,
    Run,
    RunItem,
    RunState,
    SearchFilters,
    SearchResult,
    SearchStrategy,
    Status,
    StudyFacts,
    silent,
)
from kb.settings import Settings
from kb.store import Connection

if TYPE_CHECKING:
    import networkx as nx

    from kb.index import Embedder, VectorIndex
    from kb.reading import Reader
    from kb.rebuild import Rebuilder
    from kb.search import SearchEngine

_CHROMA_FOLDER = "chroma"
Filters = SearchFilters | Mapping[str, Any] | None


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


def open_writer(path: str | Path | None = None) -> Writer:
    """Open a knowledge base to write it, making it where there is none.

    Use it as a context manager, or call :meth:`Writer.close`.

    Raises
    ------
    StoreLocked
        Another process is writing it.
    """
    return Writer(Settings.from_env(path))


class _Rooms:
    """What reading and writing share: vocabulary, model, vectors; each made at first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def reader(self) -> Reader:
        from kb.reading import Reader, load_vocabulary

        return Reader(load_vocabulary(self.settings.home))

    @cached_property
    def embedder(self) -> Embedder:
        from kb.index import Embedder

        return Embedder(self.settings.model)

    @cached_property
    def vectors(self) -> VectorIndex:
        from kb.index import VectorIndex

        return VectorIndex(self.settings.home / _CHROMA_FOLDER, self.settings.chroma_url)


class KnowledgeBase:
    """A knowledge base, for reading. Made by :func:`open_kb`.

    Every call reads the state that was last published, as a whole.
    """

    def __init__(self, settings: Settings) -> None:
        self._rooms = _Rooms(settings)
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

    def concept(self, id_or_label: str) -> Concept:
        """A concept of the vocabulary, by id, label or abbreviation, case ignored.

        Raises
        ------
        ConceptNotFound
            The message suggests near ones.
        """
        return self._rooms.reader.vocabulary.find(id_or_label)

    def concepts(self) -> tuple[Concept, ...]:
        """All concepts, in the order of their ids."""
        return tuple(self._rooms.reader.vocabulary.concepts.values())

    def concept_counts(self) -> dict[str, int]:
        """How many articles name each concept, by concept id."""
        with self._connections.snapshot() as db:
            return store.catalogue.concept_counts(db)

    def concept_years(self, concept: str) -> dict[int, int]:
        """How many articles on the topic name a concept or a narrower one, by year."""
        counted = self._with_narrower(concept, narrower=True)
        with self._connections.snapshot() as db:
            return store.catalogue.concept_years(db, counted)

    def evidence(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the name the statement gives it
        *,
        pmid: str | None = None,
        ids: Sequence[str] | None = None,
        narrower: bool = True,
    ) -> list[Evidence]:
        """Sentences that statements stand on, in the order of PMID and place.

        Parameters
        ----------
        subject, object : str, optional
            Concepts by id or label. Co-mentions have no direction and are found both ways.
        predicate : str, optional
            A member of :class:`~kb.model.Predicate`.
        pmid : str, optional
            Only from this article.
        ids : sequence of str, optional
            Only these pieces of evidence, in this order; the other arguments are not used.
        narrower : bool
            Whether a concept stands for all narrower ones too.

        Raises
        ------
        ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        if ids is not None:
            with self._connections.snapshot() as db:
                return store.catalogue.evidence_by_id(db, ids)
        if predicate is not None and predicate not in set(map(str, Predicate)):
            raise ConfigurationError(
                f"There is no predicate {predicate!r}; it is one of {', '.join(Predicate)}."
            )
        one = self._with_narrower(subject, narrower=narrower)
        other = self._with_narrower(object, narrower=narrower)
        with self._connections.snapshot() as db:
            found = store.catalogue.evidence(
                db, subjects=one, predicate=predicate, objects=other, pmid=pmid
            )
            if (one or other) and predicate in (None, Predicate.CO_MENTIONED):
                turned = store.catalogue.evidence(
                    db, subjects=other, predicate=Predicate.CO_MENTIONED, objects=one, pmid=pmid
                )
                found = list({e.id: e for e in (*found, *turned)}.values())
        return sorted(found, key=lambda e: (int(e.pmid), e.section, e.start, e.id))

    def _with_narrower(self, concept: str | None, *, narrower: bool) -> list[str]:
        """Ids of a concept and, where asked, of all narrower ones; empty for no concept."""
        if concept is None:
            return []
        found = self.concept(concept).id
        below = self._rooms.reader.vocabulary.descendants(found) if narrower else frozenset()
        return sorted({found} | below)

    def neighbours(
        self,
        concept: str,
        category: str | None = None,
        limit: int | None = None,
        *,
        narrower: bool = True,
    ) -> list[Neighbour]:
        """Concepts that share evidence with one, those in most articles first.

        Parameters
        ----------
        concept : str
            Id or label.
        category : str, optional
            Only neighbours of this :class:`~kb.model.Category`.
        limit : int, optional
            At most so many.
        narrower : bool
            Whether evidence on narrower concepts counts too ("lumbar medial branch block" for
            "medial branch block"). Without, the answer is that of the edges in :meth:`graph`.
        """
        if category is not None and category not in set(map(str, Category)):
            raise ConfigurationError(
                f"There is no category {category!r}; it is one of {', '.join(Category)}."
            )
        known = self._rooms.reader.vocabulary.concepts
        with self._connections.snapshot() as db:
            found = store.catalogue.neighbours(db, self._with_narrower(concept, narrower=narrower))
        chosen = [
            n
            for n in found
            if n.concept_id in known and category in (None, known[n.concept_id].category)
        ]
        return chosen[:limit]

    def graph(self, filters: Filters = None) -> nx.MultiDiGraph[str]:
        """The concept graph as a networkx multigraph, see :func:`kb.graph.network.build_graph`."""
        from kb.graph.network import build_graph

        chosen = SearchFilters.of(filters)
        groups = self._engine.concept_groups(chosen) if chosen.concepts else []
        with self._connections.snapshot() as db:
            rows = store.catalogue.evidence_rows(db, chosen, groups)
            return build_graph(rows, self._rooms.reader.vocabulary.concepts)

    def status(self) -> Status:
        """What the knowledge base holds; loads no model."""
        with self._connections.snapshot() as db:
            return store.generations.status(db, str(self.path), _size(self.path))

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


class Writer:
    """The one door for writing. Made by :func:`open_writer`; holds the lock until closed.

    Records go in with :meth:`add_articles` and are kept at once; readers see them when
    :meth:`update` publishes them, read and indexed, in one step.
    """

    def __init__(self, settings: Settings) -> None:
        self._rooms = _Rooms(settings)
        self._stack = ExitStack()
        self._db: Connection = self._stack.enter_context(store.writing(settings.home))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    def close(self) -> None:
        """Close the store and release the lock."""
        self._stack.close()

    @cached_property
    def _rebuilder(self) -> Rebuilder:
        from kb.rebuild import Rebuilder

        rooms = self._rooms
        return Rebuilder(self._db, rooms.settings.home, rooms.reader, rooms.embedder, rooms.vectors)

    def add_articles(
        self, records: Iterable[Article | Record], *, run: int | None = None
    ) -> list[RunItem]:
        """Store records in one transaction; of two with one PMID the better is kept.

        Parameters
        ----------
        records : iterable of Article or Record
            A :class:`~kb.model.Record` brings the bytes it was parsed from.
        run : int, optional
            The run that brings them; what became of each is noted in the ledger.

        Returns
        -------
        list of RunItem
            One a record, in order: new, changed, unchanged, or superseded by a better source.
        """
        with store.transaction(self._db):
            items = [store.records.put(self._db, _as_record(r)) for r in records]
            if run is not None:
                store.ledger.settle(self._db, run, items)
        return items

    def update(self, progress: ProgressListener = silent) -> Status:
        """Read, embed, index and publish what is pending; cheap where nothing is."""
        self._rebuilder.update(progress)
        return self.status()

    def rebuild(self, progress: ProgressListener = silent) -> Status:
        """Make everything derived again from the stored texts.

        Vectors are kept by text and model, so only what has none is encoded.
        """
        self._rebuilder.update(progress, everything=True)
        return self.status()

    def mark_retracted(self, pmid: str, reason: str) -> None:
        """Mark a paper as retracted although its record does not say so.

        Takes effect at the next :meth:`update`.
        """
        with store.transaction(self._db):
            store.records.mark_retracted(self._db, store.records.pmid_number(pmid), reason)

    def decide(self, pmid: str, decision: str, reason: str, *, who: str = "") -> None:
        """Overrule what reading makes of a record's topic, in the librarian's ``decisions.csv``.

        Parameters
        ----------
        decision : {"include", "exclude"}
        reason : str
            Shown wherever the record is; must not be empty.
        who : str
            The one who decides.

        Raises
        ------
        ConfigurationError
            Another decision, or no reason.
        """
        if decision not in ("include", "exclude") or not reason.strip():
            raise ConfigurationError("A decision is include or exclude, and needs a reason.")
        number = store.records.pmid_number(pmid)
        store.decisions.append_decision(
            self._rooms.settings.home,
            store.decisions.Decision(
                str(number), decision, " ".join(reason.split()), who, store.records.now()
            ),
        )

    def begin_run(
        self,
        kind: str,
        *,
        strategy: SearchStrategy | None = None,
        query: str = "",
        translation: str = "",
        warnings: Iterable[str] = (),
        found: int | None = None,
    ) -> int:
        """Open a row of the ledger and return its number."""
        with store.transaction(self._db):
            return store.ledger.begin(
                self._db,
                kind,
                strategy=strategy,
                query=query,
                translation=translation,
                warnings=warnings,
                found=found,
            )

    def describe_run(
        self,
        run: int,
        *,
        query: str | None = None,
        translation: str | None = None,
        warnings: Iterable[str] | None = None,
        found: int | None = None,
        message: str | None = None,
    ) -> None:
        """Add what became known of a run; what is None stays as it is."""
        with store.transaction(self._db):
            store.ledger.describe(
                self._db,
                run,
                query=query,
                translation=translation,
                warnings=warnings,
                found=found,
                message=message,
            )

    def unfinished_run(self, kind: str, *, strategy: str = "", query: str = "") -> Run | None:
        """The last run of this kind, strategy and query, where it did not end complete."""
        return store.ledger.unfinished(self._db, kind, strategy, query)

    def resume_run(self, run: int) -> None:
        """Take up a run again that was killed or ended incomplete."""
        with store.transaction(self._db):
            store.ledger.resume(self._db, run)

    def plan(self, run: int, pmids: Iterable[str]) -> None:
        """Remember which records a run is going to get."""
        with store.transaction(self._db):
            store.ledger.plan(self._db, run, pmids)

    def unsettled(self, run: int) -> list[str]:
        """Planned records of a run that nothing became of yet."""
        return store.ledger.unsettled(self._db, run)

    def note(self, run: int, items: Iterable[RunItem]) -> None:
        """Note what became of records that were not stored."""
        with store.transaction(self._db):
            store.ledger.settle(self._db, run, items)

    def end_run(self, run: int, state: RunState, message: str = "") -> Run:
        """Close a row of the ledger and return it."""
        with store.transaction(self._db):
            store.ledger.end(self._db, run, state, message)
        return store.ledger.get(self._db, run)

    def run(self, number: int) -> Run:
        """One row of the ledger."""
        return store.ledger.get(self._db, number)

    def run_items(self, number: int) -> list[RunItem]:
        """What became of each record of a run."""
        return store.ledger.items(self._db, number)

    def last_complete_run(self, kind: str, strategy: str) -> Run | None:
        """The newest complete run of this kind and strategy."""
        runs = store.ledger.newest(self._db, 1_000, kind=kind, state=RunState.COMPLETE)
        return next((run for run in runs if run.strategy == strategy), None)

    def stored_sources(self) -> dict[str, str]:
        """Source of every stored text by PMID, published or not."""
        return store.records.stored_sources(self._db)

    def status(self) -> Status:
        """What the knowledge base holds."""
        home = self._rooms.settings.home
        return store.generations.status(self._db, str(home), _size(home))


def _as_record(record: Article | Record) -> Record:
    """A record; one that comes without bytes has none."""
    return record if isinstance(record, Record) else Record(record)


def _size(home: Path) -> int:
    """Bytes on disk."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
