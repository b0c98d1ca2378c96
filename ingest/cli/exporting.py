"""``mbb export``: citations of any selection, for reference managers and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Quiet, start_logging, tell
from ingest.cli.written import write_whole
from kb.errors import ConfigurationError, NotFound
from kb.model import Article, Outcome

if TYPE_CHECKING:
    from kb import KnowledgeBase

_STORED = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED})
_ALL_RUNS = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)


def export(
    *,
    format_name: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="ris, nbib, bibtex, csl-json or csv."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")],
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="QUESTION", help="Relevant hits of a search, best first."),
    ] = None,
    run: Annotated[
        int | None, typer.Option("--run", metavar="RUN", help="Records of one run of the ledger.")
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option("--strategy", metavar="NAME", help="Records of a strategy's runs."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write citations of the articles that meet all that is asked; of all articles by default."""
    from kb import citing, open_kb

    if format_name not in citing.FORMATS:
        raise ConfigurationError(
            f"There is no format {format_name!r}; it is one of {', '.join(citing.FORMATS)}."
        )
    start_logging(quiet=quiet)
    base = open_kb()
    keep = _selected(base, run, strategy)
    found = _hits(base, query) if query is not None else base.articles()
    articles = [one for one in found if keep is None or one.pmid in keep]
    if not articles:
        raise NotFound("No article meets what is asked for; nothing was written.")
    text = citing.export(articles, format_name)
    write_whole(output, text, citing.FORMATS[format_name].encoding)
    if not quiet:
        tell(f"{len(articles)} articles written to {output}")


def _hits(base: KnowledgeBase, query: str) -> Iterator[Article]:
    """All relevant hits of a search, best first."""
    # One page that holds everything: how deep the ranking looks depends on the page asked for.
    whole = base.search(query, limit=max(1, base.status().articles))
    yield from (hit.article for hit in whole if hit.relevant)


def _selected(base: KnowledgeBase, run: int | None, strategy: str | None) -> set[str] | None:
    """PMIDs of a run, of a strategy's runs, or of both; None where neither is asked for."""
    chosen: set[str] | None = None
    if run is not None:
        base.run(run)  # names the run that is not there
        chosen = _pmids(base, run)
    if strategy is not None:
        runs = [one for one in base.runs(limit=_ALL_RUNS) if one.strategy == strategy]
        if not runs:
            raise NotFound(f"The ledger has no run of a strategy {strategy!r}.")
        of_strategy = set().union(*(_pmids(base, one.id) for one in runs))
        chosen = of_strategy if chosen is None else chosen & of_strategy
    return chosen


def _pmids(base: KnowledgeBase, run: int) -> set[str]:
    """PMIDs of a run that are stored."""
    return {item.subject for item in base.run_items(run) if item.outcome in _STORED}
