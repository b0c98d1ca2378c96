"""What one record gives to the graph: the one place where that is worked out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from kb.graph.arms import Arms, Contrast, Said, arms_of, sentences_of
from kb.graph.terms import Terms, family_of, kind_of, word
from kb.graph.typed import Paper, Statement, statements
from kb.model import (
    Article,
    Category,
    Concept,
    Evidence,
    Predicate,
    Reading,
    Report,
    StudyFacts,
    StudyKind,
)

_CO_MENTION = "co-mention@1"
_TYPED = "@1"
# Populations and study designs describe a paper, not what it says about a procedure.
_LINKED = frozenset(set(Category) - {Category.POPULATION, Category.STUDY_DESIGN})
_PEOPLE = frozenset({"patients", "participants", "people", "subjects", "volunteers", "adults"})
# Other reports of one study, as PubMed links them.
_COMPANIONS = frozenset(
    {
        *("UpdateOf", "UpdateIn", "RepublishedFrom", "RepublishedIn", "OriginalReportIn"),
        *("ReprintOf", "ReprintIn", "CorrectedandRepublishedFrom", "CorrectedandRepublishedIn"),
        *("AssociatedPublication", "SecondaryPublicationOf"),
    }
)
_REVIEW_PROTOCOL = re.compile(r"^(?:CRD|INPLASY)", re.I)
_WORD = re.compile(r"[^\W\d_]{3,}")


class Gathered(NamedTuple):
    """What one record gives: evidence, and what tells which study it reports."""

    evidence: tuple[Evidence, ...]
    report: Report
    placebo: bool


class EvidenceReader:
    """Works out the evidence of records with one vocabulary; a pure function of record and reading.

    Parameters
    ----------
    concepts : mapping of str to Concept
        The vocabulary.
    """

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        self._concepts = concepts
        self._terms = Terms(concepts)

    def read(self, article: Article, reading: Reading, trials: Sequence[str] = ()) -> Gathered:
        """Work out what a record gives to the graph.

        ``co_mentioned`` pairs concepts of different categories that a sentence names together,
        in alphabetical order, the most specific only. All other predicates need to be read: see
        :mod:`kb.graph.typed`. What is denied, excluded, supposed or only background makes nothing;
        records that are off topic, retracted or deleted, chapters of books, letters, errata and
        notices give no evidence at all.

        Parameters
        ----------
        article : Article
            With its judgements.
        reading : Reading
            Of the same record.
        trials : sequence of str
            Numbers of registered trials that the record reports, in one spelling.

        Returns
        -------
        Gathered
            Evidence in the order of text and statement; a statement that one sentence makes
            twice, at two times, has two pieces of evidence with different ids.
        """
        kind = kind_of(str(article.design))
        said = sentences_of(article, reading, self._terms)
        arms = arms_of(article, said, self._terms, reading.findings)
        placebo = arms.contrast is Contrast.PLACEBO
        report = _report(article, reading, arms, kind, trials)
        if not article.gives_evidence or kind is StudyKind.NONE:
            return Gathered((), report, placebo)
        paper = Paper(article, reading, said, arms, self._terms)
        found = [*self._co_mentions(said), *statements(paper)]
        return Gathered(tuple(_numbered(article, found)), report, placebo)

    def _co_mentions(self, said: Iterable[Said]) -> Iterable[Statement]:
        """Pairs of different categories that a sentence names together."""
        for s in said:
            named = sorted(
                {
                    m.concept_id
                    for m in s.mentions
                    if self._concepts[m.concept_id].category in _LINKED
                }
            )
            for one, other in combinations(named, 2):
                if self._concepts[one].category is not self._concepts[other].category:
                    yield Statement(Predicate.CO_MENTIONED, one, other, s.span, _CO_MENTION, "")


def evidence_of(
    article: Article, reading: Reading, concepts: Mapping[str, Concept]
) -> tuple[Evidence, ...]:
    """Evidence of one record, see :meth:`EvidenceReader.read`."""
    return EvidenceReader(concepts).read(article, reading).evidence


def _numbered(article: Article, found: Iterable[Statement]) -> list[Evidence]:
    """Statements as evidence, each once, in the order of the text."""
    unique = {(s.predicate, s.subject, s.object, s.span, *s[6:]): s for s in reversed(list(found))}
    ordered = sorted(
        unique.values(),
        key=lambda s: (s.span.section, s.span.start, s.predicate, s.subject, s.object, s[6:]),
    )
    counts: Counter[tuple[object, ...]] = Counter()
    evidence = []
    for s in ordered:
        key = (s.span.section, s.span.start, s.predicate, s.subject, s.object)
        rule = s.rule if "@" in s.rule else f"{s.rule}{_TYPED}"
        name = f"{article.pmid}/{'/'.join(map(str, key))}"
        evidence.append(
            Evidence(
                id=f"{name}/{counts[key]}" if counts[key] else name,
                subject=s.subject,
                predicate=s.predicate,
                object=s.object,
                pmid=article.pmid,
                section=s.span.section,
                start=s.span.start,
                end=s.span.end,
                sentence=article.text(s.span.section)[s.span.start : s.span.end],
                extractor=rule,
                question=s.question,
                direction=s.direction,
                basis=s.basis,
                outcome=s.outcome,
                comparator=s.comparator,
                time=s.time,
                value=s.value,
            )
        )
        counts[key] += 1
    return evidence


def _report(
    article: Article, reading: Reading, arms: Arms, kind: StudyKind, trials: Sequence[str]
) -> Report:
    """What tells which study a record reports."""
    facts = reading.facts
    sample = facts.sample_size
    title = article.title.lower()
    return Report(
        pmid=int(article.pmid),
        kind=kind,
        registry=tuple(trials) if kind is StudyKind.PRIMARY else _protocols(facts),
        companions=tuple(
            int(c.pmid) for c in article.corrections if c.kind in _COMPANIONS and c.pmid.isdigit()
        ),
        authors=tuple(
            dict.fromkeys(
                f"{a.last_name} {a.citation_name.removeprefix(a.last_name).strip()}".lower().strip()
                for a in article.authors
                if a.last_name
            )
        ),
        authors_complete=article.authors_complete,
        year=article.year,
        n=sample.value if sample and sample.unit in _PEOPLE else None,
        regions=tuple(sorted({f.value for f in facts.region})),
        tested=tuple(sorted(arms.tested)),
        family=family_of(str(article.design)),
        title=tuple(sorted(set(_WORD.findall(title)))),
        is_stage=bool(word("stage").search(title)),
    )


def _protocols(facts: StudyFacts) -> tuple[str, ...]:
    """Registrations of a review; the trials it names are not its own."""
    numbers = ("".join(f.value.split()).upper() for f in facts.registry_numbers)
    return tuple(dict.fromkeys(n for n in numbers if _REVIEW_PROTOCOL.match(n)))
