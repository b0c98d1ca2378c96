"""``mbb strategies`` and ``mbb preview``: what is asked of PubMed, before anything is fetched."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli import refreshing
from ingest.cli.console import Json, plain, print_json, say, start_logging
from kb import Settings
from kb.errors import StoreNotFound

if TYPE_CHECKING:
    from ingest.previewing import Preview
    from kb import KnowledgeBase


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("strategies")(strategies)
    app.command("preview")(preview)


def strategies(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[STRATEGY]...", help="All by default.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Ask PubMed how it understands each, and count.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the search strategies, what looks odd in them, and how PubMed translated each.

    The translation is that of the last search with this very query; --check asks PubMed now.
    Nothing is written.
    """
    from ingest.listing import listed
    from ingest.strategies import choose, load_strategies

    start_logging()
    settings = Settings.from_env()
    chosen = choose(load_strategies(settings.home), names or [])
    client = refreshing.make_client(settings) if check else None
    rows = [listed(one, settings.home, existing(), client) for one in chosen]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        say(plain(f"{row.name} (version {row.version}, {row.place})"))
        for label, text in (
            ("notes", row.notes),
            ("query", row.query),
            ("PubMed reads", row.translation or "not asked yet; --check asks"),
            ("asked", f"{row.asked}: {row.count} records" if row.asked else ""),
            *(("PubMed says", warning) for warning in row.warnings),
            *(("look at", doubt) for doubt in row.doubts),
        ):
            if text:
                say(plain(f"  {label:<13} {text}"))


def preview(
    strategy: Annotated[str, typer.Argument(metavar="STRATEGY", help="A search strategy by name.")],
    as_json: Json = False,
) -> None:
    """Tell what a refresh of a strategy would bring; nothing is fetched and nothing is written."""
    from ingest import previewing
    from ingest.strategies import choose, load_strategies

    start_logging()
    settings = Settings.from_env()
    (chosen,) = choose(load_strategies(settings.home), [strategy])
    found = previewing.preview(refreshing.make_client(settings), chosen, existing())
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        _show(found)


def existing() -> KnowledgeBase | None:
    """Open the knowledge base where there is one."""
    from kb import open_kb

    try:
        return open_kb()
    except StoreNotFound:
        return None


def _show(found: Preview) -> None:
    """Print a preview as lines to read."""
    say(f"{found.strategy.name} (version {found.strategy.version}): {found.count} records")
    rows = [
        ("query", found.strategy.query),
        ("PubMed reads", found.translation),
        ("new here", str(found.new)),
        ("to replace", f"{found.to_replace} that are here as a summary or from a file"),
        ("here already", str(found.here)),
    ]
    if found.changed is not None:
        since = f"since the refresh of {found.last_refresh[:10]}, with overlap"
        rows.append(("changed", f"{found.changed} {since}"))
    if found.slices > 1:
        rows.append(("cut into", f"{found.slices} searches by create date, beyond 9,999 records"))
    if found.named < found.count:
        rows.append(("kept back", f"{found.count - found.named} that PubMed counts and not names"))
    rows.append(("a refresh", f"would send {found.requests} fetches of up to 200 records"))
    rows += [("PubMed says", warning) for warning in found.warnings]
    rows += [("look at", doubt) for doubt in found.doubts]
    for label, text in rows:
        say(plain(f"  {label:<13} {text}"))
