"""Parts that several pages draw: links, headings, columns, words for closed lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.model import Article, Basis, Direction, SampleSize
from kb.web.escaping import html_text, markdown_text
from kb.web.navigation import link

WIDTH = 920
"""Widest column of text in pixels: longer lines are hard to read."""

WIDE = 1320
"""Widest column of pages with something beside the text, or a table."""

SUMMARY_MARK = "project summary, not the published abstract"

GREY = (
    "color:#5a5d66;color:light-dark(#5a5d66,#b3b6bd);font-size:.9rem;overflow-wrap:anywhere;"
    "line-height:1.5"
)
"""Style of a line of facts, in both themes."""

_CELL = (
    "border:0;border-bottom:1px solid rgba(128,128,128,.35);padding:.3rem .9rem .3rem 0;"
    "text-align:left;vertical-align:top"
)

# Browsers without light-dark() keep the first colour.
_LINK = "color:#0b6e6e;color:light-dark(#0b6e6e,#5cc4c0);text-underline-offset:.15em"

NO_AUTHOR = "no author named"
"""Stands where a record names none."""

LOW_CONFIDENCE = 0.6
"""Below this share of right readings a value is marked as doubtful."""

_TONES = {
    "accent": ("#0b6e6e", "#6fd0cb", "11,150,150"),
    "grey": ("#4d5059", "#c3c6cd", "128,134,145"),
    "green": ("#1c6630", "#86d79a", "46,160,80"),
    "red": ("#a01f1a", "#ffa198", "214,64,54"),
    "orange": ("#834600", "#f3b868", "224,138,20"),
}
_DIRECTIONS = {
    Direction.IMPROVED: ("green", "▲ improved"),
    Direction.NO_DIFFERENCE: ("grey", "= no difference"),
    Direction.WORSE: ("red", "▼ worse"),
    Direction.MIXED: ("orange", "◆ mixed"),
    Direction.UNCLEAR: ("grey", "? direction unclear"),
}
MARKS = {direction: words.split()[0] for direction, (_, words) in _DIRECTIONS.items()}
"""Sign of a direction, which stands before its word."""

BASIS_WORDS = {
    Basis.BETWEEN_GROUP: "between groups",
    Basis.WITHIN_GROUP: "within one group",
    Basis.DESCRIPTIVE: "figure only",
}
"""What a finding compares, in words."""


def message(show: Callable[..., Any], text: str) -> None:
    """Show a text, which may quote records or addresses, as words and never as markdown.

    `show` is a Streamlit call that reads markdown; ``st.text`` does not and needs no escaping.
    """
    show(markdown_text(text))


def aside(text: str) -> None:
    """Draw a line of small print; Streamlit's own is too pale to be read by everyone."""
    st.html(f'<div style="{GREY}">{html_text(text)}</div>')


def anchor(target: str, text: str, style: str = "", attributes: str = "") -> str:
    """Link as HTML: a page of this app opens in the same tab, a foreign one in a new one.

    Parameters
    ----------
    attributes : str
        More attributes as HTML, after a blank.
    """
    where = "_self" if target.startswith(("/", "#")) else "_blank"
    return (
        f'<a target="{where}" rel="noopener" href="{html_text(target)}" '
        f'style="{_LINK};{style}"{attributes}>{html_text(text)}</a>'
    )


def line_link(target: str, text: str) -> str:
    """Link on a line of its own as HTML."""
    return f'<div style="margin:.25rem 0">{anchor(target, text)}</div>'


def pubmed_link(pmid: str) -> str:
    """Link to a record at PubMed as HTML."""
    return anchor(Article(pmid).pubmed_url, f"PubMed {pmid}")


def article_link(pmid: str, text: str, at: str = "") -> str:
    """Link to a paper in this app as HTML.

    Parameters
    ----------
    at : str
        A place in it, see :func:`kb.web.abstract.place`: that sentence is marked there.
    """
    return anchor(link("article", pmid=pmid, at=at), text)


def spell(value: str) -> str:
    """Write a member of a closed list for a reader: "randomized controlled trial"."""
    return value.replace("-", " ").replace("_", " ")


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: "1 paper", "2,000 papers", "2 studies"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {plural or noun + 's'}"


def sized(size: SampleSize) -> str:
    """Write a sample: "n = 1,433 injections", "n = 1 patient"."""
    unit = size.unit
    if size.value == 1:
        unit = "study" if unit == "studies" else unit.removesuffix("s")
    return f"n = {size.value:,} {unit}".rstrip()


