"""The search page: a question, filters, and the papers that answer it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.model import SearchHit, SearchResult
from kb.web import address
from kb.web.address import PAGE_SIZE, SORTS, ViewState
from kb.web.components import GREY, anchor, column, heading, hit_card, line_link, message
from kb.web.filters import draw_filters, filter_chips
from kb.web.navigation import current, go, link, state_link
from kb.web.resources import page

if TYPE_CHECKING:
    from kb import KnowledgeBase

EXAMPLES = (
    "does adding a steroid help a medial branch block?",
    "ultrasound or fluoroscopy guidance for cervical medial branch block",
    "how long does relief last after radiofrequency neurotomy?",
)
"""Questions to begin with."""

_ORDERS = {
    "relevance": "Most relevant",
    "newest": "Newest",
    "level": "Evidence level",
    "sample_size": "Sample size",
}


@page
def search_page(base: KnowledgeBase) -> None:
    """Draw what the address asks for."""
    state, problems = current()
    labels = {concept.id: concept.pref_label for concept in base.concepts()}
    with column():
        st.html(_masthead())
        _question_box(state)
        for problem in problems:
            message(st.warning, problem)
        if state == ViewState():
            draw_filters(base, state, {})
            _welcome(base)
            return
        if not state.q:
            draw_filters(base, state, {})
            filter_chips(state, labels)
            st.info("Filters narrow a question: type one above.")
            return
        try:
            result = base.search(
                state.q,
                filters=state.filters,
                limit=PAGE_SIZE,
                offset=state.offset,
                sort=state.sort,
            )
        except KbError:
            # A filter may be what is wrong: leave the means to take it off.
            draw_filters(base, state, {})
            filter_chips(state, labels)
            raise
        draw_filters(base, state, result.facets)
        filter_chips(state, labels)
        if result.notice:
            message(st.warning, result.notice)
        if result.notice and not result.total:
            return  # not searched: that must not pass for nothing found
        _draw_result(base, state, result, labels)


def _masthead() -> str:
    """Write the name of the app as HTML, a link to where every search begins."""
    style = "text-decoration:none;font-weight:650;font-size:1.15rem"
    # On a narrow screen the side bar is folded behind an arrow that nobody would guess at.
    hint = (
        "<style>@media (min-width: 769px) { .kb-narrow { display: none } }</style>"
        f'<div class="kb-narrow" style="{GREY}">Filters and pages: » at the top</div>'
    )
    return anchor(link(""), "Medial branch evidence", style) + hint


def _question_box(state: ViewState) -> None:
    """Draw the box. Its key holds the question, so that Back brings the old question back."""
    key = f"question:{state.q}"

    def ask() -> None:
        go(state.changed(q=" ".join(str(st.session_state[key] or "").split())))

    st.text_input(
        "Question",
        value=state.q,
        key=key,
        type="search",
        placeholder="Ask about medial branch blocks, or type words, concepts or a PMID",
        label_visibility="collapsed",
        on_change=ask,
    )


def _welcome(base: KnowledgeBase) -> None:
    """Draw the page before the first question."""
    heading("What does the published record say?")
    status = base.status()
    st.text(
        f"{status.on_topic} papers on medial branch and facet joint procedures, "
        "searched by words, concepts and meaning. Try:"
    )
    st.html("".join(_question_link(question) for question in EXAMPLES))


def _draw_result(
    base: KnowledgeBase, state: ViewState, result: SearchResult, labels: dict[str, str]
) -> None:
    """Draw counts, hits and pages; or what was tried, where nothing is relevant."""
    if result.unmatched:
        message(st.warning, f"No record contains: {', '.join(result.unmatched)}")
        if result.suggestions:
            links = "".join(_question_link(word) for word in result.suggestions)
            st.html(f"<div>Known words that look like it:{links}</div>")
    if result.total_relevant == 0:
        _nothing_relevant(base, state, result, labels)
    else:
        _count_line(state, result, labels)
    relevant = [hit for hit in result if hit.relevant]
    below = [hit for hit in result if not hit.relevant]
    _cards(base, relevant)
    if below:
        heading("Below the cut-off")
        st.caption("Probably not about the question; shown so that nothing is hidden.")
        _cards(base, below)
    if not result and result.total:
        message(st.info, f"There is no page {state.page}: the last hit stands on an earlier one.")
    _pages(state, result)


def _count_line(state: ViewState, result: SearchResult, labels: dict[str, str]) -> None:
    """Draw how many papers there are, how the question was read, and the order."""
    count = "1 paper" if result.total_relevant == 1 else f"{result.total_relevant} papers"
    read_as = _read_as(result, labels)
    left, right = st.columns([3, 1], vertical_alignment="center")
    with left:
        message(st.markdown, f"{count} · read as {read_as}" if read_as else count)
    key = f"sort:{state.sort}:{state.q}"

    def reorder() -> None:
        go(state.changed(sort=st.session_state[key]))

    right.selectbox(
        "Order",
        SORTS,
        index=SORTS.index(state.sort),
        format_func=_ORDERS.__getitem__,
        key=key,
        on_change=reorder,
        label_visibility="collapsed",
    )


def _read_as(result: SearchResult, labels: dict[str, str]) -> str:
    """Name the concepts the question was read as."""
    reading = result.reading
    named = [labels.get(each, each) for each in reading.concepts if each not in reading.negations]
    denied = [f"not {labels.get(each, each)}" for each in reading.negations]
    return " + ".join(named + denied)


def _cards(base: KnowledgeBase, hits: list[SearchHit]) -> None:
    """Draw the cards of some hits."""
    for hit in hits:
        hit_card(hit, base.facts(hit.article.pmid))


def _pages(state: ViewState, result: SearchResult) -> None:
    """Draw the page numbers."""
    pages = math.ceil(result.total / PAGE_SIZE)
    if pages < 2:
        return
    shown = min(state.page, pages)
    # The question is part of the key: another question has other pages.
    key = f"page:{state.page}:{pages}:{state.q}"

    def turn() -> None:
        go(state.changed(page=int(st.session_state[key])))

    st.pagination(pages, default=shown, key=key, on_change=turn)


def _nothing_relevant(
    base: KnowledgeBase, state: ViewState, result: SearchResult, labels: dict[str, str]
) -> None:
    """Say that nothing relevant was found, what was tried, and where to look next."""
    heading("Nothing relevant in this knowledge base")
    reading = result.reading
    tried = [f"words: {', '.join(reading.terms) or 'none left after common words'}"]
    if reading.concepts:
        tried.append(f"concepts: {_read_as(result, labels)}")
    if reading.expansions:
        narrower = ", ".join(labels.get(each, each) for each in reading.expansions)
        tried.append(f"narrower concepts: {narrower}")
    tried.append("meaning: searched" if result.meaning_searched else "meaning: not searched")
    st.text("Tried: " + "; ".join(tried) + ".")
    if not state.filters.is_empty:
        st.text("Filters are in force; without them more may be found:")
        st.html(line_link(state_link(state.without_filters()), "the same question without filters"))
    st.text(
        f"{base.status().articles} papers were searched. Another wording, or PubMed itself, "
        "may know more:"
    )
    st.html(line_link(address.pubmed_search(state.q), "the same question at PubMed"))


def _question_link(question: str) -> str:
    """Write a question to click, as HTML."""
    return line_link(state_link(ViewState(q=question)), question)
