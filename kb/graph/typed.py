"""Typed evidence of one paper: what was evaluated, found, guided, compared, harmed, measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.graph.arms import Arms, Contrast, Said
from kb.graph.terms import Terms, word
from kb.model import (
    TITLE,
    Article,
    Basis,
    Category,
    Finding,
    Predicate,
    Question,
    Quote,
    Reading,
    Span,
)

_VERSION = "@1"
# A follow-up this long is of a treatment, whatever else the paper asks: a week, in months.
_TREATED = 0.22


class Statement(NamedTuple):
    """A typed statement at a sentence, before it becomes evidence."""

    predicate: Predicate
    subject: str
    object: str
    span: Span
    rule: str
    question: str
    direction: str = ""
    basis: str = ""
    outcome: str = ""
    comparator: str = ""
    time: str = ""
    value: str = ""


class Paper(NamedTuple):
    """One paper with all that its statements are read from."""

    article: Article
    reading: Reading
    said: Sequence[Said]
    arms: Arms
    terms: Terms

    @property
    def question(self) -> str:
        """The question the paper asks; "other" where none was read."""
        found = self.reading.facts.question
        return found.value if found else Question.OTHER.value


def statements(paper: Paper) -> Iterator[Statement]:
    """All typed statements of a paper, in the order of their kinds and of the text."""
    yield from _evaluated(paper)
    yield from _compared(paper)
    yield from _found(paper)
    yield from _reported(paper)
    yield from _guided(paper)
    yield from _located(paper)
    yield from _measured(paper)


def _evaluated(paper: Paper) -> Iterator[Statement]:
    """Intervention -> indication, where a sentence on this study names both."""
    tested = set(paper.arms.tested) | {c for c in paper.arms.active if paper.terms.is_procedure(c)}
    for said in paper.said:
        if _is_background(paper.article, said.span):
            continue
        ills = _named(said, paper.terms, Category.INDICATION)
        given = [m.concept_id for m in said.mentions if m.concept_id in tested]
        rule = "title" if said.span.section == TITLE else "sentence"
        for subject in _unique(given):
            for ill in ills:
                yield Statement(
                    Predicate.EVALUATED_FOR, subject, ill, said.span, rule, paper.question
                )
    for f in paper.reading.findings:
        if f.indication and paper.terms.is_procedure(f.intervention):
            question = question_of(paper, f.outcome)
            yield Statement(
                Predicate.EVALUATED_FOR,
                f.intervention,
                f.indication,
                _span(f.quote),
                "finding",
                question,
            )


def _compared(paper: Paper) -> Iterator[Statement]:
    """The two sides of the paper's comparison, at the sentence that tells it."""
    arms = paper.arms
    if arms.told is None:
        return
    for one in arms.active:
        for other in arms.against:
            if one != other:
                yield Statement(
                    Predicate.COMPARED_WITH,
                    one,
                    other,
                    arms.told,
                    f"arms-{arms.contrast}",
                    paper.question,
                )


def _found(paper: Paper) -> Iterator[Statement]:
    """Findings: intervention -> outcome or complication, and the comparison they belong to."""
    for f in paper.reading.findings:
        asked = question_of(paper, f.outcome)
        text = f.quote.text.lower()
        of_factors = bool(word("factors").search(text))
        harm = paper.terms.category(f.outcome) is Category.COMPLICATION
        predicate = Predicate.COMPLICATED_BY if harm else Predicate.REPORTS_OUTCOME
        between = f.basis is Basis.BETWEEN_GROUP
        comparator = _comparator(paper, f) if between else ""
        for subject, tie in _subjects(paper, f, of_factors=of_factors):
            question = asked
            prognosis = f.outcome in paper.terms.later_success and subject in paper.terms.blocks
            if (of_factors and not harm) or prognosis:
                question = Question.PROGNOSTIC.value
            yield Statement(
                predicate,
                subject,
                f.outcome,
                _span(f.quote),
                f"{f.rule}/{tie}",
                question,
                f.direction.value,
                f.basis.value,
                comparator=comparator,
                time=f.time,
                value=f.value_text,
            )
        if between and not of_factors:
            yield from _of_comparison(paper, f, asked)


