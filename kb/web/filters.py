"""Filters beside the hits: widgets that show the address and write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from kb.model import Category, QuestionReading, Region, StudyDesign
from kb.web.address import LEVELS, ViewState
from kb.web.components import anchor, heading, spell
from kb.web.escaping import html_text
from kb.web.navigation import go, state_link

if TYPE_CHECKING:
    from kb import KnowledgeBase

_CONCEPT_FILTERS = {
    "indication": (Category.INDICATION, "Indication"),
    "intervention": (Category.INTERVENTION, "Intervention"),
    "imaging": (Category.IMAGING, "Imaging"),
    "outcome": (Category.OUTCOME, "Outcome"),
}
_SIZES = (20, 50, 100, 200, 500)
_MOST_OPTIONS = 60  # of concepts; others are found by asking for them
_CHIP = (
    "display:inline-block;border:1px solid rgba(128,128,128,.6);border-radius:1rem;"
    "padding:.05rem .6rem;margin:.1rem .3rem .1rem 0;text-decoration:none;font-size:.9rem"
)

# The bar is folded below 768 pixels, a rule of Streamlit's; its arrow is easily missed and takes
# the first 60 of a phone's pixels. Where the names change, the arrow comes back, and no more.
_NARROW = (
    "<style>@media (min-width: 769px) { .st-key-narrow-filters { display: none } }"
    "@media (max-width: 768px) { [data-testid=stHeader] { display: none }"
    " [data-testid=stMainBlockContainer] { padding-top: .75rem } }"
    # what is out of sight must be out of the keyboard's way
    "[data-testid=stSidebar][data-collapsed=true] { visibility: hidden }</style>"
)

Facets = Mapping[str, Mapping[str, int]]


def draw_filters(base: KnowledgeBase, state: ViewState, facets: Facets) -> None:
    """Draw the filters in the side bar; on a narrow screen, where it is folded, behind a button.

    Parameters
    ----------
    facets : mapping
        Counts over the relevant hits, shown beside each value; empty before a question.
    """
    with st.sidebar:
        heading("Filters")
        _widgets(base, state, facets, "side")
    st.html(_NARROW)
    count = len(_in_force(state, {}))
    label = f"Filters ({count})" if count else "Filters"
    with st.container(key="narrow-filters"):
        button = st.popover(label, on_change="rerun", key="filters-open")
        if button.open:
            with button:
                _widgets(base, state, facets, "narrow")


def filter_chips(
    state: ViewState,
    labels: Mapping[str, str],
    reading: QuestionReading | None = None,
    page: str = "",
) -> None:
    """Draw what narrows the hits, each a link that takes it off.

    Parameters
    ----------
    reading : QuestionReading, optional
        Filters that stand in the words of the question are shown too.
    page : str
        Path of the page that is filtered.
    """
    entries = [(text, state.changed(**change)) for text, change in _in_force(state, labels)]
    for found in reading.found if reading is not None else ():
        if found.active:
            without = state.changed(ignore=(*state.ignore, found.name))
            entries.append((f"{found.value} (from “{found.text}”)", without))
    links = [_chip(text, state_link(without, page)) for text, without in entries]
    if len(links) > 1:
        clear = state.without_filters()
        if reading is not None:
            clear = clear.changed(ignore=tuple(found.name for found in reading.found))
        links.append(anchor(state_link(clear, page), "clear all", "font-size:.9rem"))
    for name in state.ignore:
        rest = tuple(each for each in state.ignore if each != name)
        said = f"not read as a filter: {spell(name)}"
        back = anchor(state_link(state.changed(ignore=rest), page), "undo")
        links.append(f'<span style="font-size:.9rem">{html_text(said)} ({back})</span> ')
    if links:
        st.html(f"<div>{''.join(links)}</div>")


def _chip(text: str, target: str) -> str:
    """Write a filter as a link that takes it off."""
    told = f' aria-label="Take off the filter {html_text(text)}"'
    return anchor(target, f"{text} ×", _CHIP, told)


def _widgets(base: KnowledgeBase, state: ViewState, facets: Facets, place: str) -> None:
    """Draw all filters; `place` tells two sets on one page apart."""
    _years(base, state, place)
    closed: tuple[tuple[str, str, str, Sequence[str]], ...] = (
        ("design", "Study design", "study_design", [str(each) for each in StudyDesign]),
        ("level", "Evidence level, 1 is best (OCEBM)", "evidence_level", LEVELS),
        ("region", "Region", "region", [str(each) for each in Region]),
    )
    for name, label, facet, members in closed:
        counts = facets.get(facet, {})
        # levels keep their order, the others go by frequency
        known = sorted(members, key=lambda each: 0 if name == "level" else -counts.get(each, 0))
        _choice(state, name, label, known, counts, spell, place)
    _least(state, facets.get("min_n", {}), place)
    everything: Mapping[str, int] | None = None
    concepts = base.concepts()
    for name, (category, label) in _CONCEPT_FILTERS.items():
        named = {c.id: c.pref_label for c in concepts if c.category is category}
        counts = facets.get(name, {})
        if not facets:
            everything = base.concept_counts() if everything is None else everything
            counts = {each: everything[each] for each in named if everything.get(each)}
        chosen: tuple[str, ...] = getattr(state, name)
        most = sorted(counts, key=lambda each: (-counts[each], each))[:_MOST_OPTIONS]
        options = list(dict.fromkeys((*most, *chosen)))
        _choice(state, name, label, options, counts, partial(_label, named), place)


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
    if state.min_n is not None:
        found.append((f"at least {state.min_n} participants", {"min_n": None}))
    for name in ("design", "level", "region", *_CONCEPT_FILTERS):
        values: tuple[str, ...] = getattr(state, name)
        for value in values:
            text = spell(value) if name in ("design", "region") else labels.get(value, value)
            text = f"level {value}" if name == "level" else text
            found.append((text, {name: tuple(v for v in values if v != value)}))
    return found


def _years(base: KnowledgeBase, state: ViewState, place: str) -> None:
    """Draw first and last year: two boxes, since a slider would write each step on the way."""
    held = base.status().years
    if held is None:
        return
    asked = [year for year in (state.year_from, state.year_to) if year is not None]
    span = range(min(held[0], *asked, held[0]), max(held[1], *asked, held[1]) + 1)
    for box, name, label, options in zip(
        st.columns(2),
        ("year_from", "year_to"),
        ("From year", "To year"),
        (list(span), list(reversed(span))),
        strict=True,
    ):
        value: int | None = getattr(state, name)
        key = f"{place}:{name}:{value}"
        box.selectbox(
            label,
            options,
            index=None if value is None else options.index(value),
            key=key,
            placeholder=str(options[0]),
            on_change=_apply,
            args=(state, name, key),
        )


def _least(state: ViewState, counts: Mapping[str, int], place: str) -> None:
    """Draw the least number of participants."""
    options = sorted({*_SIZES, *((state.min_n,) if state.min_n else ())})

    def text(size: int) -> str:
        count = counts.get(str(size))
        return f"{size} or more ({count:,})" if count else f"{size} or more"

    key = f"{place}:min_n:{state.min_n}"
    st.selectbox(
        "Participants",
        options,
        index=None if state.min_n is None else options.index(state.min_n),
        format_func=text,
        key=key,
        placeholder="any number",
        on_change=_apply,
        args=(state, "min_n", key),
    )


def _choice(
    state: ViewState,
    name: str,
    label: str,
    options: list[str],
    counts: Mapping[str, int],
    spelled: Callable[[str], str],
    place: str,
) -> None:
    """Draw one filter with several values. Its key holds them, so that Back brings them back."""
    chosen: tuple[str, ...] = getattr(state, name)

    def text(value: str) -> str:
        count = counts.get(value)
        return f"{spelled(value)} ({count:,})" if count else spelled(value)

    key = f"{place}:{name}:{','.join(chosen)}"
    st.multiselect(
        label,  # one of this file's own: escaped, its escapes would be read out
        options,
        default=list(chosen),
        format_func=text,
        key=key,
        on_change=_apply,
        args=(state, name, key),
        placeholder="any",
    )


def _apply(state: ViewState, name: str, key: str) -> None:
    """Write what a widget says into the address, which keeps its path."""
    value: Any = st.session_state[key]
    go(state.changed(**{name: tuple(value) if isinstance(value, list) else value}))
