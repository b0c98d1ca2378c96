"""The concept page: what a concept is called, what it is linked to, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from kb.model import TITLE, Category, Concept, Evidence, Neighbour, Predicate
from kb.web.address import ViewState
from kb.web.components import (
    GREY,
    anchor,
    aside,
    column,
    heading,
    line_link,
    opened,
    page_title,
    pubmed_link,
    spell,
    summary_note,
    table,
)
from kb.web.escaping import html_text
from kb.web.navigation import link, parameter, state_link
from kb.web.shell import page, tab_title
from kb.web.statements import draw_statements

if TYPE_CHECKING:
    from kb import KnowledgeBase

_NEIGHBOURS = 8
_NAMES = 8
_FILTERED = ("indication", "outcome", "imaging", "intervention")


@page("Concepts", "concept")
def concept_page(base: KnowledgeBase) -> None:
    """Draw the concept whose id the address names, or the list of all."""
    asked = parameter("id")
    with column():
        if not asked:
            _all_concepts(base)
            return
        concept = base.concept(asked)
        known = {each.id: each for each in base.concepts()}
        labels = {each.id: each.pref_label for each in known.values()}
        count = base.concept_counts().get(concept.id, 0)
        tab_title(concept.pref_label)
        page_title(concept.pref_label)
        _about(concept, labels, count, base.concept_count(concept.id))
        _years(concept, base.concept_years(concept.id))
        draw_statements(base, concept, labels)
        _neighbours(base, concept, known)


def _about(concept: Concept, labels: Mapping[str, str], count: int, with_narrower: int) -> None:
    """Draw definition, names, links and the way to the papers.

    Parameters
    ----------
    count, with_narrower : int
        Papers that name it, and papers that name it or a narrower concept.
    """
    said = f"named in {_papers(with_narrower)}"
    if with_narrower > count:
        said += f" ({count} by its own names, the others by narrower concepts)"
    rows = [f'<div style="{GREY}">{spell(concept.category)} · {said}</div>']
    if concept.definition:
        rows.append(f'<div style="margin:.5rem 0">{html_text(concept.definition)}</div>')
    forms = [*concept.alt_labels, *(short.form for short in concept.abbreviations)]
    if forms:
        rows.append(f"<div><b>Also called</b> {html_text(', '.join(forms[:_NAMES]))}</div>")
    if len(forms) > _NAMES:
        rest = html_text(", ".join(forms[_NAMES:]))
        rows.append(opened(f"{len(forms) - _NAMES} more names", rest, GREY))
    for name, ids in (
        ("Broader", concept.broader),
        ("Narrower", concept.narrower),
        ("Related", concept.related),
    ):
        if ids:
            links = [_concept_link(each, labels) for each in ids]
            rows.append(f"<div><b>{name}</b> {', '.join(links)}</div>")
    if concept.mesh:
        rows.append(f"<div><b>MeSH</b> {html_text(', '.join(concept.mesh))}</div>")
    search = ViewState(q=concept.pref_label)
    if concept.category in _FILTERED:
        search = search.changed(**{str(concept.category): (concept.id,)})
    rows.append(line_link(state_link(search), "Search the papers"))
    st.html(f'<div style="line-height:1.6;overflow-wrap:anywhere">{"".join(rows)}</div>')


def _years(concept: Concept, years: Mapping[int, int]) -> None:
    """Draw papers by year, gaps as zeros, and the same as a table."""
    if not years:
        return
    heading("Papers on topic, by year")
    span = range(min(years), max(years) + 1)
    frame = pd.DataFrame(
        {"year": [str(year) for year in span], "papers": [years.get(year, 0) for year in span]}
    )
    aside("Papers on topic that name it or a narrower concept. Those without a year are not shown.")
    most = max(years, key=lambda year: (years[year], year))
    bars = (
        alt.Chart(frame)
        .mark_bar(color="#1b9a9a")
        .encode(
            x=alt.X(
                "year:O",
                title=None,
                axis=alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8, ticks=False),
            ),
            y=alt.Y("papers:Q", axis=alt.Axis(tickMinStep=1, tickCount=4)),
            tooltip=["year", "papers"],
        )
    )
    st.altair_chart(
        bars.properties(height=170),
        theme=None,  # its own ink is too pale to be read by everyone
        alt=f"Papers on topic naming {concept.pref_label} or a narrower concept by year, "
        f"{span[0]} to {span[-1]}: {sum(years.values())} in all, most in {most} ({years[most]}).",
    )
    with st.expander("The same as a table"):
        rows = [[str(year), years[year]] for year in span if years.get(year)]
        st.html(table("Papers by year", ("year", "papers"), rows))


def _neighbours(base: KnowledgeBase, concept: Concept, known: Mapping[str, Concept]) -> None:
    """Draw linked concepts by category, each with its counts and a sentence."""
    labels = {each.id: each.pref_label for each in known.values()}
    linked = base.neighbours(concept.id)
    groups = {
        category: [n for n in linked if known[n.concept_id].category is category][:_NEIGHBOURS]
        for category in Category
    }
    first = [each.evidence[0] for group in groups.values() for each in group if each.evidence]
    sentences = {each.id: each for each in base.evidence(ids=first)} if first else {}
    notes = {
        pmid: summary_note(base.article(pmid)) for pmid in {e.pmid for e in sentences.values()}
    }
    heading("Named together with")
    if not any(groups.values()):
        st.text("No paper on topic links it to another concept yet.")
    for category, group in groups.items():
        if group:
            st.html(
                f"<b>{spell(category).capitalize()}</b>{_list(group, labels, sentences, notes)}"
            )
    aside(
        "Links rest on sentences of papers that are on topic and not retracted. "
        "A sentence that names two concepts says that they were studied together, "
        "not that one helps the other."
    )


def _list(
    group: Iterable[Neighbour],
    labels: Mapping[str, str],
    sentences: Mapping[str, Evidence],
    notes: Mapping[str, str],
) -> str:
    """Write neighbours of one category as HTML; `notes` marks summaries by PMID."""
    rows = []
    for each in group:
        counts = f"{_papers(each.articles)}, {_counted(each.sentences, 'sentence')}"
        row = (
            f"<div>{_concept_link(each.concept_id, labels)} "
            f'<span style="{GREY}">{_relation(each.predicate)} · {counts}</span></div>'
        )
        shown = sentences.get(each.evidence[0]) if each.evidence else None
        if shown is not None:
            note = notes[shown.pmid] if shown.section != TITLE else ""
            row += (
                f'<div dir="auto" style="{GREY}">{note}“{html_text(shown.sentence)}” '
                f"{pubmed_link(shown.pmid)}</div>"
            )
        rows.append(f'<li style="margin:.3rem 0">{row}</li>')
    return f'<ul style="margin:.2rem 0;overflow-wrap:anywhere">{"".join(rows)}</ul>'


def _relation(predicate: Predicate) -> str:
    """Write a predicate in words."""
    return "in one sentence" if predicate is Predicate.CO_MENTIONED else spell(predicate)


def _all_concepts(base: KnowledgeBase) -> None:
    """Draw the vocabulary as a list that can be searched."""
    heading("Concepts", 1)
    counts = base.concept_counts()
    typed = st.text_input(
        "Find a concept",
        type="search",
        placeholder="a name, a synonym or an abbreviation",
        key="find-concept",
    )
    wanted = (typed or "").strip().casefold()
    found = [concept for concept in base.concepts() if _is_called(concept, wanted)]
    aside(f"{len(found)} concepts, with the number of papers naming each")
    for category in Category:
        members = sorted(
            (concept for concept in found if concept.category is category),
            key=lambda concept: (-counts.get(concept.id, 0), concept.pref_label),
        )
        if members:
            with st.expander(f"{spell(category)} ({len(members)})", expanded=bool(wanted)):
                st.html("".join(_entry(concept, counts) for concept in members))


def _is_called(concept: Concept, wanted: str) -> bool:
    """Whether a name of the concept holds what was typed."""
    names = [concept.pref_label, *concept.alt_labels, *(a.form for a in concept.abbreviations)]
    return any(wanted in name.casefold() for name in names)


def _entry(concept: Concept, counts: Mapping[str, int]) -> str:
    """One line of the list as HTML."""
    target = link("concept", id=concept.id)
    count = f'<span style="{GREY}">{counts.get(concept.id, 0)}</span>'
    return f"<div>{anchor(target, concept.pref_label)} {count}</div>"


def _concept_link(concept_id: str, labels: Mapping[str, str]) -> str:
    """Link to a concept as HTML."""
    return anchor(link("concept", id=concept_id), labels.get(concept_id, concept_id))


def _papers(count: int) -> str:
    """Count papers in words."""
    return _counted(count, "paper")


def _counted(count: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
