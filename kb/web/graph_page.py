"""The graph around a concept: start small, expand on click, every edge opens its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import ConceptNotFound
from kb.model import TITLE, Basis, Concept, Direction, Evidence, Predicate
from kb.web.abstract import place
from kb.web.components import (
    BASIS_WORDS,
    GREY,
    WIDE,
    anchor,
    article_link,
    aside,
    column,
    counted,
    direction_chip,
    heading,
    line_link,
    message,
    page_title,
    pubmed_link,
    spell,
    summary_note,
    table,
)
from kb.web.escaping import html_text
from kb.web.graph_drawing import Edge, height, legend, option
from kb.web.navigation import here, link, parameter, parameters, put
from kb.web.shell import page, tab_title

if TYPE_CHECKING:
    from kb import KnowledgeBase

START = "medial-branch-block"
"""Concept to begin with."""

_FIRST = 18  # nodes around the concept: labels collide beyond
_MORE = 7  # nodes that an expanded concept adds
_OPEN = 3  # concepts expanded at a time
_SENTENCES = 12
_COLUMNS = (
    *("concept", "kind", "link", "with", "studies", "author groups"),
    *("reviews and guidelines", "papers", "sentences"),
)


@page("Graph", "graph", WIDE)
def graph_page(base: KnowledgeBase) -> None:
    """Draw the surroundings of the concept whose id the address names."""
    known = {concept.id: concept for concept in base.concepts()}
    with column(WIDE):
        asked = parameter("id") or (START if START in known else next(iter(known)))
        try:
            centre = base.concept(asked)
        except ConceptNotFound as error:
            message(st.error, str(error))
            st.html(line_link(link("graph"), "the graph from its beginning"))
            return
        tab_title(f"Graph: {centre.pref_label}")
        opened = [each for each in parameters("open") if each in known][:_OPEN]
        page_title(f"Around {centre.pref_label}")
        left, right = st.columns(2)
        with left:
            _choose_centre(base, known, centre)
        with right:
            kinds = _choose_kinds()
        st.html(anchor(link("concept", id=centre.id), f"About {centre.pref_label}"))
        edges = _edges(base, [centre.id, *opened], kinds, known)
        if not edges:
            st.text("No paper on topic links it to another concept in this way.")
            return
        left, right = st.columns([3, 2], gap="large")
        with left:
            _chart(centre, edges, known, opened)
        with right:
            _evidence(base, edges, known)
        _table(edges, known)


def _choose_centre(base: KnowledgeBase, known: Mapping[str, Concept], centre: Concept) -> None:
    """Draw the box that names another concept."""
    counts = base.concept_counts()
    options = sorted(known, key=lambda each: (-counts.get(each, 0), each))
    key = f"centre:{centre.id}"

    def move() -> None:
        put(id=st.session_state[key] or "", open="", edge="")

    st.selectbox(
        "Concept in the middle",
        options,
        index=options.index(centre.id),
        format_func=lambda each: f"{known[each].pref_label} ({counts.get(each, 0)})",
        key=key,
        on_change=move,
    )


def _choose_kinds() -> Sequence[Predicate]:
    """Draw the choice of edges; the address keeps it."""
    every = [kind for kind in Predicate if kind is not Predicate.BROADER]
    chosen = [kind for kind in every if str(kind) in parameters("edges")]
    key = f"edges:{','.join(chosen)}"

    def choose() -> None:
        put(edges=",".join(st.session_state[key]), edge="")

    st.multiselect(
        "Kinds of links",
        every,
        default=chosen,
        format_func=_words,
        key=key,
        on_change=choose,
        placeholder="all",
    )
    return chosen or every


def _edges(
    base: KnowledgeBase,
    centres: Sequence[str],
    kinds: Sequence[Predicate],
    known: Mapping[str, Concept],
) -> list[Edge]:
    """Collect the strongest links of each centre; a pair once, by its strongest link."""
    found: dict[frozenset[str], Edge] = {}
    for number, centre in enumerate(centres):
        wanted = [
            each
            for each in base.neighbours(centre)
            if each.predicate in kinds and each.concept_id in known and each.concept_id != centre
        ]
        kept = 0
        for each in sorted(wanted, key=lambda n: n.predicate is Predicate.CO_MENTIONED):
            if kept == (_MORE if number else _FIRST):
                break
            pair = frozenset((centre, each.concept_id))
            if pair not in found:
                found[pair] = Edge(centre, each.concept_id, each)
                kept += 1
    return list(found.values())


def _chart(
    centre: Concept, edges: Sequence[Edge], known: Mapping[str, Concept], opened: Sequence[str]
) -> None:
    """Draw the graph; a click on a concept expands it, a click on a line opens its evidence."""
    nodes = list(dict.fromkeys([centre.id, *(n for e in edges for n in (e.start, e.end))]))
    weight: dict[str, int] = {}
    for edge in edges:
        weight[edge.end] = max(weight.get(edge.end, 0), edge.neighbour.studies)
    key = f"graph:{centre.id}:{','.join(opened)}:{parameter('edges')}"

    def choose() -> None:
        for group in st.session_state[key].selection.selected:
            index = group["data_indices"][0] if group["data_indices"] else -1
            if group["data_type"] == "edge" and 0 <= index < len(edges):
                put(edge=edges[index].name)
            elif 0 < index < len(nodes):
                kept = [each for each in opened if each != nodes[index]]
                put(open=",".join([nodes[index], *kept][:_OPEN] if kept == list(opened) else kept))

    said = ", ".join(
        f"{known[e.end].pref_label} ({counted(e.neighbour.studies, 'study', 'studies')})"
        for e in edges[:8]
    )
    st.html(legend(nodes, known))
    st.echarts_chart(
        option(centre, nodes, edges, known, weight),
        height=height(nodes),
        key=key,
        on_select=choose,
        alt=f"Graph of concepts linked to {centre.pref_label}: {said}. The table below holds all.",
    )
    aside(
        "A click on a concept expands it, or folds it again; a click on a line shows the sentences "
        "it stands on. Thicker: more studies, each counted once however many papers report it; "
        "reviews are not counted."
    )


def _evidence(base: KnowledgeBase, edges: Sequence[Edge], known: Mapping[str, Concept]) -> None:
    """Draw the sentences that the chosen line stands on."""
    edge = next((e for e in edges if e.name == parameter("edge")), None)
    heading("Evidence")
    if edge is None:
        st.text("Choose a line, or a row of the table, to read the sentences it stands on.")
        return
    one, other = known[edge.start].pref_label, known[edge.end].pref_label
    ids = edge.neighbour.evidence[:_SENTENCES]
    rows = [
        f"<div><b>{html_text(f'{one} – {other}')}</b>: {_words(edge.neighbour.predicate)}</div>"
    ]
    for each in base.evidence(ids=ids):
        article = base.article(each.pmid)
        note = summary_note(article) if each.section != TITLE else ""
        at = place(each)
        found = f"{_found(each)} " if each.direction else ""
        rows.append(
            f'<div dir="auto" style="margin:.5rem 0">{found}{note}“{html_text(each.sentence)}” '
            f'<span style="{GREY}">{article_link(each.pmid, "in its place", at)} · '
            f"{pubmed_link(each.pmid)}</span></div>"
        )
    rest = len(edge.neighbour.evidence) - len(ids)
    if rest > 0:
        rows.append(f'<div style="{GREY}">and {counted(rest, "more sentence")}</div>')
    st.html(f'<div style="overflow-wrap:anywhere">{"".join(rows)}</div>')


def _found(evidence: Evidence) -> str:
    """Write which way a finding points, and against what it was held."""
    after = f" {BASIS_WORDS[Basis(evidence.basis)]}" if evidence.basis else ""
    return direction_chip(Direction(evidence.direction), after=after)


def _table(edges: Sequence[Edge], known: Mapping[str, Concept]) -> None:
    """Draw the same as a table, with links that work without a mouse."""
    with st.expander("The same as a table"):
        rows = []
        for e in edges:
            n = e.neighbour
            pair = f"{known[e.start].pref_label} – {known[e.end].pref_label}: sentences"
            told = f' aria-label="{html_text(pair)}"'
            rows.append(
                [
                    anchor(here(id=e.end, open="", edge=""), known[e.end].pref_label),
                    spell(known[e.end].category),
                    _words(n.predicate),
                    html_text(known[e.start].pref_label),
                    *(n.studies, n.author_groups, n.reviews, n.articles),
                    anchor(here(edge=e.name), counted(n.sentences, "sentence"), "", told),
                ]
            )
        st.html(table("Links of the graph with their numbers", _COLUMNS, rows))


def _words(kind: str) -> str:
    """Write a kind of link in words."""
    return "named in one sentence" if kind == Predicate.CO_MENTIONED else spell(kind)
