"""What every page has: its name in the tab, the way to the others, its foot, errors in words."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import (
    ConfigurationError,
    IndexOutOfDate,
    KbError,
    SchemaTooNew,
    StoreError,
    StoreLocked,
    StoreNotFound,
)
from kb.model import Source, Status
from kb.web.components import (
    GREY,
    WIDTH,
    anchor,
    aside,
    centred,
    column,
    counted,
    heading,
    message,
    unseen_heading,
)
from kb.web.escaping import html_text
from kb.web.navigation import link, parameters
from kb.web.reading_list import carry
from kb.web.resources import knowledge_base, warmed

if TYPE_CHECKING:
    from kb import KnowledgeBase

NAME = "Medial branch evidence"

MAIN_PAGES = {"": "Search", "table": "Table", "map": "Map", "graph": "Graph", "corpus": "Corpus"}
"""Pages of the bar at the top by their path."""

# White on the dark theme's lighter teal is not readable: chosen values keep the darker one.
_TAGS = "<style>[data-tag] { background-color: #0b6e6e !important }</style>"

_DISCLAIMER = "Not medical advice; abstracts only, risk of bias not assessed"


def page(
    title: str, path: str | None = None, width: int = WIDTH, unseen: str = ""
) -> Callable[[Callable[[KnowledgeBase], None]], Callable[[], None]]:
    """Make a page of a function that draws one: with head and foot, and errors in words.

    All that the page asks of the knowledge base, it reads from one state. Only :class:`KbError`
    is caught: anything else is a bug and keeps its traceback.

    Parameters
    ----------
    title : str
        Name of the page in the browser's tab, see :func:`tab_title`.
    path : str, optional
        The entry of the bar that is marked as the page shown.
    width : int
        Pixels of the page's column, which head and foot keep to.
    unseen : str
        The first heading, for readers of screens, of a page that shows none.
    """

    def decorate(draw: Callable[[KnowledgeBase], None]) -> Callable[[], None]:
        @functools.wraps(draw)
        def run() -> None:
            tab_title(title)
            masthead(path, width, unseen)
            status = None
            try:
                base = knowledge_base()
                with base.one_state():
                    status = base.status()
                    warmed(base, status.generation)
                    if status.articles:
                        _say_what_it_is(status, width)
                        draw(base)
                    else:
                        _nothing_stored(status)
            except KbError as error:
                _show_error(error)
            footer(status, width)

        return run

    return decorate


def tab_title(title: str) -> None:
    """Name the page in the browser's tab and history."""
    name = f"{' '.join(title.split())} · {NAME}" if title else NAME
    # An emoji: for a material icon the browser would fetch a font from outside.
    st.set_page_config(page_title=name, page_icon="🦴", layout="wide")


def masthead(path: str | None, width: int = WIDTH, unseen: str = "") -> None:
    """Draw the name of the app and the links to its pages."""
    listed = len(parameters("list"))
    pages = {**MAIN_PAGES, "list": f"List ({listed})" if listed else "List"}
    style = "text-decoration:none;padding:.15rem .1rem"
    links = []
    for target, name in pages.items():
        shown = f"{style};font-weight:650;border-bottom:2px solid" if target == path else style
        current = ' aria-current="page"' if target == path else ""
        links.append(anchor(link(target), name, shown, current))
    brand = anchor(link(""), NAME, "text-decoration:none;font-weight:650;font-size:1.1rem")
    title = unseen_heading(unseen, 1) if unseen else ""
    st.html(
        f'<div style="display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;align-items:baseline;'
        f'{centred(width)}">'
        f'<div style="margin-right:auto">{brand}</div>'
        f'<nav aria-label="Pages" style="display:flex;flex-wrap:wrap;gap:.2rem 1.1rem">'
        f"{''.join(links)}</nav></div>{title}{_TAGS}"
    )
    carry()


