"""The corpus page: what is in here, from where, of what date, found by which query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from kb.evaluation import FIELDS, field_accuracy
from kb.model import Change, Flow, Run, Source, Status
from kb.web.components import column, heading, message, moment, table
from kb.web.escaping import html_text
from kb.web.navigation import link
from kb.web.shell import data_date, page

if TYPE_CHECKING:
    from kb import KnowledgeBase

_RUNS = 20
_CHANGES = 100


@page("Corpus", "corpus")
def corpus_page(base: KnowledgeBase) -> None:
    """Draw what the knowledge base holds and how it came here."""
    status = base.status()
    with column():
        heading("What is in here", 1)
        _counts(status)
        _sources(status)
        _refreshed(status)
        _changes(base)
        _runs(base.runs(limit=_RUNS))
        _flow(base.accounts.flow())
        _accuracy()
        _coverage(base)
        _notices(status)


def _counts(status: Status) -> None:
    """Draw the numbers."""
    numbers = {
        "Papers": status.articles,
        "On topic": status.on_topic,
        "Retracted": status.retracted,
        "Concept mentions": status.mentions,
        "Pieces of evidence": status.evidence,
    }
    rare = {"Deleted from PubMed": status.deleted, "Book chapters": status.book_chapters}
    numbers |= {label: number for label, number in rare.items() if number}
    with st.container(horizontal=True):
        for label, number in numbers.items():
            st.metric(label, f"{number:,}", width="content")
    if status.years is not None:
        st.text(f"Published {status.years[0]} to {status.years[1]}.")


def _sources(status: Status) -> None:
    """Draw how many records came from where."""
    order = [str(source) for source in reversed(Source)]
    rows = sorted(status.by_source.items(), key=lambda row: order.index(row[0]))
    cells = [[html_text(source), number] for source, number in rows]
    st.html(table("Records by source of their text", ("source of the text", "records"), cells))
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


def _changes(base: KnowledgeBase) -> None:
    """Draw what the last refresh brought, changed and took, each with its paper."""
    refresh = base.accounts.last_refresh()
    if not refresh:
        return
    heading("What the last refresh changed")
    changes = base.accounts.changes(run=refresh)
    told = Counter(_said(change) for change in changes)
    if not told:
        st.text("Nothing that is shown here.")
        return
    st.text("; ".join(f"{said}: {number:,}" for said, number in told.most_common()) + ".")
    rare = sorted(changes, key=lambda c: (told[_said(c)], c.pmid))[:_CHANGES]
    st.dataframe(
        pd.DataFrame(
            {
                "what": _said(change),
                "paper": link("article", pmid=change.pmid),
                "findings gained": len(change.gained),
                "findings lost": len(change.lost),
            }
            for change in rare
        ),
        column_config={
            "paper": st.column_config.LinkColumn(display_text=r"pmid=(\d+)"),
        },
        hide_index=True,
        alt="Records that the last refresh changed",
    )
    if len(changes) > len(rare):
        st.text(f"The first {len(rare)} of {len(changes):,}; mbb changes lists all.")


def _said(change: Change) -> str:
    """What happened to a record, what matters most first."""
    if change.retracts:
        return "retracted"
    if change.deletion[1] and not change.deletion[0]:
        return "deleted at PubMed"
    if change.concern[1] and not change.concern[0]:
        return "expression of concern"
    if change.is_new:
        return "new"
    return "changed" if change.fields else "read differently"


def _flow(flow: Flow) -> None:
    """Draw the numbers of the PRISMA 2020 flow diagram."""
    heading("PRISMA 2020 flow")
    rows = [
        *((f"Identified: {source}", number) for source, number in flow.identified.items()),
        ("Duplicates", flow.duplicates),
        *((f"Without a record here: {why}", number) for why, number in flow.without_record.items()),
        ("Screened by title and abstract", flow.screened),
        ("Excluded by reading: off topic", flow.excluded_by_reading),
        ("Excluded by the librarian", flow.excluded_by_librarian),
        ("Included", flow.included),
        ("of these by the librarian", flow.included_by_librarian),
        ("of these retracted: they give no evidence", flow.included_retracted),
    ]
    cells = [[html_text(step), number] for step, number in rows]
    st.html(table("Numbers of the PRISMA flow diagram", ("step", "records"), cells))
    st.text("The command mbb report writes them with the items of PRISMA-S for each run.")


def _accuracy() -> None:
    """Draw how well each field is read, as measured on texts that the rules were not made on."""
    heading("How well abstracts are read")
    st.text(
        "Counted on every second text of a gold set of abstracts by people; most are from "
        "neighbouring topics. That half was blind at first; for some fields its errors were read "
        "since. Of 100 values shown, so many are right; of 100 in the texts, so many are found."
    )
    rows = [
        [
            html_text(one.label),
            *(_or_none(n) for n in (one.right_of_100, one.found_of_100)),
            one.number,
        ]
        for field in FIELDS
        if (one := field_accuracy(field))
    ]
    head = ("field", "right of 100 shown", "found of 100", "in both halves")
    st.html(table("Measured accuracy of each field", head, rows))


def _or_none(number: int | None) -> int | str:
    """A number, or the mark of one that was not measured."""
    return "–" if number is None else number


def _coverage(base: KnowledgeBase) -> None:
    """Draw how much of the vocabulary the records name."""
    named, known = len(base.concept_counts()), len(base.concepts())
    st.text(
        f"Of {known:,} concepts of the vocabulary {named:,} are named in a record here; "
        "the command mbb vocabulary lists them, and frequent words that no concept has."
    )


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
