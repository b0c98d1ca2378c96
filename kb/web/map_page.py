"""The evidence map: what is known of which outcome, where nothing is, and relief over time."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from kb.model import CellState, Question
from kb.web.components import (
    WIDE,
    anchor,
    aside,
    column,
    counted,
    heading,
    message,
    page_title,
    table,
)
from kb.web.escaping import html_text
from kb.web.facts import told_by
from kb.web.filters import draw_filters, filter_chips
from kb.web.navigation import current, here, parameter, put
from kb.web.relief import draw_relief
from kb.web.shell import page
from kb.weighing.evidence_map import MapCell

if TYPE_CHECKING:
    from kb import KnowledgeBase

_ROWS = {
    "indication": "Indications",
    "intervention": "Interventions",
    "imaging": "Imaging",
    "region": "Regions",
}
_ASKED = {
    str(each): each.capitalize() for each in (Question.THERAPEUTIC, Question.DIAGNOSTIC, *Question)
}
# Word, mark and colour of what findings that compare groups say; never the colour alone. Black
# figures are readable on each.
_SAID = {
    "improved": ("improved", "▲", "#57b877"),
    "no_difference": ("no difference", "=", "#a3a8b3"),
    "worse": ("worse", "▼", "#f0796b"),
    "mixed": ("mixed", "◆", "#e8a23d"),
    "unclear": ("direction unclear", "?", "#d3d6dd"),
    "": ("no comparison of groups", "", "#84acf6"),
}
_SIGNS = {
    CellState.NO_STUDY: "·",
    CellState.NONE_REPORTS: "○",
    CellState.NO_ABSTRACT: "×",
    CellState.NOT_READ: "?",
}

Cells = Mapping[tuple[str, str], MapCell]

_GREY = "#7c7c7c"  # seen on light and on dark
_BESIDE, _ABOVE = 26, 20  # characters to a line of a name at the map
_SCROLL = (
    "<style>@media (max-width: 768px) { .st-key-map-scroll { overflow-x: auto }"
    " .st-key-map-scroll > div { min-width: 42rem } }</style>"
)


@page("Evidence map", "map", WIDE)
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
        found = base.evidence_map(kind, question, state.filters)
        aside(
            f"Made from {counted(found.papers, 'paper')} with own data on this kind of question, "
            "on topic and not retracted."
        )
        if not found.cells:
            st.text("No finding was read in papers on topic that pass the filters.")
            return
        cells, rows, columns = found.cells, found.rows, found.columns
        _chart(cells, rows, columns, labels)
        _chosen(base, cells, labels)
        _table(cells, labels)
        draw_relief(base, found.relief, labels)


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


def _chart(
    cells: Cells, rows: Sequence[str], columns: Sequence[str], labels: Mapping[str, str]
) -> None:
    """Draw bubbles where findings are and signs where none are; a click opens a cell."""
    frame = pd.DataFrame(
        [
            {
                "cell": f"{row}~{col}",
                "at row": _broken(labels.get(row, row), _BESIDE),
                "at outcome": _broken(labels.get(col, col), _ABOVE),
                "row": labels.get(row, row),
                "outcome": labels.get(col, col),
                "papers": cell.papers if cell.state is CellState.REPORTED else 0,
                "direction": _said(cell)[0],
                "state": str(cell.state),
                "sign": _SIGNS.get(cell.state, f"{_said(cell)[1]}{cell.papers}"),
            }
            for (row, col), cell in cells.items()
        ]
    )
    lines = "split(datum.label, '\\n')"
    x = alt.X(
        "at outcome:N",
        sort=[_broken(labels.get(col, col), _ABOVE) for col in columns],
        title=None,
        axis=alt.Axis(
            orient="top", labelAngle=-40, labelLimit=180, labelOverlap=False, labelExpr=lines
        ),
    )
    y = alt.Y(
        "at row:N",
        sort=[_broken(labels.get(row, row), _BESIDE) for row in rows],
        title=None,
        axis=alt.Axis(labelLimit=220, labelExpr=lines),
    )
    tooltip = ["row", "outcome", "papers", "direction", "state"]
    pick = alt.selection_point(name="pick", fields=["cell"])
    filled = (
        alt.Chart(frame)
        .transform_filter("datum.papers > 0")
        .mark_circle(opacity=1, stroke=_GREY, strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            size=alt.Size("papers:Q", scale=alt.Scale(range=[420, 1250]), legend=None),
            color=alt.Color(
                "direction:N",
                scale=alt.Scale(
                    domain=[word for word, _, _ in _SAID.values()],
                    range=[colour for _, _, colour in _SAID.values()],
                ),
                legend=None,
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
    st.html(_SCROLL + _legend())
    with st.container(key="map-scroll"):
        st.altair_chart(
            alt.layer(filled, signs).properties(height=40 * len(rows)).configure_view(stroke=None),
            theme=None,  # its own ink is too pale to be read by everyone
            key=key,
            on_select=choose,
            selection_mode="pick",
            alt=f"Map of {len(rows)} rows by {len(columns)} outcomes; {reported} of {len(cells)} "
            "cells have findings. The table below holds the same.",
        )
    aside(
        "The number counts papers with a finding, reviews and guidelines left out; several may "
        "report one study. Colour and mark: what findings that compare groups say. Empty cells: "
        + "; ".join(f"{sign} {gap}" for gap, sign in _SIGNS.items())
        + ". A click on a bubble opens its papers."
    )


def _said(cell: MapCell) -> tuple[str, str, str]:
    """Word, mark and colour of a cell."""
    return _SAID[cell.direction.value if cell.direction else ""]


def _broken(name: str, width: int) -> str:
    """Break a name into lines of so many characters."""
    return "\n".join(textwrap.wrap(name, width)) or name


def _legend() -> str:
    """Write what marks and colours mean as HTML, which finds room on a phone, too."""
    dot = (
        "display:inline-block;min-width:1.35rem;height:1.35rem;line-height:1.35rem;"
        "border-radius:1rem;text-align:center;color:#111;font-size:.8rem"
    )
    entries = "".join(
        f'<span><span aria-hidden="true" style="{dot};background:{colour}">{mark or "1"}</span> '
        f"{word}</span>"
        for word, mark, colour in _SAID.values()
    )
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:.9rem">'
        f"<span>Between groups:</span>{entries}</div>"
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
        st.html("".join(told_by(base.article(f.pmid), f, labels) for f in cell.findings))


def _table(cells: Cells, labels: Mapping[str, str]) -> None:
    """Draw the same as a table, with links that work without a mouse."""
    with st.expander("The same as a table"):
        rows = []
        for (row, col), cell in cells.items():
            is_reported = cell.state is CellState.REPORTED
            named = labels.get(row, row), labels.get(col, col)
            count = counted(cell.papers, "paper") if is_reported else ""
            told = f' aria-label="{html_text(f"{named[0]} – {named[1]}: {count}")}"'
            rows.append(
                [
                    *map(html_text, named),
                    anchor(here(cell=f"{row}~{col}"), count, "", told) if is_reported else "",
                    _said(cell)[0] if is_reported else "",
                    "" if is_reported else html_text(str(cell.state)),
                ]
            )
        head = ("row", "outcome", "papers with a finding", "between groups", "why empty")
        st.html(table("Cells of the map", head, rows))
