"""Records by PMID from PubMed into the store, batch by batch, each counted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ingest.ledgered import scoped
from ingest.pubmed import Batch, History, PubMed
from ingest.reports import StrategyReport
from kb import Writer
from kb.errors import IngestError, PubMedUnavailable
from kb.model import Outcome, Progress, ProgressListener, Run, RunItem, RunState

RESUMABLE = datetime.timedelta(hours=24)
"""A run that is older is closed and begun anew: what it planned is no longer what there is."""
STORED = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED})
"""Outcomes of records that are in the store."""
_ABSENT = "PubMed did not hand it out, asked for with others and alone"
Absent = Callable[[str, str], RunItem]
"""Says what a PMID that PubMed does not hand out is, from it and from what it was merged into."""


def pull(
    writer: Writer,
    pubmed: PubMed,
    run: int,
    step: str,
    progress: ProgressListener,
    *,
    histories: Iterable[History] = (),
    absent: Absent | None = None,
    control: str = "",
) -> Iterator[Batch]:
    """Fetch what a run planned and has not settled; commit each batch before the next is sent for.

    Parameters
    ----------
    step : str
        What is done, for the progress bar.
    histories, control
        See :meth:`PubMed.fetch`.
    absent : callable, optional
        Makes the ledger's line for a PMID that PubMed does not hand out.

    Yields
    ------
    Batch
        After it has been committed.
    """
    wanted, done = writer.unsettled(run), 0
    progress(Progress(step, 0, len(wanted)))
    for batch in pubmed.fetch(wanted, histories, control=control):
        writer.add_articles(batch.records, run=run)
        writer.note(run, _not_stored(batch, absent or not_obtained))
        done += len(batch.asked)
        progress(Progress(step, done, len(wanted)))
        yield batch


@dataclass(frozen=True, slots=True)
class Pulled:
    """A run whose records are stored and not yet published, and what ended it early."""

    run: int
    scope: str
    error: IngestError | None = None
    before: int = 0
    """The last complete run of the strategy before this one, 0 where there was none."""


def close(writer: Writer, pulled: Pulled) -> StrategyReport:
    """End a run in the state it deserves, and report it."""
    run, error = writer.run(pulled.run), pulled.error
    if isinstance(error, PubMedUnavailable):
        state, told = RunState.INCOMPLETE, str(error)
    elif error is not None:
        state, told = RunState.FAILED, str(error)
    else:
        state, told = RunState.COMPLETE, ""
        if run.found == 0 and run.strategy:
            told = "PubMed has no record for this query; check it and the warnings."
    ended = writer.end_run(run.id, state, scoped(pulled.scope, told))
    return StrategyReport(
        run=ended,
        items=tuple(item for item in writer.run_items(run.id) if item.outcome not in STORED),
        retracted=tuple(writer.retracted_in(run.id)),
        waiting=tuple(writer.unsettled(run.id)),
        error="" if error is None else str(error),
    )


def not_obtained(pmid: str, merged_into: str) -> RunItem:
    """Say for the ledger that PubMed does not hand a record out."""
    reason = f"PubMed hands out PMID {merged_into} in its place" if merged_into else _ABSENT
    return RunItem(pmid, Outcome.NOT_OBTAINED, reason)


def is_resumable(run: Run | None) -> bool:
    """Whether a run was not finished and is recent enough to go on with."""
    return (
        run is not None
        and run.state in (RunState.RUNNING, RunState.INCOMPLETE)
        and age(run) < RESUMABLE
    )


def age(run: Run) -> datetime.timedelta:
    """How long ago a run began."""
    return datetime.datetime.now(datetime.UTC) - datetime.datetime.fromisoformat(run.started)


def _not_stored(batch: Batch, absent: Absent) -> list[RunItem]:
    """Say for the ledger what became of records that were asked for and are not stored."""
    rejected = [RunItem(one.subject, Outcome.REJECTED, one.reason) for one in batch.unread]
    return rejected + [absent(pmid, batch.merged.get(pmid, "")) for pmid in batch.missing]
