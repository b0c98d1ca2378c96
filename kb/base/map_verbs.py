"""The verb on what is known of which outcome, and where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import EvidenceVerbs, Filters
from kb.errors import ConfigurationError
from kb.model import Question, SearchFilters

if TYPE_CHECKING:
    from kb.weighing.evidence_map import EvidenceMap

_MOST_ROWS, _MOST_COLUMNS = 12, 10


class MapVerbs(EvidenceVerbs):
    """The map of the evidence. Part of :class:`~kb.base.KnowledgeBase`."""

    def evidence_map(
        self,
        rows: str = "indication",
        question: str = Question.THERAPEUTIC,
        filters: Filters = None,
        *,
        most_rows: int = _MOST_ROWS,
        most_columns: int = _MOST_COLUMNS,
    ) -> EvidenceMap:
        """Map what studies of one kind of question report of which outcome.

        Parameters
        ----------
        rows : {"indication", "intervention", "imaging", "region"}
        question : str
            A :class:`~kb.model.Question`; kinds of questions are never counted together.
        filters : SearchFilters or mapping, optional
            Only articles that pass.
        most_rows, most_columns : int
            At most so many, the most frequent ones.

        Returns
        -------
        EvidenceMap
            Cells with their findings, or why they are empty, and relief over time. Reviews and
            guidelines are left out; it counts papers, of which several may report one study.

        Raises
        ------
        ConfigurationError
            There are no such rows, or no such kind of question.
        ConceptNotFound
            A filter names something that is not in the vocabulary.
        """
        from kb.weighing.evidence_map import ROWS, map_paper, mapped

        if rows not in ROWS:
            raise ConfigurationError(f"A map has rows of {', '.join(ROWS)}; not of {rows!r}.")
        if question not in tuple(Question):
            kinds = ", ".join(Question)
            raise ConfigurationError(f"Kinds of questions are {kinds}; not {question!r}.")
        concepts = self._reader.vocabulary.concepts
        chosen = SearchFilters.of(filters)
        found = []
        with self._connections.snapshot() as db:
            for article in store.catalogue.articles(db, chosen, self._concept_groups(chosen)):
                pmid = article.pmid
                mentions = store.catalogue.mentions(db, article)
                paper = map_paper(
                    article,
                    store.catalogue.facts(db, pmid),
                    {m.concept_id for m in mentions if not m.negated},
                    store.catalogue.findings(db, pmid=pmid),
                    concepts,
                    rows,
                    question,
                )
                if paper is not None:
                    found.append(paper)
        return mapped(found, concepts, most_rows=most_rows, most_columns=most_columns)
