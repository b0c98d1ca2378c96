"""The knowledge base behind the pages, and what is shown where it cannot be had."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

import kb
from kb.errors import KbError, StoreNotFound
from kb.web.components import footer, heading, message

if TYPE_CHECKING:
    from kb import KnowledgeBase

_log = logging.getLogger(__name__)


@st.cache_resource(show_spinner="Opening the knowledge base …")
def knowledge_base() -> KnowledgeBase:
    """Open the knowledge base once a process, for reading, and load its model aside.

    The base follows the store by itself, so a librarian's refresh is seen without a new one.
    An error is not kept: the next run tries again.
    """
    base = kb.open_kb()
    threading.Thread(target=_warm_up, args=(base,), name="warm-up", daemon=True).start()
    return base


def page(draw: Callable[[KnowledgeBase], None]) -> Callable[[], None]:
    """Make a page of a function that draws one: with its footer, and errors in words.

    Only :class:`KbError` is caught: anything else is a bug and keeps its traceback.
    """

    @functools.wraps(draw)
    def run() -> None:
        status = None
        try:
            base = knowledge_base()
            status = base.status()
            draw(base)
        except KbError as error:
            _show_error(error)
        footer(status)

    return run


def _warm_up(base: KnowledgeBase) -> None:
    """Load the model before the first question asks for it."""
    try:
        base.warm_up()
    except KbError as error:
        # Whoever asks a question is told; here nobody is there to be told.
        _log.warning("The model could not be loaded in advance: %s", error)


def _show_error(error: KbError) -> None:
    """Say what happened, and that it is no statement about the literature."""
    if isinstance(error, StoreNotFound):
        heading("No knowledge base yet")
        message(st.error, str(error))
        st.text("Make one from the papers that come with this program:")
        st.code("mbb starter", language=None)
        st.text("or fetch the literature from PubMed:")
        st.code("mbb refresh", language=None)
        return
    message(st.error, str(error))
    message(
        st.caption,
        "The question has not been answered. This says nothing about what the literature holds.",
    )
