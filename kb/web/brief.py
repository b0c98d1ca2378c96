"""The brief: at a glance what the studies behind a question find, each count opening them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kb.model import (
    TIER_WORDS,
    TITLE,
    Balance,
    Basis,
    Brief,
    BriefPaper,
    BriefVoice,
    Certainty,
    Direction,
    Finding,
    Quote,
    StudyDesign,
    Tier,
)
from kb.web.abstract import place
from kb.web.components import (
    GREY,
    NO_AUTHOR,
    anchor,
    counted,
    direction_chip,
    opened,
    sized,
    spell,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.navigation import link
from kb.weighing import nowhere

_FIRST = 2
_SHOWN = 5
_CERTAIN = {
    Certainty.LOW: "low certainty",
    Certainty.MODERATE: "moderate certainty",
    Certainty.CONFLICTING: "studies conflict",
}
_ROW = "margin:.1rem 0 .1rem .6rem"

# Holds the place of the brief: hits that jump when it comes are clicked by mistake.
AWAITED = f'<div style="min-height:8.2rem;{GREY}">Looking at what the studies find …</div>'


def brief_html(brief: Brief, labels: Mapping[str, str]) -> str:
    """Write a brief, one line an outcome, each opening its studies with their sentences.

    Empty where no study answers and no guideline or review speaks.
    """
    if not brief.studies:
        return ""
    papers = counted(brief.relevant, "relevant paper")
    if brief.studies < brief.relevant:
        papers = f"the {brief.studies} most relevant of {papers}"
    said = f"From {papers}; one voice a study, however many papers report it."
    title = '<h2 style="font-size:1rem;font-weight:650;display:inline;padding:0">{}</h2>'
    rows = [
        f"<div>{title.format('Studies at a glance')} "
        f'<span style="{GREY}">{html_text(said)}</span></div>'
    ]
    rows += [_balance(each, labels) for each in brief.balances[:_FIRST]]
    rows += [_further(brief, labels), f'<div style="{GREY}">{html_text(brief.caution)}</div>']
    style = "line-height:1.6;overflow-wrap:anywhere"
    return f'<section aria-label="Brief" style="{style}">{"".join(rows)}</section>'


def _further(brief: Brief, labels: Mapping[str, str]) -> str:
    """Write what stands behind the first outcomes: others, guidelines, reviews, what is missing."""
    more, rest = brief.balances[_FIRST:_SHOWN], brief.balances[_SHOWN:]
    groups = (
        (len(more) + len(rest), "more outcome", "more outcomes"),
        (len(brief.guidelines), "guideline", "guidelines"),
        (len(brief.reviews), "review", "reviews"),
        (sum(len(e.papers) for e in brief.apart), "paper set apart", "papers set apart"),
    )
    said = [counted(number, one, many) for number, one, many in groups if number]
    inside = [_balance(each, labels) for each in more]
    if rest:
        others = "".join(_balance(each, labels) for each in rest)
        inside.append(_details(counted(len(rest), "more outcome"), others))
    inside += [
        _papers("Guidelines", brief.guidelines),
        _papers("Reviews, not counted beside the studies they pool", brief.reviews),
        *(_papers(f"Papers {each.why}, not counted", each.papers) for each in brief.apart),
    ]
    told = nowhere(brief.unmatched)  # at the top of the page already
    if untold := [each for each in brief.missing if each not in told]:
        said.append("what is missing")
        missing = html_text(" ".join(untold))
        inside.append(f'<div style="{GREY};margin-top:.4rem">{missing}</div>')
    return _details(" · ".join(said), "".join(inside)) if said else ""


def _glance(balance: Balance) -> str:
    """Write the counts that tell of an effect; else what comparisons there are."""
    counted = [v.direction for v in balance.voices if v.is_counted]
    if counted:
        return " ".join(
            direction_chip(d, after=f": {counted.count(d)}") for d in Direction if d in counted
        )
    other = sum(v.basis is Basis.BETWEEN_GROUP for v in balance.voices)
    return f"no control, other comparisons: {other}" if other else "no comparison between groups"


def _balance(balance: Balance, labels: Mapping[str, str]) -> str:
    """Write what studies find on one outcome, in a line that opens them."""
    label = labels.get(balance.outcome, balance.outcome)
    beside = [v for v in balance.voices if v.basis is not Basis.BETWEEN_GROUP]
    rows = [
        _count(direction, tier, spoken)
        for tier in Tier
        for direction in Direction
        if (spoken := _spoken(balance, tier, direction))
    ]
    if beside:
        said = (
            f"no comparison between groups, not counted: {counted(len(beside), 'study', 'studies')}"
        )
        rows.append(opened(html_text(said), _voices(beside), _ROW, is_open=not rows))
    groups = ""
    if balance.author_groups < len(balance.voices):
        groups = (
            f" · {counted(len(balance.voices), 'study', 'studies')}, "
            f"{counted(balance.author_groups, 'author group')}"
        )
    sure = html_text(f"{balance.certainty}: {balance.why}{groups}")
    differ = "".join(
        f'<div style="{GREY}">may differ by {html_text(each)}</div>' for each in balance.may_differ
    )
    about = anchor(link("concept", id=balance.outcome), f"about {label}")
    kind = html_text(f"{spell(balance.question)} · {_CERTAIN[balance.certainty]}")
    return opened(
        f'<b style="font-weight:600">{html_text(label)}</b> {_glance(balance)} '
        f'<span style="{GREY}">{kind}</span>',
        f'<div style="{_ROW}"><div style="{GREY}">{sure} · {about}</div>'
        f"{''.join(rows)}{differ}</div>",
        _ROW,
    )


def _spoken(balance: Balance, tier: Tier, direction: Direction) -> list[BriefVoice]:
    """Studies that compare groups in one way and find one direction."""
    return [
        v
        for v in balance.voices
        if v.basis is Basis.BETWEEN_GROUP and v.tier is tier and v.direction is direction
    ]


def _count(direction: Direction, tier: Tier, voices: Sequence[BriefVoice]) -> str:
    """Write how many studies compare groups in one way and find one direction."""
    said = direction_chip(direction, after=f": {counted(len(voices), 'study', 'studies')}")
    return opened(f"{said} {TIER_WORDS[tier]}", _voices(voices), _ROW, is_open=True)


def _voices(voices: Iterable[BriefVoice]) -> str:
    """Write studies with their facts and the sentences that speak."""
    return f"<ul>{''.join(map(_voice, voices))}</ul>"


def _voice(voice: BriefVoice) -> str:
    """Write one study: who, design, participants, follow-up, what it says and where."""
    paper = voice.study
    facts = [spell(paper.article.design or StudyDesign.NOT_STATED)]
    if paper.facts.sample_size is not None:
        facts.append(sized(paper.facts.sample_size))
    if paper.facts.follow_up is not None:
        facts.append(f"follow-up {paper.facts.follow_up.text.lower()}")
    reports = len(voice.reports)
    if reports > 1:
        facts.append(f"{reports} reports of one study")
    said = "".join(
        f'<div dir="auto" style="{GREY}">{summary_note(paper.article)}'
        f"“{html_text(finding.quote.text)}” "
        f"{anchor(_place(finding.pmid, finding.quote), 'in its place')}"
        "</div>"
        for finding in _telling(voice.findings)
    )
    own = (finding.quote for finding in voice.findings if finding.pmid == paper.article.pmid)
    who = _who(paper, next(own, None))
    return f'<li style="margin:.3rem 0">{who} · {html_text(" · ".join(facts))}{said}</li>'


def _telling(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The first finding of each direction: a study that points both ways shows both."""
    return {f.direction: f for f in reversed(tuple(findings))}.values()


def _who(paper: BriefPaper, said: Quote | None = None) -> str:
    """Link to a paper by its first author and year, at what it says or at its title."""
    article = paper.article
    said = said or Quote(TITLE, 0, len(article.title), article.title)
    first = article.authors[0].citation_name if article.authors else NO_AUTHOR
    name = f"{first} {article.year or 'year not stated'}"
    return anchor(_place(article.pmid, said), name)


def _place(pmid: str, quote: Quote) -> str:
    """Write the address of a place in a paper.

    The place stands first: `/article?pmid=` begins the links of hits alone, and what looks for the
    first hit does not find one within a closed line above it.
    """
    return link("article", at=place(quote), pmid=pmid)


def _papers(name: str, papers: Sequence[BriefPaper]) -> str:
    """Write a line of papers that stand beside the studies."""
    if not papers:
        return ""
    rows = "".join(
        f'<li style="margin:.25rem 0">{_who(paper)}: {html_text(paper.article.title)}</li>'
        for paper in papers
    )
    return _details(f"{name}: {len(papers)}", f"<ul>{rows}</ul>")


def _details(said: str, inside: str) -> str:
    """Write text that opens something."""
    return opened(html_text(said), inside, _ROW)
