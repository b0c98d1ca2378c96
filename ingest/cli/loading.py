"""``mbb starter`` and ``mbb import``: records into the knowledge base from this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import (
    Json,
    Quiet,
    complain,
    plain,
    print_json,
    progress_bar,
    start_logging,
    tell,
)
from ingest.cli.tables import outcome_table
from kb.errors import UnreadableFile

if TYPE_CHECKING:
    from ingest.files import FileKind
    from ingest.pipeline import ImportReport
    from ingest.pubmed import PubMed

_WRONG = 2


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("starter")(starter)
    app.command("import")(import_)


def starter(quiet: Quiet = False, as_json: Json = False) -> None:
    """Load the packaged starter set: real papers with summaries written for this project."""
    from ingest.pipeline import load_starter
    from kb import open_writer

    start_logging(quiet=quiet)
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        report = load_starter(writer, progress)
    _show(report, quiet=quiet, as_json=as_json)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PubMed XML, MEDLINE/nbib, RIS, BibTeX or a list of PMIDs, plain or gzipped.",
        ),
    ],
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Store the records of files, of any size; what they are is told by what is in them.

    Of two records with one PMID the better is kept, whatever the order: PubMed's XML before the
    formats of reference managers. A list of PMIDs is fetched from PubMed. A record that cannot be
    read is named with the reason, as is a file that is something else (exit 2); the rest goes in.
    PMIDs that an update file lists as deleted are marked, and give no evidence any more.
    """
    from ingest.files import FileKind
    from ingest.pipeline import import_files
    from kb import open_writer

    start_logging(quiet=quiet)
    kinds = _kinds(files)
    if not kinds:
        # nothing to store: a mistyped name must not leave a knowledge base behind
        raise typer.Exit(_WRONG)
    pubmed = _client() if FileKind.PMIDS in kinds else None
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        report = import_files(writer, files, progress, pubmed=pubmed)
    _show(report, quiet=quiet, as_json=as_json)
    raise typer.Exit(report.exit_code)


def _kinds(files: list[Path]) -> set[FileKind]:
    """Kinds of the files that can be read; where none can, each is named."""
    from ingest.files import kind_of

    kinds, errors = set(), []
    for path in files:
        try:
            kinds.add(kind_of(path))
        except UnreadableFile as error:
            errors.append(str(error))
    if not kinds:
        for told in errors:
            complain(told)
    return kinds


def _client() -> PubMed:
    """A client of PubMed's; says which setting is missing before anything is stored."""
    from ingest.cli import refreshing
    from kb import Settings

    return refreshing.make_client(Settings.from_env())


def _show(report: ImportReport, *, quiet: bool, as_json: bool) -> None:
    """Print what became of every record."""
    if as_json:
        print_json(
            {
                "run": report.run,
                "files": [
                    {
                        "path": one.path,
                        "records": one.records,
                        "counts": one.counts,
                        "rejected": one.rejected,
                        "error": one.error,
                    }
                    for one in report.files
                ],
                "status": report.status,
            }
        )
    elif not quiet:
        for line in outcome_table(report.files):
            tell(line)
        status = report.status
        tell(f"{status.articles} articles, {status.on_topic} on topic; digest {status.digest}")
    for one in report.files:
        for item in one.rejected:
            tell(plain(f"mbb: not stored: {item.subject} in {one.path}: {item.reason}"))
        if one.error:
            tell(plain(f"mbb: {one.error}"))
