"""What was read of a study, each value with its sentence and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from kb.evaluation import field_accuracy
from kb.model import TITLE, Article, Basis, Fact, Finding, Quote, StudyDesign, StudyFacts
from kb.web.abstract import place
from kb.web.components import (
    BASIS_WORDS,
    GREY,
    LOW_CONFIDENCE,
    anchor,
    article_link,
    chip,
    direction_chip,
    heading,
    spell,
    summary_note,
    trust,
)
from kb.web.escaping import html_text

_LISTS = (
    ("Region", "region"),
    ("Level", "spinal_level"),
    ("Guidance", "imaging_guidance"),
    ("Block", "block_type"),
    ("Anaesthetic", "anaesthetic"),
    ("Steroid", "steroid"),
    ("Relief cut-off, %", "relief_threshold_percent"),
    ("Registered as", "registry_numbers"),
)
_ORDER = tuple(Basis)


@dataclass(frozen=True, slots=True)
class _Line:
    """One value as it is drawn; `field` is the name its accuracy was measured under."""

    label: str
    value: str
    basis: str
    quote: Quote | None
    field: str
    confidence: float | None


def quotes_of(facts: StudyFacts, findings: Sequence[Finding]) -> list[Quote]:
    """Collect the places that facts and findings were read from."""
    read = [line.quote for line in _lines(facts)] + [finding.quote for finding in findings]
    return [quote for quote in read if quote is not None]


def study_facts(article: Article, facts: StudyFacts) -> None:
    """Draw every fact with its source, a link to its words and its measured accuracy."""
    heading("Read of the study")
    rows = [_fact(article, line) for line in _lines(facts)]
    if article.publication_types:
        types = html_text(", ".join(article.publication_types))
        rows.append(_row("Publication types", types, ""))
    if not rows:
        st.text("Nothing was read of it.")
    st.html(f'<div style="overflow-wrap:anywhere">{"".join(rows)}</div>')


def study_findings(
    article: Article, findings: Sequence[Finding], labels: Mapping[str, str]
) -> None:
    """Draw findings, those that compare groups first, each with a link to its sentence."""
    heading("Findings")
    if not findings:
        st.text("No finding was read in this record. It may report some all the same.")
        return
    rows = []
    for basis in _ORDER:
        group = [finding for finding in findings if finding.basis is basis]
        if group:
            rows.append(
                f'<h3 style="font-size:.95rem;margin:.5rem 0 .1rem;padding:0">'
                f"{BASIS_WORDS[basis].capitalize()}</h3>"
            )
        rows += [_finding(article, finding, labels) for finding in group]
    measured = field_accuracy("findings")
    if measured is not None and measured.right_of_100 is not None:
        rows.append(
            f'<div style="{GREY};margin-top:.4rem">Outcome and direction together were '
            f"{trust(measured.right_of_100)} on texts set aside for the test. Always read the "
            "sentence.</div>"
        )
    st.html("".join(rows))


def told_by(article: Article, finding: Finding, labels: Mapping[str, str]) -> str:
    """Write a finding away from its paper as HTML: with its sentence, and a link to it there."""
    year = f" ({article.year})" if article.year else ""
    what = labels.get(finding.outcome, finding.outcome)
    label = direction_chip(finding.direction, what, f" {BASIS_WORDS[finding.basis]}")
    words = summary_note(article) + html_text(f"“{finding.quote.text}”")
    paper = article_link(finding.pmid, article.title[:140] + year, place(finding.quote))
    return (
        f'<div dir="auto" style="margin:.5rem 0;overflow-wrap:anywhere">{label} {words}'
        f'<div style="{GREY}">{paper}</div></div>'
    )


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
        value = f"{size.value:,} {size.unit}"
        yield _Line("Sample", value, "text", size.quote, "sample_size", size.confidence)
    if facts.follow_up is not None:
        stated = facts.follow_up
        yield _Line(
            "Follow-up", stated.text.lower(), "text", stated.quote, "follow_up", stated.confidence
        )
    for label, name in _LISTS:
        for fact in getattr(facts, name):
            yield _of(label, fact, name)


def _of(label: str, fact: Fact, field: str) -> _Line:
    """A fact as a line."""
    # design from publication types is PubMed's word, and was not measured
    measured = field if fact.basis == "text" else ""
    is_printed = field in ("registry_numbers", "spinal_level", "relief_threshold_percent")
    value = fact.value if is_printed else spell(fact.value)
    return _Line(label, value, fact.basis, fact.quote, measured, fact.confidence)


def _fact(article: Article, line: _Line) -> str:
    """A fact as HTML: its value is a link to the words."""
    value = _to_words(line.value, line.quote)
    source = line.basis
    if article.is_summary and line.quote and line.quote.section != TITLE:
        source += " of the project summary"
    said = [f"from {source}"]
    accuracy = field_accuracy(line.field) if line.field else None
    if accuracy is not None and accuracy.right_of_100 is not None:
        said.append(trust(accuracy.right_of_100))
    if line.quote is not None:
        said.append(f"“{line.quote.text}”")
    return _row(line.label, value + _doubtful(line.confidence), html_text(" · ".join(said)))


def _finding(article: Article, finding: Finding, labels: Mapping[str, str]) -> str:
    """A finding as HTML."""
    what = labels.get(finding.outcome, finding.outcome)
    said = [part for part in (finding.time, finding.value_text) if part]
    sides = [labels.get(c, c) for c in (finding.intervention, finding.comparator) if c]
    if sides:
        said.append(" against ".join(sides))
    if finding.confidence is not None:
        said.append(f"such readings were right in {round(100 * finding.confidence)} of 100")
    note = "project summary: " if article.is_summary else ""
    return (
        f'<div style="margin:.25rem 0 .55rem">{direction_chip(finding.direction, what)}'
        f"{_doubtful(finding.confidence)}"
        f'<div style="{GREY}">{html_text(" · ".join(said))}</div>'
        f'<div dir="auto" style="font-size:.92rem;line-height:1.45;overflow-wrap:anywhere">'
        f"{note}{_to_words(f'“{finding.quote.text}”', finding.quote)}</div></div>"
    )


def _to_words(text: str, quote: Quote | None) -> str:
    """Write a value as HTML, a link to the words in the abstract where they stand there."""
    if quote is None or quote.section == TITLE:
        return html_text(text)
    return anchor(f"#at{place(quote)}", text, "text-decoration-style:dotted")


def _doubtful(confidence: float | None) -> str:
    """Mark of a value that is more likely wrong than others."""
    if confidence is None or confidence >= LOW_CONFIDENCE:
        return ""
    return f" {chip('uncertain', 'orange', f'right in {round(100 * confidence)} of 100 such')}"


def _row(label: str, value: str, said: str) -> str:
    """One line of the list as HTML."""
    return (
        f'<div style="margin:.15rem 0"><b style="font-size:.92rem">{label}</b> {value} '
        f'<span style="{GREY};font-size:.82rem">{said}</span></div>'
    )
