"""``mbb search``: a question answered in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from ingest.cli.marks import article_object, marks
from kb.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb import SearchHit, SearchResult
    from kb.model import SearchChanges

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
    since: Annotated[
        int | None,
        typer.Option(min=1, metavar="RUN", help="Tell what changed in this search since a run."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find papers that answer a question, best first, with the sentence that answers best.

    Plain words, PMIDs, a DOI, or a query: "quoted phrases", AND OR NOT, and title: author:
    journal: mesh: pmid: year: design:.
    """
    from kb import open_kb

    start_logging()
    chosen = filters_of(filters or [])
    if not question.strip() and not chosen:
        raise ConfigurationError("There is no question. --filter without one browses.")
    base = open_kb()
    changes = None
    try:
        if since is not None:
            changes = base.search_changes(question, since, filters=chosen, ignore=ignore or ())
        result = base.search(
            question,
            filters=chosen,
            limit=limit,
            offset=offset,
            sort=sort,
            ignore=ignore or (),
            design_prior=design_prior,
        )
        reading = result.reading
        named = {*reading.concepts, *reading.negations, *reading.excluded}
        labels = {each: base.concept(each).pref_label for each in named}
    finally:
        base.close()
    if as_json:
        document = _document(question, result)
        if changes is not None:
            document["since"] = {"run": since, **_changes_object(changes)}
        print_json(document)
        return
    _show_reading(question, result, labels)
    if changes is None:
        _show(result)
    else:
        _show_changes(changes, since or 0)


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


def _changes_object(changes: SearchChanges) -> dict[str, object]:
    """Make the JSON object of what changed in a search."""
    return {
        name: [{**article_object(hit.article), "what": hit.what} for hit in hits]
        for name, hits in (
            ("new", changes.new),
            ("changed", changes.changed),
            ("lost", changes.lost),
        )
    }


def _show_changes(changes: SearchChanges, run: int) -> None:
    """Print what changed in a search."""
    if not (changes.new or changes.changed or changes.lost):
        say(f"Nothing that was published since run {run} changed this search.")
    for name, hits in (
        ("New", changes.new),
        ("Changed", changes.changed),
        ("Lost", changes.lost),
    ):
        if hits:
            say("")
            say(f"{name} since run {run} ({len(hits)}):")
        for hit in hits:
            say(plain(f"  {marks(hit.article)}{hit.article.title}"))
            if hit.what:
                say(plain("     " + "; ".join(hit.what)))
            say(f"     PMID {hit.article.pmid}  {hit.article.pubmed_url}")


def _show_reading(question: str, result: SearchResult, labels: Mapping[str, str]) -> None:
    """Print how a question was read, and what in it found nothing."""
    reading = result.reading
    if reading.concepts:
        narrower = f", with {len(reading.expansions)} narrower" if reading.expansions else ""
        say(plain(f"Read as: {', '.join(labels[each] for each in reading.concepts)}{narrower}."))
    denied = [labels[each] for each in reading.negations if each not in reading.excluded]
    if denied:
        say(plain(f"Denied in the question: {', '.join(denied)}."))
    if reading.excluded:
        left_out = ", ".join(labels[each] for each in reading.excluded)
        say(plain(f"Left out, and put last: {left_out}."))
    if reading.demanded:
        say(plain(f"Every hit meets: {' AND '.join(reading.demanded)}."))
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


def _show(result: SearchResult) -> None:
    """Print a result as a list to read."""
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
