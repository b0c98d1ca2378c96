"""The runs of the ledger, the lives of records, and which of them report one trial."""

from __future__ import annotations

from collections.abc import Iterator

from kb import store
from kb.base.opened import Opened
from kb.model import Article, LinkedRecord, RecordChange, Run, RunItem, Trial


class RecordLives(Opened):
    """The verbs of a knowledge base that tell of its records' lives."""

    def history(self, pmid: str) -> list[RecordChange]:
        """What happened to one record, oldest first, with each text that was replaced.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            article = store.catalogue.article(db, pmid)
            return store.history.of_record(db, int(article.pmid))

    def links(self, pmid: str) -> list[LinkedRecord]:
        """Publications that a record is tied to: notices, errata, comments, other versions.

        A notice names the paper it speaks of, and the paper the notice, whichever of the two
        records holds the link.

        Raises
        ------
        ArticleNotFound
            No record with this PMID is published here.
        """
        with self._connections.snapshot() as db:
            return store.standing.links(db, store.catalogue.article(db, pmid))

    def trials(self, pmid: str | None = None, *, at_least: int = 1) -> list[Trial]:
        """Registered studies with the records that report them, in the order of their numbers.

        Parameters
        ----------
        pmid : str, optional
            Only those that this record carries the number of.
        at_least : int
            Only those with so many records or more: 2 finds reports that must not be counted as
            separate studies.
        """
        with self._connections.snapshot() as db:
            wanted = None if pmid is None else int(store.catalogue.article(db, pmid).pmid)
            return store.catalogue.trials(db, wanted, at_least)

    def book_chapters(self) -> Iterator[Article]:
        """Chapters of books, which :meth:`articles` leaves out, in the order of their PMIDs."""
        with self._connections.snapshot() as db:
            yield from store.catalogue.book_chapters(db)

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