def _of_comparison(paper: Paper, f: Finding, question: str) -> Iterator[Statement]:
    """A finding between groups as one on the pair that the groups differ in."""
    pairs = [(a, b) for a in paper.arms.active for b in paper.arms.against]
    rule = f"{f.rule}/arms"
    if not pairs and f.intervention and f.comparator:
        pairs, rule = [(f.intervention, f.comparator)], f"{f.rule}/tied"
    for one, other in pairs:
        if one != other:
            yield Statement(
                Predicate.COMPARED_WITH,
                one,
                other,
                _span(f.quote),
                rule,
                question,
                f.direction.value,
                f.basis.value,
                outcome=f.outcome,
                time=f.time,
                value=f.value_text,
            )


def _subjects(paper: Paper, f: Finding, *, of_factors: bool) -> list[tuple[str, str]]:
    """What a finding is said of, and how it was tied: "tied" by its sentence, or by the "study".

    A false-positive rate is a property of a single block, whoever names it. A factor that
    predicts an outcome is nothing that a treatment did, unless the sentence names the treatment.
    """
    terms, tied = paper.terms, f.intervention
    named = {
        m.concept_id
        for s in paper.said
        if s.span.section == f.quote.section and s.span.start == f.quote.start
        for m in s.mentions
    }
    if f.outcome == "false-positive-rate":
        repeated = tied in terms.repeated_blocks and tied in named
        is_block = tied in terms.blocks and not repeated
        if not tied or is_block or tied in terms.drugs or tied in terms.modes:
            return [(terms.single_block, "of-single-block")]
    if of_factors and tied not in named:
        return []
    titled = _titled(paper)
    if terms.question_of(f.outcome) is Question.DIAGNOSTIC:
        tests = [c for c in titled if c in terms.tests]
        if tied in terms.tests or tests:
            return [(tied, "tied")] if tied in terms.tests else [(c, "title") for c in tests]
    choosing = []
    if f.outcome in terms.later_success:
        choosing = [(c, "selection") for c in titled if c in terms.blocks and c != tied]
    if tied and terms.is_procedure(tied):
        return [(tied, "tied"), *choosing]
    found: list[tuple[str, str]] = []
    if tied and tied in named and f.basis is Basis.BETWEEN_GROUP and tied in terms.drugs:
        found.append((tied, "tied"))
    if not of_factors:
        found += [(c, "study") for c in paper.arms.tested if (c, "selection") not in choosing]
        found += choosing
    return found or ([(tied, "tied")] if tied and tied in named else [])


def _titled(paper: Paper) -> list[str]:
    """Concepts that the title asserts."""
    return _unique(
        [m.concept_id for s in paper.said if s.span.section == TITLE for m in s.mentions]
    )


def _comparator(paper: Paper, f: Finding) -> str:
    """What the groups of a finding differ in: its own tie, else that of the paper's arms."""
    if paper.arms.contrast is not Contrast.NONE and paper.arms.against:
        return paper.arms.against[0]
    return f.comparator


def _reported(paper: Paper) -> Iterator[Statement]:
    """Outcomes that results name although no finding was read: reported, direction not read."""
    read = {f.outcome for f in paper.reading.findings}
    seen: set[str] = set()
    for said in paper.said:
        if not _is_result(paper.article, said.span):
            continue
        for outcome in _named(said, paper.terms, Category.OUTCOME):
            if outcome in read or outcome in seen or outcome in paper.terms.instruments:
                continue
            seen.add(outcome)
            for subject in paper.arms.tested:
                yield Statement(
                    Predicate.REPORTS_OUTCOME,
                    subject,
                    outcome,
                    said.span,
                    "named",
                    question_of(paper, outcome),
                )