def footer(status: Status | None, width: int = WIDTH) -> None:
    """Draw the line at the foot of every page."""
    said = [_DISCLAIMER]
    if status is not None:
        said.append(data_date(status))
    said.append("records by courtesy of NLM, PubMed")
    st.html(
        f'<footer style="{centred(width)};border-top:1px solid rgba(128,128,128,.35);'
        f'margin-top:1.5rem;padding-top:.6rem;{GREY}">{html_text(" · ".join(said))}</footer>'
    )


def data_date(status: Status) -> str:
    """Say how old the data is, in a few words."""
    if status.last_refresh is not None:
        return f"data of {status.last_refresh.started[:10]}"
    if is_starter_only(status):
        return "starter set, not yet refreshed from PubMed"
    return "not yet refreshed from PubMed"


def not_found_page() -> None:
    """Draw what an address gets that names no page."""
    tab_title("No such page")
    masthead(None)
    with column():
        heading("There is no such page", 1)
        st.text("The address names no page of this app. It may have been cut off when copied.")
        rows = (anchor(link(path), name) for path, name in MAIN_PAGES.items())
        st.html("".join(f'<div style="margin:.25rem 0">{row}</div>' for row in rows))
    footer(None)


def is_starter_only(status: Status) -> bool:
    """Whether nothing but the project's own summaries is held."""
    return set(status.by_source) == {str(Source.PROJECT_SUMMARY)}


def _say_what_it_is(status: Status, width: int) -> None:
    """Draw what must be known before anything is read: summaries only, or records waiting."""
    if is_starter_only(status):
        st.html(
            f'<div style="{centred(width)}"><div role="note" style="border-left:4px solid #0b6e6e;'
            'padding:.1rem .7rem;font-size:.92rem"><b>Starter set:</b> summaries by '
            "this project; refresh to pull the "
            "published abstracts (<code>mbb refresh</code>).</div></div>"
        )
    if status.pending:
        message(
            st.warning,
            f"{_waiting(status.pending)} stored but not yet read and indexed, so "
            "nothing here shows what is new in them: a refresh or rebuild is under way, or the "
            "last command did not finish. Running it again goes on.",
        )


def _waiting(number: int) -> str:
    """Write how many records wait, with the verb: "1 record is", "2 records are"."""
    return f"{counted(number, 'record')} {'is' if number == 1 else 'are'}"


def _nothing_stored(status: Status) -> None:
    """Draw the page of a knowledge base without a record."""
    with column():
        heading("The knowledge base is empty")
        if status.pending:
            st.text(
                f"Nothing was searched: {_waiting(status.pending)} stored and "
                f"{'waits' if status.pending == 1 else 'wait'} to be read and indexed. The command "
                "that does so is running, or was stopped; this goes on:"
            )
            st.code("mbb rebuild", language=None)
            return
        st.text("Nothing was searched: there is no record in it yet.")
        _ways_to_fill()


def _ways_to_fill() -> None:
    """Draw the commands that bring records in."""
    for said, command in (
        ("Load the papers that come with this program:", "mbb starter"),
        ("or fetch the literature from PubMed:", "mbb refresh"),
        ("or read a file exported from PubMed:", "mbb import FILE"),
    ):
        st.text(said)
        st.code(command, language=None)
    st.text("Then load this page again.")


def _show_error(error: KbError) -> None:
    """Say what happened and what to do, and that it is no statement about the literature."""
    with column():
        if isinstance(error, StoreNotFound):
            heading("No knowledge base yet")
            message(st.error, str(error))
            _ways_to_fill()
            return
        if isinstance(error, SchemaTooNew):
            heading("A newer version wrote this knowledge base")
        elif isinstance(error, IndexOutOfDate):
            heading("The index is out of date")
        elif isinstance(error, StoreLocked):
            heading("The knowledge base is being written")
        elif isinstance(error, StoreError):
            heading("The knowledge base cannot be read")
        elif isinstance(error, ConfigurationError):
            heading("A setting cannot be used")
        message(st.error, str(error))
        aside(
            "The question has not been answered. This says nothing about what the literature "
            "holds.",
        )
