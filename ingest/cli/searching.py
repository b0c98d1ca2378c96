"""``mbb search``: a question answered in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from ingest.cli.marks import article_object, marks
from kb.errors import ConfigurationError

if TYPE_CHECKING:
    from kb import SearchHit, SearchResult

Filter = Annotated[
    list[str] | None,
    typer.Option("--filter", metavar="NAME=VALUE", help="As year_from=2015; may be repeated."),
]
"""Filters as the commands take them; :func:`filters_of` reads them."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("search")(search)


def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Plain words, or a PMID.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Hits to print.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to leave out before.")] = 0,
    sort: Annotated[
        str, typer.Option(help="relevance, newest, level or sample_size.")
    ] = "relevance",
    filters: Filter = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Do not take this filter from the question's words."),
    ] = None,
    design_prior: Annotated[
        bool, typer.Option(help="Gently prefer stronger study designs.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Find papers that answer a question, best first, with the sentence that answers best.

    Plain words, PMIDs, a DOI, or a query: "quoted phrases", AND OR NOT, and title: author:
    journal: mesh: pmid: year: design:.
    """
    from kb import open_kb

    start_logging()
    base = open_kb()
    try:
        result = base.search(
            question,
            filters=filters_of(filters or []),
            limit=limit,
            offset=offset,
            sort=sort,
            ignore=ignore or (),
            design_prior=design_prior,
        )
    finally:
        base.close()
    if as_json:
        print_json(_document(question, result))
    else:
        _show(question, result)


def filters_of(given: list[str]) -> dict[str, object]:
    """Read filters as given: NAME=VALUE, a name more than once for several values.

    Raises
    ------
    ConfigurationError
        One is not of that shape.
    """
    found: dict[str, list[str]] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise ConfigurationError(f"--filter takes NAME=VALUE, not {each!r}.")
        found.setdefault(name.strip(), []).append(value.strip())
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _document(question: str, result: SearchResult) -> dict[str, object]:
    """Make the JSON document of a result."""
    return {
        "question": question,
        "total": result.total,
        "total_relevant": result.total_relevant,
        "reading": result.reading,
        "unmatched": result.unmatched,
        "suggestions": result.suggestions,
        "facets": result.facets,
        "meaning_searched": result.meaning_searched,
        "notice": result.notice,
        "hits": [_hit(hit) for hit in result],
    }


def _hit(hit: SearchHit) -> dict[str, object]:
    """Make the JSON object of a hit."""
    return {
        **article_object(hit.article),
        "score": hit.score,
        "relevant": hit.relevant,
        "sentence": hit.sentence,
        "reasons": hit.reasons,
    }


def _show(question: str, result: SearchResult) -> None:
    """Print a result as a list to read."""
    if result.notice:
        say(plain(result.notice))
    for found in (f for f in result.reading.found if f.active):
        say(plain(f"Read as a filter: {found.value} (“{found.text}”; --ignore {found.name})."))
    if not result.total_relevant:
        say(plain(f"Nothing relevant to {question!r} is in this knowledge base."))
    if result.unmatched:
        say(plain(f"No record has: {', '.join(result.unmatched)}."))
    if result.suggestions:
        say(plain(f"Did you mean: {', '.join(result.suggestions)}?"))
    relevant = [hit for hit in result if hit.relevant]
    if relevant:
        say(f"{result.total_relevant} relevant of {result.total} ranked.")
    _show_hits(relevant, first=1)
    below = [hit for hit in result if not hit.relevant]
    if below:
        say("")
        say("Ranked below the cut-off, and likely not to answer:")
        _show_hits(below, first=len(relevant) + 1)


def _show_hits(hits: list[SearchHit], first: int) -> None:
    """Print hits with their numbers."""
    for number, hit in enumerate(hits, start=first):
        article = hit.article
        say("")
        say(plain(f"{number:>3}. {marks(article)}{article.title}"))
        facts = (str(article.year or "no year"), article.journal, str(article.design or ""))
        say(plain("     " + " · ".join(fact for fact in facts if fact)))
        if hit.sentence is not None:
            say(plain(f"     “{hit.sentence.text}”"))
        say(f"     PMID {article.pmid}  {article.pubmed_url}")
