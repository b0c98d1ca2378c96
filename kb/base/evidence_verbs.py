"""The verbs on concepts and statements: evidence, neighbours, the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kb import store
from kb.base.published_reader import PublishedReader
from kb.errors import ConfigurationError
from kb.model import Category, Concept, Evidence, Neighbour, Predicate, SearchFilters

if TYPE_CHECKING:
    import networkx as nx

    from kb.reading import Reader
    from kb.search import SearchEngine

Filters = SearchFilters | Mapping[str, Any] | None


class EvidenceVerbs:
    """What a knowledge base says of statements. Part of :class:`~kb.base.KnowledgeBase`."""

    _connections: store.ReadConnections
    _readers: PublishedReader

    @property
    def _reader(self) -> Reader:
        """The reader that fits what is published now."""
        raise NotImplementedError

    @property
    def _engine(self) -> SearchEngine:
        """The engine with that reader."""
        raise NotImplementedError

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

    def evidence(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the name the statement gives it
        *,
        pmid: str | None = None,
        ids: Sequence[str] | None = None,
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
        narrower : bool
            Whether a concept stands for all narrower ones too.

        Raises
        ------
        ConceptNotFound, ConfigurationError
            An argument names nothing that exists.
        """
        if ids is not None:
            with self._connections.snapshot() as db:
                return store.evidence.evidence_by_id(db, ids)
        check_member("predicate", predicate, Predicate)
        one = self._with_narrower(subject, narrower=narrower)
        other = self._with_narrower(object, narrower=narrower)
        with self._connections.snapshot() as db:
            found = store.evidence.find(
                db, subjects=one, predicate=predicate, objects=other, pmid=pmid
            )
            if (one or other) and predicate in (None, Predicate.CO_MENTIONED):
                turned = store.evidence.find(
                    db, subjects=other, predicate=Predicate.CO_MENTIONED, objects=one, pmid=pmid
                )
                found = list({e.id: e for e in (*found, *turned)}.values())
        return sorted(found, key=lambda e: (int(e.pmid), e.section, e.start, e.id))

    def _with_narrower(self, concept: str | None, *, narrower: bool) -> list[str]:
        """Ids of a concept and, where asked, of all narrower ones; empty for no concept."""
        if concept is None:
            return []
        found = self.concept(concept).id
        below = self._reader.vocabulary.descendants(found) if narrower else frozenset()
        return sorted({found} | below)

    def neighbours(
        self,
        concept: str,
        category: str | None = None,
        limit: int | None = None,
        *,
        narrower: bool = True,
    ) -> list[Neighbour]:
        """Concepts that share evidence with one, those in most articles first.

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
        known = self._reader.vocabulary.concepts
        with self._connections.snapshot() as db:
            found = store.evidence.neighbours(db, self._with_narrower(concept, narrower=narrower))
        chosen = [
            n
            for n in found
            if n.concept_id in known and category in (None, known[n.concept_id].category)
        ]
        return chosen[:limit]

    def graph(self, filters: Filters = None) -> nx.MultiDiGraph[str]:
        """The concept graph as a networkx multigraph, see :func:`kb.graph.network.build_graph`."""
        from kb.graph.network import build_graph

        chosen = SearchFilters.of(filters)
        groups = self._engine.concept_groups(chosen) if chosen.concepts else []
        with self._connections.snapshot() as db:
            rows = store.evidence.graph_rows(db, chosen, groups)
            return build_graph(rows, self._readers.of(db).vocabulary.concepts)


def check_member(name: str, value: str | None, members: type[StrEnum]) -> None:
    """Refuse a value that is not in its closed list."""
    if value is not None and value not in set(map(str, members)):
        raise ConfigurationError(
            f"There is no {name} {value!r}; it is one of {', '.join(members)}."
        )
