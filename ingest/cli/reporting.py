"""``mbb report`` and ``mbb changes``: what was searched and found, and what changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from kb.errors import ConfigurationError, NotFound

if TYPE_CHECKING:
    from ingest.prisma import Report, RunAccount
    from kb import KnowledgeBase

_FORMATS = ("md", "json", "csv")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("report")(report)
    app.command("changes")(changes)


def report(
    run: Annotated[
        int | None, typer.Argument(metavar="[RUN]", help="A run; the whole by default.")
    ] = None,
    latest: Annotated[bool, typer.Option("--latest", help="The newest run.")] = False,
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md, json or csv.")
    ] = "md",
) -> None:
    """Report searches under PRISMA-S, with the numbers of the PRISMA 2020 flow.

    Without RUN it speaks of the knowledge base as it stands: the last search of each strategy,
    and everything else that brought records.
    """
    from ingest import prisma
    from kb import open_kb

    if format_name not in _FORMATS:
        raise ConfigurationError(
            f"There is no format {format_name!r}; it is one of {', '.join(_FORMATS)}."
        )
    if latest and run is not None:
        raise typer.BadParameter("give a RUN or --latest.")
    start_logging()
    base = open_kb()
    if latest:
        newest = base.accounts.newest_search()
        if newest is None:
            raise NotFound("The ledger has no run yet that looked for records.")
        run = newest.id
    made = _report(base, run)
    if format_name == "json":
        print_json(
            {
                **{"scope": made.scope, "written": made.written, "software": made.software},
                "flow": made.flow,
                "prisma_s": made.items,
                "runs": [_run_json(one) for one in made.runs],
            }
        )
    else:
        text = prisma.as_csv(made) if format_name == "csv" else prisma.as_markdown(made)
        say(text.rstrip("\n") if format_name == "csv" else _lines(text))


def _report(base: KnowledgeBase, run: int | None) -> Report:
    """Gather what a report tells."""
    from ingest.prisma import RunAccount, make_report
    from ingest.pulling import STORED

    flow = base.accounts.flow(run)
    accounts = [
        RunAccount(
            base.run(number),
            tuple(i for i in base.run_items(number) if i.outcome not in STORED),
            tuple(base.accounts.retracted_in(number)),
        )
        for number in flow.runs
    ]
    scope = "the whole knowledge base" if run is None else f"run {run}"
    written = datetime.now(UTC).isoformat(timespec="seconds")
    return make_report(scope, written, base.accounts.software(), accounts, flow)


def _run_json(account: RunAccount) -> dict[str, object]:
    """One run with everything told of it."""
    from ingest.prisma import numbers

    return {
        "run": account.run,
        "seconds": account.seconds,
        "numbers": numbers(account),
        "retracted": account.retracted,
        "lost": account.lost,
    }


def changes(
    since: Annotated[
        str, typer.Option("--since", metavar="DATE|RUN", help="YYYY-MM-DD, or a run's number.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say what is new, changed, retracted or deleted, and which stored findings that touches.

    Since a day, or since a run, itself included; since the last refresh by default. In the lists
    a minus stands before findings that are gone or no longer count, a plus before new ones.
    """
    from ingest.telling import in_words, tell_changes
    from kb import open_kb

    start_logging()
    run, date = _since(since)
    found = tell_changes(open_kb(), run=run, date=date)
    if as_json:
        print_json(found)
        return
    for line in in_words(found):
        say(plain(line))


def _since(text: str) -> tuple[int, str]:
    """Read a date or the number of a run."""
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text), ""
    try:
        return 0, text and datetime.strptime(text, "%Y-%m-%d").replace(
            tzinfo=UTC
        ).date().isoformat()
    except ValueError:
        raise ConfigurationError(
            f"{text!r} is neither a date (YYYY-MM-DD) nor the number of a run."
        ) from None


def _lines(text: str) -> str:
    """Blank out what could steer a terminal, line by line."""
    return "\n".join(plain(line) for line in text.splitlines())
