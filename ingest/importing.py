"""Records from files, and the starter set, into the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.files import FileKind, kind_of, read_file, read_pmids
from ingest.ledgered import run_of
from ingest.listed import NotObtained, fetch_listed
from ingest.pubmed import PubMed
from ingest.reports import FileReport, ImportReport
from ingest.starter import read_starter
from ingest.unread import Deleted, Unread
from kb import Writer
from kb.errors import ConfigurationError, PubMedRejected, PubMedUnavailable, UnreadableFile
from kb.model import (
    Outcome,
    Progress,
    ProgressListener,
    Record,
    RunItem,
    RunState,
    Source,
    silent,
)

# Records of one transaction: what a kill may lose, and what stands in memory at a time.
_BATCH = 500
DELETED = "NLM's update file lists this PMID as deleted."
_MARKED = "NLM has deleted this PMID; the stored record is kept, marked, and gives no evidence"
_UNMARKED = (
    "NLM has deleted this PMID; it is not stored, or PubMed itself handed its record out, which "
    "counts until PubMed no longer does"
)
Read = Record | Unread | Deleted | NotObtained


def import_files(
    writer: Writer,
    paths: Sequence[Path],
    progress: ProgressListener = silent,
    *,
    pubmed: PubMed | None = None,
) -> ImportReport:
    """Store the records of files, then read, index and publish what is new.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`.
    paths : sequence of Path
        PubMed XML, MEDLINE/nbib, RIS, BibTeX or lists of PMIDs, plain or gzipped. A file that is
        something else, or breaks off, is named in the report; the others go in.
    progress : callable, optional
        Told how far it is.
    pubmed : PubMed, optional
        The client that gets the records of lists of PMIDs; without it a list is named as unread.

    Returns
    -------
    ImportReport
        Every record of every file is counted in it.
    """
    with run_of(writer, "import") as run:
        reports = tuple(
            _take_in(writer, run, str(path), _entries(path, pubmed), progress) for path in paths
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


def _entries(path: Path, pubmed: PubMed | None) -> Iterator[Read]:
    """Entries of a file; of a list of PMIDs those that PubMed hands out for it."""
    if kind_of(path) is not FileKind.PMIDS:
        yield from read_file(path)
        return
    if pubmed is None:
        raise UnreadableFile(f"{path}: this is a list of PMIDs, and there is no PubMed to ask.")
    pmids, unread = read_pmids(path)
    yield from unread
    yield from fetch_listed(pubmed, pmids)


def _take_in(
    writer: Writer, run: int, name: str, records: Iterator[Read], progress: ProgressListener
) -> FileReport:
    """Store the records of one file, batch by batch."""
    counts: Counter[Outcome] = Counter()
    rejected: list[RunItem] = []
    error, again = "", False
    step, done = f"Storing {Path(name).name}", 0
    progress(Progress(step, 0, 0))
    while not error:
        batch: list[Read] = []
        try:
            for record in islice(records, _BATCH):
                batch.append(record)  # one by one: what came before a fault is kept
        except (UnreadableFile, PubMedRejected, ConfigurationError) as found:
            error = str(found)
        except PubMedUnavailable as found:
            error, again = str(found), True
        if not batch:
            break
        items = writer.add_articles([r for r in batch if isinstance(r, Record)], run=run)
        noted = list(_noted(writer, run, batch, name))
        writer.note(run, noted)
        counts.update(item.outcome for item in (*items, *noted))
        rejected += [item for item in noted if item.outcome is not Outcome.DELETED]
        done += len(batch)
        progress(Progress(step, done, 0))
    return FileReport(name, dict(counts), tuple(rejected), error, again)


def _noted(writer: Writer, run: int, batch: Iterable[Read], name: str) -> Iterator[RunItem]:
    """Say for the ledger what became of entries that are not stored; mark what was deleted."""
    for entry in batch:
        if isinstance(entry, Unread):
            place = "" if entry.subject.isdecimal() else f"{Path(name).name}, "
            yield RunItem(f"{place}{entry.subject}", Outcome.REJECTED, entry.reason)
        elif isinstance(entry, NotObtained):
            yield RunItem(entry.pmid, Outcome.NOT_OBTAINED, entry.reason)
        elif isinstance(entry, Deleted):
            marked = writer.mark_deleted(entry.pmid, DELETED, source=Source.PUBMED_XML, run=run)
            yield RunItem(entry.pmid, Outcome.DELETED, _MARKED if marked else _UNMARKED)
