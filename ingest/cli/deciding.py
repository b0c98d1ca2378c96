"""``mbb decide``: what counts as on topic, by the librarian's word and with her reason."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from kb.errors import ConfigurationError

if TYPE_CHECKING:
    from kb.model import Doubt

_WRONG = 2


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("decide")(decide)


def decide(
    pmids: Annotated[list[str] | None, typer.Argument(metavar="[PMID]...")] = None,
    *,
    include: Annotated[
        bool, typer.Option("--include", help="Count them, whatever reading makes of them.")
    ] = False,
    exclude: Annotated[
        bool, typer.Option("--exclude", help="Leave them out, whatever reading makes of them.")
    ] = False,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; shown wherever they are.")
    ] = "",
    who: Annotated[
        str, typer.Option("--who", metavar="NAME", help="Who decides; you by default.")
    ] = "",
    list_: Annotated[
        bool, typer.Option("--list", help="List doubtful records that nobody decided on.")
    ] = False,
    made: Annotated[bool, typer.Option("--made", help="List the decisions made.")] = False,
    from_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take over decisions from a file of them."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most to list.")] = 50,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Include or exclude records with a reason, or list the doubtful ones.

    Decisions are lines of decisions.csv in the folder of the knowledge base. They survive every
    rebuild, and `mbb export` puts those on what it writes beside it.
    """
    start_logging(quiet=quiet)
    asked = sum((list_, made, from_file is not None, bool(pmids)))
    if asked != 1:
        raise typer.BadParameter("give PMIDs, or one of --list, --made and --from.")
    if list_:
        _list(limit, as_json=as_json)
    elif made:
        raise typer.Exit(_made(as_json=as_json))
    elif from_file is not None:
        raise typer.Exit(_take_over(from_file, quiet=quiet))
    else:
        if include == exclude:
            raise typer.BadParameter("say --include or --exclude.")
        if not reason.strip():
            raise typer.BadParameter("a decision needs its --reason in words.")
        _decide(pmids or [], "include" if include else "exclude", reason, who, quiet=quiet)


def _decide(pmids: list[str], decision: str, reason: str, who: str, *, quiet: bool) -> None:
    """Write decisions and have them take effect."""
    from ingest.adding import read_pmids
    from kb import open_writer

    wanted = read_pmids(pmids)
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        writer.decide_all(wanted, decision, reason, who=who or getpass.getuser())
        status = writer.update(progress)
    if not quiet:
        tell(f"{decision}d: {', '.join(wanted)}; {status.on_topic} of {status.articles} on topic")


def _list(limit: int, *, as_json: bool) -> None:
    """Print records whose topic is a near thing, nearest first."""
    from kb import open_kb

    doubts: list[Doubt] = open_kb().accounts.doubtful(limit)
    if as_json:
        print_json(doubts)
        return
    for one in doubts:
        say(plain(f"{one.pmid}  {'counts' if one.on_topic else 'does not count'}  {one.title}"))
        say(plain(f"    because it {one.reason}"))
        say(plain(f"    “{one.sentence}”"))
    if not doubts:
        tell("No record is near the threshold without a decision.")


def _made(*, as_json: bool) -> int:
    """Print the decisions made, and the lines that do not count."""
    from kb import open_kb

    file = open_kb().accounts.decisions()
    if as_json:
        print_json({"decisions": list(file.decided.values()), "refused": file.refused})
    else:
        for one in file.decided.values():
            say(plain(f"{one.pmid}  {one.sentence} ({one.when or 'no date'})"))
    for line in file.refused:
        tell(plain(f"mbb: {line}"))
    return _WRONG if file.refused else 0


def _take_over(path: Path, *, quiet: bool) -> int:
    """Add the decisions of another file to those here."""
    from kb import open_writer

    if not path.is_file():
        raise ConfigurationError(f"{path}: there is no such file.")
    with open_writer() as writer, progress_bar(quiet=quiet) as progress:
        added, refused = writer.take_over_file(path)
        writer.update(progress)
    if not quiet:
        tell(f"{added} decisions taken over from {path}")
    for line in refused:
        tell(plain(f"mbb: {line}"))
    return _WRONG if refused else 0
