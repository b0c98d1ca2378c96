"""Stored records that no search returned, looked at by PMID: summaries, and what went missing.

Two kinds of record would otherwise grow old in silence. A summary, or a record from a file, whose
paper no strategy finds would never be replaced by PubMed's own text. A record that a strategy found
before and finds no longer may have been deleted, merged or indexed anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.ledgered import close_killed
from ingest.pubmed import PubMed
from ingest.pulling import age, is_resumable, not_obtained, pull
from kb import Writer
from kb.model import Outcome, ProgressListener, RunItem, Source

KIND = "recheck"
# A record that no strategy covers is looked at this often; every refresh would be a burden.
_EVERY = datetime.timedelta(days=7)
_MARK = "PubMed no longer hands out this record."
_GONE = (
    "PubMed no longer hands it out, asked for with others and alone: deleted, or merged into "
    "another; the stored record is kept"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a strategy finds now, and what it found the time before."""

    now: frozenset[str]
    before: frozenset[str]


def due(
    writer: Writer, searches: Iterable[Found], *, whole: bool, everything: bool = False
) -> list[str]:
    """List the stored PMIDs that are to be looked at.

    Parameters
    ----------
    writer : Writer
    searches : iterable of Found
        Of the strategies of this refresh.
    whole : bool
        Whether these are all strategies there are: only then is a record that none of them finds
        known to be covered by none.
    everything : bool
        Look at all of them, however short a time ago they were looked at.
    """
    found = list(searches)
    now = frozenset[str]().union(*(one.now for one in found))
    before = frozenset[str]().union(*(one.before for one in found))
    stored = {pmid: source for pmid, source in writer.stored_sources().items() if pmid not in now}
    last = writer.last_complete_run(KIND, "")
    recent: Mapping[str, Outcome] = {}
    if last is not None and age(last) < _EVERY and not everything:
        recent = {item.subject: item.outcome for item in writer.run_items(last.id)}
    lost = {pmid for pmid in stored if pmid in before}
    rest = {p for p, source in stored.items() if whole or source != Source.PUBMED}
    return sorted(lost | {pmid for pmid in rest if pmid not in recent}, key=int)


def recheck(
    writer: Writer,
    pubmed: PubMed,
    pmids: Iterable[str],
    run: int,
    progress: ProgressListener,
    *,
    control: str = "",
) -> None:
    """Fetch stored records by PMID; what PubMed has no more is noted, and kept.

    `control` is a PMID that PubMed has: see :meth:`PubMed.fetch`.

    Raises
    ------
    PubMedUnavailable, PubMedRejected
        See :meth:`PubMed.fetch`; what came before is stored.
    """
    _plan(writer, run, pmids)
    sources = writer.stored_sources()
    successors: set[str] = set()

    def absent(pmid: str, merged_into: str) -> RunItem:
        """A record that PubMed once gave is gone; a summary's was never had."""
        if sources.get(pmid) != Source.PUBMED:
            return not_obtained(pmid, merged_into)
        reason = f"merged into PMID {merged_into}; the stored record is kept" if merged_into else ""
        return RunItem(pmid, Outcome.DELETED, reason or _GONE)

    step = "Fetching stored records that no search returned"
    for batch in pull(writer, pubmed, run, step, progress, absent=absent, control=control):
        successors |= set(batch.merged.values()) - sources.keys()
        for pmid in batch.missing:
            if sources.get(pmid) == Source.PUBMED:
                writer.mark_deleted(pmid, _MARK, merged_into=batch.merged.get(pmid), run=run)
    if successors:
        _plan(writer, run, successors)
        for _ in pull(writer, pubmed, run, "Fetching what they were merged into", progress):
            pass


def open_run(writer: Writer) -> int:
    """Take up the last run of this kind where it was not finished and is recent; else begin one."""
    old = writer.unfinished_run(KIND)
    if old is not None and is_resumable(old):
        writer.resume_run(old.id)
        return old.id
    close_killed(writer, KIND)
    return writer.begin_run(KIND)


def _plan(writer: Writer, run: int, pmids: Iterable[str]) -> None:
    """Add PMIDs to what a run is going to look at, and count them all."""
    writer.plan(run, pmids)
    writer.describe_run(run, found=len(writer.run_items(run)) + len(writer.unsettled(run)))
