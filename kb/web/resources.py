"""The knowledge base behind the pages."""

from __future__ import annotations

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
    """Open the knowledge base once a process, for reading, and load its model aside.

    The base follows the store by itself, so a librarian's refresh is seen without a new one.
    An error is not kept: the next run tries again.
    """
    base = kb.open_kb()
    threading.Thread(target=_warm_up, args=(base,), name="warm-up", daemon=True).start()
    return base


def _warm_up(base: KnowledgeBase) -> None:
    """Load the model before the first question asks for it."""
    try:
        base.warm_up()
    except KbError as error:
        # Whoever asks a question is told; here nobody is there to be told.
        _log.warning("The model could not be loaded in advance: %s", error)
