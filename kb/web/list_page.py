"""The reading list: collect, annotate, export, share by address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.citing import FORMATS, export, reference
from kb.errors import ArticleNotFound
from kb.model import Article
from kb.web.cards import banners, fact_chips, meta_line, title_link
from kb.web.components import (
    aside,
    chips,
    column,
    counted,
    heading,
    message,
    unseen_heading,
)
from kb.web.navigation import put
from kb.web.reading_list import listed, note_text, notes, take_off
from kb.web.shell import page

if TYPE_CHECKING:
    from kb import KnowledgeBase

_LONGEST_NOTE = 300


@page("Reading list", "list")
def list_page(base: KnowledgeBase) -> None:
    """Draw the papers and notes that the address holds."""
    with column():
        heading("Reading list", 1)
        pmids = listed()
        if not pmids:
            st.text(
                "The list is empty. “Add to list” on a paper puts it here. The list is kept in the "
                "address of this window and nowhere else: bookmark or copy it to keep or share it."
            )
            return
        aside(
            "Kept in the address of this window and nowhere else: bookmark it, or copy it to share "
            "the list with its notes."
        )
        st.html(unseen_heading("Papers", 2))
        articles = []
        for pmid in pmids:
            article = _entry(base, pmid)
            if article is not None:
                articles.append(article)
        message(st.markdown, counted(len(articles), "paper"))
        _downloads(articles)


def _entry(base: KnowledgeBase, pmid: str) -> Article | None:
    """Draw one paper with its note; None where it is not in the knowledge base."""
    with st.container(border=True, gap="xsmall"):
        article = None
        try:
            article = base.article(pmid)
        except ArticleNotFound as error:
            message(st.warning, str(error))
        else:
            banners(article)
            labelled = chips(fact_chips(base.facts(pmid)))
            st.html(title_link(article) + meta_line(article) + labelled)
        note = notes().get(pmid, "")
        key = f"note:{pmid}:{note}"

        def write() -> None:
            written = {**notes(), pmid: str(st.session_state[key] or "")}
            put(note=[note_text(p, text) for p, text in written.items() if text.strip()])

        st.text_input(
            "Note",
            value=note,
            key=key,
            max_chars=_LONGEST_NOTE,
            on_change=write,
            placeholder="your note",
        )
        st.button("Take off", key=f"off:{pmid}", type="tertiary", on_click=take_off, args=(pmid,))
    return article


def _downloads(articles: Sequence[Article]) -> None:
    """Draw the downloads: citations in each format, and the list with its notes."""
    if not articles:
        return
    with st.container(horizontal=True):
        for name, form in FORMATS.items():
            st.download_button(
                form.label,
                export(articles, name).encode(form.encoding),
                file_name=f"reading-list{form.extension}",
                mime=form.media_type,
                on_click="ignore",
                key=f"list:{name}",
            )
        st.download_button(
            "Text with notes",
            _as_text(articles),
            file_name="reading-list.txt",
            on_click="ignore",
            key="list:text",
        )


def _as_text(articles: Sequence[Article]) -> str:
    """Write the list with its notes as plain text."""
    written = notes()
    blocks = []
    for number, article in enumerate(articles, start=1):
        lines = [f"{number}. {reference(article)}", f"   {article.pubmed_url}"]
        if article.pmid in written:
            lines.append(f"   Note: {written[article.pmid]}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
