"""``mbb brief``: what the studies behind a question find, counted by trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from ingest.cli.marks import marks
from ingest.cli.searching import Filter, filters_of
from kb.model import Basis

if TYPE_CHECKING:
    from kb.model import Balance, Brief, Finding, Study, Voice

_BASES = {
    Basis.BETWEEN_GROUP: "comparing groups",
    Basis.WITHIN_GROUP: "within one group",
    Basis.DESCRIPTIVE: "a figure alone",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("brief")(brief)


def brief(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Plain words, or a query.")],
    *,
    filters: Filter = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Best hits to look at.")] = 50,
    as_json: Json = False,
) -> None:
    """Say what the studies behind a question find, with every sentence; invents nothing."""
    from kb import open_kb

    start_logging()
    base = open_kb()
    try:
        made = base.brief(question, filters_of(filters or []), limit=limit)
    finally:
        base.close()
    if as_json:
        print_json(_document(made))
    else:
        _show(made)


def _document(made: Brief) -> dict[str, object]:
    """Make the JSON document of a brief: each paper by its PMID, each finding whole."""
    return {
        "question": made.asked,
        "studies": made.studies,
        "relevant": made.relevant,
        "balances": [_balance_object(one) for one in made.balances],
        "reviews": [_study_object(one) for one in made.reviews],
        "guidelines": [_study_object(one) for one in made.guidelines],
        "others": [_study_object(one) for one in made.others],
        "missing": made.missing,
        "caution": made.caution,
    }


def _balance_object(balance: Balance) -> dict[str, object]:
    """Make the JSON object of a balance."""
    return {
        "question": balance.question,
        "outcome": balance.outcome,
        "counts": {basis: balance.counts(basis) for basis in Basis},
        "author_groups": balance.author_groups,
        "certainty": balance.certainty,
        "why": balance.why,
        "may_differ": balance.may_differ,
        "voices": [_voice_object(voice) for voice in balance.voices],
    }


def _voice_object(voice: Voice) -> dict[str, object]:
    """Make the JSON object of what one trial says."""
    return {
        **_study_object(voice.study),
        "reports": voice.reports,
        "direction": voice.direction,
        "basis": voice.basis,
        "findings": voice.findings,
        "beside": voice.beside,
    }


def _study_object(study: Study) -> dict[str, object]:
    """Make the JSON object of a paper in a brief."""
    facts, article = study.facts, study.article
    return {
        "pmid": article.pmid,
        "title": article.title,
        "year": article.year,
        "design": article.design,
        "is_summary": article.is_summary,
        "concern": article.concern,
        "evidence_level": facts.evidence_level.value if facts.evidence_level else None,
        "sample_size": facts.sample_size.value if facts.sample_size else None,
        "follow_up_months": facts.follow_up.value_months if facts.follow_up else None,
        "url": article.pubmed_url,
    }


def _show(made: Brief) -> None:
    """Print a brief to be read."""
    if not made.studies:
        say(plain(f"Nothing relevant to {made.asked!r} is in this knowledge base."))
    else:
        say(f"From the {made.studies} best of {made.relevant} relevant papers.")
    for balance in made.balances:
        _show_balance(balance)
    for name, papers in (("Guidelines", made.guidelines), ("Reviews", made.reviews)):
        if papers:
            say("")
            say(f"{name}, not counted above:")
            _show_papers(papers)
    if made.missing:
        say("")
        say("Missing:")
        for what in made.missing:
            say(plain(f"  {what}"))
    say("")
    say(plain(made.caution))


def _show_balance(balance: Balance) -> None:
    """Print what the trials say of one outcome."""
    say("")
    say(plain(f"{balance.question.capitalize()}: {balance.outcome}"))
    for basis in Basis:
        counts = balance.counts(basis)
        if counts:
            told = ", ".join(f"{_words(way)} {count}" for way, count in counts.items())
            say(plain(f"  {_BASES[basis]}, trials: {told}"))
    say(plain(f"  certainty {balance.certainty}: {balance.why}"))
    if len(balance.voices) > 1:
        say(f"  {len(balance.voices)} trials from {balance.author_groups} group(s) of authors")
    for difference in balance.may_differ:
        say(plain(f"  may differ by {difference}"))
    for voice in balance.voices:
        _show_voice(voice)


def _show_voice(voice: Voice) -> None:
    """Print what one trial says, with its sentences."""
    reports = f", {len(voice.reports)} reports" if len(voice.reports) > 1 else ""
    say(
        plain(
            f"  - {_words(voice.direction)}, {_BASES[voice.basis]}: {_said(voice.study)}{reports}"
        )
    )
    for finding in voice.findings:
        say(plain(f"      “{finding.quote.text}”{_when(finding)}"))
    for finding in voice.beside:
        beside = f"{_words(finding.direction)}, {_BASES[finding.basis]}, not counted"
        say(plain(f"      beside ({beside}): “{finding.quote.text}”"))


def _show_papers(papers: Sequence[Study]) -> None:
    """Print papers, one a line."""
    for study in papers:
        say(plain(f"  - {study.article.title}: {_said(study)}"))


def _said(study: Study) -> str:
    """Design, level, size and follow-up of a study, with its PMID; what is not known left out."""
    facts, article = study.facts, study.article
    parts = [
        f"{marks(article)}PMID {article.pmid}",
        str(article.year or "no year"),
        str(article.design or "").replace("-", " "),
        f"level {facts.evidence_level.value}" if facts.evidence_level else "",
        f"n {facts.sample_size.value}" if facts.sample_size else "",
        f"{facts.follow_up.value_months:g} months"
        if facts.follow_up and facts.follow_up.value_months
        else "",
    ]
    return " · ".join(part for part in parts if part)


def _when(finding: Finding) -> str:
    """When it was measured, where the text says so."""
    return f" ({finding.time})" if finding.time else ""


def _words(value: str) -> str:
    """A member of a closed list in words."""
    return value.replace("_", " ")
