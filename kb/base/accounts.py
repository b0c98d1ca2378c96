"""What a librarian answers for: what was searched, what changed, what counts, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb import store
from kb.base.rooms import Rooms
from kb.errors import NotFound
from kb.model import Change, Doubt, Flow, Identified, Run, Source, flow_of
from kb.store import Connection

_ALL = 1_000_000
_BY_STRATEGY = "refresh"
_REFRESHES = ("refresh", "recheck")
_NO_SOURCE = frozenset({"rebuild", "recheck"})
"""Kinds of runs that bring no record of their own: they look again at what others brought."""
EARLIER = "earlier searches and records added without a run"


class Accounts:
    """The ledger of one knowledge base, for reading. Reached as ``open_kb().accounts``.

    Parameters
    ----------
    connections : ReadConnections
    rooms : Rooms
    """

    def __init__(self, connections: store.ReadConnections, rooms: Rooms) -> None:
        self._connections = connections
        self._rooms = rooms

    def last_run(self, strategy: str, query: str) -> Run | None:
        """Give the newest whole search of a strategy with this very query."""
        with self._connections.snapshot() as db:
            runs = store.ledger.newest(db, _ALL, kind=_BY_STRATEGY, strategy=strategy)
        return next((r for r in runs if r.query == query and r.found is not None), None)

    def newest_search(self) -> Run | None:
        """Give the newest run that looked for records."""
        with self._connections.snapshot() as db:
            runs = store.ledger.newest(db, _ALL)
        return next((run for run in runs if run.kind != "rebuild"), None)

    def software(self) -> str:
        """Name and version of this program, as the ledger keeps it."""
        return store.ledger.software_version()

    def stored(self, pmids: Iterable[str]) -> dict[str, str]:
        """Source of the stored text of each of these PMIDs that is stored."""
        with self._connections.snapshot() as db:
            sources = store.records.stored_sources(db)
        return {pmid: sources[pmid] for pmid in pmids if pmid in sources}

    def changes(self, *, run: int = 0, date: str = "") -> list[Change]:
        """List what was published from a run on, or from a date on, oldest first.

        Parameters
        ----------
        run : int
            The first run that counts, itself included.
        date : str
            ISO date or time, UTC, included.

        Raises
        ------
        NotFound
            There is no run of this number.
        """
        with self._connections.snapshot() as db:
            if run:
                store.ledger.get(db, run)
            return list(store.changes.since(db, run=run, date=date))

    def runs_since(self, *, run: int = 0, date: str = "") -> list[Run]:
        """List the runs from a run or a date on, oldest first."""
        with self._connections.snapshot() as db:
            runs = store.ledger.newest(db, _ALL)
        return [one for one in reversed(runs) if one.id >= run and one.started >= date]

    def last_refresh(self) -> int:
        """Find the first run of the last refresh; 0 where there was none."""
        return _first_of_last_refresh(self.runs_since())

    def subjects(self, run: int) -> dict[str, str]:
        """Every record a run found, with what became of it: those stored before are "unchanged".

        Raises
        ------
        NotFound
            There is no run of this number.
        """
        with self._connections.snapshot() as db:
            store.ledger.get(db, run)
            return store.ledger.subjects(db, run)

    def retracted_in(self, run: int) -> list[str]:
        """PMIDs of papers that count as retracted since this run brought them or a notice."""
        with self._connections.snapshot() as db:
            return store.changes.retracted_in(db, run)

    def flow(self, run: int | None = None) -> Flow:
        """Work out the numbers of the PRISMA flow: of one run, or of the whole knowledge base.

        The whole rests on the last search of each strategy, on every import and addition, and on
        what is here from earlier; its screened records are all that can be searched.

        Raises
        ------
        NotFound
            There is no run of this number.
        """
        with self._connections.snapshot() as db:
            if run is not None:
                one = store.ledger.get(db, run)
                if one.kind == "rebuild":
                    raise NotFound(f"Run {run} is a rebuild: it looked for no records.")
                return flow_of([_identified(db, one)], store.catalogue.judgements(db))
            runs = store.ledger.newest(db, _ALL)
            judged = store.catalogue.judgements(db)
            sources = [_identified(db, one) for one in reversed(_current(runs))]
            named = {pmid for source in sources for pmid in source.outcomes}
            earlier = {pmid: "" for pmid in judged if pmid not in named}
            if earlier:
                sources.append(Identified(EARLIER, len(earlier), earlier))
            return flow_of(sources, judged)

    def decisions(self) -> store.decisions.DecisionFile:
        """Read the librarian's decisions as they stand in her file.

        Raises
        ------
        ConfigurationError
            The file cannot be read.
        """
        return store.decisions.read_decisions(self._rooms.settings.home)

    def decisions_csv(self, pmids: Iterable[str]) -> str:
        """Write the decisions on these records as a file of decisions; empty where there are none.

        Raises
        ------
        ConfigurationError
            The librarian's file cannot be read.
        """
        decided = self.decisions().decided
        chosen = [decided[pmid] for pmid in pmids if pmid in decided]
        return store.decisions.decisions_csv(chosen) if chosen else ""

    def doubtful(self, limit: int | None = None) -> list[Doubt]:
        """List records whose topic is a near thing and that nobody has decided on.

        Returns
        -------
        list of Doubt
            Nearest to the threshold first.
        """
        reader = self._rooms.reader
        found: list[Doubt] = []
        with self._connections.snapshot() as db:
            for article in store.catalogue.undecided(db):
                mentions = store.catalogue.mentions(db, article)
                (sentences,) = store.catalogue.sentences(db, [int(article.pmid)]).values()
                doubt = reader.doubt(article, mentions, sentences)
                if doubt is not None:
                    found.append(doubt)
        return sorted(found, key=lambda d: (d.distance, int(d.pmid)))[:limit]


def _first_of_last_refresh(runs: Sequence[Run]) -> int:
    """Find it among runs, oldest first: those of one refresh end together, when published."""
    chosen = [run for run in runs if run.kind in _REFRESHES]
    if not chosen:
        return 0
    newest = chosen[-1]
    together = [run.id for run in chosen if not run.ended or run.ended >= newest.started]
    return min(together, default=newest.id)


def _current(runs: Sequence[Run]) -> list[Run]:
    """Of runs, newest first, those that the records of today were identified by."""
    met: set[str] = set()
    chosen = []
    for run in runs:
        if run.kind in _NO_SOURCE:
            continue
        if run.kind == _BY_STRATEGY:
            if run.strategy in met or run.found is None:
                continue
            met.add(run.strategy)
        chosen.append(run)
    return chosen


def _identified(db: Connection, run: Run) -> Identified:
    """What a run named, and what became of it."""
    outcomes = store.ledger.subjects(db, run.id)
    if run.kind == "import":
        # a DeleteCitation entry names a record and is none
        outcomes = {s: o for s, o in outcomes.items() if o != "deleted"}
    name = f"PubMed: {run.strategy}" if run.strategy else _KINDS.get(run.kind, run.kind)
    # what a file holds is counted by record; a search names each once
    records = (run.found or 0) if run.kind in ("import", "starter") else len(outcomes)
    return Identified(name, records, outcomes, (run.id,))


_KINDS = {
    "import": "files",
    "starter": f"starter set ({Source.PROJECT_SUMMARY})",
    "add": "PMIDs named by hand",
    "recheck": "stored records fetched by PMID",
}
