"""An abstract with the concepts it names marked, and the places that facts were read from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import streamlit as st

from kb.model import (
    TITLE,
    AbstractSection,
    Article,
    Category,
    Concept,
    Evidence,
    Mention,
    MentionStatus,
    Quote,
)
from kb.web.components import GREY, SUMMARY_MARK, heading, message, spell
from kb.web.escaping import Mark, html_text, marked_html
from kb.web.navigation import link

# Tints that can be told apart in both themes; green, red and orange are kept for direction.
_TINTS = {
    Category.INDICATION: "66,133,244",
    Category.INTERVENTION: "11,150,150",
    Category.COMPARATOR: "120,144,156",
    Category.IMAGING: "0,172,230",
    Category.OUTCOME: "156,90,220",
    Category.ANATOMY: "190,160,60",
    Category.COMPLICATION: "216,60,150",
    Category.POPULATION: "121,134,203",
    Category.STUDY_DESIGN: "141,110,99",
}
# What the tip of a mention adds; what the record asserts needs no word.
_MEANT = {
    MentionStatus.NEGATED: ", denied in the text",
    MentionStatus.EXCLUDED: ", denied in the text: excluded",
    MentionStatus.HYPOTHETICAL: ", supposed or planned",
    MentionStatus.BACKGROUND: ", background",
}
_LANGUAGES = {
    "chi": "Chinese",
    "dut": "Dutch",
    "eng": "English",
    "fre": "French",
    "ger": "German",
    "ita": "Italian",
    "jpn": "Japanese",
    "kor": "Korean",
    "pol": "Polish",
    "por": "Portuguese",
    "rus": "Russian",
    "spa": "Spanish",
    "tur": "Turkish",
}
_SHOWN = "background:rgba(250,204,21,.38);box-shadow:0 0 0 2px rgba(250,204,21,.38)"


def place(quote: Quote | Evidence) -> str:
    """Name a place in a record, for addresses and for links within its page.

    Examples
    --------
    >>> place(Quote(1, 20, 40, "…"))
    '1-20-40'
    """
    return f"{quote.section}-{quote.start}-{quote.end}"


def quote_at(article: Article, named: str) -> Quote | None:
    """Read the name of a place; None where the record has no such place.

    Examples
    --------
    >>> quote_at(Article("1", title="Steroid in blocks"), "-1-0-7").text
    'Steroid'
    >>> quote_at(Article("1"), "3-0-9") is None
    True
    """
    sign, body = (-1, named[1:]) if named.startswith("-") else (1, named)
    parts = body.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    section, start, end = sign * int(parts[0]), int(parts[1]), int(parts[2])
    if not TITLE <= section < len(article.sections):
        return None
    text = article.text(section)[start:end]
    return Quote(section, start, end, text) if len(text) == end - start > 0 else None


def draw_abstract(
    article: Article,
    mentions: Iterable[Mention],
    concepts: Mapping[str, Concept],
    quotes: Sequence[Quote] = (),
    shown: Quote | None = None,
) -> None:
    """Draw the sections of a record with the concepts named in them, and what the tints mean.

    Parameters
    ----------
    mentions : iterable of Mention
        Of any section, the title among them.
    concepts : mapping of str to Concept
        By id. A mention of a concept that is not in it is left unmarked.
    quotes : sequence of Quote
        Places that links on the page lead to; the one followed is tinted.
    shown : Quote, optional
        The place that the address names: tinted from the start.
    """
    known = [mention for mention in mentions if mention.concept_id in concepts]
    heading("Project summary" if article.is_summary else "Abstract")
    if article.is_summary:
        message(st.info, f"This is a {SUMMARY_MARK}. Read the paper itself at the links above.")
    if not any(section.text for section in article.sections):
        st.text("The record has no abstract.")
        return
    marked = _choose(known, concepts)
    places = {(q.section, q.start, q.end): q for q in (*quotes, *filter(None, (shown,)))}
    parts, other = [_styles(places.values(), shown)], ""
    for index, section in enumerate(article.sections):
        if section.other_abstract and section.other_abstract != other:
            parts.append(f"<h3>{html_text(_other_label(section.other_abstract))}</h3>")
        other = section.other_abstract
        marks = [
            _mark(mention, concepts[mention.concept_id])
            for mention in known
            if mention.section == index and concepts[mention.concept_id].category in marked
        ]
        parts.append(_section(section, marks, [q for q in places.values() if q.section == index]))
    in_title = dict.fromkeys(
        concepts[mention.concept_id].pref_label for mention in known if mention.section == TITLE
    )
    if in_title:
        parts.append(f'<div style="{GREY}">In the title: {html_text(", ".join(in_title))}</div>')
    st.html("".join(parts))


def _choose(mentions: Sequence[Mention], concepts: Mapping[str, Concept]) -> Collection[Category]:
    """Draw the legend, each entry a switch for its marks, and give the categories to mark."""
    counts = dict.fromkeys(Category, 0)
    for mention in mentions:
        if mention.section != TITLE:
            counts[concepts[mention.concept_id].category] += 1
    present = [category for category in Category if counts[category]]
    if not present:
        return ()
    legend = [
        f'<span style="{_style(category, negated=False)}">{spell(category)}</span>'
        for category in present
    ]
    if any(mention.negated for mention in mentions):
        legend.append(f'<span style="{_style(present[0], negated=True)}">denied in the text</span>')
    style = "font-size:.85rem;display:flex;flex-wrap:wrap;gap:.5rem"
    st.html(f'<div style="{style}">{"".join(legend)}</div>')
    with st.expander("Choose what is marked"):
        names = [str(category) for category in present]
        chosen = st.pills(
            "Marked in the text",
            names,
            selection_mode="multi",
            default=names,
            format_func=lambda name: f"{spell(name)} ({counts[Category(name)]})",
            wrap=True,
            key="marks",
        )
    return [Category(name) for name in chosen or ()]


def _section(section: AbstractSection, marks: Iterable[Mark], quotes: Sequence[Quote]) -> str:
    """Write one section under its label as HTML."""
    label = f"<b>{html_text(section.label)}</b> " if section.label else ""
    edges = sorted({edge for quote in quotes for edge in (quote.start, quote.end)})

    def write(start: int, end: int) -> str:
        points = [start, *(edge for edge in edges if start < edge < end), end]
        return "".join(_stretch(section.text, one, two, quotes) for one, two in pairwise(points))

    style = "line-height:1.7;overflow-wrap:anywhere;margin-bottom:.7rem"
    body = marked_html(section.text, marks, write=write)
    return f'<div dir="auto" style="{style}">{label}{body}</div>'


def _stretch(text: str, start: int, end: int, quotes: Iterable[Quote]) -> str:
    """Write text that lies within the same quotes from end to end, with the marks of places."""
    if start == end:
        return ""
    here = [quote for quote in quotes if quote.start < end and start < quote.end]
    begun = "".join(f'<span id="at{place(q)}"></span>' for q in here if q.start == start)
    inside = html_text(text[start:end])
    if not here:
        return inside
    return f'{begun}<span class="{" ".join(f"in{place(q)}" for q in here)}">{inside}</span>'


def _styles(quotes: Iterable[Quote], shown: Quote | None) -> str:
    """Write rules that tint the place a link was followed to."""
    rules = [f":has(#at{place(quote)}:target) .in{place(quote)}{{{_SHOWN}}}" for quote in quotes]
    if shown is not None:
        rules.append(f".in{place(shown)}{{{_SHOWN}}}")
    return f"<style>{''.join(rules)}</style>" if rules else ""


def _mark(mention: Mention, concept: Concept) -> Mark:
    """Tags around one mention: a link to the concept; a denied one is dashed, not tinted."""
    said = f"{concept.pref_label} ({spell(concept.category)})"
    said += _MEANT.get(mention.status, "")
    target = html_text(link("concept", id=concept.id))
    before = (
        f'<a target="_self" href="{target}" title="{html_text(said)}" '
        f'style="{_style(concept.category, negated=mention.negated)}">'
    )
    return Mark(mention.start, mention.end, before, "</a>")


def _style(category: Category, *, negated: bool) -> str:
    """Look of a mention."""
    tint = _TINTS[category]
    base = "color:inherit;border-radius:3px;padding:0 2px;text-decoration:none;"
    if negated:
        return f"{base}border:1px dashed rgb({tint});font-style:italic"
    return f"{base}background:rgba({tint},.2);border-bottom:2px solid rgba({tint},.8)"


def _other_label(kind: str) -> str:
    """Heading of an OtherAbstract: "publisher/spa" is "Abstract in Spanish (publisher)"."""
    origin, _, language = kind.rpartition("/")
    name = _LANGUAGES.get(language, f"language {language}")
    # A heading of the record's own making, but the kind comes from the record.
    return f"Abstract in {name}" + (f" ({spell(origin)})" if origin else "")
