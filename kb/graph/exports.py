"""The graph for other programs: GraphML, GEXF, node-link JSON, KGX and edge lists."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx as nx

_PREFIX = "MBKB"
_CATEGORIES = {
    "indication": "biolink:DiseaseOrPhenotypicFeature",
    "complication": "biolink:DiseaseOrPhenotypicFeature",
    "outcome": "biolink:ClinicalFinding",
    "imaging": "biolink:Procedure",
    "intervention": "biolink:Treatment",
    "comparator": "biolink:Treatment",
    "anatomy": "biolink:AnatomicalEntity",
}
_PREDICATES = {
    "evaluated_for": "biolink:studied_to_treat",
    "complicated_by": "biolink:has_adverse_event",
    "located_at": "biolink:located_in",
    "broader": "biolink:subclass_of",
    "co_mentioned": "biolink:occurs_together_in_literature_with",
}
_NODE_COLUMNS = ("id", "category", "name", "description")
_EDGE_COLUMNS = (
    *("id", "subject", "predicate", "object", "original_predicate", "knowledge_level"),
    *("agent_type", "publications", "studies", "reviews", "author_groups", "evidence"),
)
_LIST_COLUMNS = (
    *("subject", "predicate", "object", "studies", "reviews", "author_groups", "articles"),
    *("sentences", "questions", "directions", "evidence"),
)


def export_graph(graph: nx.MultiDiGraph[str], format_name: str) -> dict[str, str]:
    """Write a graph of concepts as text.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Of :func:`kb.graph.network.build_graph`.
    format_name : str
        A name in `FORMATS`.

    Returns
    -------
    dict of str to str
        Text by what follows the name of the output file: one file, or nodes and edges for KGX.
        GraphML, GEXF and CSV hold lists joined by "|" and counts by key as JSON.
    """
    return FORMATS[format_name](graph)


def _graphml(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """GraphML, as igraph and Cytoscape read it."""
    return {"": "\n".join(nx.generate_graphml(_flat(graph), named_key_ids=True)) + "\n"}


def _gexf(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """GEXF, as Gephi reads it."""
    flat = _flat(graph)
    for number, (_, _, data) in enumerate(flat.edges(data=True)):
        data["id"] = str(number)
    return {"": "\n".join(nx.generate_gexf(flat)) + "\n"}


def _json(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """Node-link JSON, as networkx and D3 read it."""
    return {"": json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False) + "\n"}


def _kgx(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """KGX: two tables with CURIEs, Biolink where it fits, lists joined by "|"."""
    nodes = (
        (
            f"{_PREFIX}:{name}",
            _CATEGORIES.get(data.get("category", ""), "biolink:NamedThing"),
            data["label"],
            data.get("definition", ""),
        )
        for name, data in graph.nodes(data=True)
    )
    edges = (
        (
            f"{_PREFIX}:{one}-{key}-{other}",
            f"{_PREFIX}:{one}",
            _PREDICATES.get(key, "biolink:related_to"),
            f"{_PREFIX}:{other}",
            key,
            "knowledge_assertion" if key == "broader" else "not_provided",
            "manual_agent" if key == "broader" else "text_mining_agent",
            "|".join(dict.fromkeys(f"PMID:{i.split('/', 1)[0]}" for i in data["evidence"])),
            *(data.get(name, 0) for name in ("studies", "reviews", "author_groups")),
            "|".join(data["evidence"]),
        )
        for one, other, key, data in graph.edges(keys=True, data=True)
    )
    return {
        "_nodes.tsv": _table(_NODE_COLUMNS, nodes, "\t"),
        "_edges.tsv": _table(_EDGE_COLUMNS, edges, "\t"),
    }


def _csv(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """An edge list."""
    flat = _flat(graph)
    rows = (
        (one, key, other, *(data.get(name, "") for name in _LIST_COLUMNS[3:]))
        for one, other, key, data in flat.edges(keys=True, data=True)
    )
    return {"": _table(_LIST_COLUMNS, rows, ",")}


FORMATS: Mapping[str, Callable[[nx.MultiDiGraph[str]], dict[str, str]]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "json": _json,
    "kgx": _kgx,
    "csv": _csv,
}
"""Writers by the name of their format."""


def _flat(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same graph with nothing but text and numbers on it."""
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    for name, node in graph.nodes(data=True):
        flat.add_node(name, **{k: _plain(v) for k, v in node.items()})
    for one, other, key, edge in graph.edges(keys=True, data=True):
        flat.add_edge(one, other, key=key, **{k: _plain(v) for k, v in edge.items()})
    return flat


def _plain(value: Any) -> str | int | float:  # noqa: ANN401 - an attribute of any kind
    """A value that any format can hold."""
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return value if isinstance(value, int | float) else str(value)


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]], mark: str) -> str:
    """Rows under their columns."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [str(v).replace("\t", " ").replace("\n", " ") if mark == "\t" else v for v in row]
        for row in rows
    )
    return text.getvalue()
