"""The evidence table: studies and what they find, each cell with its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from kb.citing.evidence_table import (
    COLUMNS,
    EvidenceRow,
    evidence_rows,
    write_evidence_csv,
    write_evidence_xlsx,
)
from kb.model import SearchResult
from kb.web.abstract import place
from kb.web.components import (
    GREY,
    MARKS,
    WIDE,
    article_link,
    aside,
    column,
    counted,
    heading,
    message,
    pubmed_link,
    spell,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.filters import draw_filters, filter_chips
from kb.web.navigation import current, parameter, parameters, put
from kb.web.search_page import find, question_box
from kb.web.shell import page, tab_title

if TYPE_CHECKING:
    from kb import KnowledgeBase

STUDIES = 50
"""Studies of one table: the most relevant ones."""

_FIRST_SHOWN = (
    *("study", "design", "n", "outcome", "direction", "basis", "value", "comparator"),
    *("population", "block", "guidance", "cut_off", "follow_up"),
)
_ALWAYS = "study"
# The widest names fit, and what was found stands on the first screen of 1,440 pixels.
_WIDTHS = {"study": 150, "design": 172, "n": 118, "outcome": 190, "direction": 116, "basis": 118}


_MARKS = {spell(direction): mark for direction, mark in MARKS.items()}


@page("Evidence table", "table", WIDE, "Studies side by side")
def table_page(base: KnowledgeBase) -> None:
    """Draw the studies that the address asks for as a table."""
    state, problems = current()
    labels = {concept.id: concept.pref_label for concept in base.concepts()}
    if state.q:
        tab_title(f"Table: {state.q[:80]}")
    with column(WIDE):
        question_box(state)
        for problem in problems:
            message(st.warning, problem)
        if not state.asks:
            draw_filters(base, state, {})
            st.text("Ask a question, or set filters, to lay studies out in a table.")
            return
        result = find(base, state, labels, limit=STUDIES, page="table")
        draw_filters(base, state, result.facets)
        filter_chips(state, labels, result.reading, page="table")
        if result.notice:
            message(st.warning, result.notice)
        if result.notice and not result.total:
            return  # not searched: that must not pass for nothing found
        rows = _rows(base, result, labels)
        if not rows:
            heading("No study to lay out")
            st.text(
                "Nothing relevant that is on topic and not retracted was found. The search page "
                "shows what was tried."
            )
            return
        _draw(result, rows)


def _rows(
    base: KnowledgeBase, result: SearchResult, labels: Mapping[str, str]
) -> list[EvidenceRow]:
    """Lay out the relevant hits that give evidence."""
    return [
        row
        for hit in result
        if hit.relevant and hit.article.gives_evidence
        for row in evidence_rows(
            hit.article,
            base.facts(hit.article.pmid),
            base.findings(hit.article.pmid),
            labels,
        )
    ]


def _draw(result: SearchResult, rows: Sequence[EvidenceRow]) -> None:
    """Draw the table, the sentence of the cell chosen, and the downloads."""
    studies = len({row.article.pmid for row in rows})
    left_out = sum(hit.relevant and not hit.article.gives_evidence for hit in result)
    said = f"{counted(studies, 'paper')}, {counted(len(rows), 'row')}: a row a finding"
    if result.total_relevant > STUDIES:
        said += f"; the {STUDIES} most relevant of {result.total_relevant:,}"
    if left_out:
        said += (
            f"; {counted(left_out, 'relevant paper')} left out, which gives no evidence here: "
            "off topic, retracted or a book chapter"
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        message(st.markdown, said)
        names = _columns()
    _sentence(rows)
    frame = pd.DataFrame(
        [{COLUMNS[name]: _text(row, name) for name in names} for row in rows], dtype="string"
    )
    key = f"evidence:{result.reading.question}:{','.join(names)}:{len(rows)}"

    def choose() -> None:
        cells = st.session_state[key].selection.cells
        if cells:
            index, head = cells[0]
            name = next(name for name, text in COLUMNS.items() if text == head)
            put(cell=f"{index}.{name}")

    st.dataframe(
        frame,
        hide_index=True,
        key=key,
        on_select=choose,
        selection_mode="single-cell",
        column_config={
            COLUMNS[name]: st.column_config.TextColumn(pinned=name == _ALWAYS, width=pixels)
            for name, pixels in _WIDTHS.items()
        },
        placeholder="–",
        height=min(640, 38 + 35 * len(rows)),
        alt=f"Evidence table with {len(rows)} rows; the downloads hold the same with sentences",
    )
    with st.container(horizontal=True):
        st.download_button(
            "Download CSV",
            lambda: write_evidence_csv(rows).encode("utf-8-sig"),
            file_name="evidence.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Download Excel",
            lambda: write_evidence_xlsx(rows),
            file_name="evidence.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )
    aside(
        "Read from abstracts by rules and marked “uncertain” where such readings were often wrong. "
        "An empty cell: the abstract does not tell, or it was not understood. Several "
        "papers may report one study: rows are not votes."
    )


def _text(row: EvidenceRow, name: str) -> str | None:
    """Text of a cell, marked where it is doubtful; None where there is none."""
    cell = row.cells.get(name)
    if cell is None or not cell.text:
        return None
    mark = _MARKS.get(cell.text, "") if name == "direction" else ""
    return f"{mark} {cell.shown}".lstrip()


def _columns() -> list[str]:
    """Draw the choice of columns, and give those to show; the choice stands in the address."""
    asked = [name for name in parameters("columns") if name in COLUMNS]
    shown = asked or list(_FIRST_SHOWN)
    key = f"columns:{','.join(shown)}"

    def choose() -> None:
        chosen = [name for name in COLUMNS if name in st.session_state[key]]
        put(columns="" if chosen == list(_FIRST_SHOWN) else ",".join(chosen))

    with st.popover("Columns"):
        st.multiselect(
            "Columns of the table",
            list(COLUMNS),
            default=shown,
            format_func=COLUMNS.__getitem__,
            key=key,
            on_change=choose,
        )
    return [name for name in COLUMNS if name in shown] or [_ALWAYS]


def _sentence(rows: Sequence[EvidenceRow]) -> None:
    """Draw the words that the chosen cell was read from."""
    index, _, name = parameter("cell").partition(".")
    if not (index.isascii() and index.isdigit() and int(index) < len(rows) and name in COLUMNS):
        aside("Choose a cell to read the sentence it stands on.")
        return
    row = rows[int(index)]
    cell = row.cells.get(name)
    what = f"<b>{html_text(COLUMNS[name])}</b>: {html_text(cell.shown if cell else '')}"
    note = summary_note(row.article)
    quotes = [
        f'<div dir="auto" style="margin:.2rem 0">{note}“{html_text(quote.text)}” '
        f"{article_link(row.article.pmid, 'in its place', place(quote))}</div>"
        for quote in (cell.quotes if cell else ())
    ]
    if not quotes:
        said = "Not read from the text." if cell and cell.text else "Nothing was read for this."
        quotes = [f"<div>{said}</div>"]
    title = article_link(row.article.pmid, row.article.title or row.article.pmid)
    st.html(
        # on a touch screen the table's tools stand just above it
        '<div role="status" style="border-left:4px solid #d9a400;padding:.2rem .8rem;'
        "margin-bottom:1.4rem;"
        f'overflow-wrap:anywhere">{what}{"".join(quotes)}'
        f'<div style="{GREY}">{title} · {pubmed_link(row.article.pmid)}</div></div>'
    )
