"""``mbb extract``, ``mbb evaluate`` and ``mbb vocabulary``: what is read, how well, with what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, complain, plain, print_json, say, tell
from ingest.cli.written import write_whole
from kb.errors import ConfigurationError, UnreadableFile

if TYPE_CHECKING:
    from kb.evaluation import Evaluation, SearchEvaluation
    from kb.evaluation.coverage import Coverage

_WRONG = 2
_SHOWN = 25
"""Lines of each list of `mbb vocabulary`; with --json all are given."""

_HELP = {"help_option_names": ["-h", "--help"]}
evaluating = typer.Typer(
    no_args_is_help=True,
    help="Measure against a gold set.",
    rich_markup_mode=None,
    context_settings=_HELP,
)
listing = typer.Typer(rich_markup_mode=None, context_settings=_HELP)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("extract")(extract)
    evaluating.command("reading")(evaluate_reading)
    evaluating.command("search")(evaluate_search)
    app.add_typer(evaluating, name="evaluate")
    listing.callback(invoke_without_command=True)(vocabulary)
    listing.command("export")(export_vocabulary)
    app.add_typer(listing, name="vocabulary")


def extract(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PubMed XML, or JSON lines with doc_id, title and sections; plain or gzipped.",
        ),
    ],
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="One JSON object a line and record (what is printed anyway)."),
    ] = True,
) -> None:
    """Read records and print what was read, one line each. No knowledge base is needed or touched.

    A record that cannot be read is named on standard error; a file that is something else, or
    breaks off, is named and makes the exit code 2, and the others are read all the same.
    """
    from ingest.documents import read_articles
    from ingest.medline import Unread
    from kb.evaluation import extract as read

    del jsonl  # the only form there is; the option is for scripts that ask for it by name
    code = 0
    for path in files:
        try:
            for article in read_articles(path):
                if isinstance(article, Unread):
                    tell(plain(f"mbb: not read: {article.subject} in {path}: {article.reason}"))
                else:
                    say(json.dumps(read(article), ensure_ascii=False))
        except UnreadableFile as error:
            complain(str(error))
            code = _WRONG
    raise typer.Exit(code)


def evaluate_reading(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated documents.")],
    *,
    predictions: Annotated[
        Path | None,
        typer.Option(
            "--predictions",
            metavar="PRED.jsonl",
            help="Score these instead of reading the texts, as `mbb extract --jsonl` prints them.",
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save what is printed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Score what is read in the texts of a gold set; no knowledge base is needed or touched.

    Beside the score on all documents stand those of the documents at even and odd places, an
    interval, and a plain dictionary.
    """
    from ingest.cli.console import jsonable
    from kb.evaluation import evaluate, read_documents

    found = evaluate(
        read_documents(gold), None if predictions is None else read_documents(predictions)
    )
    if as_json:
        values = {"gold": gold.name, "documents": found.documents, "rows": jsonable(found.rows)}
        text = json.dumps({**values, "scores": found.scores}, ensure_ascii=False, indent=2)
    else:
        text = _report(gold, found)
    if output is not None:
        try:
            output.write_text(text + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise ConfigurationError(
                f"{output} cannot be written ({error.strerror}); name another file."
            ) from None
    say(text)


def evaluate_search(
    queries: Annotated[
        Path,
        typer.Argument(
            metavar="QUERIES.jsonl",
            help="One object a line: query_id, need_id, query, filters, relevant (grade by PMID).",
        ),
    ],
    *,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Switch each part of the ranking off in turn, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score the search on the knowledge base in use, beside BM25, vectors and rank fusion alone.

    All are ranked from the same store in one run; intervals are drawn over needs.
    """
    from kb import open_kb
    from kb.evaluation import evaluate_search as evaluate
    from kb.evaluation import read_queries, search_table

    asked = read_queries(queries)
    base = open_kb()
    try:
        found = evaluate(base, asked, ablation=ablation)
    finally:
        base.close()
    if found.missing:
        tell(f"mbb: {len(found.missing)} papers that answer a question are not stored.")
    if as_json:
        print_json({"queries": queries.name, **_fields(found)})
        return
    say(
        f"{queries.name}: {found.answerable} questions with an answer, {found.unanswerable} "
        f"without, {found.needs} needs."
    )
    say("")
    say(search_table(found))


def _fields(found: SearchEvaluation) -> dict[str, object]:
    """Fields of an evaluation, each as a JSON value."""
    from ingest.cli.console import jsonable

    values = jsonable(found)
    return dict(values) if isinstance(values, dict) else {}


def _report(gold: Path, found: Evaluation) -> str:
    """Write the table with a line on what was scored."""
    from kb.evaluation import markdown_table

    docs = found.scores["docs"]
    lines = [f"{gold.name}: {docs['gold']} documents, {docs['predicted']} with a prediction."]
    if docs["extra_ignored"]:
        lines.append(f"{docs['extra_ignored']} predictions of other documents were not counted.")
    unknown = found.scores["unknown_names"]
    if unknown:
        lines.append(
            f"{len(unknown)} concepts outside the inventory were not counted: {', '.join(unknown)}."
        )
    return "\n".join([*lines, "", markdown_table(found.rows)])


def vocabulary(context: typer.Context, as_json: Json = False) -> None:
    """List concepts with the articles that name them, and what the vocabulary may lack.

    Labels that no record uses may be idle or misspelt. Candidates are word sequences that many
    records on the topic use outside everything that was recognised: add those that name something
    to `vocabulary.toml` in the knowledge base's folder, then run `mbb rebuild`.
    """
    if context.invoked_subcommand is not None:
        return
    from kb import open_kb
    from kb.evaluation.coverage import vocabulary_coverage

    base = open_kb()
    try:
        found = vocabulary_coverage(base)
    finally:
        base.close()
    if as_json:
        print_json(found)
    else:
        _show(found)


def export_vocabulary(
    *,
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="skos: a concept scheme, in Turtle.")
    ] = "skos",
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write.")],
) -> None:
    """Write the vocabulary that the records were read with, the librarian's own entries included.

    In SKOS: labels, short forms, definitions, and what is broader, narrower and related.
    """
    from kb import open_kb

    if format_name != "skos":
        raise ConfigurationError(f"There is no vocabulary format {format_name!r}; write skos.")
    base = open_kb()
    try:
        text, count = base.skos(), len(base.concepts())
    finally:
        base.close()
    write_whole(output, text, "utf-8")
    tell(f"{count} concepts written to {output}")


def _show(found: Coverage) -> None:
    """Print the coverage as lines to read."""
    say(f"{'articles':>8}  concept")
    for concept in found.concepts:
        say(plain(f"{concept.articles:>8}  {concept.id}  ({concept.category})"))
    unnamed = sum(not concept.articles for concept in found.concepts)
    say(
        f"{len(found.concepts)} concepts; {unnamed} named by none of {found.articles} articles; "
        f"{len(found.unseen)} of {found.labels} labels never seen (--json lists them)."
    )
    say()
    say(f"{'articles':>8}  candidates: frequent words outside what was recognised, on the topic")
    for candidate in found.candidates[:_SHOWN]:
        say(plain(f"{candidate.articles:>8}  {candidate.text}"))
