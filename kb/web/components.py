"""Parts that several pages draw: hit card, badges, banners, footer."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.model import Article, SearchHit, Status, StudyDesign, StudyFacts
from kb.web.escaping import Mark, html_text, markdown_text, marked_html
from kb.web.navigation import link

WIDTH = 920
"""Widest column of text in pixels: longer lines are hard to read."""

SUMMARY_MARK = "project summary, not the published abstract"

GREY = "opacity:.78;font-size:.9rem;overflow-wrap:anywhere"
"""Style of a line of facts, in both themes."""

# Browsers without light-dark() keep the first colour.
_LINK = "color:#0b6e6e;color:light-dark(#0b6e6e,#5cc4c0);text-underline-offset:.15em"
_HIGHLIGHT = (
    '<mark style="background:rgba(232,150,20,.28);color:inherit;border-radius:3px;padding:0 1px">'
)
_TITLE = "font-size:1.12rem;font-weight:600;line-height:1.35;overflow-wrap:anywhere"
_LONG_SENTENCE = 330
_LONG_TITLE = 300
_NAMED_AUTHORS = 3


def message(show: Callable[..., Any], text: str) -> None:
    """Show a text, which may quote records or addresses, as words and never as markdown.

    `show` is a Streamlit call that reads markdown; ``st.text`` does not and needs no escaping.
    """
    show(markdown_text(text))


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
    return f'<div dir="auto" style="{_TITLE}">{title}</div>'


def author_names(article: Article, limit: int = _NAMED_AUTHORS) -> str:
    """First authors as NLM cites them, and how many more there are."""
    names = [author.citation_name for author in article.authors]
    if not names:
        return "no authors in the record"
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


def pubmed_link(pmid: str) -> str:
    """Link to a record at PubMed as HTML."""
    return anchor(Article(pmid).pubmed_url, f"PubMed {pmid}")


def anchor(target: str, text: str, style: str = "") -> str:
    """Link as HTML: a page of this app opens in the same tab, a foreign one in a new one."""
    where = "_self" if target.startswith("/") else "_blank"
    return (
        f'<a target="{where}" rel="noopener" href="{html_text(target)}" '
        f'style="{_LINK};{style}">{html_text(text)}</a>'
    )


def line_link(target: str, text: str) -> str:
    """Link on a line of its own as HTML."""
    return f'<div style="margin:.25rem 0">{anchor(target, text)}</div>'


def spell(value: str) -> str:
    """Write a member of a closed list for a reader: "randomized controlled trial"."""
    return value.replace("-", " ").replace("_", " ")


def badges(facts: StudyFacts) -> None:
    """Draw what the record says of the study, the design first, with where it was read."""
    design = facts.study_design
    if design.value == StudyDesign.NOT_STATED:
        st.badge("design not stated", color="gray")
    else:
        st.badge(markdown_text(f"{spell(design.value)} · {design.basis}"), color="primary")
    for fact in (*facts.region, *facts.imaging_guidance):
        st.badge(
            markdown_text(fact.value), color="gray", help=markdown_text(f"read from: {fact.basis}")
        )


def hit_card(hit: SearchHit, facts: StudyFacts) -> None:
    """Draw one hit."""
    article = hit.article
    with st.container(border=True, gap="xsmall"):
        banners(article)
        st.html(title_link(article) + meta_line(article))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            badges(facts)
            with st.popover("why this paper", type="tertiary"):
                for reason in hit.reasons:
                    st.text(f"{reason.ranker}, place {reason.rank}: {reason.detail}")
        if hit.sentence is not None:
            st.html(_sentence(hit))


def column() -> DeltaGenerator:
    """Open the column of text: in the middle of a wide screen, all of a narrow one."""
    return st.container(horizontal_alignment="center").container(width=WIDTH)


def heading(text: str) -> None:
    """Draw the heading of a part of a page."""
    style = "font-size:1.15rem;font-weight:650;margin:.6rem 0 0;padding:0;overflow-wrap:anywhere"
    st.html(f'<h2 style="{style}">{html_text(text)}</h2>')


def page_title(text: str, *details: str) -> None:
    """Draw the title of a page, and lines of HTML below it."""
    style = "font-size:1.6rem;font-weight:650;line-height:1.3;overflow-wrap:anywhere;margin:0"
    title = f'<h1 dir="auto" style="{style};padding:0">{html_text(text)}</h1>'
    st.html(title + "".join(details))


def footer(status: Status | None) -> None:
    """Draw the line at the foot of every page."""
    said = [] if status is None else [data_date(status)]
    said += ["not medical advice", "source of records: NLM, PubMed"]
    with column():
        st.divider()
        message(st.caption, " · ".join(said))


def moment(iso: str) -> str:
    """Write a UTC time of the ledger for a reader, to the minute."""
    return f"{iso[:16].replace('T', ' ')} UTC" if iso else ""


def data_date(status: Status) -> str:
    """Say how old the data is, in a few words."""
    if status.last_refresh is not None:
        return f"data of {status.last_refresh.started[:10]}"
    if set(status.by_source) == {"project summary"}:
        return "starter set, not yet refreshed from PubMed"
    return "not yet refreshed from PubMed"


def summary_note(article: Article) -> str:
    """Mark to stand before text of a project summary, as HTML; empty for published text."""
    if not article.is_summary:
        return ""
    return f'<span style="{GREY};font-style:italic">{SUMMARY_MARK}: </span>'


def _sentence(hit: SearchHit) -> str:
    """Write the best sentence as HTML, matched words tinted; a long one opens on a click."""
    quote = hit.sentence
    if quote is None:
        return ""
    marks = [
        Mark(span.start, span.end, _HIGHLIGHT, "</mark>")
        for span in hit.matched
        if span.section == quote.section
    ]
    note = summary_note(hit.article) if quote.section >= 0 else ""
    cut = _cut(quote.text, [(m.start - quote.start, m.end - quote.start) for m in marks])
    shown = marked_html(quote.text[:cut], marks, quote.start)
    rest = marked_html(quote.text[cut:], marks, quote.start + cut)
    if rest:
        more = '<summary style="cursor:pointer;opacity:.78">more</summary>'
        rest = f"<details>{more}{rest}</details>"
    style = "font-size:1rem;line-height:1.5;overflow-wrap:anywhere"
    return f'<div dir="auto" data-testid="sentence" style="{style}">{note}{shown}{rest}</div>'


def _cut(text: str, kept: Sequence[tuple[int, int]]) -> int:
    """Where to break a long sentence: at a blank, and never inside a matched word."""
    if len(text) <= _LONG_SENTENCE:
        return len(text)
    cut = text.rfind(" ", 0, _LONG_SENTENCE) + 1 or _LONG_SENTENCE
    return next((start for start, end in kept if start < cut < end), cut) or len(text)
