"""Relief over time: what share of patients was relieved, and when, one point a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from kb.web.components import anchor, aside, counted, heading, table
from kb.web.escaping import html_text
from kb.web.facts import told_by
from kb.web.navigation import here, parameter, put
from kb.weighing.relief import ReliefPoint

if TYPE_CHECKING:
    from kb import KnowledgeBase

_GREY = "#7c7c7c"  # seen on light and on dark
_POINT = ("paper", "months", "lowest", "highest", "cut-off", "printed")
_MONTHS = (0, 1, 2, 3, 6, 12, 24, 36, 60, 120)


def draw_relief(
    base: KnowledgeBase, points: Sequence[ReliefPoint], labels: Mapping[str, str]
) -> None:
    """Draw reported relief by follow-up, one point a paper, and the same as a table."""
    heading("Relief over time")
    if not points:
        st.text("No paper here gives a share of relieved patients with its time.")
        return
    frame = pd.DataFrame([_point_row(base, point) for point in points])
    pick = alt.selection_point(name="pick", fields=["pmid"])
    latest = max(1.0, *(point.months for point in points))
    x = alt.X(
        "months:Q",
        # beyond the latest point, so that none is cut by the edge
        scale=alt.Scale(type="symlog", domain=[0, latest * 1.15], nice=False),
        axis=alt.Axis(values=[month for month in _MONTHS if month <= latest * 1.15]),
        title="months after the intervention",
    )
    low = alt.Y("lowest:Q", scale=alt.Scale(domain=[0, 100]), title="% of patients relieved")
    spread = alt.Chart(frame).mark_rule(color=_GREY).encode(x=x, y=low, y2="highest:Q")
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=x,
            y=low,
            shape=alt.Shape("cut-off:N", legend=alt.Legend(orient="bottom")),
            color=alt.value("#1b9a9a"),
            tooltip=list(_POINT),
        )
        .add_params(pick)
    )

    def choose() -> None:
        picked = st.session_state["relief"].selection.get("pick")
        if picked:
            put(point=str(picked[0]["pmid"]))

    st.altair_chart(
        alt.layer(spread, dots).properties(height=320),
        theme=None,
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
        st.html(told_by(base.article(chosen.pmid), chosen.finding, labels))
    with st.expander("Relief over time as a table"):
        rows = [
            [
                anchor(here(point=row["pmid"]), f"{row['paper']}: sentence"),
                *(html_text(str(row[name])) for name in _POINT[1:]),
            ]
            for row in frame.to_dict("records")
        ]
        st.html(table("Share of patients relieved by time", _POINT, rows))


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
