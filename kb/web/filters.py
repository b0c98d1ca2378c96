"""Filters beside the hits: widgets that show the address and write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from kb.model import Category, Region, StudyDesign
from kb.web.address import ViewState
from kb.web.components import anchor, heading, spell
from kb.web.escaping import markdown_text
from kb.web.navigation import go, state_link

if TYPE_CHECKING:
    from kb import KnowledgeBase

_CONCEPT_FILTERS = {
    "indication": (Category.INDICATION, "Indication"),
    "intervention": (Category.INTERVENTION, "Intervention"),
    "imaging": (Category.IMAGING, "Imaging"),
    "outcome": (Category.OUTCOME, "Outcome"),
}


def draw_filters(
    base: KnowledgeBase, state: ViewState, facets: Mapping[str, Mapping[str, int]]
) -> None:
    """Draw the filters in the side bar, which folds away on a narrow screen.

    Parameters
    ----------
    facets : mapping
        Counts over the relevant hits, shown beside designs and regions.
    """
    with st.sidebar:
        heading("Filters")
        _years(base, state)
        _closed_list(state, "design", "Study design", StudyDesign, facets.get("study_design", {}))
        _closed_list(state, "region", "Region", Region, facets.get("region", {}))
        counts = base.concept_counts()
        concepts = base.concepts()
        for name, (category, label) in _CONCEPT_FILTERS.items():
            named = {c.id: c.pref_label for c in concepts if c.category is category}
            chosen: tuple[str, ...] = getattr(state, name)
            known = sorted(
                (each for each in named if counts.get(each) or each in chosen),
                key=lambda each: (-counts.get(each, 0), each),
            )
            options = [*known, *(each for each in chosen if each not in named)]
            _choice(state, name, label, options, partial(_label, named))


def filter_chips(state: ViewState, labels: Mapping[str, str]) -> None:
    """Draw the filters in force, each a link that takes it off: also where the bar is folded."""
    chips = [(text, state.changed(**change)) for text, change in _in_force(state, labels)]
    if not chips:
        return
    style = (
        "display:inline-block;border:1px solid rgba(128,128,128,.5);border-radius:1rem;"
        "padding:.05rem .6rem;margin:.1rem .3rem .1rem 0;text-decoration:none;font-size:.9rem"
    )
    links = [anchor(state_link(without), f"{text} ×", style) for text, without in chips]
    links.append(anchor(state_link(state.without_filters()), "clear all", "font-size:.9rem"))
    st.html(f"<div>{''.join(links)}</div>")


def _label(named: Mapping[str, str], concept_id: str) -> str:
    """Name a concept; one that the address made up goes by its id."""
    return named.get(concept_id, concept_id)


def _in_force(state: ViewState, labels: Mapping[str, str]) -> list[tuple[str, dict[str, object]]]:
    """Each filter in force in words, and the change that takes it off."""
    found: list[tuple[str, dict[str, object]]] = []
    if state.year_from is not None:
        found.append((f"from {state.year_from}", {"year_from": None}))
    if state.year_to is not None:
        found.append((f"to {state.year_to}", {"year_to": None}))
    for name in ("design", "region", *_CONCEPT_FILTERS):
        values: tuple[str, ...] = getattr(state, name)
        for value in values:
            text = spell(value) if name in ("design", "region") else labels.get(value, value)
            found.append((text, {name: tuple(v for v in values if v != value)}))
    return found


def _years(base: KnowledgeBase, state: ViewState) -> None:
    """Draw the slider over the years the knowledge base holds."""
    years = base.status().years
    if years is None:
        return
    asked = [year for year in (state.year_from, state.year_to) if year is not None]
    first, last = min(years[0], *asked, years[0]), max(years[1], *asked, years[1])
    if first == last:
        return
    shown = (state.year_from or first, state.year_to or last)
    key = f"years:{state.year_from}:{state.year_to}"

    def narrow() -> None:
        low, high = st.session_state[key]
        go(
            state.changed(
                year_from=low if low > first else None, year_to=high if high < last else None
            )
        )

    st.slider(
        "Published", first, last, (min(shown), max(shown)), format="%d", key=key, on_change=narrow
    )


def _closed_list(
    state: ViewState,
    name: str,
    label: str,
    members: Sequence[str] | type[StudyDesign] | type[Region],
    counts: Mapping[str, int],
) -> None:
    """Draw a filter over a closed list, the values of this result first."""
    options = sorted((str(each) for each in members), key=lambda each: -counts.get(each, 0))

    def text(value: str) -> str:
        count = counts.get(value)
        return f"{spell(value)} ({count})" if count else spell(value)

    _choice(state, name, label, options, text)


def _choice(
    state: ViewState, name: str, label: str, options: list[str], text: Callable[[str], str]
) -> None:
    """Draw one filter with several values. Its key holds them, so that Back brings them back."""
    chosen: tuple[str, ...] = getattr(state, name)
    key = f"{name}:{','.join(chosen)}"

    def apply() -> None:
        go(state.changed(**{name: tuple(st.session_state[key])}))

    st.multiselect(
        markdown_text(label),
        options,
        default=list(chosen),
        format_func=text,
        key=key,
        on_change=apply,
        placeholder="any",
    )
