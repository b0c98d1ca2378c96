"""The command ``mbb``: commands by subject, their exit codes, and the only handlers of logs.

Heavy libraries are imported inside the commands, so that help and status answer at once.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import typer

from ingest.cli import (
    besides,
    briefing,
    deciding,
    exporting,
    loading,
    reading,
    refreshing,
    reporting,
    searching,
    searching_pubmed,
    serving,
    upkeep,
)
from ingest.cli.console import complain
from kb.errors import KbError, PubMedUnavailable, StoreLocked

__all__ = ["app", "main"]

INCOMPLETE, WRONG = 1, 2
"""Exit codes: the same command will go on; a rerun will not mend it."""
_INTERRUPTED = 130  # what typer makes of Ctrl-C

app = typer.Typer(
    name="mbb",
    help="Medial branch evidence: a knowledge base of what the published record says.\n\n"
    "Exit codes: 0 done; 1 not finished, the same command goes on; 2 wrong use, or something that "
    "running it again will not mend.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (
    serving,
    loading,
    searching_pubmed,
    refreshing,
    reporting,
    deciding,
    searching,
    besides,
    briefing,
    exporting,
    reading,
    upkeep,
):
    room.register(app)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        0 complete; 1 incomplete, the same command goes on; 2 error.
    """
    for stream in (sys.stdout, sys.stderr):
        # Titles hold Greek letters and dashes that a Windows code page does not have.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=None if argv is None else list(argv), prog_name="mbb")
    except KbError as error:
        complain(str(error))
        return INCOMPLETE if isinstance(error, StoreLocked | PubMedUnavailable) else WRONG
    except SystemExit as stop:
        if stop.code == _INTERRUPTED:
            complain("interrupted; the same command goes on where this one stopped.")
            return INCOMPLETE
        return stop.code if isinstance(stop.code, int) else WRONG
    return 0
