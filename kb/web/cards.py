"""A paper as a card: what it is, what was read of it, and the sentence that answers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from kb.model import Article, Finding, SearchHit, StudyDesign, StudyFacts
from kb.web.abstract import place
from kb.web.components import (
    BASIS_WORDS,
    GREY,
    LOW_CONFIDENCE,
    NO_AUTHOR,
    anchor,
    chip,
    chips,
    direction_chip,
    message,
    opened,
    pubmed_link,
    sized,
    spell,
    summary_note,
)
from kb.web.escaping import Mark, html_text, marked_html
from kb.web.navigation import link

HIGHLIGHT = (
    '<mark style="background:rgba(232,150,20,.28);color:inherit;border-radius:3px;padding:0 1px">'
)
"""Opening tag of words that a question shares."""

_TITLE = "font-size:1.12rem;font-weight:600;line-height:1.35;overflow-wrap:anywhere;margin:0"
_LONG_SENTENCE = 330
_LONG_TITLE = 300
_NAMED_AUTHORS = 3


def banners(article: Article) -> None:
    """Say first what a reader must not miss: retracted, of concern, off topic."""
    if article.deleted:
        message(st.error, f"DELETED FROM PUBMED. {article.deletion} It gives no evidence here.")
    if article.retracted:
        message(st.error, f"RETRACTED. {article.retraction} It gives no evidence here.")
    if article.concern:
        message(st.warning, f"Expression of concern. {article.concern}")
    if article.is_book_chapter:
        message(st.info, "Chapter of a book, kept apart from articles: gives no evidence here.")
    if article.on_topic is False:
        message(st.info, f"Off topic, gives no evidence here: {article.on_topic_reason}")


def title_of(article: Article) -> str:
    """Title to show; a record without one says so."""
    return article.title or article.vernacular_title or "[The record has no title]"


def title_link(article: Article) -> str:
    """Title as HTML, a link to the article page in the same tab."""
    shown = textwrap.shorten(title_of(article), _LONG_TITLE, placeholder=" …") or "…"
    title = anchor(link("article", pmid=article.pmid), shown, "text-decoration:none")
    return f'<h3 dir="auto" style="{_TITLE};padding:0">{title}</h3>'


def author_names(article: Article, limit: int = _NAMED_AUTHORS) -> str:
    """First authors as NLM cites them, and how many more there are."""
    names = [author.citation_name for author in article.authors]
    if not names:
        return NO_AUTHOR
    more = len(names) - limit
    shown = ", ".join(names[:limit])
    if more > 0:
        return f"{shown} and {more} more"
    return shown if article.authors_complete else f"{shown}, et al."


def meta_line(article: Article) -> str:
    """Write authors, journal, year and PubMed link as HTML."""
    journal = article.journal_abbreviation or article.journal
    year = "year not stated" if article.year is None else str(article.year)
    source = f"<em>{html_text(journal)}</em> {year}" if journal else year
    return (
        f'<div dir="auto" style="{GREY}">{html_text(author_names(article))} · {source} · '
        f"{pubmed_link(article.pmid)}</div>"
    )


def fact_chips(facts: StudyFacts) -> list[str]:
    """Write what was read of a study as labels, the design first; hovering tells from where."""
    design = facts.study_design
    if design.value == StudyDesign.NOT_STATED:
        found = [chip("design not stated")]
    else:
        found = [chip(spell(design.value), "accent", f"design read from: {design.basis}")]
    if facts.sample_size is not None:
        size = facts.sample_size
        doubt = _doubt(size.confidence)
        found.append(chip(f"{sized(size)}{doubt}", title=size.quote.text))
    if facts.follow_up is not None:
        stated = facts.follow_up
        doubt = _doubt(stated.confidence)
        found.append(chip(f"follow-up {stated.text.lower()}{doubt}", title=stated.quote.text))
    found += [chip(fact.value, title=f"region, from {fact.basis}") for fact in facts.region]
    found += [
        chip(fact.value, title=f"needle guidance, from {fact.basis}")
        for fact in facts.imaging_guidance
    ]
    return found


def finding_line(article: Article, finding: Finding, labels: Mapping[str, str]) -> str:
    """Write what a paper found, which way and against what, as HTML that opens its sentence."""
    what = labels.get(finding.outcome, finding.outcome)
    after = f" {BASIS_WORDS[finding.basis]}" + (f", {finding.time}" if finding.time else "")
    said = direction_chip(finding.direction, what, after + _doubt(finding.confidence))
    at = link("article", pmid=article.pmid, at=place(finding.quote))
    note = summary_note(article) if finding.quote.section >= 0 else ""
    return opened(
        said,
        f'<div dir="auto" style="overflow-wrap:anywhere;margin:.2rem 0 .4rem 1rem">{note}'
        f"“{html_text(finding.quote.text)}” {anchor(at, 'in its place')}</div>",
        "margin:.1rem 0",
    )


def hit_card(
    hit: SearchHit,
    facts: StudyFacts,
    finding: Finding | None,
    labels: Mapping[str, str],
    actions: Callable[[Article], None],
) -> None:
    """Draw one hit.

    Parameters
    ----------
    finding : Finding or None
        The one that answers the question.
    labels : mapping of str to str
        Names of concepts by id.
    actions : callable
        Draws the buttons of a paper.
    """
    article = hit.article
    with st.container(border=True, gap="xsmall", key=f"card-{article.pmid}"):
        banners(article)
        told = (
            title_link(article),
            meta_line(article),
            chips(fact_chips(facts)),
            finding_line(article, finding, labels) if finding is not None else "",
            _sentence(hit),
            _why(hit),
        )
        st.html("".join(told))  # one element: each costs the browser time
        actions(article)


def _doubt(confidence: float | None) -> str:
    """Mark of a doubtful reading."""
    return " (uncertain)" if confidence is not None and confidence < LOW_CONFIDENCE else ""


def _why(hit: SearchHit) -> str:
    """Write why a paper is here as HTML that opens on a click."""
    rows = "".join(
        f"<li>{html_text(reason.ranker)}, place {reason.rank}: {html_text(reason.detail)}</li>"
        if reason.rank
        else f"<li>{html_text(reason.ranker)}: {html_text(reason.detail)}</li>"
        for reason in hit.reasons
    )
    style = "margin:.2rem 0 0;padding-left:1.2rem"
    return opened("why this paper", f'<ul style="{style}">{rows}</ul>', GREY)


def _sentence(hit: SearchHit) -> str:
    """Write the best sentence as HTML, matched words tinted; a long one opens on a click."""
    quote = hit.sentence
    if quote is None:
        return ""
    marks = [
        Mark(span.start, span.end, HIGHLIGHT, "</mark>")
        for span in hit.matched
        if span.section == quote.section
    ]
    note = summary_note(hit.article) if quote.section >= 0 else ""
    cut = _cut(quote.text, [(m.start - quote.start, m.end - quote.start) for m in marks])
    shown = marked_html(quote.text[:cut], marks, quote.start)
    rest = marked_html(quote.text[cut:], marks, quote.start + cut)
    if rest:
        rest = opened("more", rest)
    style = "font-size:1rem;line-height:1.5;overflow-wrap:anywhere"
    return f'<div dir="auto" data-testid="sentence" style="{style}">{note}{shown}{rest}</div>'


def _cut(text: str, kept: Sequence[tuple[int, int]]) -> int:
    """Where to break a long sentence: at a blank, and never inside a matched word."""
    if len(text) <= _LONG_SENTENCE:
        return len(text)
    cut = text.rfind(" ", 0, _LONG_SENTENCE) + 1 or _LONG_SENTENCE
    return next((start for start, end in kept if start < cut < end), cut) or len(text)
