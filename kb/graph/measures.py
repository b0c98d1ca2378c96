"""Paths, centralities, communities and associations, through networkx and scipy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, pairwise
from typing import Any

import networkx as nx

from kb.errors import ConfigurationError
from kb.model import Association, GraphPath, Predicate, Step

_PRIOR = 10.0
"""Weight of the prior, in studies: pairs seen in far fewer are drawn towards chance."""
_Z = 1.959963984540054
CENTRALITIES = ("pagerank", "betweenness", "degree")


def projected(
    graph: nx.MultiDiGraph[str], predicates: Iterable[str] | None = None
) -> nx.Graph[str]:
    """A plain weighted graph of concepts: `weight` is the number of studies over all edges.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Of :func:`kb.graph.network.build_graph`.
    predicates : iterable of str, optional
        Which edges count; all but ``broader`` and ``co_mentioned`` by default. An edge of reviews
        alone weighs nothing and is left out.
    """
    chosen = frozenset(predicates) if predicates is not None else typed_predicates()
    plain: nx.Graph[str] = nx.Graph()
    for one, other, data in graph.edges(data=True):
        if data["predicate"] in chosen and one != other and data.get("studies"):
            before = plain.get_edge_data(one, other, {"weight": 0})["weight"]
            plain.add_edge(one, other, weight=before + data["studies"])
    for name in plain:
        plain.nodes[name].update(graph.nodes[name])
    return plain


def typed_predicates() -> frozenset[str]:
    """Predicates that were read: neither the vocabulary's nor named together."""
    return frozenset(map(str, Predicate)) - {Predicate.BROADER, Predicate.CO_MENTIONED}


def paths(
    graph: nx.MultiDiGraph[str],
    one: str,
    other: str,
    *,
    limit: int,
    longest: int,
    predicates: Iterable[str] | None = None,
) -> list[GraphPath]:
    """Shortest ways between two concepts, those of more studies first; none where none leads."""
    plain = projected(graph, predicates)
    if one not in plain or other not in plain or one == other:
        return []
    for _, _, data in plain.edges(data=True):
        data["length"] = 1 + 1 / (1 + data["weight"])
    found = []
    try:
        for way in islice(nx.shortest_simple_paths(plain, one, other, weight="length"), limit):
            if len(way) - 1 > longest:
                continue
            steps = tuple(_step(graph, a, b, predicates) for a, b in pairwise(way))
            found.append(GraphPath(tuple(way), steps))
    except nx.NetworkXNoPath:
        return []
    return found


def _step(
    graph: nx.MultiDiGraph[str], one: str, other: str, predicates: Iterable[str] | None
) -> Step:
    """The edge of most studies between two concepts, whichever way it goes."""
    chosen = frozenset(predicates) if predicates is not None else typed_predicates()
    edges = [
        (a, b, data)
        for a, b in ((one, other), (other, one))
        for data in (graph.get_edge_data(a, b) or {}).values()
        if data["predicate"] in chosen
    ]
    a, b, best = min(edges, key=lambda e: (-e[2]["studies"], e[2]["predicate"], e[0], e[1]))
    return Step(a, best["predicate"], b, best["studies"], tuple(best["evidence"]))


def centralities(graph: nx.MultiDiGraph[str], measure: str) -> dict[str, float]:
    """A centrality of every concept over typed edges, the highest first, ties by id."""
    plain = projected(graph)
    measures: dict[str, Any] = {
        "pagerank": lambda: nx.pagerank(plain, weight="weight"),
        "betweenness": lambda: nx.betweenness_centrality(plain),
        "degree": lambda: dict(plain.degree(weight="weight")),
    }
    if measure not in measures:
        raise ConfigurationError(
            f"There is no centrality {measure!r}; it is one of {', '.join(CENTRALITIES)}."
        )
    values = measures[measure]() if len(plain) else {}
    return dict(sorted(values.items(), key=lambda item: (-round(item[1], 12), item[0])))


def communities(graph: nx.MultiDiGraph[str]) -> list[tuple[str, ...]]:
    """Concepts that hang together over typed edges (greedy modularity), the largest first."""
    plain = projected(graph)
    if not plain.number_of_edges():
        return []
    found = nx.community.greedy_modularity_communities(plain, weight="weight")
    return sorted((tuple(sorted(c)) for c in found), key=lambda c: (-len(c), c))


def associations(
    named: Mapping[str, frozenset[str]],
    ones: Sequence[str],
    others: Sequence[str],
    studies: int,
) -> Iterator[Association]:
    """How pairs of concepts go together, in the order of the arguments; pairs never met left out.

    Parameters
    ----------
    named : mapping of str to frozenset of str
        Studies that name each concept.
    ones, others : sequence of str
        Concepts to pair; equal lists give each pair once.
    studies : int
        How many there are.
    """
    pairs: Iterable[tuple[str, str]] = (
        combinations(ones, 2)
        if list(ones) == list(others)
        else ((a, b) for a in ones for b in others if a != b)
    )
    for one, other in pairs:
        first, second = named.get(one, frozenset()), named.get(other, frozenset())
        both = len(first & second)
        if both:
            yield association(one, other, both, len(first), len(second), studies)


def association(
    one: str, other: str, both: int, first: int, second: int, studies: int
) -> Association:
    """One pair from its four counts.

    Examples
    --------
    >>> found = association("a", "b", both=8, first=10, second=10, studies=100)
    >>> round(found.lift, 1), found.low > 0, found.fisher_p < 0.001
    (8.0, True, True)
    """
    from scipy.stats import fisher_exact

    table = [
        [both, first - both],
        [second - both, studies - first - second + both],
    ]
    share = second / studies
    named, unnamed = _PRIOR * share, _PRIOR * (1 - share)
    (a, b), (c, d) = ((row[0] + named, row[1] + unnamed) for row in table)
    log_odds = math.log(a / b) - math.log(c / d) if min(a, b, c, d) > 0 else 0.0
    spread = _Z * math.sqrt(sum(1 / x for x in (a, b, c, d) if x > 0))
    return Association(
        one=one,
        other=other,
        both=both,
        first=first,
        second=second,
        studies=studies,
        lift=both * studies / (first * second),
        log_odds=log_odds,
        low=log_odds - spread,
        high=log_odds + spread,
        fisher_p=float(fisher_exact(table)[1]),
    )
