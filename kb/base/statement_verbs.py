"""The verb on all that studies say of one concept."""

from __future__ import annotations

from kb.base.evidence_verbs import EvidenceVerbs, Filters
from kb.model import Category, Predicate, Question, Weighing


class StatementVerbs(EvidenceVerbs):
    """What studies say of a concept. Part of :class:`~kb.base.KnowledgeBase`."""

    def statements(
        self, concept: str, *, limit: int | None = None, filters: Filters = None
    ) -> list[Weighing]:
        """Weigh what studies report of a treatment's outcomes, or of an outcome's treatments.

        Parameters
        ----------
        concept : str
            An intervention, a comparator or an outcome, by id or label; of others nothing is
            weighed.
        limit : int, optional
            At most so many statements.
        filters : SearchFilters or mapping, optional
            Only articles that pass.

        Returns
        -------
        list of Weighing
            Therapeutic statements that a study or a review speaks of. Those with the most counted
            voices stand first, of these the most disputed, then by the studies that report the
            outcome in any way; ties by id.

        Raises
        ------
        ConceptNotFound
            The concept is not in the vocabulary.
        """
        asked = self.concept(concept)
        if asked.category not in _WEIGHED:
            return []
        is_outcome = asked.category is Category.OUTCOME
        with self._connections.one_state():
            found = self._weighed(asked.id, filters, is_outcome=is_outcome)
        return [weighed for _, weighed in found[:limit]]

    def _weighed(
        self, concept: str, filters: Filters, *, is_outcome: bool
    ) -> list[tuple[int, Weighing]]:
        """Statements on a concept in their order, each with the studies that report it at all."""
        found = []
        for near in self.neighbours(concept):
            outcome = concept if is_outcome else near.concept_id
            question = self._terms.question_of(outcome) or Question.THERAPEUTIC
            if near.predicate is not Predicate.REPORTS_OUTCOME or question != Question.THERAPEUTIC:
                continue
            subject = near.concept_id if is_outcome else concept
            weighed = self.weigh(subject, near.predicate, outcome, filters=filters)
            if weighed.voices or weighed.other_comparisons or weighed.within or weighed.reviews:
                found.append((near.studies, weighed))
        found.sort(
            key=lambda one: (
                -len(one[1].voices),
                -one[1].disputed,
                -one[0],
                one[1].claim.id,
            )
        )
        return found


_WEIGHED = (Category.INTERVENTION, Category.COMPARATOR, Category.OUTCOME)
