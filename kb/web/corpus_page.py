"""The corpus page: what is in here, from where, of what date, found by which query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from kb.model import Run, Source, Status
from kb.web.components import column, heading, message, moment
from kb.web.escaping import html_text
from kb.web.shell import data_date, page

if TYPE_CHECKING:
    from kb import KnowledgeBase

_RUNS = 20


@page("Corpus", "corpus")
def corpus_page(base: KnowledgeBase) -> None:
    """Draw what the knowledge base holds and how it came here."""
    status = base.status()
    with column():
        heading("What is in here")
        _counts(status)
        _sources(status)
        _refreshed(status)
        _runs(base.runs(limit=_RUNS))
        _notices(status)


def _counts(status: Status) -> None:
    """Draw the numbers."""
    numbers = {
        "Papers": status.articles,
        "On topic": status.on_topic,
        "Retracted": status.retracted,
        "Concept mentions": status.mentions,
        "Evidence sentences": status.evidence,
    }
    rare = {"Deleted from PubMed": status.deleted, "Book chapters": status.book_chapters}
    numbers |= {label: number for label, number in rare.items() if number}
    with st.container(horizontal=True):
        for label, number in numbers.items():
            st.metric(label, f"{number:,}", width="content")
    if status.years is not None:
        st.text(f"Published {status.years[0]} to {status.years[1]}.")
    if status.pending:
        message(
            st.warning,
            f"{status.pending} records are stored but not yet read and indexed, so no search "
            "finds them: the last command did not finish. Running it again goes on.",
        )


def _sources(status: Status) -> None:
    """Draw how many records came from where."""
    order = [str(source) for source in reversed(Source)]
    rows = sorted(status.by_source.items(), key=lambda row: order.index(row[0]))
    st.dataframe(
        pd.DataFrame(rows, columns=["source of the text", "records"]),
        hide_index=True,
        width="content",
        alt="Records by source of their text",
    )
    summaries = status.by_source.get(str(Source.PROJECT_SUMMARY), 0)
    if summaries:
        message(
            st.info,
            f"{summaries} records show a summary written for this project, not the published "
            "abstract. It is marked wherever it appears, and the record from PubMed replaces it "
            "at the first refresh.",
        )


def _refreshed(status: Status) -> None:
    """Draw the date of the data and the query it came from."""
    heading("Date of the data")
    refresh = status.last_refresh
    if refresh is None:
        st.text(f"{data_date(status)[0].upper()}{data_date(status)[1:]}.")
        return
    st.text(f"Last complete refresh from PubMed: {moment(refresh.started)}.")
    if refresh.query:
        st.text(f"Query of strategy {refresh.strategy or 'without a name'}:")
        st.code(refresh.query, language=None, wrap_lines=True)


def _runs(runs: Iterable[Run]) -> None:
    """Draw the latest runs of the ledger."""
    rows = [_row(run) for run in runs]
    heading("Latest runs")
    if not rows:
        st.text("Nothing has been imported or refreshed yet.")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        alt="Latest runs with query, translation, warnings and counts",
    )


def _row(run: Run) -> dict[str, object]:
    """One run as a row of the table."""
    return {
        "run": run.id,
        "kind": run.kind,
        "state": str(run.state),
        "started": moment(run.started),
        "found": "" if run.found is None else str(run.found),
        "records": ", ".join(f"{count} {outcome}" for outcome, count in run.counts.items()),
        "warnings": "; ".join(run.warnings),
        "strategy": f"{run.strategy} v{run.strategy_version}" if run.strategy else "",
        "query": run.query,
        "PubMed's translation": run.translation,
        "message": run.message,
        "ended": moment(run.ended),
        "software": run.software,
    }


def _notices(status: Status) -> None:
    """Draw what a reader has to know, and what a bug report has to say."""
    heading("Please note")
    st.text(
        "This is a guide to the literature, not medical advice. Records come from PubMed, "
        "by courtesy of the U.S. National Library of Medicine (NLM), which neither endorses "
        "this project nor answers for it; the newest record is always the one at PubMed. Only "
        "titles and abstracts are read, not the full papers; what was read from them by rules "
        "can be wrong, and each statement shows the words it stands on."
    )
    details = {
        "model": status.model,
        "index generation": status.generation,
        "schema": status.schema,
        "reader": status.reader,
        "digest": status.digest,
    }
    lines = "".join(
        f"<div><b>{name}</b> <code>{html_text(str(value))}</code></div>"
        for name, value in details.items()
    )
    with st.expander("For a bug report"):
        st.html(f'<div style="overflow-wrap:anywhere">{lines}</div>')
