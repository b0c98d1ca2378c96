"""The search page: a question, filters, and the papers that answer it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.model import SORTS, SearchHit, SearchResult, StudyDesign
from kb.web import address
from kb.web.address import PAGE_SIZE, ViewState
from kb.web.brief import AWAITED, brief_html
from kb.web.cards import hit_card
from kb.web.components import (
    anchor,
    aside,
    column,
    counted,
    heading,
    line_link,
    message,
    unseen_heading,
)
from kb.web.escaping import html_text
from kb.web.filters import draw_filters, filter_chips
from kb.web.navigation import current, go, state_link
from kb.web.reading_list import collect_button
from kb.web.shell import data_date, is_starter_only, page, tab_title

if TYPE_CHECKING:
    from kb import KnowledgeBase

EXAMPLES = (
    "does adding a steroid help a medial branch block?",
    "ultrasound or fluoroscopy guidance for cervical medial branch block",
    "how many diagnostic blocks before denervation?",
    "false positive rate of a single lumbar block",
    "RCTs since 2015 on radiofrequency denervation",
)
"""Questions to begin with."""

_SHORTCUTS = {
    "trials": ("randomized controlled trials", (str(StudyDesign.RANDOMIZED_CONTROLLED_TRIAL),)),
    "reviews": (
        "systematic reviews, meta-analyses and guidelines",
        (
            str(StudyDesign.SYSTEMATIC_REVIEW),
            str(StudyDesign.META_ANALYSIS),
            str(StudyDesign.GUIDELINE),
        ),
    ),
}
_ORDERS = {
    "relevance": "Most relevant",
    "newest": "Newest",
    "level": "Best evidence level",
    "sample_size": "Largest study",
}


_LONG_WORD = 60
_NARROWER = 8  # of concepts that were tried; a whole branch of the vocabulary is a wall of names


@page("", "", unseen="Search the evidence")
def search_page(base: KnowledgeBase) -> None:
    """Draw what the address asks for."""
    state, problems = current()
    labels = {concept.id: concept.pref_label for concept in base.concepts()}
    if state.q:
        tab_title(state.q[:90])
    with column():
        question_box(state)
        for problem in problems:
            message(st.warning, problem)
        if not state.asks:
            draw_filters(base, state, {})
            _welcome(base)
            return
        result = find(base, state, labels, wait=False)
        draw_filters(base, state, result.facets)
        filter_chips(state, labels, result.reading)
        if result.notice:
            message(st.warning, result.notice)
        if state.q and not result.meaning_searched and base.is_loading:
            _come_back(base)
        if result.notice and not result.total:
            return  # not searched: that must not pass for nothing found
        _draw_result(base, state, result, labels)


def find(
    base: KnowledgeBase,
    state: ViewState,
    labels: Mapping[str, str],
    *,
    limit: int = PAGE_SIZE,
    page: str = "",
    wait: bool = True,
) -> SearchResult:
    """Ask the knowledge base for what the address says.

    Without `wait`, words answer alone until the model is loaded.

    Where it cannot answer, the filters are drawn before the error is raised: one of them may be
    what is wrong, and it must be possible to take it off.
    """
    sort = state.sort
    if not state.q and sort == SORTS[0]:
        sort = "newest"  # filters alone have no relevance
    try:
        return base.search(
            state.q,
            filters=state.filters,
            limit=limit,
            offset=state.offset if limit == PAGE_SIZE else 0,
            sort=sort,
            ignore=state.ignore,
            wait=wait,
        )
    except KbError:
        draw_filters(base, state, {})
        filter_chips(state, labels, page=page)
        raise


@st.fragment(run_every=1.0)
def _come_back(base: KnowledgeBase) -> None:
    """Draw the page anew once the model is loaded, or cannot be; until then look each second."""
    if base.is_warm or not base.is_loading:
        st.rerun()


def question_box(state: ViewState) -> None:
    """Draw the box. Its key holds the question, so that Back brings the old question back."""
    key = f"question:{state.q}"

    def ask() -> None:
        q = " ".join(str(st.session_state[key] or "").split())
        go(state.changed(q=q, ignore=()))

    st.text_input(
        "Question",
        value=state.q,
        key=key,
        type="search",
        placeholder="Ask about medial branch blocks, or type words, concepts, a PMID or a DOI",
        label_visibility="collapsed",
        on_change=ask,
    )


def read_as(result: SearchResult, labels: Mapping[str, str]) -> str:
    """Name the concepts the question was read as."""
    reading = result.reading
    left_out = {*reading.negations, *reading.excluded}
    named = [labels.get(each, each) for each in reading.concepts if each not in left_out]
    denied = [f"not {labels.get(each, each)}" for each in (*reading.negations, *reading.excluded)]
    return " + ".join([*named, *dict.fromkeys(denied), *reading.demanded])


def _welcome(base: KnowledgeBase) -> None:
    """Draw the page before the first question."""
    heading("What does the published record say?")
    status = base.status()
    st.text(
        f"{counted(status.on_topic, 'paper')} on medial branch and facet joint procedures, "
        f"searched by words, concepts and meaning; {data_date(status)}. Try:"
    )
    st.html("".join(_question_link(question) for question in EXAMPLES))
    aside("Or set filters without a question to browse.")


def _draw_result(
    base: KnowledgeBase, state: ViewState, result: SearchResult, labels: Mapping[str, str]
) -> None:
    """Draw counts, hits and pages; or what was tried, where nothing is relevant."""
    if result.unmatched:
        message(st.warning, f"No record contains: {_words(result.unmatched)}")
        if result.suggestions:
            links = "".join(_question_link(word) for word in result.suggestions)
            st.html(f"<div>Known words that look like it:{links}</div>")
    if result.total_relevant == 0:
        _nothing_relevant(base, state, result, labels)
    else:
        _count_line(base, state, result, labels)
    glance = st.empty()  # filled last: the hits are not to wait for it
    has_brief = bool(state.q and state.page == 1 and result.total_relevant and base.is_warm)
    if has_brief:
        glance.html(AWAITED)
    relevant = [hit for hit in result if hit.relevant]
    below = [hit for hit in result if not hit.relevant]
    _cards(base, relevant, result, labels)
    if below:
        heading("Below the cut-off")
        aside("Probably not about the question; shown so that nothing is hidden.")
        _cards(base, below, result, labels)
    if not result and result.total:
        message(st.info, f"There is no page {state.page}: the last hit stands on an earlier one.")
    _pages(state, result)
    if has_brief:
        brief = base.brief(state.q, filters=state.filters, ignore=state.ignore)
        if told := brief_html(brief, labels):
            glance.html(told)
        else:
            glance.empty()


def _count_line(
    base: KnowledgeBase, state: ViewState, result: SearchResult, labels: Mapping[str, str]
) -> None:
    """Draw how many papers there are, how the question was read, the order, and other views."""
    said = [counted(result.total_relevant, "paper")]
    if read := read_as(result, labels):
        said.append(f"read as {read}")
    status = base.status()
    if not is_starter_only(status):  # where the line above says so
        said.append(data_date(status))
    links = [anchor(state_link(state.changed(), "table"), "as a table")]
    links += _shortcuts(state, result)
    row = st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    )
    told = " · ".join((*map(html_text, said), *links))
    row.html(
        f'{unseen_heading("Papers", 2)}<div style="overflow-wrap:anywhere">{told}</div>',
        width="content",
    )
    key = f"sort:{state.sort}:{state.q}"

    def reorder() -> None:
        go(state.changed(sort=st.session_state[key]))

    row.selectbox(
        "Order",
        SORTS,
        index=SORTS.index(state.sort),
        format_func=_ORDERS.__getitem__,
        key=key,
        on_change=reorder,
        label_visibility="collapsed",
        width=190,
    )


def _shortcuts(state: ViewState, result: SearchResult) -> list[str]:
    """Write the filters that clinicians set most as links, where they would narrow the hits."""
    counts = result.facets.get("study_design", {})
    found = []
    for name, (meant, designs) in _SHORTCUTS.items():
        count = sum(counts.get(design, 0) for design in designs)
        if not state.design and 0 < count < result.total_relevant:
            target = state_link(state.changed(design=designs))
            title = f' title="{html_text(meant)}"'
            found.append(anchor(target, f"only {name} ({count})", "", title))
    return found


def _cards(
    base: KnowledgeBase,
    hits: Sequence[SearchHit],
    result: SearchResult,
    labels: Mapping[str, str],
) -> None:
    """Draw the cards of some hits, each with the finding that answers the question."""
    reading = result.reading
    answering = [hit.article.pmid for hit in hits if hit.relevant] if reading.question else []
    chosen = base.chief_findings(answering, reading)
    for hit in hits:
        pmid = hit.article.pmid
        hit_card(hit, base.facts(pmid), chosen.get(pmid), labels, collect_button)


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
    base: KnowledgeBase, state: ViewState, result: SearchResult, labels: Mapping[str, str]
) -> None:
    """Say that nothing relevant was found, what was tried, and where to look next."""
    heading("Nothing relevant in this knowledge base")
    reading = result.reading
    tried = [f"words: {_words(reading.terms) or 'none left after common words'}"]
    if reading.concepts:
        tried.append(f"concepts: {read_as(result, labels)}")
    if reading.expansions:
        names = [labels.get(each, each) for each in reading.expansions]
        more = len(names) - _NARROWER
        narrower = ", ".join(names[:_NARROWER]) + (f" and {more} more" if more > 0 else "")
        tried.append(f"narrower concepts: {narrower}")
    tried.append("meaning: searched" if result.meaning_searched else "meaning: not searched")
    st.text("Tried: " + "; ".join(tried) + ".")
    if not state.filters.is_empty or any(found.active for found in reading.found):
        free = state.without_filters().changed(ignore=tuple(f.name for f in reading.found))
        st.text("Filters are in force; without them more may be found:")
        st.html(line_link(state_link(free), "the same question without filters"))
    st.text(
        f"{counted(base.status().articles, 'paper')} in here "
        "were searched. Another wording, or PubMed itself, may know more:"
    )
    if state.q:
        st.html(line_link(address.pubmed_search(state.q), "the same question at PubMed"))
    st.text("Questions that this knowledge base can answer:")
    st.html("".join(_question_link(question) for question in EXAMPLES[:3]))


def _words(words: Iterable[str]) -> str:
    """Write words of a question; what is too long to be one is cut."""
    return ", ".join(f"{w[:_LONG_WORD]}…" if len(w) > _LONG_WORD else w for w in words)


def _question_link(question: str) -> str:
    """Write a question to click, as HTML."""
    return line_link(state_link(ViewState(q=question)), question)
