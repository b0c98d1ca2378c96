"""``mbb export``: citations of any selection, for reference managers and spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Quiet, say, start_logging, tell
from ingest.cli.written import write_whole
from kb.errors import ConfigurationError, NotFound
from kb.model import Article, Outcome

if TYPE_CHECKING:
    from kb import KnowledgeBase

_STORED = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED})
_ALL_RUNS = 1_000_000
_STDOUT = Path("-")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export)


def export(
    *,
    format_name: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="ris, nbib, bibtex, csl-json or csv."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="File to write; - for standard output."
        ),
    ],
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
    """Write citations of the records that meet all that is asked; of all records by default.

    Book chapters come after the articles. In every format a record that is retracted, of concern,
    deleted from PubMed or off topic says so, and so does a list of authors that is not complete.
    """
    from kb import citing, open_kb

    if format_name not in citing.FORMATS:
        raise ConfigurationError(
            f"There is no format {format_name!r}; it is one of {', '.join(citing.FORMATS)}."
        )
    start_logging(quiet=quiet)
    _check(output)
    base = open_kb()
    keep = _selected(base, run, strategy)
    found = _hits(base, query) if query is not None else _everything(base)
    articles = [one for one in found if keep is None or one.pmid in keep]
    if not articles:
        raise NotFound("No article meets what is asked for; nothing was written.")
    text = citing.export(articles, format_name)
    if output == _STDOUT:
        say(text.removesuffix("\n"))
    else:
        write_whole(output, text, citing.FORMATS[format_name].encoding)
    if not quiet:
        where = "standard output" if output == _STDOUT else output
        tell(f"{len(articles)} articles written to {where}")
    decisions = base.accounts.decisions_csv(one.pmid for one in articles)
    if decisions and output.is_file():  # a stream has no place beside it
        beside = output.with_name(f"{output.name}.decisions.csv")
        write_whole(beside, decisions, "utf-8")
        if not quiet:
            tell(f"the librarian's decisions on them written to {beside}")


def _everything(base: KnowledgeBase) -> Iterator[Article]:
    """All articles, then all book chapters."""
    yield from base.articles()
    yield from base.book_chapters()


def _check(output: Path) -> None:
    """Refuse what is no place for a file, before any work is done."""
    if output == _STDOUT:
        return
    if output.is_dir():
        raise ConfigurationError(f"{output} is a folder; name a file in it with --output.")
    if not output.absolute().parent.is_dir():
        raise ConfigurationError(
            f"{output} cannot be written: there is no folder {output.absolute().parent}."
        )


def _hits(base: KnowledgeBase, query: str) -> Iterator[Article]:
    """All relevant hits of a search, best first."""
    # One page that holds everything: how deep the ranking looks depends on the page asked for.
    held = base.status()
    whole = base.search(query, limit=max(1, held.articles + held.book_chapters))
    yield from (hit.article for hit in whole if hit.relevant)


def _selected(base: KnowledgeBase, run: int | None, strategy: str | None) -> set[str] | None:
    """PMIDs of a run, of a strategy's runs, or of both; None where neither is asked for."""
    chosen: set[str] | None = None
    if run is not None:
        chosen = _pmids(base, run)
    if strategy is not None:
        runs = [one for one in base.runs(limit=_ALL_RUNS) if one.strategy == strategy]
        if not runs:
            raise NotFound(f"The ledger has no run of a strategy {strategy!r}.")
        of_strategy = set().union(*(_pmids(base, one.id) for one in runs))
        chosen = of_strategy if chosen is None else chosen & of_strategy
    return chosen


def _pmids(base: KnowledgeBase, run: int) -> set[str]:
    """PMIDs that a run found and that are stored, those that it had no need to fetch too."""
    return {pmid for pmid, became in base.accounts.subjects(run).items() if became in _STORED}
