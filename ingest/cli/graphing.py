"""``mbb graph`` and ``mbb claims``: what the evidence says, and what it stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging, tell
from ingest.cli.written import write_whole
from kb.errors import ConfigurationError

_FORMATS = ("md", "json")
graphing = typer.Typer(
    no_args_is_help=True,
    help="Ask the concept graph.",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("claims")(claims)
    graphing.command("neighbours")(neighbours)
    graphing.command("evidence")(evidence)
    graphing.command("paths")(paths)
    graphing.command("gaps")(gaps)
    graphing.command("export")(export)
    app.add_typer(graphing, name="graph")


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
    with open_kb() as base:
        found = base.claims()
        if as_json or format_name == "json":
            text = json_text({"snapshot": base.status().digest, "claims": found}) + "\n"
        else:
            text = claims_markdown(found, base.status().articles, base.label)
    if output is not None:
        write_whole(output, text)
    else:
        say(text.rstrip("\n"))


def neighbours(
    concept: Annotated[str, typer.Argument(metavar="CONCEPT", help="Id or label.")],
    category: Annotated[
        str | None, typer.Option("--category", help="Only neighbours of this category.")
    ] = None,
    limit: Limit = 20,
    as_json: Json = False,
) -> None:
    """List concepts that share evidence with one, those of most studies first."""
    from kb import open_kb

    with open_kb() as base:
        every = base.neighbours(concept, category)
        found = every[:limit]
        if as_json:
            print_json(found)
            return
        say(f"{len(found)} of {len(every)} linked concepts.")
        for n in found:
            say(plain(f"{n.studies:>5} studies  {n.predicate:<16} {base.label(n.concept_id)}"))


def evidence(
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Id or label.")],
    other: Annotated[str | None, typer.Argument(metavar="[OBJECT]", help="Id or label.")] = None,
    predicate: Annotated[str | None, typer.Option("--predicate", help="Only this one.")] = None,
    question: Annotated[str | None, typer.Option("--question", help="Only on this one.")] = None,
    limit: Limit = 50,
    as_json: Json = False,
) -> None:
    """List the sentences that statements stand on."""
    from kb import open_kb

    with open_kb() as base:
        found = base.evidence(subject, predicate, other, question=question, limit=limit)
    if as_json:
        print_json(found)
        return
    more = f" The first {limit}; --limit shows more." if len(found) == limit else ""
    say(f"{len(found)} pieces of evidence.{more}")
    for e in found:
        said = " ".join(filter(None, (e.question, e.direction, e.basis)))
        say(plain(f"PMID {e.pmid}  {e.subject} {e.predicate} {e.object}  {said}"))
        say(plain(f"    “{e.sentence}”"))


def paths(
    one: Annotated[str, typer.Argument(metavar="FROM", help="Id or label.")],
    other: Annotated[str, typer.Argument(metavar="TO", help="Id or label.")],
    limit: Limit = 5,
    as_json: Json = False,
) -> None:
    """List ways from one concept to another over edges that were read."""
    from kb import open_kb

    with open_kb() as base:
        found = base.paths(one, other, limit=limit)
    if as_json:
        print_json(found)
        return
    if not found:
        say(plain(f"No edge that was read leads from {one} to {other}, nor over other concepts."))
    for path in found:
        for s in path.steps:
            say(plain(f"{s.subject} {s.predicate} {s.object}  ({s.studies} studies)"))
        say()


def gaps(
    rows: Annotated[list[str], typer.Option("--row", help="Concept of a row; repeat it.")],
    columns: Annotated[list[str], typer.Option("--column", help="Concept of a column.")],
    as_json: Json = False,
) -> None:
    """Say of every row and column what is known, and why nothing is where nothing is."""
    from kb import open_kb

    with open_kb() as base:
        found = base.gap_matrix(rows, columns)
    if as_json:
        print_json(
            [
                {"row": row, "column": column, "cell": cell}
                for (row, column), cell in found.cells.items()
            ]
        )
        return
    for (row, column), cell in found.cells.items():
        say(plain(f"{row} × {column}: {cell.state} ({cell.studies})"))


def export(
    *,
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="graphml, gexf, json, kgx or csv.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="File to write.")],
) -> None:
    """Write the graph for another program; kgx writes PATH_nodes.tsv and PATH_edges.tsv."""
    from kb import open_kb

    with open_kb() as base:
        written = base.export_graph(format_name)
    for ending, text in written.items():
        target = output.with_name(output.name + ending)
        write_whole(target, text)
        tell(f"written to {target}")
