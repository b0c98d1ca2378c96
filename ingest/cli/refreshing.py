"""``mbb refresh``: what PubMed has for each search strategy."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, Quiet, plain, print_json, progress_bar, start_logging, tell
from kb import Settings

if TYPE_CHECKING:
    from ingest.pipeline import RefreshReport, StrategyReport
    from ingest.eutils import Eutils
    from ingest.pubmed import PubMed

# As many PMIDs as fit a screen; all of them are in the ledger and in --json.
_MOST_LISTED = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("refresh")(refresh)


def make_client(settings: Settings) -> PubMed:
    """Make the client that the command uses."""
    from ingest.eutils import Eutils
    from ingest.pubmed import PubMed

    return PubMed(Eutils(settings))


def refresh(
    strategies: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STRATEGY]...", help="Search strategies by name; all by default."),
    ] = None,
    since: Annotated[
        datetime.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Fetch what changed since DATE (YYYY-MM-DD) instead of since the last refresh.",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Fetch every record again.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fetch from PubMed what is new or changed, and publish it.

    Needs KB_ENTREZ_EMAIL. Stopped or cut off, the same command goes on where it was.
    """
    from ingest import pipeline
    from ingest.strategies import choose, load_strategies
    from kb import open_writer

    if full and since is not None:
        raise typer.BadParameter("--full fetches everything; it does not go with --since.")
    start_logging(quiet=quiet)
    settings = Settings.from_env()
    chosen = choose(load_strategies(settings.home), strategies or [])
    client = make_client(settings)
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        report = pipeline.refresh(
            writer, client, chosen, progress, full=full, since=since.date() if since else None
        )
    if as_json:
        print_json(report)
    elif not quiet:
        _show(report)
    for one in report.strategies:
        if one.error:
            tell(plain(f"mbb: {one.run.strategy}: {one.error}"))
    for name in report.not_begun:
        tell(f"mbb: {name}: not begun, because PubMed could not be reached.")
    raise typer.Exit(report.exit_code)


def _show(report: RefreshReport) -> None:
    """Print what became of every record found."""
    for one in report.strategies:
        _show_strategy(one)
    status = report.status
    tell(f"{status.articles} articles, {status.on_topic} on topic; digest {status.digest}")


def _show_strategy(report: StrategyReport) -> None:
    """Print one run."""
    run = report.run
    counts = ", ".join(f"{number} {outcome}" for outcome, number in run.counts.items())
    found = "search not complete" if run.found is None else f"{run.found} found"
    tell(
        plain(f"{run.strategy} (run {run.id}, {run.state}): {found}; {counts or 'nothing fetched'}")
    )
    for warning in run.warnings:
        tell(plain(f"  PubMed says: {warning}"))
    if run.found == 0:
        tell("  PubMed has no record for this query; check it.")
    for item in report.items[:_MOST_LISTED]:
        tell(plain(f"  {item.outcome}: PMID {item.subject}: {item.reason}"))
    if len(report.items) > _MOST_LISTED:
        tell(f"  and {len(report.items) - _MOST_LISTED} more, listed by --json")
    if report.waiting:
        listed = ", ".join(report.waiting[:_MOST_LISTED])
        more = len(report.waiting) - _MOST_LISTED
        tell(f"  not yet fetched: {listed}{f' and {more} more' if more > 0 else ''}")
