"""The verbs on statements: evidence, neighbours, the graph, and what a statement is worth."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kb import store
from kb.base.opened import Opened
from kb.errors import ConfigurationError
from kb.model import (
    Category,
    Claim,
    Concept,
    Direction,
    Evidence,
    Neighbour,
    Predicate,
    Question,
    SearchFilters,
    Study,
    Weighing,
)

if TYPE_CHECKING:
    from kb.graph.terms import Terms
    from kb.reading import Reader

Filters = SearchFilters | Mapping[str, Any] | None
_EVIDENCE_ID = re.compile(r"\d{1,9}/-?\d{1,6}/\d{1,9}/[^/]+/[^/]+/[^/]+(?:/\d{1,6})?")


class EvidenceVerbs(Opened):
    """What a knowledge base says of statements. Part of :class:`~kb.base.KnowledgeBase`."""

    _made_terms: tuple[Reader, Terms] | None = None

    @property
    def _terms(self) -> Terms:
        """What the rules need to know of that reader's vocabulary."""
        from kb.graph.terms import Terms

        reader, made = self._reader, self._made_terms
        if made is None or made[0] is not reader:
            self._made_terms = made = (reader, Terms(reader.vocabulary.concepts))
        return made[1]

    def concept(self, id_or_label: str) -> Concept:
        """A concept of the vocabulary, by id, label or abbreviation, case ignored.

        Raises
        ------
        ConceptNotFound
            The message suggests near ones.
        """
        return self._reader.vocabulary.find(id_or_label)

    def concepts(self) -> tuple[Concept, ...]:
        """All concepts, in the order of their ids."""
        return tuple(self._reader.vocabulary.concepts.values())

    def label(self, concept_id: str) -> str:
        """Preferred label of a concept; what the vocabulary does not have is handed back."""
        found = self._reader.vocabulary.concepts.get(concept_id)
        return concept_id if found is None else found.pref_label

    def evidence(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the name the statement gives it
        *,
        pmid: str | None = None,
        ids: Sequence[str] | None = None,
        question: str | None = None,
        filters: Filters = None,
        limit: int | None = None,
        narrower: bool = True,
    ) -> list[Evidence]:
        """Sentences that statements stand on, in the order of PMID and place.

        Parameters
        ----------
        subject, object : str, optional
            Concepts by id or label. Co-mentions have no direction and are found both ways.
        predicate : str, optional
            A member of :class:`~kb.model.Predicate`.
        pmid : str, optional
            Only from this article.
        ids : sequence of str, optional
            Only these pieces of evidence, in this order; the other arguments are not used.
        question : str, optional
            A member of :class:`~kb.model.Question`.
        filters : SearchFilters or mapping, optional
            Only from articles that pass.
        limit : int, optional
            At most so many.
        narrower : bool
            Whether a concept stands for all narrower ones too.

        Raises
        ------
        ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        if ids is not None:
            for name in ids:
                if not _EVIDENCE_ID.fullmatch(name):
                    raise ConfigurationError(f"{name!r} is not the id of a piece of evidence.")
            with self._connections.snapshot() as db:
                return store.evidence.evidence_by_id(db, ids)
        check_member("predicate", predicate, Predicate)
        check_member("question", question, Question)
        one = self._with_narrower(subject, narrower=narrower)
        other = self._with_narrower(object, narrower=narrower)
        where = self._filter_clause(filters)
        with self._connections.snapshot() as db:
            found = store.evidence.find(
                db,
                subjects=one,
                predicate=predicate,
                objects=other,
                pmid=pmid,
                question=question,
                filters=where,
                limit=limit,
            )
            if (one or other) and predicate in (None, Predicate.CO_MENTIONED) and not question:
                turned = store.evidence.find(
                    db,
                    subjects=other,
                    predicate=Predicate.CO_MENTIONED,
                    objects=one,
                    pmid=pmid,
                    filters=where,
                    limit=limit,
                )
                found = list({e.id: e for e in (*found, *turned)}.values())
        ordered = sorted(found, key=lambda e: (int(e.pmid), e.section, e.start, e.id))
        return ordered[:limit]

    def _with_narrower(self, concept: str | None, *, narrower: bool) -> list[str]:
        """Ids of a concept and, where asked, of all narrower ones; empty for no concept."""
        if concept is None:
            return []
        found = self.concept(concept).id
        below = self._reader.vocabulary.descendants(found) if narrower else frozenset()
        return sorted({found} | below)

    def _filter_clause(self, filters: Filters) -> tuple[str, list[object]]:
        """A condition on articles; ``1`` where everything passes."""
        chosen = SearchFilters.of(filters)
        if chosen.is_empty:
            return "1", []
        return store.catalogue.filter_clause(chosen, self._concept_groups(chosen))

    def _concept_groups(self, filters: SearchFilters) -> list[frozenset[str]]:
        """The concept filters that are set, each with all narrower concepts."""
        below = self._with_narrower
        return [
            frozenset(c for name in group for c in below(name, narrower=True))
            for group in filters.concepts
        ]

    def neighbours(
        self,
        concept: str,
        category: str | None = None,
        limit: int | None = None,
        *,
        narrower: bool = True,
    ) -> list[Neighbour]:
        """Concepts that share evidence with one, those of most studies first.

        A harm that studies say did not occur is no neighbour; :meth:`evidence` has it.

        Parameters
        ----------
        concept : str
            Id or label.
        category : str, optional
            Only neighbours of this :class:`~kb.model.Category`.
        limit : int, optional
            At most so many.
        narrower : bool
            Whether evidence on narrower concepts counts too ("lumbar medial branch block" for
            "medial branch block"). Without, the answer is that of the edges in :meth:`graph`.
        """
        check_member("category", category, Category)
        with self._connections.one_state(), self._connections.snapshot() as db:
            vocabulary = self._reader.vocabulary
            known, centre = vocabulary.concepts, self.concept(concept).id
            return store.edges.neighbours(
                db,
                centre,
                vocabulary.descendants(centre) if narrower else (),
                wanted=lambda c: c in known and category in (None, known[c].category),
                limit=limit,
            )

    def studies(self, pmids: Sequence[str]) -> dict[str, Study]:
        """What is known of these papers as evidence: which study each reports, design, sample.

        PMIDs that are not published here are left out.
        """
        told = (str(p).strip() for p in pmids)
        numbers = sorted({int(p) for p in told if p.isascii() and p.isdigit()})
        with self._connections.snapshot() as db:
            return store.studies.studies(db, numbers)

    def claims(self, filters: Filters = None) -> list[Weighing]:
        """The project's claims, each put on trial over the articles that pass the filters."""
        from kb.graph.claims import packaged_claims

        with self._connections.one_state():
            return [self.weigh(claim, filters=filters) for claim in packaged_claims()]

    def weigh(
        self,
        subject: str | Claim,
        predicate: str = "",
        object: str = "",  # noqa: A002 - the name the statement gives it
        *,
        question: str = "therapeutic",
        polarity: str = "improved",
        outcome: str | None = None,
        horizon_months: float | None = None,
        filters: Filters = None,
    ) -> Weighing:
        """Put a statement on trial: studies for, against and neutral, and why they may differ.

        Parameters
        ----------
        subject : str or Claim
            A concept by id or label; a whole claim takes the place of all that follows.
        predicate : str
            A :class:`~kb.model.Predicate` that has a direction: ``reports_outcome``,
            ``compared_with``, ``complicated_by`` or ``evaluated_for``.
        object : str
            A concept by id or label.
        question : str
            Only evidence on this :class:`~kb.model.Question` counts.
        polarity : str
            The :class:`~kb.model.Direction` that speaks for the statement.
        outcome : str, optional
            Of ``compared_with``: what must be compared.
        horizon_months : float, optional
            Later findings are left out, and counted.
        filters : SearchFilters or mapping, optional
            Only articles that pass.

        Returns
        -------
        Weighing

        Raises
        ------
        ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        from kb.graph.weighing import weigh

        if isinstance(subject, Claim):
            claim = subject
        else:
            claim = self._claim(
                subject, predicate, object, question, polarity, outcome, horizon_months
            )
        with self._connections.one_state():
            evidence = self._on_trial(claim, filters)
            weighed = weigh(claim, evidence, self.studies([e.pmid for e in evidence]), self._terms)
            if claim.beside is None:
                return weighed
            return replace(weighed, beside=self.weigh(claim.beside, filters=filters))

    def _claim(
        self,
        subject: str,
        predicate: str,
        other: str,
        question: str,
        polarity: str,
        outcome: str | None,
        horizon_months: float | None,
    ) -> Claim:
        """A claim of the arguments of :meth:`weigh`."""
        check_member("predicate", predicate, Predicate)
        check_member("question", question, Question)
        check_member("polarity", polarity, Direction)
        one, two = self.concept(subject), self.concept(other)
        return Claim(
            id=f"{one.id}/{predicate}/{two.id}",
            claim=f"{one.pref_label} {predicate.replace('_', ' ')} {two.pref_label}: {polarity}",
            subjects=(one.id,),
            predicate=predicate,
            objects=(two.id,),
            polarity=polarity,
            question=question,
            outcomes=() if outcome is None else (self.concept(outcome).id,),
            horizon_months=horizon_months,
        )

    def _on_trial(self, claim: Claim, filters: Filters) -> list[Evidence]:
        """Evidence on the subjects and objects of a claim."""
        below = self._terms.below
        subjects = sorted(below(claim.subjects) - below(claim.without_subjects))
        objects = sorted(below(claim.objects) - below(claim.without_objects))
        where = self._filter_clause(filters)
        with self._connections.snapshot() as db:
            found = store.evidence.find(
                db, subjects=subjects, predicate=claim.predicate, objects=objects, filters=where
            )
            if claim.predicate == Predicate.COMPARED_WITH and claim.outcomes:
                found = self._on_outcomes(db, claim, found)
            if claim.predicate == Predicate.EVALUATED_FOR:
                evaluated = {e.pmid for e in found}
                found += [
                    e
                    for e in store.evidence.find(
                        db,
                        subjects=subjects,
                        predicate=Predicate.REPORTS_OUTCOME,
                        objects=sorted(self._terms.benefit),
                        filters=where,
                    )
                    if e.pmid in evaluated
                ]
        return found

    def _on_outcomes(
        self, db: store.Connection, claim: Claim, found: list[Evidence]
    ) -> list[Evidence]:
        """Comparisons of the wanted outcomes, and those of papers that report one unread."""
        wanted = self._terms.below(claim.outcomes)
        kept = [e for e in found if e.outcome in wanted]
        compared = {e.pmid for e in kept}
        plain = [e for e in found if not e.outcome and e.pmid not in compared]
        reported = {
            e.pmid
            for predicate in (Predicate.REPORTS_OUTCOME, Predicate.COMPLICATED_BY)
            for e in store.evidence.find(db, predicate=predicate, objects=sorted(wanted))
        }
        return kept + [replace(e, question=claim.question) for e in plain if e.pmid in reported]


def check_member(name: str, value: str | None, members: type[StrEnum]) -> None:
    """Refuse a value that is not in its closed list."""
    if value is not None and value not in set(map(str, members)):
        raise ConfigurationError(
            f"There is no {name} {value!r}; it is one of {', '.join(members)}."
        )
