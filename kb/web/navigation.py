"""The address of the browser, read on every run and written in one place."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from kb.web import address
from kb.web.address import ViewState

CARRIED = ("list", "note")
"""What goes along from page to page: the reading list, which is kept nowhere but here."""


def current() -> tuple[ViewState, tuple[str, ...]]:
    """Read what the address asks for, and what of it cannot be had."""
    params = st.query_params
    return address.parse({name: params.get_all(name) for name in params})


def parameter(name: str) -> str:
    """Read one parameter of the address, empty where absent."""
    return str(st.query_params.get(name, "")).strip()


def parameters(name: str) -> list[str]:
    """Read every value of a parameter, those joined by commas apart."""
    values = (part.strip() for value in st.query_params.get_all(name) for part in value.split(","))
    return [value for value in values if value]


def carried() -> dict[str, list[str]]:
    """Read what every link of this app takes along."""
    found = {name: list(st.query_params.get_all(name)) for name in CARRIED}
    return {name: values for name, values in found.items() if values}


def go(state: ViewState, **more: str) -> None:
    """Write the address, and with it one entry of the browser's history.

    Parameters
    ----------
    more : str
        Parameters of the page beside those of the state; empty ones are left out.
    """
    _write({**address.query(state), **{name: [v] for name, v in more.items() if v}, **carried()})


def put(**changes: str | Sequence[str]) -> None:
    """Change parameters of the address and leave the others; an empty value takes one off."""
    params = st.query_params
    wanted = {name: params.get_all(name) for name in params}
    for name, value in changes.items():
        values = [value] if isinstance(value, str) else list(value)
        wanted[name] = [each for each in values if each]
    _write({name: values for name, values in wanted.items() if values})


def link(page: str, **params: str | Sequence[str]) -> str:
    """Write the address of a page of this app, below whatever path it is served at."""
    kept = {name: value for name, value in {**carried(), **params}.items() if value}
    return address.href(page, kept, st.get_option("server.baseUrlPath"))


def state_link(state: ViewState, page: str = "", **more: str | Sequence[str]) -> str:
    """Write the address of a page in a state: of the search page, where none is named."""
    return link(page, **{**address.query(state), **more})


def here(**changes: str | Sequence[str]) -> str:
    """Write the address of this page with some parameters changed; an empty value takes one off."""
    params = st.query_params
    kept: dict[str, str | Sequence[str]] = {name: params.get_all(name) for name in params}
    kept.update(changes)
    return link(path(), **kept)


def path() -> str:
    """Read the path of the page in the address, without the path the app is served at."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    found = urlsplit(st.context.url or "").path.strip("/")
    return found.removeprefix(base).strip("/") if base else found


def _write(wanted: dict[str, list[str]]) -> None:
    """Replace the address, unless it says the same already."""
    params = st.query_params
    if {name: params.get_all(name) for name in params} != wanted:
        params.from_dict(wanted)
