"""The concept graph as networkx knows graphs: built from evidence at each call, never saved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Protocol

import networkx as nx

from kb.errors import IndexOutOfDate
from kb.model import Concept, Predicate, Study, StudyKind

GRAPH_NAME = "medial branch evidence"


class Row(Protocol):
    """What is needed of one piece of evidence, with the standing of its paper."""

    @property
    def subject(self) -> str: ...  # noqa: D102 - the field of the evidence
    @property
    def predicate(self) -> str: ...  # noqa: D102 - same
    @property
    def object(self) -> str: ...  # noqa: D102 - same
    @property
    def question(self) -> str: ...  # noqa: D102 - same
    @property
    def basis(self) -> str: ...  # noqa: D102 - same
    @property
    def direction(self) -> str: ...  # noqa: D102 - same
    @property
    def pmid(self) -> int: ...  # noqa: D102 - same
    @property
    def id(self) -> str: ...  # noqa: D102 - same
    @property
    def kind(self) -> str: ...  # noqa: D102 - of the paper
    @property
    def study(self) -> str: ...  # noqa: D102 - same
    @property
    def author_group(self) -> str: ...  # noqa: D102 - same


def build_graph(rows: Iterable[Row], concepts: Mapping[str, Concept]) -> nx.MultiDiGraph[str]:
    """A multigraph of the concepts that evidence names, and their SKOS hierarchy.

    Parameters
    ----------
    rows : iterable of Row
        Sorted by subject, predicate, object, PMID.
    concepts : mapping of str to Concept
        The vocabulary.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are concept ids with `kind` ("concept"), `label`, `category` and `definition`. Edges
        are keyed by predicate and carry

        - `predicate`;
        - `evidence`, ids in the order of PMID and place;
        - `articles`, `sentences`, `studies` (distinct studies, reviews left out), `reviews`
          (reviews and guidelines) and `author_groups`, all counts;
        - `questions`, studies by question: never add them up, one study may ask two;
        - `directions`, studies by "question/basis/direction", where findings were read.

        ``broader`` edges come from the vocabulary, have no evidence, and join concepts that the
        evidence names with all that are broader. All attributes are JSON-safe. Nodes and edges are
        added in alphabetical order, so that the same evidence gives the same graph. Co-mentions
        have no direction: their edge runs from the alphabetically first concept; use
        ``graph.to_undirected()`` where that matters.

    Raises
    ------
    IndexOutOfDate
        The evidence names a concept that the vocabulary does not have.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=GRAPH_NAME)
    edges: list[tuple[str, str, str, dict[str, object]]] = []
    named: set[str] = set()
    for statement, found in groupby(rows, key=lambda r: (r.subject, r.predicate, r.object)):
        subject, predicate, other = statement
        for end in (subject, other):
            if end not in concepts:
                raise IndexOutOfDate(
                    f"The evidence names the concept {end!r}, which the vocabulary does not have: "
                    "the records were read with another vocabulary. Run `mbb rebuild`."
                )
        named |= {subject, other}
        edges.append((subject, other, predicate, _weights(predicate, found)))
    for concept_id in sorted(_with_broader(named, concepts)):
        concept = concepts[concept_id]
        graph.add_node(
            concept_id,
            kind="concept",
            label=concept.pref_label,
            category=str(concept.category),
            definition=concept.definition,
        )
    for subject, other, predicate, weights in sorted(edges, key=lambda e: e[:3]):
        graph.add_edge(subject, other, key=predicate, **weights)
    for concept_id in list(graph):
        for broader in sorted(concepts[concept_id].broader):
            graph.add_edge(
                concept_id,
                broader,
                key=str(Predicate.BROADER),
                **_weights(str(Predicate.BROADER), ()),
            )
    return graph


