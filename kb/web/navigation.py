"""The address of the browser, read on every run and written in one place."""

from __future__ import annotations

import streamlit as st

from kb.web import address
from kb.web.address import ViewState


def current() -> tuple[ViewState, tuple[str, ...]]:
    """Read what the address asks for, and what of it cannot be had."""
    params = st.query_params
    return address.parse({name: params.get_all(name) for name in params})


def parameter(name: str) -> str:
    """Read one parameter of the address, empty where absent."""
    return str(st.query_params.get(name, "")).strip()


def go(state: ViewState) -> None:
    """Write the address, and with it one entry of the browser's history."""
    wanted = address.query(state)
    params = st.query_params
    if {name: params.get_all(name) for name in params} != wanted:
        params.from_dict(wanted)


def link(page: str, **params: str) -> str:
    """Write the address of a page of this app, below whatever path it is served at."""
    return address.href(page, params, st.get_option("server.baseUrlPath"))


def state_link(state: ViewState) -> str:
    """Write the address of the search page in a state."""
    return address.href("", address.query(state), st.get_option("server.baseUrlPath"))
