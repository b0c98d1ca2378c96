"""The brief: at a glance what the studies behind a question find, each count opening them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from kb.model import (
    TIER_WORDS,
    Balance,
    Basis,
    Brief,
    BriefPaper,
    BriefVoice,
    Direction,
    Finding,
    StudyDesign,
    Tier,
)
from kb.web.abstract import place
from kb.web.components import (
    GREY,
    NO_AUTHOR,
    anchor,
    aside,
    counted,
    direction_chip,
    heading,
    sized,
    spell,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.navigation import link
from kb.weighing import nowhere

_FIRST = 2
_SHOWN = 5
_PLACE = "brief"


def brief_line(brief: Brief, labels: Mapping[str, str]) -> None:
    """Draw the agreement at a glance, in one line that leads to the whole brief."""
    parts = []
    for balance in brief.balances[:_FIRST]:
        name = html_text(labels.get(balance.outcome, balance.outcome))
        parts.append(f"{name} {_glance(balance)}")
    if not parts:
        return
    st.html(
        f'<div style="line-height:1.9;overflow-wrap:anywhere"><b>Studies at a glance</b> '
        f"{' · '.join(parts)} · {anchor(f'#{_PLACE}', 'studies and sentences')}</div>"
    )


def draw_brief(brief: Brief, labels: Mapping[str, str]) -> None:
    """Draw a brief; nothing where no study answers and no guideline or review speaks."""
    if not brief.studies:
        return
    st.html(f'<div id="{_PLACE}"></div>')
    heading("What these studies find")
    looked = f"the {brief.studies} most relevant" if brief.studies < brief.relevant else "all"
    aside(
        f"From {looked} of {counted(brief.relevant, 'relevant paper')}. One voice a study, however "
        "many papers report it; a count opens its studies and their sentences."
    )
    first, rest = brief.balances[:_SHOWN], brief.balances[_SHOWN:]
    rows = [_balance(each, labels) for each in first]
    if rest:
        more = "".join(_balance(each, labels) for each in rest)
        rows.append(_details(f"{counted(len(rest), 'more outcome')}", more))
    rows += [
        _papers("Guidelines", brief.guidelines),
        _papers("Reviews, not counted beside the studies they pool", brief.reviews),
        *(_papers(f"Papers {each.why}, not counted", each.papers) for each in brief.apart),
        _missing(brief),
    ]
    style = "line-height:1.5;overflow-wrap:anywhere;padding:.2rem 0"
    st.html(f'<section aria-label="Brief" style="{style}">{"".join(rows)}</section>')


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
    """Write what studies find on one outcome."""
    name = anchor(link("concept", id=balance.outcome), labels.get(balance.outcome, balance.outcome))
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
        rows.append(_details(said, _voices(beside)))
    groups = ""
    if balance.author_groups < len(balance.voices):
        groups = (
            f" · {counted(len(balance.voices), 'study', 'studies')}, "
            f"{counted(balance.author_groups, 'author group')}"
        )
    sure = f"{spell(balance.question)} · {balance.certainty}: {balance.why}{groups}"
    differ = "".join(
        f'<div style="{GREY}">may differ by {html_text(each)}</div>' for each in balance.may_differ
    )
    return (
        f'<div style="margin:.45rem 0"><b>{name}</b> <span style="{GREY}">{html_text(sure)}</span>'
        f"{''.join(rows)}{differ}</div>"
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
    return _opened(f"{said} {TIER_WORDS[tier]}", _voices(voices))


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
        f"{anchor(link('article', pmid=finding.pmid, at=place(finding.quote)), 'in its place')}"
        "</div>"
        for finding in _telling(voice.findings)
    )
    return f'<li style="margin:.3rem 0">{_who(paper)} · {html_text(" · ".join(facts))}{said}</li>'


def _telling(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The first finding of each direction: a study that points both ways shows both."""
    return {f.direction: f for f in reversed(tuple(findings))}.values()


def _who(paper: BriefPaper) -> str:
    """Link to a paper by its first author and year."""
    article = paper.article
    first = article.authors[0].citation_name if article.authors else NO_AUTHOR
    name = f"{first} {article.year or 'year not stated'}"
    return anchor(link("article", pmid=article.pmid), name)


def _papers(name: str, papers: Sequence[BriefPaper]) -> str:
    """Write a line of papers that stand beside the studies."""
    if not papers:
        return ""
    rows = "".join(
        f'<li style="margin:.25rem 0">{_who(paper)}: {html_text(paper.article.title)}</li>'
        for paper in papers
    )
    return _details(f"{name}: {len(papers)}", f"<ul>{rows}</ul>")


def _missing(brief: Brief) -> str:
    """Write what is not there, and what holds for every brief.

    Words that stand in no record are told at the top of the page already.
    """
    told = nowhere(brief.unmatched)
    said = " ".join((*(each for each in brief.missing if each not in told), brief.caution))
    return f'<div style="{GREY};margin-top:.4rem">{html_text(said)}</div>'


def _details(said: str, inside: str) -> str:
    """Write text that opens something."""
    return _opened(html_text(said), inside)


def _opened(said: str, inside: str) -> str:
    """Write safe HTML that opens something."""
    return (
        '<details style="margin:.1rem 0 .1rem .6rem"><summary style="cursor:pointer">'
        f"{said}</summary>{inside}</details>"
    )
