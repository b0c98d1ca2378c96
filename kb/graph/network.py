"""The concept graph as networkx knows graphs: built from evidence at each call, never saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx

from kb.errors import IndexOutOfDate
from kb.model import Concept, Predicate

EvidenceRow = tuple[str, str, str, int, str]
"""Subject, predicate, object, PMID, evidence id; equal statements stand together."""


def build_graph(
    rows: Iterable[EvidenceRow], concepts: Mapping[str, Concept]
) -> nx.MultiDiGraph[str]:
    """A multigraph of the concepts that evidence names, and their SKOS hierarchy.

    Parameters
    ----------
    rows : iterable of EvidenceRow
        Sorted by subject, predicate, object, PMID.
    concepts : mapping of str to Concept
        The vocabulary.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are concept ids with `label`, `category` and `definition`. Edges are keyed by
        predicate and carry `predicate`, `evidence` (list of evidence ids, in the order of PMID and
        place), `articles` and `sentences` (counts). ``broader`` edges come from the vocabulary,
        have no evidence, and join concepts that the evidence names with all that are broader.
        All attributes are JSON-safe. Nodes and edges are added in alphabetical order, so that the
        same evidence gives the same graph. Co-mentions have no direction: their edge runs from the
        alphabetically first concept; use ``graph.to_undirected()`` where that matters.

    Raises
    ------
    IndexOutOfDate
        The evidence names a concept that the vocabulary does not have.
    """
    edges: dict[tuple[str, str, str], tuple[list[str], set[int]]] = {}
    for subject, predicate, other, pmid, evidence_id in rows:
        for end in (subject, other):
            if end not in concepts:
                raise IndexOutOfDate(
                    f"The evidence names the concept {end!r}, which the vocabulary does not have: "
                    "the records were read with another vocabulary. Run `mbb rebuild`."
                )
        ids, pmids = edges.setdefault((subject, other, predicate), ([], set()))
        ids.append(evidence_id)
        pmids.add(pmid)
    named = {end for subject, other, _ in edges for end in (subject, other)}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name="medial branch evidence")
    for concept_id in sorted(_with_broader(named, concepts)):
        concept = concepts[concept_id]
        graph.add_node(
            concept_id,
            label=concept.pref_label,
            category=str(concept.category),
            definition=concept.definition,
        )
    for (subject, other, predicate), (ids, pmids) in sorted(edges.items()):
        graph.add_edge(
            subject,
            other,
            key=predicate,
            predicate=predicate,
            evidence=ids,
            articles=len(pmids),
            sentences=len(ids),
        )
    for concept_id in list(graph):
        for broader in sorted(concepts[concept_id].broader):
            graph.add_edge(
                concept_id,
                broader,
                key=str(Predicate.BROADER),
                predicate=str(Predicate.BROADER),
                evidence=[],
                articles=0,
                sentences=0,
            )
    return graph


def _with_broader(named: set[str], concepts: Mapping[str, Concept]) -> set[str]:
    """Concepts with all that are broader, as far as the vocabulary knows them."""
    found: set[str] = set()
    waiting = [c for c in named if c in concepts]
    while waiting:
        concept_id = waiting.pop()
        if concept_id not in found:
            found.add(concept_id)
            waiting.extend(concepts[concept_id].broader)
    return found
