"""``mbb refresh`` and ``mbb add``: what PubMed has, into the knowledge base."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import (
    Json,
    Quiet,
    jsonable,
    plain,
    print_json,
    progress_bar,
    say,
    start_logging,
    tell,
)
from kb import Settings

if TYPE_CHECKING:
    from ingest.pipeline import RefreshReport, StrategyReport
    from ingest.pubmed import PubMed

# As many PMIDs as fit a screen; all of them are in the ledger and in --json.
_MOST_LISTED = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("refresh")(refresh)
    app.command("add")(add)


def make_client(settings: Settings) -> PubMed:
    """Make the client that the commands use."""
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

    Needs KB_ENTREZ_EMAIL. Stopped or cut off, the same command goes on where it was. The last line
    on standard output is one JSON object for a scheduler, with --quiet too.
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
            writer,
            client,
            chosen,
            progress,
            full=full,
            since=since.date() if since else None,
            whole=not strategies,
        )
    _finish(report, quiet=quiet, as_json=as_json)


def add(
    pmids: Annotated[
        list[str], typer.Argument(metavar="PMID...", help="PMIDs, or addresses at PubMed.")
    ],
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fetch single records from PubMed by PMID, and publish them.

    Needs KB_ENTREZ_EMAIL. The last line on standard output is one JSON object, as of `refresh`.
    """
    from ingest import pipeline
    from ingest.adding import read_pmids
    from kb import open_writer

    start_logging(quiet=quiet)
    wanted = read_pmids(pmids)
    client = make_client(Settings.from_env())
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        report = pipeline.add(writer, client, wanted, progress)
    _finish(report, quiet=quiet, as_json=as_json)


def _finish(report: RefreshReport, *, quiet: bool, as_json: bool) -> None:
    """Print what became of every record, errors, and the last line; leave with the exit code."""
    if as_json:
        print_json(report)
    elif not quiet:
        _show(report)
    for one in report.strategies:
        if one.error:
            tell(plain(f"mbb: {_name(one)}: {one.error}"))
    for name in report.not_begun:
        tell(f"mbb: {name}: not begun, because PubMed could not be reached.")
    if not as_json:
        say(last_line(report))
    raise typer.Exit(report.exit_code)


def last_line(report: RefreshReport) -> str:
    """Sum a refresh up in one line of JSON, for a scheduler."""
    runs = [one.run for one in report.strategies]
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update({str(outcome): number for outcome, number in run.counts.items()})
    line = {
        "mbb": "refresh",
        "exit": report.exit_code,
        "runs": [run.id for run in runs],
        "not_finished": [run.id for run in runs if run.state != "complete"],
        "not_begun": list(report.not_begun),
        "found": sum(run.found or 0 for run in runs),
        "counts": dict(sorted(counts.items())),
        "retracted": sorted({pmid for one in report.strategies for pmid in one.retracted}),
        "waiting": sum(len(one.waiting) for one in report.strategies),
        "articles": report.status.articles,
        "digest": report.status.digest,
    }
    return json.dumps(jsonable(line), ensure_ascii=False)


def _show(report: RefreshReport) -> None:
    """Print what became of every record found."""
    for one in report.strategies:
        _show_strategy(one)
    status = report.status
    tell(f"{status.articles} articles, {status.on_topic} on topic; digest {status.digest}")


def _name(report: StrategyReport) -> str:
    """Name a run for a person."""
    return report.run.strategy or {"recheck": "stored records"}.get(report.run.kind, "PMIDs")


def _show_strategy(report: StrategyReport) -> None:
    """Print one run."""
    run = report.run
    counts = ", ".join(f"{number} {outcome}" for outcome, number in run.counts.items())
    found = "search not complete" if run.found is None else f"{run.found} found"
    kept = f" ({run.not_fetched} of them not fetched)" if run.not_fetched else ""
    tell(
        plain(
            f"{_name(report)} (run {run.id}, {run.state}): {found}; "
            f"{counts or 'nothing fetched'}{kept}"
        )
    )
    for warning in run.warnings:
        tell(plain(f"  PubMed says: {warning}"))
    if run.found == 0:
        tell("  PubMed has no record for this query; check it.")
    for pmid in report.retracted:
        tell(f"  retracted: PMID {pmid}")
    for item in report.items[:_MOST_LISTED]:
        tell(plain(f"  {item.outcome}: PMID {item.subject}: {item.reason}"))
    if len(report.items) > _MOST_LISTED:
        tell(f"  and {len(report.items) - _MOST_LISTED} more, listed by --json")
    if report.waiting:
        listed = ", ".join(report.waiting[:_MOST_LISTED])
        more = len(report.waiting) - _MOST_LISTED
        tell(f"  not yet fetched: {listed}{f' and {more} more' if more > 0 else ''}")
