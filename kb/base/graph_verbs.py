"""The verbs on the graph as a whole: narrowed, exported, walked, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import EvidenceVerbs, Filters, check_member
from kb.errors import ConfigurationError
from kb.model import (
    Category,
    Comparison,
    Direction,
    Evidence,
    GraphPath,
    Predicate,
    Question,
    TimelinePoint,
)

if TYPE_CHECKING:
    import networkx as nx

_TURNED = {"improved": "worse", "worse": "improved"}


class GraphVerbs(EvidenceVerbs):
    """What a knowledge base says of the graph. Part of :class:`~kb.base.KnowledgeBase`."""

    def graph(
        self, filters: Filters = None, *, studies: bool = False, papers: bool = False
    ) -> nx.MultiDiGraph[str]:
        """The concept graph as networkx knows graphs.

        Attributes of nodes and edges: see :func:`kb.graph.network.build_graph`, and, where studies
        or papers are nodes too, :func:`kb.graph.network.add_papers`.

        Parameters
        ----------
        filters : SearchFilters or mapping, optional
            Only evidence of articles that pass: years, design, region, evidence level, concepts.
        studies, papers : bool
            Whether studies, and the papers that report them, are nodes as well.

        Returns
        -------
        networkx.MultiDiGraph

        Examples
        --------
        >>> import kb
        >>> base = kb.open_starter()
        >>> graph = base.graph({"region": "cervical"})
        >>> "third-occipital-nerve-block" in graph
        True
        """
        return self.subgraph(filters, studies=studies, papers=papers)

    def subgraph(
        self,
        filters: Filters = None,
        *,
        predicates: Sequence[str] = (),
        categories: Sequence[str] = (),
        question: str | None = None,
        at_least: int = 0,
        studies: bool = False,
        papers: bool = False,
    ) -> nx.MultiDiGraph[str]:
        """A part of the graph.

        Parameters
        ----------
        filters : SearchFilters or mapping, optional
            Only evidence of articles that pass.
        predicates, categories : sequence of str
            Only these edges, and only concepts of these categories.
        question : str, optional
            Only evidence on this question; co-mentions answer none and are left out.
        at_least : int
            Only edges of at least so many studies; ``broader`` is kept.
        studies, papers : bool
            As in :meth:`graph`.

        Raises
        ------
        ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        from kb.graph.network import add_papers, build_graph, kept

        for predicate in predicates:
            check_member("predicate", predicate, Predicate)
        for category in categories:
            check_member("category", category, Category)
        check_member("question", question, Question)
        where = self._filter_clause(filters)
        with self._connections.snapshot() as db:
            rows = store.evidence.graph_rows(db, where, predicates=predicates, question=question)
            graph = build_graph(rows, self._readers.of(db).vocabulary.concepts)
        graph = kept(graph, predicates, categories, at_least)
        if not (studies or papers):
            return graph
        pmids = {
            name.split("/", 1)[0]
            for _, _, data in graph.edges(data=True)
            for name in data["evidence"]
        }
        return add_papers(graph, self.studies(sorted(pmids)), papers=papers)

    def export_graph(self, format_name: str, *, filters: Filters = None) -> dict[str, str]:
        """The graph as text for other programs, by what follows the name of the output file.

        Parameters
        ----------
        format_name : {"graphml", "gexf", "json", "kgx", "csv"}

        Raises
        ------
        ConfigurationError
            There is no such format.
        """
        from kb.graph.exports import FORMATS, export_graph

        if format_name not in FORMATS:
            raise ConfigurationError(
                f"There is no format {format_name!r}; it is one of {', '.join(FORMATS)}."
            )
        return export_graph(self.graph(filters), format_name)

    def paths(
        self,
        one: str,
        other: str,
        *,
        limit: int = 5,
        longest: int = 4,
        predicates: Sequence[str] | None = None,
        filters: Filters = None,
    ) -> list[GraphPath]:
        """Ways from one concept to another over typed edges, shortest first, then most studies.

        Parameters
        ----------
        one, other : str
            Concepts by id or label.
        limit, longest : int
            At most so many ways, of at most so many steps.
        predicates : sequence of str, optional
            Which edges may be walked; all but ``broader`` and ``co_mentioned`` by default.

        Raises
        ------
        ConceptNotFound
            One of the two is not in the vocabulary. Where no way leads, the list is empty.
        """
        from kb.graph.measures import paths

        start, end = self.concept(one).id, self.concept(other).id
        return paths(
            self.graph(filters), start, end, limit=limit, longest=longest, predicates=predicates
        )

    def contrast(
        self,
        x: str,
        y: str,
        outcome: str,
        *,
        question: str | None = None,
        filters: Filters = None,
    ) -> Comparison:
        """Compare two things on an outcome: directly where studies did, and each alone beside it.

        Parameters
        ----------
        x, y : str
            Interventions, comparators or imaging methods, by id or label.
        outcome : str
            By id or label; narrower ones count too.
        question : str, optional
            By default the one that the outcome belongs to, else "therapeutic".
        """
        from kb.graph.weighing import weigh

        first, second, what = self.concept(x).id, self.concept(y).id, self.concept(outcome).id
        is_harm = self.concept(what).category is Category.COMPLICATION
        own = self._terms.question_of(what) or (
            Question.SAFETY if is_harm else Question.THERAPEUTIC
        )
        asked = question or str(own)
        claim = self._claim(
            first, Predicate.COMPARED_WITH, second, asked, Direction.IMPROVED, what, None
        )
        turned = replace(claim, subjects=claim.objects, objects=claim.subjects)
        with self._connections.one_state():
            found = self._on_trial(claim, filters)
            seen = {e.id for e in found}
            found += [_turn(e) for e in self._on_trial(turned, filters) if e.id not in seen]
            direct = weigh(claim, found, self.studies([e.pmid for e in found]), self._terms)
            told = Predicate.COMPLICATED_BY if is_harm else Predicate.REPORTS_OUTCOME
            alone = [
                self.weigh(each, told, what, question=asked, filters=filters)
                for each in (first, second)
            ]
            return Comparison(direct, *alone)

    def timeline(
        self,
        subject: str,
        predicate: str,
        object: str,  # noqa: A002 - the name the statement gives it
        *,
        question: str = "therapeutic",
        polarity: str = "improved",
        filters: Filters = None,
    ) -> list[TimelinePoint]:
        """How many studies spoke for, neutral and against a statement, year by year.

        Parameters as in :meth:`weigh`; gains within groups are counted apart.
        """
        from kb.graph.gaps import timeline

        weighed = self.weigh(
            subject, predicate, object, question=question, polarity=polarity, filters=filters
        )
        return timeline(weighed)


def _turn(e: Evidence) -> Evidence:
    """A comparison told from the other side."""
    return replace(
        e,
        subject=e.object,
        object=e.subject,
        direction=_TURNED.get(e.direction, e.direction),
    )
