"""``mbb brief``: what the studies behind a question find, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from ingest.cli.searching import filters_of
from kb.model import TIER_WORDS, Basis

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.model import Balance, Brief, BriefPaper, BriefVoice


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("brief")(brief)


def brief(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="As for `mbb search`.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Papers to look at.")] = 60,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="NAME=VALUE", help="As year_from=2015; may be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell what the most relevant studies find: studies by outcome and direction, with sentences.

    Findings between groups are counted, one voice a study; reviews and guidelines stand beside.
    """
    from kb import open_kb

    start_logging()
    with open_kb() as base:
        found = base.brief(question, filters=filters_of(filters or []), limit=limit)
        if as_json:
            print_json(_document(found))
        else:
            _show(base, found)


def _document(found: Brief) -> dict[str, object]:
    """Make the JSON document of a brief."""
    return {
        "question": found.asked,
        "studies": found.studies,
        "relevant": found.relevant,
        "balances": [
            {
                "question": b.question,
                "outcome": b.outcome,
                "certainty": b.certainty,
                "why": b.why,
                "may_differ": b.may_differ,
                "author_groups": b.author_groups,
                "voices": [
                    {
                        "pmid": v.study.article.pmid,
                        "reports": v.reports,
                        "design": v.study.article.design,
                        "direction": v.direction,
                        "basis": v.basis,
                        "compared": v.tier,
                        "findings": v.findings,
                    }
                    for v in b.voices
                ],
            }
            for b in found.balances
        ],
        "reviews": [paper.article.pmid for paper in found.reviews],
        "guidelines": [paper.article.pmid for paper in found.guidelines],
        "others": [paper.article.pmid for paper in found.others],
        "apart": [
            {"why": each.why, "pmids": [paper.article.pmid for paper in each.papers]}
            for each in found.apart
        ],
        "missing": found.missing,
        "unmatched": found.unmatched,
        "caution": found.caution,
    }


def _show(base: KnowledgeBase, found: Brief) -> None:
    """Print a brief to read."""
    say(f"{found.studies} of {found.relevant} relevant papers looked at.")
    for balance in found.balances:
        say("")
        say(plain(f"{base.label(balance.outcome)} ({balance.question})"))
        say(plain(f"  {balance.certainty}: {balance.why}"))
        for line in _voices(balance):
            say(plain(line))
        for differs in balance.may_differ:
            say(plain(f"  may differ by {differs}"))
    _list("Guidelines", found.guidelines)
    _list("Reviews, not counted beside the studies they pool", found.reviews)
    for apart in found.apart:
        _list(f"Papers {apart.why}, not counted", apart.papers)
    say("")
    for line in (*found.missing, found.caution):
        say(plain(line))


def _voices(balance: Balance) -> Iterable[str]:
    """Write the studies of a balance, those that compare groups first."""
    for voice in balance.voices:
        between = voice.basis is Basis.BETWEEN_GROUP
        compared = TIER_WORDS[voice.tier] if between else _spelled(voice.basis)
        yield f"  {_spelled(voice.direction)}, {compared}: {_who(voice)}"
        yield f"    “{voice.findings[0].quote.text}”"


def _who(voice: BriefVoice) -> str:
    """Write which study speaks."""
    article, size = voice.study.article, voice.study.facts.sample_size
    people = f", n = {size.value}" if size is not None else ""
    reports = f", {len(voice.reports)} reports" if len(voice.reports) > 1 else ""
    return f"PMID {article.pmid}, {article.year or 'no year'}, {article.design}{people}{reports}"


def _list(name: str, papers: Iterable[BriefPaper]) -> None:
    """Print papers that stand beside the studies."""
    lines = [f"  PMID {p.article.pmid}: {p.article.title}" for p in papers]
    if lines:
        say("")
        say(f"{name} ({len(lines)})")
        for line in lines:
            say(plain(line))


def _spelled(member: str) -> str:
    """Write a member of a closed list in words."""
    return member.replace("_", " ").replace("-", " ")
