"""``mbb graph`` and ``mbb claims``: what the evidence says, and what it stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.console import Json, say, start_logging
from ingest.cli.written import write_whole
from kb.errors import ConfigurationError

_FORMATS = ("md", "json")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("claims")(claims)


def claims(
    *,
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="md or json.")
    ] = "md",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save what is printed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put the project's claims on trial: studies for, neutral and against, and what is missing."""
    from ingest.cli.console import json_text
    from kb import open_kb
    from kb.citing import claims_markdown

    if format_name not in _FORMATS:
        raise ConfigurationError(
            f"There is no format {format_name!r}; it is one of {', '.join(_FORMATS)}."
        )
    start_logging()
    base = open_kb()
    found = base.claims()
    if as_json or format_name == "json":
        text = json_text({"snapshot": base.status().digest, "claims": found}) + "\n"
    else:
        text = claims_markdown(found, base.status().articles, base.label)
    if output is not None:
        write_whole(output, text)
    else:
        say(text.rstrip("\n"))
