"""What was read of a study, each value with the words it was read from and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from kb.evaluation import field_accuracy
from kb.model import TITLE, Article, Fact, Quote, StudyDesign, StudyFacts
from kb.web.components import GREY, badges, spell
from kb.web.escaping import html_text

_LISTS = (
    ("Region", "region"),
    ("Level", "spinal_level"),
    ("Guidance", "imaging_guidance"),
    ("Block", "block_type"),
    ("Anaesthetic", "anaesthetic"),
    ("Steroid", "steroid"),
    ("Registered as", "registry_numbers"),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One value as it is drawn; `field` is the name its accuracy was measured under."""

    label: str
    value: str
    basis: str
    quote: Quote | None
    field: str


def study_facts(article: Article, facts: StudyFacts) -> None:
    """Draw badges, then every fact with its source, its words and its measured accuracy."""
    with st.container(horizontal=True, gap="xsmall"):
        badges(facts)
    lines = [_html(article, line) for line in _lines(facts)]
    if article.publication_types:
        types = html_text(", ".join(article.publication_types))
        lines.append(f"<div><b>Publication types</b> {types}</div>")
    if lines:
        st.html(f'<div style="{GREY}">{"".join(lines)}</div>')


def _lines(facts: StudyFacts) -> Iterator[_Line]:
    """Every fact that the record states."""
    if facts.study_design.value != StudyDesign.NOT_STATED:
        yield _of("Design", facts.study_design, "study_design")
    if facts.question is not None:
        yield _of("Question", facts.question, "question")
    if facts.evidence_level is not None:
        yield _of("Evidence level", facts.evidence_level, "evidence_level")
    if facts.sample_size is not None:
        size = facts.sample_size
        yield _Line("Sample", f"{size.value} {size.unit}", "text", size.quote, "sample_size")
    if facts.follow_up is not None:
        yield _Line("Follow-up", facts.follow_up.text, "text", facts.follow_up.quote, "follow_up")
    for label, name in _LISTS:
        for fact in getattr(facts, name):
            yield _of(label, fact, name)


def _of(label: str, fact: Fact, field: str) -> _Line:
    """A fact as a line."""
    # design from publication types is PubMed's word, and was not measured
    measured = field if fact.basis == "text" else ""
    is_number = field == "registry_numbers"
    value = fact.value if is_number or field == "spinal_level" else spell(fact.value)
    return _Line(label, value, fact.basis, fact.quote, measured)


def _html(article: Article, line: _Line) -> str:
    """A line as HTML."""
    words = f": “{html_text(line.quote.text)}”" if line.quote else ""
    if article.is_summary and line.quote and line.quote.section != TITLE:
        words = f" of the project summary{words}"
    accuracy = field_accuracy(line.field) if line.field else None
    trust = ""
    if accuracy is not None and accuracy.right_of_100 is not None:
        trust = f" · found right in {accuracy.right_of_100} of 100"
    return (
        f"<div><b>{line.label}</b> {html_text(line.value)}, from {html_text(line.basis)}"
        f"{words}{trust}</div>"
    )