def kept(
    graph: nx.MultiDiGraph[str],
    predicates: Collection[str],
    categories: Collection[str],
    at_least: int,
) -> nx.MultiDiGraph[str]:
    """The part of a graph with these edges and categories; concepts without an edge are dropped."""
    if not (predicates or categories or at_least):
        return graph
    broader = str(Predicate.BROADER)
    edges = [
        (one, other, key)
        for one, other, key, data in graph.edges(keys=True, data=True)
        if (not predicates or key in predicates)
        and (key == broader or data["studies"] >= at_least)
        and all(not categories or graph.nodes[c]["category"] in categories for c in (one, other))
    ]
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=GRAPH_NAME)
    named = {end for one, other, _ in edges for end in (one, other)}
    found.add_nodes_from((c, data) for c, data in graph.nodes(data=True) if c in named)
    for a, b, key in edges:
        found.add_edge(a, b, key=key, **graph.edges[a, b, key])
    return found


def add_papers(
    graph: nx.MultiDiGraph[str], studies: Mapping[str, Study], *, papers: bool
) -> nx.MultiDiGraph[str]:
    """Add studies to a graph, and the papers that report them.

    Nodes ``study:ID`` have `kind` ("study"), `label`, `design`, `year` (of the first report),
    `reports` (count) and `author_group`; nodes ``pmid:PMID`` have `kind` ("paper"), `label`,
    `year`, `design` and `question`. Edges lead from a paper to its study (``reports_study``), and
    from a study to every concept that its evidence names (``gives_evidence``, with `evidence`).

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Of :func:`build_graph`; it is changed.
    studies : mapping of str to Study
        By PMID.
    papers : bool
        Whether papers are nodes, too.
    """
    told: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, other, data in graph.edges(data=True):
        for name in data["evidence"]:
            pmid = name.split("/", 1)[0]
            for concept in (subject, other):
                told[pmid][concept].append(name)
    by_study: defaultdict[str, list[Study]] = defaultdict(list)
    for pmid in sorted(told, key=int):
        if pmid in studies:
            by_study[studies[pmid].study].append(studies[pmid])
    for study, reports in sorted(by_study.items(), key=lambda item: int(item[0])):
        first = reports[0]
        node = f"study:{study}"
        graph.add_node(
            node,
            kind="study",
            label=f"{first.first_author or 'PMID ' + first.pmid} {first.year or ''}".strip(),
            design=first.design,
            year=first.year or 0,
            reports=len(reports),
            author_group=first.author_group,
        )
        links: defaultdict[str, set[str]] = defaultdict(set)
        for report in reports:
            for concept, names in told[report.pmid].items():
                links[concept].update(names)
            if papers:
                paper = f"pmid:{report.pmid}"
                graph.add_node(
                    paper,
                    kind="paper",
                    label=report.title,
                    year=report.year or 0,
                    design=report.design,
                    question=report.question,
                )
                graph.add_edge(
                    paper, node, key="reports_study", predicate="reports_study", evidence=[]
                )
        for concept in sorted(links):
            graph.add_edge(
                node,
                concept,
                key="gives_evidence",
                predicate="gives_evidence",
                evidence=sorted(links[concept]),
            )
    return graph


def _weights(predicate: str, found: Iterable[Row]) -> dict[str, object]:
    """Attributes of one edge."""
    ids: list[str] = []
    places: set[str] = set()
    articles: set[int] = set()
    studies: set[str] = set()
    reviews: set[str] = set()
    authors: set[str] = set()
    questions: defaultdict[str, set[str]] = defaultdict(set)
    directions: defaultdict[str, set[str]] = defaultdict(set)
    for row in found:
        ids.append(row.id)
        places.add("/".join(row.id.split("/", 3)[:3]))
        articles.add(row.pmid)
        authors.add(row.author_group)
        if row.kind != StudyKind.PRIMARY:
            reviews.add(row.study)
            continue
        studies.add(row.study)
        if row.question:
            questions[row.question].add(row.study)
        if row.direction:
            directions[f"{row.question}/{row.basis}/{row.direction}"].add(row.study)
    return {
        "predicate": predicate,
        "evidence": ids,
        "articles": len(articles),
        "sentences": len(places),
        "studies": len(studies),
        "reviews": len(reviews),
        "author_groups": len(authors),
        "questions": {name: len(questions[name]) for name in sorted(questions)},
        "directions": {name: len(directions[name]) for name in sorted(directions)},
    }


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
