"""The graph around a concept: start small, expand on click, every edge opens its evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from kb.errors import ConceptNotFound
from kb.model import TITLE, Basis, Category, Concept, Direction, Evidence, Neighbour, Predicate
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
)
from kb.web.escaping import html_text
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
_ROW = 46  # pixels a node and its name take
# Hues apart from each other and from the colours of directions.
_COLOURS = {
    Category.INDICATION: "#4285f4",
    Category.INTERVENTION: "#0b9696",
    Category.OUTCOME: "#9c5adc",
    Category.ANATOMY: "#a98a1d",
    Category.IMAGING: "#00ace6",
    Category.COMPLICATION: "#d83c96",
}
_OTHER = "#78909c"
_SIDES = {-1: "left", 0: "bottom", 1: "right"}


@dataclass(frozen=True, slots=True)
class _Edge:
    """An edge as it is drawn."""

    start: str
    end: str
    neighbour: Neighbour

    @property
    def name(self) -> str:
        """How the address names it."""
        return f"{self.start}~{self.end}~{self.neighbour.predicate}"


@page("Graph", "graph")
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
        _choose_centre(base, known, centre)
        kinds = _choose_kinds()
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
    """Draw the box that names another concept, and the way to the concept's own page."""
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
    st.html(anchor(link("concept", id=centre.id), f"About {centre.pref_label}"))


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
) -> list[_Edge]:
    """Collect the strongest links of each centre; a pair once, by its strongest link."""
    found: dict[frozenset[str], _Edge] = {}
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
                found[pair] = _Edge(centre, each.concept_id, each)
                kept += 1
    return list(found.values())


def _chart(
    centre: Concept, edges: Sequence[_Edge], known: Mapping[str, Concept], opened: Sequence[str]
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
    st.echarts_chart(
        _option(centre, nodes, edges, known, weight),
        height=max(420, _ROW * (len(nodes) // 2) + 90),
        key=key,
        on_select=choose,
        alt=f"Graph of concepts linked to {centre.pref_label}: {said}. The table below holds all.",
    )
    aside(
        "A click on a concept expands it, or folds it again; a click on a line shows the sentences "
        "it stands on. Thicker: more studies, each counted once however many papers report it; "
        "reviews are not counted."
    )


def _option(
    centre: Concept,
    nodes: Sequence[str],
    edges: Sequence[_Edge],
    known: Mapping[str, Concept],
    weight: Mapping[str, int],
) -> dict[str, Any]:
    """Write what the chart draws."""
    present = [c for c in Category if any(known[n].category is c for n in nodes)]
    names = [spell(category) for category in present]
    places = _places(nodes)
    return {
        "legend": [{"data": names, "bottom": 0, "selectedMode": False}],
        "animation": False,
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "preserveAspect": True,
                # room for names, which stand outside and break into lines
                "left": "29%",
                "right": "29%",
                "top": 30,
                "bottom": 70,
                "roam": True,
                "draggable": True,
                "selectedMode": "single",
                "categories": [
                    {"name": spell(c), "itemStyle": {"color": _COLOURS.get(c, _OTHER)}}
                    for c in present
                ],
                "label": {
                    "show": True,
                    "fontSize": 12,
                    "lineHeight": 13,
                    "width": 92,
                    "overflow": "break",
                },
                "data": [
                    {
                        "name": node,
                        "x": places[node][0],
                        "y": places[node][1],
                        "category": present.index(known[node].category),
                        "symbolSize": 44 if node == centre.id else 12 + min(24, weight[node]),
                        "label": {
                            "formatter": known[node].pref_label,
                            "position": _SIDES[(places[node][0] > 0) - (places[node][0] < 0)],
                        },
                    }
                    for node in nodes
                ],
                "links": [
                    {
                        "source": e.start,
                        "target": e.end,
                        "lineStyle": {
                            "width": 1 + min(7, e.neighbour.studies / 4),
                            "type": "dashed"
                            if e.neighbour.predicate is Predicate.CO_MENTIONED
                            else "solid",
                        },
                    }
                    for e in edges
                ],
            }
        ],
    }


def _places(nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where nodes stand: the first in the middle, the others down two bows, left and right.

    A layout by forces lays names on each other, and out of a narrow screen. Twice as high as wide,
    since the drawing keeps its proportions and must fit a phone.
    """
    around = nodes[1:]
    rows = max(1, (len(around) + 1) // 2)
    placed = {nodes[0]: (0.0, 0.0)}
    for number, node in enumerate(around):
        height = -1 + 2 * (number // 2 + 0.5) / rows
        bow = 0.6 + 0.4 * math.sqrt(1 - height**2)
        placed[node] = (100 * (bow if number % 2 else -bow), 200 * height)
    return placed


def _evidence(base: KnowledgeBase, edges: Sequence[_Edge], known: Mapping[str, Concept]) -> None:
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


def _table(edges: Sequence[_Edge], known: Mapping[str, Concept]) -> None:
    """Draw the same as a table, with links that work without a mouse."""
    with st.expander("The same as a table"):
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        "concept": known[e.start].pref_label,
                        "link": _words(e.neighbour.predicate),
                        "other": known[e.end].pref_label,
                        "studies": e.neighbour.studies,
                        "author groups": e.neighbour.author_groups,
                        "reviews and guidelines": e.neighbour.reviews,
                        "papers": e.neighbour.articles,
                        "sentences": e.neighbour.sentences,
                    }
                    for e in edges
                ]
            ),
            hide_index=True,
            alt="Links of the graph with their numbers",
        )
        st.html(
            "".join(
                line_link(
                    here(edge=e.name),
                    f"{known[e.start].pref_label} – {known[e.end].pref_label}: sentences",
                )
                for e in edges
            )
        )


def _words(kind: str) -> str:
    """Write a kind of link in words."""
    return "named in one sentence" if kind == Predicate.CO_MENTIONED else spell(kind)
