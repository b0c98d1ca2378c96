"""The article page: one record, what was read in it, and where it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from kb.citing import FORMATS, export, reference
from kb.errors import ArticleNotFound
from kb.model import Article, LinkedRecord, RecordChange, RecordKind
from kb.web.abstract import draw_abstract, place, quote_at
from kb.web.cards import author_names, banners, fact_chips, title_of
from kb.web.components import (
    GREY,
    SUMMARY_MARK,
    WIDE,
    anchor,
    aside,
    chips,
    column,
    heading,
    message,
    opened,
    page_title,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.facts import quotes_of, study_facts, study_findings
from kb.web.navigation import link, parameter
from kb.web.reading_list import collect_button
from kb.web.related import draw_related
from kb.web.shell import page, tab_title

if TYPE_CHECKING:
    from kb import KnowledgeBase

_DOWNLOADS = ("ris", "bibtex", "nbib")
_NAMED_AUTHORS = 12


@page("Article", width=WIDE)
def article_page(base: KnowledgeBase) -> None:
    """Draw the record whose PMID the address names."""
    pmid = parameter("pmid")
    with column(WIDE):
        if not pmid:
            st.info("Open a paper from the search page, or name its PMID in the address.")
            return
        try:
            article = base.article(pmid)
        except ArticleNotFound as error:
            message(st.error, str(error))
            if pmid.isascii() and pmid.isdigit():
                st.html(anchor(Article(pmid).pubmed_url, f"Look for PMID {pmid} at PubMed"))
            return
        tab_title(title_of(article)[:90])
        _record(base, article)


def _record(base: KnowledgeBase, article: Article) -> None:
    """Draw a record: what it is above, its text to the left, what was read of it to the right."""
    concepts = {concept.id: concept for concept in base.concepts()}
    labels = {concept.id: concept.pref_label for concept in concepts.values()}
    facts, findings = base.facts(article.pmid), base.findings(article.pmid)
    banners(article)
    _head(article)
    st.html(chips(fact_chips(facts)))
    shown = quote_at(article, parameter("at"))
    if shown is not None:
        to_it = anchor(f"#at{place(shown)}", "show it in the text") if shown.section >= 0 else ""
        st.html(
            f'<div role="note" style="border-left:4px solid #d9a400;padding:.2rem .8rem">'
            f"{summary_note(article)}“{html_text(shown.text)}” {to_it}</div>"
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw_abstract(
            article, base.mentions(article.pmid), concepts, quotes_of(facts, findings), shown
        )
        _links(base.links(article.pmid))
    with right:
        study_findings(article, findings, labels)
        study_facts(article, facts)
    # a second row: on a phone, where columns follow each other, findings come before the rest
    left, right = st.columns([3, 2], gap="large")
    with left:
        _cite(article)
        _history(base.history(article.pmid))
        _indexing(article)
        _provenance(article)
    with right:
        draw_related(base, article, labels)


def _head(article: Article) -> None:
    """Draw title, authors, journal and identifiers."""
    parts = []
    if article.vernacular_title and article.title:
        original = html_text(f"Original title: {article.vernacular_title}")
        parts.append(f'<div dir="auto" style="{GREY}">{original}</div>')
    names = author_names(article, _NAMED_AUTHORS)
    parts.append(f'<div dir="auto" style="margin-top:.6rem">{html_text(names)}</div>')
    if len(article.authors) > _NAMED_AUTHORS:
        everyone = html_text("; ".join(author.citation_name for author in article.authors))
        parts.append(
            f'<div dir="auto">{opened(f"all {len(article.authors)} authors", everyone, GREY)}</div>'
        )
    parts.append(f'<div dir="auto" style="{GREY}">{_source_line(article)}</div>')
    ids = [anchor(article.pubmed_url, f"PubMed {article.pmid}")]
    if article.doi:
        ids.append(anchor(f"https://doi.org/{article.doi}", f"DOI {article.doi}"))
    if article.pmcid:
        ids.append(anchor(f"https://pmc.ncbi.nlm.nih.gov/articles/{article.pmcid}/", article.pmcid))
    ids += [html_text(number) for number in article.registry_numbers]
    parts.append(f'<div style="{GREY}">{" · ".join(ids)}</div>')
    page_title(title_of(article), *parts)


def _source_line(article: Article) -> str:
    """Journal, date, volume, issue and pages as HTML."""
    date = article.publication_date or (str(article.year) if article.year else "year not stated")
    issue = f"({article.issue})" if article.issue else ""
    volume = f"{article.volume}{issue}" + (f":{article.pages}" if article.pages else "")
    kind = "Book chapter, " if article.kind is RecordKind.BOOK_CHAPTER else ""
    journal = f"<em>{html_text(article.journal)}</em> · " if article.journal else ""
    languages = "" if article.languages in ((), ("eng",)) else ", ".join(article.languages)
    tail = [html_text(part) for part in (date, volume) if part]
    if languages:
        tail.append(html_text(f"language: {languages}"))
    return kind + journal + " · ".join(tail)


def _indexing(article: Article) -> None:
    """Draw MeSH headings and keywords."""
    if article.mesh:
        how = f" ({article.mesh_indexing.lower()} indexing)" if article.mesh_indexing else ""
        heading(f"MeSH{how}")
        headings = []
        for term in article.mesh:
            names = [(term.descriptor, term.major)]
            names += [(qualifier.name, qualifier.major) for qualifier in term.qualifiers]
            shown = " / ".join(html_text(name) + ("*" if major else "") for name, major in names)
            headings.append(shown)
        st.html(f'<div style="{GREY}">{" · ".join(headings)}</div>')
    if article.keywords:
        heading("Keywords")
        st.html(f'<div style="{GREY}">{html_text(" · ".join(article.keywords))}</div>')


def _links(links: list[LinkedRecord]) -> None:
    """Draw notices, errata, comments and other versions, whichever record holds the link."""
    if not links:
        return
    heading("Corrections and comments")
    lines = []
    for one in links:
        where = ""
        if one.pmid:
            at_pubmed = anchor(Article(one.pmid).pubmed_url, "PubMed")
            here = html_text(f"PMID {one.pmid}")
            if one.stored:
                here = anchor(link("article", pmid=one.pmid), f"PMID {one.pmid}")
            where = f" {here} · {at_pubmed}"
        kind = html_text(_words(one.kind))
        lines.append(f"<div><b>{kind}</b> {html_text(one.citation)}{where}</div>")
    st.html(f'<div style="{GREY}">{"".join(lines)}</div>')


def _history(steps: list[RecordChange]) -> None:
    """Draw what happened to the record here, newest first, where anything did since it came in."""
    if len(steps) < 2:
        return
    heading("History of this record")
    lines = []
    for step in reversed(steps):
        told = step.note or ", ".join(name.replace("_", " ") for name in step.fields)
        run = "" if step.run is None else f", run {step.run}"
        said = f": {told}" if told else ""
        lines.append(f"<div>{html_text(f'{step.at[:10]}{run} · {step.kind}{said}')}</div>")
    st.html(f'<div style="{GREY}">{"".join(lines)}</div>')


def _words(ref_type: str) -> str:
    """NLM's RefType in words: "RetractionIn" is "Retraction in"."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in ref_type)
    return spaced.strip().capitalize()


def _cite(article: Article) -> None:
    """Draw the citation to copy, the downloads, and the way to the reading list."""
    heading("Cite")
    line = html_text(reference(article))
    st.html(f'<div dir="auto" style="overflow-wrap:anywhere">{line}</div>')
    with st.container(horizontal=True):
        for name in _DOWNLOADS:
            form = FORMATS[name]
            st.download_button(
                form.label,
                export([article], name).encode(form.encoding),
                file_name=f"pmid{article.pmid}{form.extension}",
                mime=form.media_type,
                on_click="ignore",
                key=f"cite:{name}",
            )
        collect_button(article)
    if article.is_summary:
        aside(f"The summary is exported as a note: {SUMMARY_MARK}.")


def _provenance(article: Article) -> None:
    """Draw where the text came from, and of what date it is."""
    said = [f"Text from: {article.source}"]
    if article.date_revised:
        said.append(f"record revised {article.date_revised}")
    if article.copyright:
        said.append(article.copyright)
    if article.on_topic and article.on_topic_reason:
        said.append(f"on topic: {article.on_topic_reason}")
    st.html(f'<div style="{GREY};margin-top:1rem">{html_text(" · ".join(said))}</div>')
