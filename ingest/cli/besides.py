"""``mbb similar`` and ``mbb check``: papers like a paper, and findings like a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ingest.cli.console import Json, plain, print_json, say, start_logging
from ingest.cli.marks import article_object, marks

if TYPE_CHECKING:
    from kb.model import CheckedFinding, SentenceCheck, SimilarArticle

_Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many (of each).")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("similar")(similar)
    app.command("check")(check)


def similar(
    pmid: Annotated[str, typer.Argument(metavar="PMID", help="The paper to start from.")],
    *,
    limit: _Limit = 10,
    as_json: Json = False,
) -> None:
    """Find papers like one paper: near in meaning, and about the same concepts."""
    from kb import open_kb

    start_logging()
    with open_kb() as base:
        found = base.similar(pmid, limit)
    if as_json:
        print_json({"pmid": pmid, "similar": [_similar_object(one) for one in found]})
        return
    if not found:
        say("There is no other paper in this knowledge base.")
    for number, one in enumerate(found, start=1):
        say("")
        say(plain(f"{number:>3}. {marks(one.article)}{one.article.title}"))
        shared = ", ".join(one.concepts) or "no concept"
        say(plain(f"     cosine {one.cosine:.2f} · both name {shared}"))
        say(f"     PMID {one.article.pmid}  {one.article.pubmed_url}")


def check(
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="What is claimed.")],
    *,
    limit: _Limit = 10,
    as_json: Json = False,
) -> None:
    """Set a sentence beside the stored findings: which agree, which differ."""
    from kb import open_kb

    start_logging()
    with open_kb() as base:
        found = base.check(sentence, limit)
    if as_json:
        print_json(_check_object(found))
    else:
        _show_check(found)


def _similar_object(one: SimilarArticle) -> dict[str, object]:
    """Make the JSON object of a paper that is like another."""
    return {
        **article_object(one.article),
        "score": one.score,
        "cosine": one.cosine,
        "concepts": one.concepts,
    }


def _check_object(found: SentenceCheck) -> dict[str, object]:
    """Make the JSON document of a check."""
    return {
        "sentence": found.sentence,
        "claims": found.claims,
        "totals": {str(stance): count for stance, count in found.totals},
        "agree": [_checked_object(one) for one in found.agree],
        "differ": [_checked_object(one) for one in found.differ],
        "same_outcome": [_checked_object(one) for one in found.same_outcome],
        "notice": found.notice,
        "caution": found.caution,
    }


def _checked_object(one: CheckedFinding) -> dict[str, object]:
    """Make the JSON object of a finding beside a sentence."""
    return {
        **article_object(one.article),
        "score": one.score,
        "why": one.why,
        "finding": one.finding,
    }


def _show_check(found: SentenceCheck) -> None:
    """Print a check as lists to read."""
    if found.notice:
        say(plain(found.notice))
    for claim in found.claims:
        compared = ", between groups" if claim.compares_groups else ""
        direction = claim.direction.value.replace("_", " ")
        say(plain(f"Read as: {claim.outcome}, {direction}{compared}."))
    totals = dict(found.totals)
    for checked in (found.agree, found.differ, found.same_outcome):
        if not checked:
            continue
        stance = checked[0].stance
        say("")
        say(f"{stance.capitalize()} ({totals[stance]}):")
        for one in checked:
            _show_checked(one)
    if found.claims and not found.notice:
        say("")
        say(plain(found.caution))


def _show_checked(one: CheckedFinding) -> None:
    """Print one finding with its paper."""
    article, finding = one.article, one.finding
    said = (finding.direction, finding.basis, str(article.design or ""), one.why)
    say(plain(f"  “{finding.quote.text}”"))
    say(plain("     " + " · ".join(part.replace("_", " ") for part in said if part)))
    say(plain(f"     {marks(article)}{article.title} ({article.year or 'no year'})"))
    say(f"     PMID {article.pmid}  {article.pubmed_url}")
