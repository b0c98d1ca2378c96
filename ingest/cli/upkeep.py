"""``mbb status`` and ``mbb rebuild``: what the knowledge base holds, and making it again."""

from __future__ import annotations

import typer

from ingest.cli.console import (
    Json,
    Quiet,
    plain,
    print_json,
    progress_bar,
    say,
    start_logging,
    tell,
)
from kb import Status
from kb.model import Run


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("status")(status)
    app.command("rebuild")(rebuild)


def status(as_json: Json = False) -> None:
    """Tell what the knowledge base holds, how current it is, and what is unfinished."""
    from kb import open_kb

    found = open_kb().status()
    if as_json:
        print_json(found)
    else:
        _show(found)


def rebuild(quiet: Quiet = False, as_json: Json = False) -> None:
    """Make everything derived again from the stored texts: the same texts give the same digest.

    Records that an older version of this program stored are read again from their bytes first, so
    that a better parser needs no PubMed.
    """
    from ingest.again import read_again
    from ingest.ledgered import run_of
    from kb import open_kb, open_writer
    from kb.model import RunState

    start_logging(quiet=quiet)
    open_kb().close()  # where there is none, none is to be made
    with open_writer() as writer, run_of(writer, "rebuild") as run:
        with progress_bar(quiet=quiet) as progress:
            changed = read_again(writer, run, progress)
            writer.rebuild(progress)
        said = f"{changed} records read otherwise than before" if changed else ""
        writer.end_run(run, RunState.COMPLETE, said)
        found = writer.status()
    if as_json:
        print_json(found)
    elif not quiet:
        tell(f"{found.articles} articles, {found.on_topic} on topic; digest {found.digest}")


def _show(found: Status) -> None:
    """Print the status as lines to read."""
    sources = ", ".join(f"{number} {source}" for source, number in found.by_source.items())
    years = f"{found.years[0]} to {found.years[1]}" if found.years else "none"
    rows = [
        ("folder", found.path),
        ("articles", f"{found.articles} ({sources})" if sources else str(found.articles)),
        ("on topic", str(found.on_topic)),
        ("retracted", f"{found.retracted}; deleted from PubMed {found.deleted}"),
        ("chapters", f"{found.book_chapters} of books, kept apart"),
        ("years", years),
        ("mentions", f"{found.mentions}; evidence {found.evidence}"),
        ("generation", f"{found.generation} ({found.passages} passages)"),
        ("model", found.model or "none"),
        ("last run", _run(found.last_run)),
        ("last refresh", _run(found.last_refresh)),
        ("digest", found.digest or "none"),
        ("to cite", found.snapshot_id or "nothing is published"),
    ]
    for name, value in rows:
        say(plain(f"{name:<13} {value}"))
    if found.pending:
        say(
            f"{found.pending} stored records are not yet read and indexed, because a command was "
            "stopped; run that command again, or `mbb rebuild`."
        )


def _run(run: Run | None) -> str:
    """Describe a run in a line."""
    if run is None:
        return "none"
    strategy = f" of {run.strategy}" if run.strategy else ""
    said = f": {run.message}" if run.message else ""
    return f"{run.kind}{strategy} (run {run.id}), {run.started}, {run.state}{said}"
