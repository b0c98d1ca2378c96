"""Records from files, and the starter set, into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.files import read_file
from ingest.ledgered import run_of
from ingest.medline import Deleted, Unread
from ingest.reports import FileReport, ImportReport
from ingest.starter import read_starter
from kb import Writer
from kb.errors import UnreadableFile
from kb.model import Outcome, Progress, ProgressListener, Record, RunItem, RunState, silent

# Records of one transaction: what a kill may lose, and what stands in memory at a time.
_BATCH = 500
_KEPT = "NLM has deleted this PMID; a record that is stored is kept and not changed"
Read = Record | Unread | Deleted


def import_files(
    writer: Writer, paths: Sequence[Path], progress: ProgressListener = silent
) -> ImportReport:
    """Store the records of files, then read, index and publish what is new.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`.
    paths : sequence of Path
        PubMed XML, plain or gzipped. A file that is something else, or breaks off, is named in the
        report; the others go in.
    progress : callable, optional
        Told how far it is.

    Returns
    -------
    ImportReport
        Every record of every file is counted in it.
    """
    with run_of(writer, "import") as run:
        reports = tuple(
            _take_in(writer, run, str(path), read_file(path), progress) for path in paths
        )
        status = writer.update(progress)
        broken = [Path(report.path).name for report in reports if report.error]
        message = f"Could not be read, or not to its end: {', '.join(broken)}" if broken else ""
        writer.describe_run(run, found=sum(report.records for report in reports))
        state = RunState.INCOMPLETE if message else RunState.COMPLETE
        return ImportReport(writer.end_run(run, state, message), reports, status)


def load_starter(writer: Writer, progress: ProgressListener = silent) -> ImportReport:
    """Store the packaged starter set; where a better record is stored, that one stays.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`.
    progress : callable, optional
        Told how far it is.
    """
    with run_of(writer, "starter") as run:
        report = _take_in(writer, run, "starter set", read_starter(), progress)
        status = writer.update(progress)
        writer.describe_run(run, found=report.records)
        return ImportReport(writer.end_run(run, RunState.COMPLETE), (report,), status)


def _take_in(
    writer: Writer, run: int, name: str, records: Iterator[Read], progress: ProgressListener
) -> FileReport:
    """Store the records of one file, batch by batch."""
    counts: Counter[Outcome] = Counter()
    rejected: list[RunItem] = []
    error = ""
    step, done = f"Storing {Path(name).name}", 0
    progress(Progress(step, 0, 0))
    while not error:
        batch: list[Read] = []
        try:
            for record in islice(records, _BATCH):
                batch.append(record)  # one by one: what came before a fault is kept
        except UnreadableFile as found:
            error = str(found)
        if not batch:
            break
        items = writer.add_articles([r for r in batch if isinstance(r, Record)], run=run)
        noted = list(_noted(batch, name))
        writer.note(run, noted)
        counts.update(item.outcome for item in (*items, *noted))
        rejected += [item for item in noted if item.outcome is Outcome.REJECTED]
        done += len(batch)
        progress(Progress(step, done, 0))
    return FileReport(name, dict(counts), tuple(rejected), error)


def _noted(batch: Iterable[Read], name: str) -> Iterator[RunItem]:
    """Say for the ledger what became of entries that are not stored."""
    for entry in batch:
        if isinstance(entry, Unread):
            place = "" if entry.subject.isdecimal() else f"{Path(name).name}, "
            yield RunItem(f"{place}{entry.subject}", Outcome.REJECTED, entry.reason)
        elif isinstance(entry, Deleted):
            yield RunItem(entry.pmid, Outcome.DELETED, _KEPT)
