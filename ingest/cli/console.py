"""What the commands share in talking to a terminal: data to stdout, all else to stderr."""

from __future__ import annotations

import dataclasses
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, TypeAlias

import typer

from kb.model import Progress, ProgressListener, silent

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors and nothing else.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def say(text: str = "") -> None:
    """Print a line of data on standard output."""
    typer.echo(text)


def tell(text: str) -> None:
    """Print a line about the work on standard error."""
    typer.echo(text, err=True)


def complain(text: str) -> None:
    """Print an error as one line on standard error."""
    typer.echo(f"mbb: {plain(text)}", err=True)


def plain(text: str) -> str:
    r"""Blank out characters that could steer a terminal; text from records is never trusted.

    Examples
    --------
    >>> plain("facet\x1b[2J block \x9b31m")
    'facet [2J block  31m'
    """
    return "".join(c if c.isprintable() else " " for c in text)


def start_logging(*, quiet: bool = False) -> None:
    """Send warnings of all rooms to standard error; errors only where quiet is asked for."""
    logging.basicConfig(
        level=logging.ERROR if quiet else logging.WARNING,
        stream=sys.stderr,
        format="mbb: %(message)s",
        force=True,
    )


def print_json(value: object) -> None:
    """Print a value as one JSON document; dataclasses become objects."""
    say(json_text(value))


def json_text(value: object) -> str:
    """Give a value as the text of one JSON document."""
    return json.dumps(jsonable(value), ensure_ascii=False, indent=2)


def jsonable(value: object) -> JsonValue:
    """Turn nouns into plain JSON values.

    Examples
    --------
    >>> jsonable(Progress("Reading", 1, 2))
    {'step': 'Reading', 'done': 1, 'total': 2}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[ProgressListener]:
    """Give a listener that draws bars on standard error, one a step.

    Where standard error is no terminal, each step is told once, in a line.
    """
    if quiet:
        yield silent
    elif not sys.stderr.isatty():
        yield _line_listener()
    else:
        with _bars() as listener:
            yield listener


def _line_listener() -> ProgressListener:
    """Tell each step once."""
    told: set[str] = set()

    def listen(progress: Progress) -> None:
        if progress.step not in told:
            told.add(progress.step)
            tell(f"{progress.step} …")

    return listen


@contextmanager
def _bars() -> Iterator[ProgressListener]:
    """Draw a bar for each step, with rate and time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Items a second, over the last half minute."""

        def render(self, task: Task) -> Text:
            rate = task.finished_speed or task.speed
            return Text(f"{rate:.1f}/s" if rate else "")

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def listen(progress: Progress) -> None:
            total = progress.total or None
            if progress.step not in tasks:
                tasks[progress.step] = bars.add_task(plain(progress.step), total=total)
            bars.update(tasks[progress.step], completed=progress.done, total=total)

        yield listen