def chip(text: str, tone: str = "grey", title: str = "") -> str:
    """Small label as HTML; `title` is what hovering tells, and a screen reader is told too."""
    light, dark, tint = _TONES[tone]
    style = (
        # breaks between words where a phone is too narrow for it
        "-webkit-box-decoration-break:clone;box-decoration-break:clone;"
        "border-radius:.4rem;padding:.05rem .5rem;font-size:.86rem;"
        f"line-height:1.55;background:rgba({tint},.13);color:{light};"
        f"color:light-dark({light},{dark});overflow-wrap:anywhere"
    )
    hover = f' title="{html_text(title)}"' if title else ""
    return f'<span style="{style}"{hover}>{html_text(text)}</span>'


def chips(parts: list[str]) -> str:
    """Write labels in a row that breaks as HTML."""
    if not parts:
        return ""
    style = "display:flex;flex-wrap:wrap;gap:.35rem;margin:.45rem 0"
    return f'<div style="{style}">{"".join(parts)}</div>'


def direction_chip(direction: Direction, before: str = "", after: str = "", title: str = "") -> str:
    """Label of a direction as HTML, in its colour and with its word."""
    tone, words = _DIRECTIONS[direction]
    text = f"{before}: {words}" if before else words
    return chip(f"{text}{after}", tone, title)


def opened(said: str, inside: str, style: str = "", *, is_open: bool = False) -> str:
    """Write something that opens on a click or on Enter as HTML; both parts are safe HTML."""
    state = " open" if is_open else ""
    return (
        f'<details style="{style}"{state}><summary style="cursor:pointer;padding:.1rem 0">{said}'
        f"</summary>{inside}</details>"
    )


def table(label: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a small table as HTML, numbers to the right; the first cell names its row.

    A page's own table is read out cell by cell, keeps links in its cells and needs no canvas.

    Parameters
    ----------
    label : str
        What the table holds, for those who do not see it.
    rows : iterable of sequence
        Cells: safe HTML, or numbers.
    """
    names = "".join(
        f'<th scope="col" style="{_CELL};{GREY};overflow-wrap:normal">{html_text(h)}</th>'
        for h in head
    )
    lines = []
    for first, *rest in rows:
        cells = "".join(_cell(each) for each in rest)
        lines.append(
            f'<tr><th scope="row" style="{_CELL};font-weight:400">{first}</th>{cells}</tr>'
        )
    # what scrolls sideways must be within reach of the keyboard
    return (
        f'<div role="region" aria-label="{html_text(label)}" tabindex="0" style="overflow-x:auto">'
        f'<table style="border-collapse:collapse;margin:.3rem 0;font-size:.92rem">'
        f"<thead><tr>{names}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    """Write one cell of a table."""
    if isinstance(value, int):
        style = f"{_CELL};text-align:right;font-variant-numeric:tabular-nums"
        return f'<td style="{style}">{value:,}</td>'
    return f'<td style="{_CELL}">{value}</td>'


def column(width: int = WIDTH) -> DeltaGenerator:
    """Open the column of text: in the middle of a wide screen, all of a narrow one."""
    return st.container(horizontal_alignment="center").container(width=width)


def centred(width: int = WIDTH) -> str:
    """Style of HTML that keeps to the column of its page; a container costs the browser more."""
    return f"max-width:{width}px;margin-inline:auto"


def heading(text: str, level: int = 2) -> None:
    """Draw the heading of a part of a page, or of a page at level 1."""
    size = {1: "1.35rem", 2: "1.15rem", 3: "1rem"}[level]
    style = f"font-size:{size};font-weight:650;margin:.6rem 0 0;padding:0;overflow-wrap:anywhere"
    st.html(f'<h{level} style="{style}">{html_text(text)}</h{level}>')


def unseen_heading(text: str, level: int) -> str:
    """Write a heading that only readers of screens need, to find their way, as HTML."""
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0"
    return f'<h{level} style="{style};padding:0">{html_text(text)}</h{level}>'


def page_title(text: str, *details: str) -> None:
    """Draw the title of a page, and lines of HTML below it."""
    style = "font-size:1.6rem;font-weight:650;line-height:1.3;overflow-wrap:anywhere;margin:0"
    title = f'<h1 dir="auto" style="{style};padding:0">{html_text(text)}</h1>'
    st.html(title + "".join(details))


def moment(iso: str) -> str:
    """Write a UTC time of the ledger for a reader, to the minute."""
    return f"{iso[:16].replace('T', ' ')} UTC" if iso else ""


def summary_note(article: Article) -> str:
    """Mark to stand before text of a project summary, as HTML; empty for published text."""
    if not article.is_summary:
        return ""
    return f'<span style="{GREY};font-style:italic">{SUMMARY_MARK}: </span>'


def trust(right_of_100: int | None) -> str:
    """Say how far a reading can be trusted: "found right in 81 of 100"; empty where unknown."""
    return "" if right_of_100 is None else f"found right in {right_of_100} of 100"
