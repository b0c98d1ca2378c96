"""A living search: what PubMed has for each strategy, stored batch by batch, resumable.

A run first remembers what it is going to get, then settles each PMID as its batch is committed. A
run that was killed, or that PubMed left in the lurch, is taken up again by the same command and
asks only for what is not settled.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ingest import rechecking
from ingest.ledgered import close_killed, closed_on_error, scoped
from ingest.pubmed import History, PubMed, SearchAnswer
from ingest.pulling import RESUMABLE, STORED, Pulled, age, close, is_resumable, pull
from ingest.rechecking import Found
from ingest.reports import RefreshReport
from kb import Writer
from kb.errors import ConfigurationError, IngestError, PubMedRejected, PubMedUnavailable
from kb.model import (
    Outcome,
    Progress,
    ProgressListener,
    Run,
    RunItem,
    SearchStrategy,
    Source,
    silent,
)

KIND = "refresh"
# Changes reach PubMed's index late; the content hash tells which of them are changes.
OVERLAP = datetime.timedelta(days=7)
_ASKED = " as asked"
_REST = "Stored records that no search returned"


def refresh(
    writer: Writer,
    pubmed: PubMed,
    strategies: Sequence[SearchStrategy],
    progress: ProgressListener = silent,
    *,
    full: bool = False,
    since: datetime.date | None = None,
    whole: bool = False,
) -> RefreshReport:
    """Store what PubMed has for each strategy, then read, index and publish it.

    Records that are not stored from PubMed yet are fetched, and those that PubMed changed since
    the last complete refresh of the strategy (with some days of overlap); no record twice in one
    refresh. Then stored records that no strategy returned are fetched by PMID, see
    :mod:`ingest.rechecking`.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`.
    pubmed : PubMed
        The client.
    strategies : sequence of SearchStrategy
        Each becomes one run of the ledger.
    progress : callable, optional
        Told how far it is.
    full : bool
        Fetch all records of the strategy again.
    since : date, optional
        Fetch records changed on this day or later, instead of those since the last refresh.
    whole : bool
        Whether these are all strategies there are, so that a stored record which none of them
        returns is one that no search covers.

    Returns
    -------
    RefreshReport
        Every record found is stored, or named in it with the reason. An outage ends it early: what
        was fetched is kept and published.

    Raises
    ------
    ConfigurationError
        No strategy is given.
    """
    if not strategies:
        raise ConfigurationError("There is no search strategy to refresh from.")
    pulled: list[Pulled] = []
    for strategy in strategies:
        scope = _scope(writer, strategy, full=full, since=since)
        before = writer.last_complete_run(KIND, strategy.name)
        run = _open_run(writer, strategy, scope.text)
        error: IngestError | None = None
        with closed_on_error(writer, run, scope.text):
            try:
                _pull(writer, pubmed, strategy, run, scope, pulled, progress)
            except (PubMedUnavailable, PubMedRejected) as found:
                error = found
        pulled.append(Pulled(run, scope.text, error, before.id if before else 0))
        if isinstance(error, PubMedUnavailable):
            break
    not_begun = tuple(strategy.name for strategy in strategies[len(pulled) :])
    if not any(one.error for one in pulled):
        _recheck(writer, pubmed, pulled, progress, whole=whole, full=full)
    with ExitStack() as stack:
        for one in pulled:
            stack.enter_context(closed_on_error(writer, one.run, one.scope))
        writer.update(progress)
    reports = tuple(close(writer, one) for one in pulled)
    return RefreshReport(reports, not_begun, writer.status())


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which of the records found are fetched; `text` says so in the ledger."""

    text: str
    everything: bool = False
    since: datetime.date | None = None


def _recheck(
    writer: Writer,
    pubmed: PubMed,
    pulled: list[Pulled],
    progress: ProgressListener,
    *,
    whole: bool,
    full: bool,
) -> None:
    """Look at stored records that no search returned, as one more run."""
    searches = [
        Found(
            frozenset(writer.found_pmids(one.run)),
            frozenset(writer.found_pmids(one.before) if one.before else ()),
        )
        for one in pulled
    ]
    pmids = rechecking.due(writer, searches, whole=whole, everything=full)
    if not pmids:
        return
    run = rechecking.open_run(writer)
    writer.describe_run(run, message=_REST)
    control = min(frozenset[str]().union(*(one.now for one in searches)), default="")
    error: IngestError | None = None
    with closed_on_error(writer, run, _REST):
        try:
            rechecking.recheck(writer, pubmed, pmids, run, progress, control=control)
        except (PubMedUnavailable, PubMedRejected) as found:
            error = found
    pulled.append(Pulled(run, _REST, error))


def _scope(
    writer: Writer, strategy: SearchStrategy, *, full: bool, since: datetime.date | None
) -> _Scope:
    """Work out what is fetched, from the options and from the last complete refresh."""
    if full:
        return _Scope("All records", everything=True)
    asked = _ASKED if since is not None else ""
    if since is None:
        # A run over a window that was asked for left out what changed before it.
        last = writer.last_complete_run(KIND, strategy.name, mark=_ASKED) or _first_old_run(
            writer, strategy
        )
        if last is not None:
            since = datetime.datetime.fromisoformat(last.started).date() - OVERLAP
    if since is None:
        return _Scope("Records not stored from PubMed yet")
    return _Scope(
        f"Records not stored from PubMed yet, and those changed since {since.isoformat()}{asked}",
        since=since,
    )


def _first_old_run(writer: Writer, strategy: SearchStrategy) -> Run | None:
    """Find the first run of a strategy that never had a complete one, if it is not of today.

    What it stored may have changed before the run that will at last be complete.
    """
    first = writer.first_run(KIND, strategy.name)
    return first if first is not None and age(first) >= RESUMABLE else None


def _open_run(writer: Writer, strategy: SearchStrategy, scope: str) -> int:
    """Take up a run that was not finished, is recent and wanted the same; else begin one."""
    old = writer.unfinished_run(KIND, strategy=strategy.name, query=strategy.query)
    if old is not None and is_resumable(old) and old.message.startswith(scoped(scope, "")):
        writer.resume_run(old.id)
        run = old.id
    else:
        close_killed(writer, KIND, strategy=strategy.name, query=strategy.query)
        run = writer.begin_run(KIND, strategy=strategy, query=strategy.query)
    writer.describe_run(run, message=scoped(scope, ""))
    return run


def _pull(
    writer: Writer,
    pubmed: PubMed,
    strategy: SearchStrategy,
    run: int,
    scope: _Scope,
    earlier: Sequence[Pulled],
    progress: ProgressListener,
) -> None:
    """Search unless the run has done so, then fetch what is not settled, batch by batch."""
    histories: tuple[History, ...] = ()
    short = ""
    if writer.run(run).found is None:
        progress(Progress(f"Searching PubMed for {strategy.name}", 0, 0))
        histories, short = _search(writer, pubmed, strategy, run, scope)
    _settle_what_is_here(writer, run, earlier)
    for _ in pull(writer, pubmed, run, f"Fetching {strategy.name}", progress, histories=histories):
        pass
    if short:
        raise PubMedUnavailable(short)


def _settle_what_is_here(writer: Writer, run: int, earlier: Sequence[Pulled]) -> None:
    """Settle what another strategy of this refresh has fetched: nothing is paid for twice."""
    fetched: dict[str, RunItem] = {}
    for one in earlier:
        for item in writer.run_items(one.run):
            told = f"fetched by run {one.run} of the same refresh"
            is_stored = item.outcome in STORED
            fetched[item.subject] = RunItem(
                item.subject,
                Outcome.UNCHANGED if is_stored else item.outcome,
                told if is_stored else item.reason,
            )
    if fetched:
        writer.note(run, [fetched[p] for p in writer.unsettled(run) if p in fetched])


def _search(
    writer: Writer, pubmed: PubMed, strategy: SearchStrategy, run: int, scope: _Scope
) -> tuple[tuple[History, ...], str]:
    """Search, and plan which of the records found the run will get.

    Gives the result sets, and what PubMed kept back of them, in words.
    """
    answer = pubmed.search(strategy.query)
    last = writer.last_complete_run(KIND, strategy.name)
    if not answer.count and last is not None and last.found and last.query == strategy.query:
        raise PubMedUnavailable(
            f"PubMed counts no records for {strategy.name}, where the refresh of "
            f"{last.started[:10]} counted {last.found}; try again later."
        )
    wanted, changed = _wanted(writer, pubmed, strategy, answer, scope)
    writer.plan(run, wanted)
    short = "; ".join(
        f"PubMed counts {one.count} records and names {len(one.ids)} of them; try again later."
        for one in (answer, changed)
        if one is not None and not one.is_whole
    )
    if not short:
        writer.keep_found(run, answer.ids)
    # Last, so that a run whose plan a kill cut short searches again, as does one whose search
    # was not whole.
    writer.describe_run(
        run,
        translation=answer.translation,
        warnings=answer.warnings,
        found=None if short else answer.count,
    )
    return answer.histories, short


def _wanted(
    writer: Writer,
    pubmed: PubMed,
    strategy: SearchStrategy,
    answer: SearchAnswer,
    scope: _Scope,
) -> tuple[list[str], SearchAnswer | None]:
    """List the records that are to be fetched; give the search for changes too, if one was due."""
    if scope.everything:
        return list(answer.ids), None
    sources = writer.stored_sources()
    stored = {pmid for pmid in answer.ids if sources.get(pmid) == Source.PUBMED}
    again: set[str] = set()
    changed = None
    if stored and scope.since is not None:
        changed = pubmed.search(strategy.query, modified_since=scope.since)
        again.update(changed.ids)
    if last := writer.last_complete_run(KIND, strategy.name):
        # A change that could not be had last time lies before this time's window.
        again.update(i.subject for i in writer.run_items(last.id) if i.outcome not in STORED)
    return [pmid for pmid in answer.ids if pmid not in stored or pmid in again], changed