def _guided(paper: Paper) -> Iterator[Statement]:
    """Intervention -> what guided the needle, at the sentence that says so."""
    for fact in paper.reading.facts.imaging_guidance:
        imaging = paper.terms.guidance.get(fact.value)
        if imaging is None or fact.quote is None:
            continue
        span = _around(paper.said, fact.quote)
        for subject in paper.arms.tested:
            yield Statement(
                Predicate.GUIDED_BY,
                subject,
                imaging,
                span,
                f"guidance-{fact.basis}",
                Question.TECHNIQUE.value,
            )


def _located(paper: Paper) -> Iterator[Statement]:
    """Intervention -> region of the spine, and the nerve or joint named beside it."""
    terms = paper.terms
    for fact in paper.reading.facts.region:
        region = terms.regions.get(fact.value)
        if region is not None and fact.quote is not None:
            span = _around(paper.said, fact.quote)
            for subject in paper.arms.tested:
                yield Statement(
                    Predicate.LOCATED_AT, subject, region, span, "region", paper.question
                )
    for said in paper.said:
        if _is_background(paper.article, said.span):
            continue
        given = [m.concept_id for m in said.mentions if m.concept_id in paper.arms.tested]
        places = [m.concept_id for m in said.mentions if m.concept_id in terms.sites]
        for subject in _unique(given):
            for place in _unique(places):
                yield Statement(
                    Predicate.LOCATED_AT, subject, place, said.span, "sentence", paper.question
                )


def _measured(paper: Paper) -> Iterator[Statement]:
    """Outcome -> the scale it was measured by, at the first sentence that names the scale."""
    seen: set[str] = set()
    for said in paper.said:
        if _is_background(paper.article, said.span):
            continue
        for m in said.mentions:
            outcome = paper.terms.instruments.get(m.concept_id)
            if outcome is not None and m.concept_id not in seen:
                seen.add(m.concept_id)
                yield Statement(
                    Predicate.MEASURED_BY,
                    outcome,
                    m.concept_id,
                    said.span,
                    "instrument",
                    question_of(paper, outcome),
                )


def question_of(paper: Paper, outcome: str) -> str:
    """The question that a result on an outcome answers in this paper."""
    own = paper.terms.question_of(outcome)
    if own is not None:
        return own.value
    if paper.terms.category(outcome) is Category.COMPLICATION:
        return Question.SAFETY.value
    asked = paper.question
    follow_up = paper.reading.facts.follow_up
    months = follow_up.value_months if follow_up else None
    if asked in (Question.TECHNIQUE, Question.SAFETY) and (months or 0) >= _TREATED:
        return Question.THERAPEUTIC.value
    return asked


def _is_background(article: Article, span: Span) -> bool:
    """Whether a sentence stands under a heading of background."""
    return span.section != TITLE and bool(word("background").search(_heading(article, span)))


def _is_result(article: Article, span: Span) -> bool:
    """Whether a sentence stands under a heading of results or conclusions."""
    return span.section != TITLE and bool(word("results").search(_heading(article, span)))


def _heading(article: Article, span: Span) -> str:
    """Heading and NLM category of a section, in lower case."""
    section = article.sections[span.section]
    return f"{section.label} {section.nlm_category}".lower()


def _named(said: Said, terms: Terms, category: Category) -> list[str]:
    """Concepts of a category that a sentence asserts, in order."""
    return _unique(
        [m.concept_id for m in said.mentions if terms.category(m.concept_id) is category]
    )


def _around(said: Sequence[Said], quote: Quote) -> Span:
    """The sentence around a quote; the quote itself where no sentence holds it."""
    for s in said:
        span = s.span
        if span.section == quote.section and span.start <= quote.start < span.end:
            return span
    return _span(quote)


def _span(quote: Quote) -> Span:
    """Where a quote stands."""
    return Span(quote.section, quote.start, quote.end)


def _unique(many: Sequence[str]) -> list[str]:
    """Each once, in order."""
    return list(dict.fromkeys(many))
