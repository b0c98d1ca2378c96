"""What studies say of a concept: statements with the studies behind each count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from kb.model import Category, Concept, Stance, Voice, Weighing
from kb.web.components import (
    GREY,
    NO_AUTHOR,
    anchor,
    aside,
    counted,
    heading,
    opened,
    spell,
)
from kb.web.escaping import html_text
from kb.web.navigation import link

if TYPE_CHECKING:
    from kb import KnowledgeBase

_SHOWN = 8
_SIGNS = {Stance.FOR: "▲", Stance.NEUTRAL: "=", Stance.AGAINST: "▼"}
_SIDES = {
    Stance.FOR: "improved",
    Stance.NEUTRAL: "no difference, or both ways",
    Stance.AGAINST: "worse",
}
_WORDS = {
    Stance.FOR: "improved",
    Stance.NEUTRAL: "no difference",
    Stance.AGAINST: "worse",
    Stance.UNREAD: "direction not read",
}


def draw_statements(base: KnowledgeBase, concept: Concept, labels: Mapping[str, str]) -> None:
    """Draw each therapeutic statement on the concept, its counts opening their studies."""
    every = base.statements(concept.id)
    if not every:
        return
    found = every[:_SHOWN]
    heading("What studies say")
    aside(
        "One voice a study, however many papers report it. Only comparisons with placebo, sham or "
        "usual care are counted as for and against; what else was found stands beside them."
    )
    is_outcome = concept.category is Category.OUTCOME
    rows = []
    for weighed in found:
        claim = weighed.claim
        other = (claim.subjects if is_outcome else claim.objects)[0]
        name = anchor(link("concept", id=other), labels.get(other, other))
        rows.append(f'<li style="margin:.5rem 0"><b>{name}</b>{_statement(weighed)}</li>')
    st.html(
        f'<ul style="margin:.2rem 0;list-style:none;padding:0;overflow-wrap:anywhere">'
        f"{''.join(rows)}</ul>"
    )
    if len(every) > len(found):
        aside(f"The first {len(found)} of {len(every)} statements that studies speak of.")


def _statement(weighed: Weighing) -> str:
    """Write the counts of a statement as HTML, each opening the studies it counts."""
    groups: list[tuple[str, Sequence[Voice]]] = [
        (f"{_SIGNS[stance]} {_SIDES[stance]}", weighed.of(stance))
        for stance in (Stance.FOR, Stance.NEUTRAL, Stance.AGAINST)
    ]
    groups += [
        ("between active treatments, or ways of giving one", weighed.other_comparisons),
        ("changes within groups, without control", weighed.within),
        ("reported, direction not read with confidence", weighed.unread),
    ]
    opened = "".join(_group(name, voices) for name, voices in groups if voices)
    beside = (("reviews", weighed.reviews), ("guidelines", weighed.guidelines))
    opened += "".join(_group(name, voices, is_study=False) for name, voices in beside if voices)
    mark = ' <span style="font-size:.85rem">disputed</span>' if weighed.disputed else ""
    if not weighed.voices:
        mark = f' <span style="{GREY}">no comparison with placebo, sham or usual care read</span>'
    return mark + opened


def _group(name: str, voices: Sequence[Voice], *, is_study: bool = True) -> str:
    """Write a count that opens the studies it counts, each with its sentence."""
    groups = {voice.study.author_group for voice in voices}
    said = f"{name}: {counted(len(voices), 'study', 'studies') if is_study else len(voices)}"
    if is_study and len(voices) > 1 and len(groups) < len(voices):
        said += f", {counted(len(groups), 'author group')}"
    items = "".join(f'<li style="margin:.25rem 0">{_voice(voice)}</li>' for voice in voices)
    return opened(html_text(said), f"<ul>{items}</ul>", "margin:.1rem 0 .1rem .8rem")


def _voice(voice: Voice) -> str:
    """Write one study with its design, size, direction and sentence."""
    study = voice.study
    size = f", n = {study.n} {study.unit}".rstrip() if study.n is not None else ""
    who = f"{study.first_author or NO_AUTHOR} {study.year or ''}".strip()
    target = anchor(link("article", pmid=study.pmid), who)
    is_mixed = voice.note.startswith("mixed")
    said = "points both ways" if is_mixed else _WORDS[voice.stance]
    facts = f"{spell(study.design)}{size} · {said}"
    sentence = voice.evidence[0].sentence if voice.evidence else ""
    note = f" {voice.note}" if voice.note else ""
    return (
        f'{target} <span style="{GREY}">{html_text(facts + note)}</span>'
        f'<div dir="auto" style="{GREY}">“{html_text(sentence)}”</div>'
    )
