"""The one door for writing, the ledger included."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kb import store
from kb.base.rooms import Rooms
from kb.errors import ArticleNotFound, ConfigurationError
from kb.model import (
    Article,
    Progress,
    ProgressListener,
    Record,
    Run,
    RunItem,
    RunState,
    SearchStrategy,
    Source,
    Status,
    silent,
)
from kb.settings import Settings
from kb.store import Connection

if TYPE_CHECKING:
    from kb.rebuild import Rebuilder

# Records read again between two commits.
_READ_AGAIN = 500


def open_writer(path: str | Path | None = None) -> Writer:
    """Open a knowledge base to write it, making it where there is none.

    Use it as a context manager, or call :meth:`Writer.close`.

    Raises
    ------
    StoreLocked
        Another process is writing it.
    """
    return Writer(Settings.from_env(path))


class Writer:
    """The one door for writing. Made by :func:`open_writer`; holds the lock until closed.

    Records go in with :meth:`add_articles` and are kept at once; readers see them when
    :meth:`update` publishes them, read and indexed, in one step.
    """

    def __init__(self, settings: Settings) -> None:
        self._rooms = Rooms(settings)
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
            items = [store.records.put(self._db, _as_record(r), run) for r in records]
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

    def read_again(
        self,
        parse: Callable[[Record], Record | None],
        parser: str,
        *,
        run: int | None = None,
        progress: ProgressListener = silent,
    ) -> int:
        """Read the stored bytes of records again where another parser read them.

        Parameters
        ----------
        parse : callable
            Makes a record anew of its bytes; None keeps the text that is there.
        parser : str
            Fingerprint of `parse`; records that carry it are left alone.

        Returns
        -------
        int
            Records whose text is another now. They are published by the next :meth:`update`.
        """
        changed = done = 0
        for batch in store.records.stale_raw(self._db, parser, _READ_AGAIN):
            with store.transaction(self._db):
                for old in batch:
                    found = parse(old) if old.raw else None
                    new = replace(old if found is None else found, parser=parser)
                    changed += store.records.put_again(self._db, new, run)
            done += len(batch)
            progress(Progress("Reading stored records again", done, 0))
        return changed

    def mark_deleted(
        self,
        pmid: str,
        reason: str,
        *,
        source: Source = Source.PUBMED,
        merged_into: str | None = None,
        run: int | None = None,
    ) -> bool:
        """Mark a record that PubMed no longer has; it is kept, and gives no evidence any more.

        Takes effect at the next :meth:`update`. A mark from a file does not outweigh a record
        that PubMed itself handed out; one from PubMed itself holds until it hands the record out
        again.

        Parameters
        ----------
        reason : str
            A sentence, shown wherever the record is.
        source : Source
            Who says so: PubMed itself, or one of NLM's files.
        merged_into : str, optional
            PMID that took its place.

        Returns
        -------
        bool
            Whether a record that is stored is marked as deleted now.
        """
        other = None if merged_into is None else store.records.pmid_number(merged_into)
        with store.transaction(self._db):
            return store.records.mark_deleted(
                self._db,
                store.records.pmid_number(pmid),
                source,
                reason,
                merged_into=other,
                run=run,
            )

    def mark_retracted(self, pmid: str, reason: str) -> None:
        """Mark a paper as retracted although its record does not say so.

        Takes effect at the next :meth:`update`.
        """
        if not reason.strip():
            raise ConfigurationError("A retraction needs its reason in words.")
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
        self.decide_all([pmid], decision, reason, who=who)

    def decide_all(
        self, pmids: Iterable[str], decision: str, reason: str, *, who: str = ""
    ) -> None:
        """Decide on several records for one reason, on all or on none; see :meth:`decide`.

        Raises
        ------
        ConfigurationError
            Another decision, or no reason.
        ArticleNotFound
            One of them is not stored: a slip of the pen would never be found again.
        """
        if decision not in ("include", "exclude") or not reason.strip():
            raise ConfigurationError("A decision is include or exclude, and needs a reason.")
        numbers = dict.fromkeys(str(store.records.pmid_number(pmid)) for pmid in pmids)
        stored = self.stored_sources()
        if missing := [pmid for pmid in numbers if pmid not in stored]:
            raise ArticleNotFound(
                f"PMID {', '.join(missing)} is not in this knowledge base, so nothing was decided. "
                "Add it with `mbb add`, or leave it out."
            )
        said, when = " ".join(reason.split()), store.clock.now()
        self.take_over(
            [store.decisions.Decision(pmid, decision, said, who, when) for pmid in numbers]
        )

    def take_over(self, decisions: Iterable[store.decisions.Decision]) -> int:
        """Add decisions that someone made elsewhere, as they stand; those here already are not.

        Takes effect at the next :meth:`update`.

        Returns
        -------
        int
            How many were added.
        """
        home = self._rooms.settings.home
        there = store.decisions.read_decisions(home).decided
        new = [one for one in decisions if there.get(one.pmid) != one]
        if new:
            store.decisions.append_decisions(home, new)
        return len(new)

    def take_over_file(self, path: Path) -> tuple[int, tuple[str, ...]]:
        """Add the decisions of a file that was made elsewhere; see :meth:`take_over`.

        Returns
        -------
        (int, tuple of str)
            How many were added, and the lines that do not count, each with what is wrong with it.
        """
        file = store.decisions.read_decisions(path)
        return self.take_over(file.decided.values()), file.refused

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

    def keep_found(self, run: int, pmids: Iterable[str]) -> None:
        """Remember all that the search of a run found; what is not planned counts as unchanged."""
        with store.transaction(self._db):
            store.ledger.keep_found(self._db, run, pmids)

    def found_pmids(self, run: int) -> set[str]:
        """All PMIDs that the search of a run found."""
        return store.ledger.found_pmids(self._db, run)

    def first_run(self, kind: str, strategy: str) -> Run | None:
        """The first run of this kind and strategy."""
        return store.ledger.oldest(self._db, kind, strategy)

    def last_complete_run(self, kind: str, strategy: str, *, mark: str = "") -> Run | None:
        """The newest complete run of this kind and strategy whose message lacks a mark."""
        runs = store.ledger.newest(
            self._db, 1, kind=kind, state=RunState.COMPLETE, strategy=strategy, without=mark
        )
        return runs[0] if runs else None

    def retracted_in(self, run: int) -> list[str]:
        """PMIDs of papers that count as retracted since this run brought them or a notice."""
        return store.changes.retracted_in(self._db, run)

    def stored_sources(self) -> dict[str, str]:
        """Source of every stored text by PMID, published or not."""
        return store.records.stored_sources(self._db)

    def status(self) -> Status:
        """What the knowledge base holds."""
        home = self._rooms.settings.home
        return store.generations.status(self._db, str(home), self._rooms.size_bytes())


def _as_record(record: Article | Record) -> Record:
    """A record; one that comes without bytes has none."""
    return record if isinstance(record, Record) else Record(record)
