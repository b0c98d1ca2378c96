"""The knowledge base behind the pages."""

from __future__ import annotations

import gc
import logging
import threading
from typing import TYPE_CHECKING

import streamlit as st

import kb
from kb.errors import KbError

if TYPE_CHECKING:
    from kb import KnowledgeBase

_log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)  # opening is quick: the model is loaded aside
def knowledge_base() -> KnowledgeBase:
    """Open the knowledge base once a process, for reading.

    The base follows the store by itself, so a librarian's refresh is seen without a new one.
    An error is not kept: the next run tries again.
    """
    return kb.open_kb()


@st.cache_resource(show_spinner=False, max_entries=1)
def warmed(_base: KnowledgeBase, generation: int) -> threading.Thread:
    """Load aside what questions need, once for each state that is published.

    Parameters
    ----------
    generation : int
        Of the index, as the status tells it.
    """
    name = f"warm-up-{generation}"
    thread = threading.Thread(target=_warm_up, args=(_base,), name=name, daemon=True)
    thread.start()
    return thread


def _warm_up(base: KnowledgeBase) -> None:
    """Load vocabulary, model and index before the first question asks for them."""
    try:
        base.warm_up()
    except KbError as error:
        # Whoever asks a question is told; here nobody is there to be told.
        _log.warning("The model could not be loaded in advance: %s", error)
    # Streamlit collects garbage after every run of a page, which walks all there is in memory:
    # .4 s at 10,000 articles, while every reader waits. What stays is taken off that round.
    gc.collect()
    gc.freeze()
