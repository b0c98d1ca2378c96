"""The reading list: papers and notes that live in the address and nowhere else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import streamlit as st

from kb.model import Article
from kb.web.navigation import parameters, put

MOST = 100
"""Papers that a list may hold: addresses are cut off by some programs beyond some length."""


def listed() -> list[str]:
    """Read the PMIDs on the list, in the order they were put there, each once."""
    pmids = (pmid for pmid in parameters("list") if pmid.isascii() and pmid.isdigit())
    return list(dict.fromkeys(pmids))[:MOST]


def carry() -> None:
    """Let the list outlast Back: a script of each page, see ``carry.js``. Draws nothing."""
    hidden = '[data-testid="stElementContainer"]:has(.reading-list-carried){display:none}'
    st.html(
        f'<style>{hidden}</style><script class="reading-list-carried">{_script()}</script>',
        unsafe_allow_javascript=True,  # a constant of this package: nothing of an address or record
    )


def collect_button(article: Article) -> None:
    """Draw the button that puts a paper on the list, or takes it off."""
    on_it = article.pmid in listed()
    st.button(
        "On the list: take off" if on_it else "Add to list",
        key=f"collect:{article.pmid}",
        type="tertiary",
        on_click=take_off if on_it else _put_on,
        args=(article.pmid,),
        disabled=not on_it and len(listed()) >= MOST,
    )


def take_off(pmid: str) -> None:
    """Take a paper off the list, and its note."""
    rest = [each for each in listed() if each != pmid]
    put(list=",".join(rest), note=[note_text(p, t) for p, t in notes().items() if p in rest])


def notes() -> dict[str, str]:
    """Read the notes by PMID."""
    found = {}
    for written in st.query_params.get_all("note"):
        pmid, _, text = written.partition(":")
        if text.strip():
            found[pmid] = text.strip()
    return found


def note_text(pmid: str, text: str) -> str:
    """Write a note for the address."""
    return f"{pmid}:{' '.join(text.split())}"


def _put_on(pmid: str) -> None:
    """Put a paper at the end of the list."""
    put(list=",".join([*listed(), pmid]))


@cache
def _script() -> str:
    """Read the script of :func:`carry`."""
    return files("kb.web").joinpath("carry.js").read_text(encoding="utf-8")
