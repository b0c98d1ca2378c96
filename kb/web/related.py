"""Beside a paper: those like it, and those that find the same or something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.errors import KbError
from kb.model import Article, Bearing, CheckedFinding, SimilarArticle
from kb.web.abstract import place
from kb.web.cards import title_of
from kb.web.components import (
    GREY,
    anchor,
    aside,
    chip,
    counted,
    direction_chip,
    heading,
    message,
    summary_note,
)
from kb.web.escaping import html_text
from kb.web.navigation import link

if TYPE_CHECKING:
    from kb import KnowledgeBase

_PAPERS = 6
_FINDINGS = 4


def draw_related(base: KnowledgeBase, article: Article, labels: Mapping[str, str]) -> None:
    """Draw papers like this one, and findings of others beside its chief finding.

    The record itself stands above: an index that is out of date is told here and hides nothing.
    """
    try:
        alike = base.similar(article.pmid, limit=_PAPERS)
        chief = base.chief_findings([article.pmid]).get(article.pmid)
        asks = chief is not None and base.is_warm  # the model is loaded aside; do not wait for it
        beside = base.check(chief.quote.text, limit=_FINDINGS) if chief and asks else None
    except KbError as error:
        message(st.warning, f"Related papers cannot be shown. {error}")
        return
    if chief is not None and beside is None:
        aside(
            "Findings of other papers are compared once the model is loaded; load this page again."
        )
    if beside is not None and any(claim.intervention for claim in beside.claims):
        others = tuple(c for c in beside.differ if c.article.pmid != article.pmid)
        same = tuple(c for c in beside.agree if c.article.pmid != article.pmid)
        if others or same:
            heading("Beside its chief finding")
            aside(
                "Findings of other papers on the same outcome and treatment, compared as this one "
                "is; papers are counted, not weighed."
            )
            totals = dict(beside.totals)
            st.html(
                _checked("Others find something else", others, totals[Bearing.DIFFERS], labels)
                + _checked("Others find the same", same, totals[Bearing.AGREES], labels)
            )
    if alike:
        heading("Papers like this one")
        st.html(f"<ul>{''.join(_alike(one, labels) for one in alike)}</ul>")


def _checked(
    name: str, found: Sequence[CheckedFinding], total: int, labels: Mapping[str, str]
) -> str:
    """Write findings of other papers as HTML; empty where there is none."""
    if not found:
        return ""
    rows = "".join(
        f'<li style="margin:.35rem 0">{_paper(one.article, place(one.finding.quote))} '
        f"{direction_chip(one.finding.direction, labels.get(one.finding.outcome, ''))}"
        f'<div dir="auto" style="{GREY}">{summary_note(one.article)}'
        f"“{html_text(one.finding.quote.text)}”</div></li>"
        for one in found
    )
    number = f"{counted(total, 'paper')}" + (
        f", the nearest {len(found)}" if total > len(found) else ""
    )
    return (
        f'<div style="overflow-wrap:anywhere"><b>{html_text(name)}</b> '
        f'<span style="{GREY}">{number}</span><ul>{rows}</ul></div>'
    )


def _alike(one: SimilarArticle, labels: Mapping[str, str]) -> str:
    """Write a paper that is like this one, and what both name."""
    shared = ", ".join(labels.get(each, each) for each in one.concepts[:4])
    both = f"both name {shared}" if shared else "near in meaning"
    return (
        f'<li style="margin:.35rem 0;overflow-wrap:anywhere">{_paper(one.article)}'
        f'<div style="{GREY}">{html_text(both)}</div></li>'
    )


def _paper(article: Article, at: str = "") -> str:
    """Link to a paper by title and year."""
    target = link("article", pmid=article.pmid, at=at)
    marks = (
        ("retracted", article.retracted),
        ("deleted from PubMed", article.deleted),
        ("expression of concern", bool(article.concern)),
        ("off topic", article.on_topic is False),
    )
    said = "".join(chip(mark, "red") for mark, holds in marks if holds)
    return f"{said}{anchor(target, title_of(article))} ({article.year or 'year not stated'})"
