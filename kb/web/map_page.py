"""The evidence map: what is known of which outcome, where nothing is, and relief over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from kb.model import Category, CellState, Concept, Finding, Question
from kb.web.abstract import place
from kb.web.components import (
    BASIS_WORDS,
    GREY,
    WIDE,
    article_link,
    aside,
    column,
    counted,
    direction_chip,
    heading,
    line_link,
    message,
    page_title,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.filters import draw_filters, filter_chips
from kb.web.navigation import current, here, parameter, put
from kb.web.shell import page
from kb.weighing.answering import with_narrower
from kb.weighing.brief import has_own_data
from kb.weighing.evidence_map import MapCell, MapPaper, evidence_map
from kb.weighing.relief import ReliefPoint, relief_point

if TYPE_CHECKING:
    from kb import KnowledgeBase
    from kb.web.address import ViewState

_ROWS = {
    "indication": "Indications",
    "intervention": "Interventions",
    "imaging": "Imaging",
    "region": "Regions",
}
_ASKED = {
    str(each): each.capitalize() for each in (Question.THERAPEUTIC, Question.DIAGNOSTIC, *Question)
}
_MOST_ROWS, _MOST_COLUMNS = 12, 10
_NAMES = {
    "improved": "improved",
    "no_difference": "no difference",
    "worse": "worse",
    "mixed": "mixed",
    "unclear": "direction unclear",
    "": "no comparison of groups",
}
_COLOURS = ("#2e8b50", "#858b96", "#d0402f", "#d98218", "#b9bcc4", "#5b8def")
_SIGNS = {
    CellState.NO_STUDY: "·",
    CellState.NONE_REPORTS: "○",
    CellState.NO_ABSTRACT: "×",
    CellState.NOT_READ: "?",
}

Cells = Mapping[tuple[str, str], MapCell]

_GREY = "#808080"  # seen on light and on dark
_SCROLL = (
    "<style>@media (max-width: 768px) { .st-key-map-scroll { overflow-x: auto }"
    " .st-key-map-scroll > div { min-width: 56rem } }</style>"
)


@page("Evidence map", "map")
def map_page(base: KnowledgeBase) -> None:
    """Draw the map of the papers that pass the filters of the address."""
    state, problems = current()
    concepts = {concept.id: concept for concept in base.concepts()}
    labels = {each: concept.pref_label for each, concept in concepts.items()}
    draw_filters(base, state, {})
    with column(WIDE):
        page_title("Evidence map")
        for problem in problems:
            message(st.warning, problem)
        filter_chips(state, labels, page="map")
        kind = _choose("rows", "Rows", _ROWS)
        question = _choose("question", "Kind of question; they are never counted together", _ASKED)
        papers = _papers(base, state, kind, question, concepts)
        columns = _most(Counter(f.outcome for p in papers for f in p.findings), _MOST_COLUMNS)
        rows = _most(Counter(row for p in papers for row in p.rows), _MOST_ROWS)
        aside(
            f"Made from {counted(len(papers), 'paper')} with own data on this kind of question, "
            "on topic and not retracted."
        )
        if not rows or not columns:
            st.text("No finding was read in papers on topic that pass the filters.")
            return
        below = {each: with_narrower(concepts[each], concepts) for each in columns}
        cells = evidence_map(papers, rows, below)
        _chart(cells, rows, columns, labels)
        _chosen(base, cells, labels)
        _table(cells, labels)
        _relief(base, papers, labels)


def _choose(name: str, label: str, options: Mapping[str, str]) -> str:
    """Draw a choice that the address keeps; the first option is the one without a word."""
    first = next(iter(options))
    shown = parameter(name) if parameter(name) in options else first
    key = f"{name}:{shown}"

    def choose() -> None:
        chosen = str(st.session_state[key] or first)
        put(cell="", point="", **{name: "" if chosen == first else chosen})

    st.segmented_control(
        label,
        list(options),
        default=shown,
        format_func=options.__getitem__,
        key=key,
        on_change=choose,
        required=True,
        wrap=True,
    )
    return shown


def _papers(
    base: KnowledgeBase,
    state: ViewState,
    kind: str,
    question: str,
    concepts: Mapping[str, Concept],
) -> list[MapPaper]:
    """Collect the studies of one kind of question with their rows and findings."""
    found = []
    for article in base.articles(state.filters):
        facts = base.facts(article.pmid)
        asked = facts.question.value if facts.question is not None else str(Question.OTHER)
        if not has_own_data(article) or asked != question:
            continue
        named = {m.concept_id for m in base.mentions(article.pmid) if not m.negated}
        if kind == "region":
            rows = {fact.value for fact in facts.region}
        else:
            rows = {n for n in named if n in concepts and concepts[n].category is Category(kind)}
        findings = tuple(f for f in base.findings(article.pmid) if f.outcome in concepts)
        has_abstract = any(section.text for section in article.sections)
        found.append(
            MapPaper(article.pmid, frozenset(rows), frozenset(named), has_abstract, findings)
        )
    return found


def _most(counts: Counter[str], limit: int) -> list[str]:
    """The most frequent values, ties by name."""
    return sorted(counts, key=lambda each: (-counts[each], each))[:limit]


def _chart(
    cells: Cells, rows: Sequence[str], columns: Sequence[str], labels: Mapping[str, str]
) -> None:
    """Draw bubbles where findings are and signs where none are; a click opens a cell."""
    frame = pd.DataFrame(
        [
            {
                "cell": f"{row}~{col}",
                "row": labels.get(row, row),
                "outcome": labels.get(col, col),
                "papers": cell.papers if cell.state is CellState.REPORTED else 0,
                "direction": _NAMES[cell.direction.value if cell.direction else ""],
                "state": str(cell.state),
                "sign": _SIGNS.get(cell.state, str(cell.papers)),
            }
            for (row, col), cell in cells.items()
        ]
    )
    order = [labels.get(row, row) for row in rows]
    across = [labels.get(col, col) for col in columns]
    x = alt.X(
        "outcome:N",
        sort=across,
        title=None,
        axis=alt.Axis(labelAngle=-35, labelLimit=180, labelOverlap=False),
    )
    y = alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    tooltip = ["row", "outcome", "papers", "direction", "state"]
    pick = alt.selection_point(name="pick", fields=["cell"])
    filled = (
        alt.Chart(frame)
        .transform_filter("datum.papers > 0")
        .mark_circle(opacity=0.85)
        .encode(
            x=x,
            y=y,
            size=alt.Size("papers:Q", scale=alt.Scale(range=[130, 1100]), legend=None),
            color=alt.Color(
                "direction:N",
                scale=alt.Scale(domain=list(_NAMES.values()), range=list(_COLOURS)),
                title="between groups",
                legend=alt.Legend(orient="bottom", columns=6),
            ),
            tooltip=tooltip,
        )
        .add_params(pick)
    )
    ink = alt.condition("datum.papers > 0", alt.value("#111111"), alt.value(_GREY))
    signs = (
        alt.Chart(frame)
        .mark_text(fontSize=13)
        .encode(x=x, y=y, text="sign:N", tooltip=tooltip, color=ink)
    )
    key = f"map:{parameter('rows')}:{parameter('question')}:{len(frame)}"

    def choose() -> None:
        picked = st.session_state[key].selection.get("pick")
        if picked:
            put(cell=str(picked[0]["cell"]))

    reported = sum(cell.state is CellState.REPORTED for cell in cells.values())
    # On a phone the map keeps its size and scrolls: squeezed, its counts lie on each other.
    st.html(_SCROLL)
    with st.container(key="map-scroll"):
        st.altair_chart(
            alt.layer(filled, signs).properties(height=60 + 38 * len(rows)),
            key=key,
            on_select=choose,
            selection_mode="pick",
            alt=f"Map of {len(rows)} rows by {len(columns)} outcomes; {reported} of {len(cells)} "
            "cells have findings. The table below holds the same.",
        )
    aside(
        "The number counts papers with a finding, reviews and guidelines left out; several may "
        "report one study. Colour: what "
        "findings that compare groups say. Empty cells: "
        + "; ".join(f"{sign} {gap}" for gap, sign in _SIGNS.items())
        + ". A click on a bubble opens its papers."
    )


def _chosen(base: KnowledgeBase, cells: Cells, labels: Mapping[str, str]) -> None:
    """Draw the papers and sentences of the cell that the address names."""
    row, _, col = parameter("cell").partition("~")
    cell = cells.get((row, col))
    if cell is None:
        return
    heading(f"{labels.get(row, row)} – {labels.get(col, col)}")
    if cell.state is not CellState.REPORTED:
        st.text(f"{cell.state} ({counted(cell.papers, 'paper')} on the row).")
    else:
        st.html("".join(_finding(base, finding, labels) for finding in cell.findings))


def _finding(base: KnowledgeBase, finding: Finding, labels: Mapping[str, str]) -> str:
    """Write one finding with its sentence and paper as HTML."""
    article = base.article(finding.pmid)
    year = f" ({article.year})" if article.year else ""
    what = labels.get(finding.outcome, finding.outcome)
    label = direction_chip(finding.direction, what, f" {BASIS_WORDS[finding.basis]}")
    words = summary_note(article) + html_text(f"“{finding.quote.text}”")
    paper = article_link(finding.pmid, article.title[:140] + year, place(finding.quote))
    return (
        f'<div dir="auto" style="margin:.5rem 0;overflow-wrap:anywhere">{label} {words}'
        f'<div style="{GREY}">{paper}</div></div>'
    )


def _table(cells: Cells, labels: Mapping[str, str]) -> None:
    """Draw the same as a table, with links that work without a mouse."""
    with st.expander("The same as a table"):
        rows = [
            {
                "row": labels.get(row, row),
                "outcome": labels.get(col, col),
                "papers with a finding": cell.papers if cell.state is CellState.REPORTED else 0,
                "between groups": _NAMES[cell.direction.value if cell.direction else ""]
                if cell.state is CellState.REPORTED
                else "",
                "why empty": "" if cell.state is CellState.REPORTED else str(cell.state),
            }
            for (row, col), cell in cells.items()
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Cells of the map")
        links = [
            line_link(
                here(cell=f"{row}~{col}"),
                f"{labels.get(row, row)} – {labels.get(col, col)}: sentences",
            )
            for (row, col), cell in cells.items()
            if cell.state is CellState.REPORTED
        ]
        if links:
            st.html("".join(links))


def _relief(base: KnowledgeBase, papers: Sequence[MapPaper], labels: Mapping[str, str]) -> None:
    """Draw reported relief by follow-up, one point a paper, and the same as a table."""
    heading("Relief over time")
    found = [relief_point(base.facts(paper.pmid), paper.findings) for paper in papers]
    points = [point for point in found if point is not None]
    if not points:
        st.text("No paper here gives a share of relieved patients with its time.")
        return
    frame = pd.DataFrame([_point_row(base, point) for point in points])
    pick = alt.selection_point(name="pick", fields=["pmid"])
    x = alt.X("months:Q", scale=alt.Scale(type="symlog"), title="months after the intervention")
    low = alt.Y("lowest:Q", scale=alt.Scale(domain=[0, 100]), title="% of patients relieved")
    spread = alt.Chart(frame).mark_rule(color=_GREY).encode(x=x, y=low, y2="highest:Q")
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=x,
            y=low,
            shape=alt.Shape("cut-off:N", legend=alt.Legend(orient="bottom")),
            color=alt.value("#1b8a8a"),
            tooltip=["paper", "months", "lowest", "highest", "cut-off", "printed"],
        )
        .add_params(pick)
    )

    def choose() -> None:
        picked = st.session_state["relief"].selection.get("pick")
        if picked:
            put(point=str(picked[0]["pmid"]))

    st.altair_chart(
        alt.layer(spread, dots).properties(height=320),
        key="relief",
        on_select=choose,
        selection_mode="pick",
        alt=f"Share of patients relieved by time, {counted(len(points), 'paper')}; the table below "
        "holds the same.",
    )
    aside(
        "One point a paper: its latest time with a share of relieved patients; of two arms the "
        "lower, with a line up to the higher. Shares before and after selection, and under "
        "different cut-offs, cannot be compared. A click shows the sentence."
    )
    chosen = next((p for p in points if p.pmid == parameter("point")), None)
    if chosen is not None:
        st.html(_finding(base, chosen.finding, labels))
    with st.expander("Relief over time as a table"):
        st.dataframe(frame, hide_index=True, alt="Share of patients relieved by time")
        st.html("".join(line_link(here(point=p.pmid), f"PMID {p.pmid}: sentence") for p in points))


def _point_row(base: KnowledgeBase, point: ReliefPoint) -> dict[str, object]:
    """One point as a row."""
    article = base.article(point.pmid)
    first = article.authors[0].citation_name if article.authors else f"PMID {point.pmid}"
    return {
        "paper": f"{first} {article.year or ''}".strip(),
        "pmid": point.pmid,
        "months": round(point.months, 2),
        "lowest": point.low,
        "highest": point.high,
        "cut-off": point.cut_off or "not stated",
        "printed": point.finding.value_text,
    }
