"""A run of the ledger that is closed whatever happens, short of a kill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kb import Writer
from kb.errors import KbError
from kb.model import RunState

KILLED = "ended before it was complete; the next run went on"


@contextmanager
def run_of(writer: Writer, kind: str) -> Iterator[int]:
    """Open a run; close it as incomplete where an error or an interrupt leaves the block.

    The caller closes it where all goes well. A run of this kind that was killed is closed first.
    """
    close_killed(writer, kind)
    run = writer.begin_run(kind)
    with closed_on_error(writer, run):
        yield run


@contextmanager
def closed_on_error(writer: Writer, run: int, scope: str = "") -> Iterator[None]:
    """Close a run as incomplete where an error or an interrupt leaves the block.

    `scope` is put before the reason: a run is taken up again only for the same scope.
    """
    try:
        yield
    except BaseException as error:
        told = str(error) if isinstance(error, KbError) else f"Stopped by {type(error).__name__}."
        writer.end_run(run, RunState.INCOMPLETE, scoped(scope, told))
        raise


def scoped(scope: str, message: str) -> str:
    """Put a run's scope before what is said of it."""
    return f"{scope}. {message}".strip() if scope else message


def close_killed(writer: Writer, kind: str, *, strategy: str = "", query: str = "") -> None:
    """Close the last run of a kind where a kill left it open."""
    old = writer.unfinished_run(kind, strategy=strategy, query=query)
    if old is not None and old.state is RunState.RUNNING:
        writer.end_run(old.id, RunState.INCOMPLETE, KILLED)
