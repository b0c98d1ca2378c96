"""An abstract with the concepts it names marked where it names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from kb.model import (
    TITLE,
    AbstractSection,
    Article,
    Category,
    Concept,
    Mention,
    MentionStatus,
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


def draw_abstract(
    article: Article, mentions: Iterable[Mention], concepts: Mapping[str, Concept]
) -> None:
    """Draw the sections of a record with the concepts named in them, and a legend.

    Parameters
    ----------
    mentions : iterable of Mention
        Of any section, the title among them.
    concepts : mapping of str to Concept
        By id. A mention of a concept that is not in it is left unmarked.
    """
    known = [mention for mention in mentions if mention.concept_id in concepts]
    heading("Project summary" if article.is_summary else "Abstract")
    if article.is_summary:
        message(st.info, f"This is a {SUMMARY_MARK}. Read the paper itself at the links above.")
    if not any(section.text for section in article.sections):
        st.text("The record has no abstract.")
    other = ""
    for index, section in enumerate(article.sections):
        if section.other_abstract and section.other_abstract != other:
            heading(_other_label(section.other_abstract))
        other = section.other_abstract
        _section(section, [m for m in known if m.section == index], concepts)
    in_title = [mention for mention in known if mention.section == TITLE]
    if in_title:
        names = dict.fromkeys(concepts[mention.concept_id].pref_label for mention in in_title)
        st.html(f'<div style="{GREY}">In the title: {html_text(", ".join(names))}</div>')
    _legend(known, concepts)


def _section(
    section: AbstractSection, mentions: Iterable[Mention], concepts: Mapping[str, Concept]
) -> None:
    """Draw one section under its label."""
    marks = [_mark(mention, concepts[mention.concept_id]) for mention in mentions]
    label = f"<b>{html_text(section.label)}</b> " if section.label else ""
    style = "line-height:1.7;overflow-wrap:anywhere"
    st.html(f'<div dir="auto" style="{style}">{label}{marked_html(section.text, marks)}</div>')


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
        return f"{base}border:1px dashed rgb({tint});opacity:.8;font-style:italic"
    return f"{base}background:rgba({tint},.22);border-bottom:2px solid rgba({tint},.8)"


def _legend(mentions: Iterable[Mention], concepts: Mapping[str, Concept]) -> None:
    """Draw what the tints mean, of those that occur."""
    present = {concepts[mention.concept_id].category for mention in mentions}
    if not present:
        return
    chips = [
        f'<span style="{_style(category, negated=False)}">{spell(category)}</span>'
        for category in Category
        if category in present
    ]
    if any(mention.negated for mention in mentions):
        first = next(category for category in Category if category in present)
        chips.append(f'<span style="{_style(first, negated=True)}">denied in the text</span>')
    style = "font-size:.85rem;display:flex;flex-wrap:wrap;gap:.5rem"
    st.html(f'<div style="{style}">{"".join(chips)}</div>')


def _other_label(kind: str) -> str:
    """Heading of an OtherAbstract: "publisher/spa" is "Abstract in Spanish (publisher)"."""
    origin, _, language = kind.rpartition("/")
    name = _LANGUAGES.get(language, f"language {language}")
    # A heading of the record's own making, but the kind comes from the record.
    return f"Abstract in {name}" + (f" ({spell(origin)})" if origin else "")
