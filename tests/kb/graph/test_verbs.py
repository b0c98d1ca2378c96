"""The verbs on the graph: narrowed, walked, compared, measured, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import ConceptNotFound, ConfigurationError, KnowledgeBase
from kb.graph.gaps import Link, OnRow, gap_matrix
from kb.graph.measures import association, centralities, communities, paths, projected
from kb.model import CellState, Stance

_OTHER = {"co_mentioned", "broader"}


def test_a_subgraph_holds_what_was_asked_for_and_no_more(starter: KnowledgeBase) -> None:
    whole = starter.graph()
    part = starter.subgraph(
        {"year_from": 2000}, predicates=["reports_outcome"], question="therapeutic", at_least=2
    )
    assert 0 < part.number_of_edges() < whole.number_of_edges()
    for _, _, data in part.edges(data=True):
        assert data["predicate"] == "reports_outcome" and data["studies"] >= 2
        assert set(data["questions"]) == {"therapeutic"}
    only = starter.subgraph(categories=["imaging", "intervention"], predicates=["guided_by"])
    assert {d["category"] for _, d in only.nodes(data=True)} == {"imaging", "intervention"}
    with pytest.raises(ConfigurationError):
        starter.subgraph(predicates=["cures"])


def test_studies_and_papers_can_be_nodes(starter: KnowledgeBase) -> None:
    graph = starter.graph(studies=True, papers=True)
    one = "study:18690278"
    assert graph.nodes[one]["kind"] == "study" and graph.nodes[one]["reports"] == 2
    reports = [a for a, _, k in graph.in_edges(one, keys=True) if k == "reports_study"]
    assert reports == ["pmid:18690278", "pmid:22851967"]
    assert {d["kind"] for _, d in starter.graph().nodes(data=True)} == {"concept"}


def test_every_step_of_a_path_is_an_edge_with_evidence(starter: KnowledgeBase) -> None:
    found = starter.paths("vertebroplasty", "fluoroscopy", limit=4)
    assert found and len(found) <= 4
    graph = starter.graph()
    for path in found:
        assert (path.concepts[0], path.concepts[-1]) == ("vertebroplasty", "fluoroscopy")
        assert len(path.steps) == len(path.concepts) - 1
        for step in path.steps:
            data = graph.edges[step.subject, step.object, step.predicate]
            assert tuple(data["evidence"]) == step.evidence and step.predicate not in _OTHER
    assert starter.paths("acupuncture", "fluoroscopy") == []
    with pytest.raises(ConceptNotFound):
        starter.paths("nothing at all", "fluoroscopy")


def test_a_path_prefers_edges_of_more_studies(starter: KnowledgeBase) -> None:
    graph = starter.graph()
    plain = projected(graph)
    assert all(d["weight"] > 0 for _, _, d in plain.edges(data=True))
    one = paths(graph, "medial-branch-block", "pain-intensity", limit=1, longest=3)
    assert one[0].concepts == ("medial-branch-block", "pain-intensity")


def test_a_contrast_is_the_same_from_both_sides(starter: KnowledgeBase) -> None:
    one = starter.contrast("ultrasound-guidance", "fluoroscopy", "procedure-time")
    other = starter.contrast("fluoroscopy", "ultrasound-guidance", "procedure-time")
    assert one.direct.of(Stance.FOR) and one.direct.claim.question == "technique"
    assert [v.study.pmid for v in one.direct.of(Stance.FOR)] == [
        v.study.pmid for v in other.direct.of(Stance.AGAINST)
    ]


def test_a_gap_says_which_of_four_things_is_missing() -> None:
    papers = {
        "silent": [OnRow("1", has_abstract=True, named=frozenset())],
        "naming": [OnRow("2", has_abstract=True, named=frozenset({"pain"}))],
        "bare": [OnRow("3", has_abstract=False, named=frozenset())],
        "unclear": [OnRow("4", has_abstract=True, named=frozenset())],
        "told": [OnRow("5", has_abstract=True, named=frozenset({"pain"}))],
    }
    links = [
        Link("unclear", "pain", "4/0", "4", "unclear", has_direction=True),
        Link("told", "pain", "5/0", "5", "improved", has_direction=True),
    ]
    rows = [*papers, "nobody"]
    found = gap_matrix(rows, ["pain"], links, papers)
    assert {row: found.cells[row, "pain"].state for row in rows} == {
        "silent": CellState.NONE_REPORTS,
        "naming": CellState.NOT_READ,
        "bare": CellState.NO_ABSTRACT,
        "unclear": CellState.NOT_READ,
        "told": CellState.REPORTED,
        "nobody": CellState.NO_STUDY,
    }
    assert found.to_frame().loc["told", "pain"] == 1


def test_gaps_of_the_starter_set(starter: KnowledgeBase) -> None:
    found = starter.gap_matrix(["cervical MBB", "acupuncture"], ["pain intensity", "fluoroscopy"])
    assert found.rows == ("cervical-medial-branch-block", "acupuncture")
    cell = found.cells["cervical-medial-branch-block", "pain-intensity"]
    assert cell.state is CellState.REPORTED and starter.evidence(ids=cell.evidence)
    assert found.cells["acupuncture", "fluoroscopy"].state is CellState.NO_STUDY


def test_a_timeline_only_grows(starter: KnowledgeBase) -> None:
    points = starter.timeline(
        *("single-diagnostic-block", "reports_outcome", "false-positive-rate"),
        question="diagnostic",
        polarity="worse",
    )
    assert [p.year for p in points] == sorted({p.year for p in points})
    totals = [p.favourable for p in points]
    assert totals == sorted(totals) and totals[-1] == 8


@given(st.integers(1, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 200))
def test_associations_have_an_interval_around_them(
    both: int, only_one: int, only_other: int, neither: int
) -> None:
    studies = both + only_one + only_other + neither
    a = association("a", "b", both, both + only_one, both + only_other, studies)
    b = association("b", "a", both, both + only_other, both + only_one, studies)
    assert a.low <= a.log_odds <= a.high and 0 <= a.fisher_p <= 1
    assert a.lift == pytest.approx(b.lift) and a.fisher_p == pytest.approx(b.fisher_p)


def test_associations_of_the_starter_set_count_studies(starter: KnowledgeBase) -> None:
    found = starter.associations("intervention", "imaging")
    assert found and all(2 <= a.both <= min(a.first, a.second) <= a.studies for a in found)
    assert found == sorted(found, key=lambda a: (-round(a.low, 9), a.one, a.other))
    assert starter.associations("imaging", filters={"year_to": 1950}) == []


def test_centralities_and_communities_are_networkx_s(starter: KnowledgeBase) -> None:
    graph = starter.graph()
    ranks = starter.centralities()
    assert sum(ranks.values()) == pytest.approx(1) and list(ranks.values()) == sorted(
        ranks.values(), reverse=True
    )
    groups = communities(graph)
    assert sorted(c for group in groups for c in group) == sorted(projected(graph))
    with pytest.raises(ConfigurationError):
        centralities(graph, "fame")


def test_a_frame_has_a_row_for_each_piece_of_evidence(starter: KnowledgeBase) -> None:
    frame = starter.to_frame("MBB", question="therapeutic")
    found = starter.evidence("MBB", question="therapeutic")
    assert list(frame["id"]) == [e.id for e in found] and set(frame["question"]) == {"therapeutic"}
    assert starter.to_frame(filters={"year_to": 1950}).empty


@pytest.mark.parametrize(
    "filters",
    [
        {"year_from": 2010},
        {"study_design": "RCT"},
        {"region": "cervical"},
    ],
)
def test_every_answer_is_narrowed(starter: KnowledgeBase, filters: dict[str, object]) -> None:
    allowed = {a.pmid for a in starter.articles(filters)}
    assert {e.pmid for e in starter.evidence("MBB", filters=filters)} <= allowed
    for w in starter.claims(filters):
        assert {v.study.pmid for v in (*w.voices, *w.within, *w.unread)} <= allowed
    assert set(starter.to_frame("MBB", filters=filters)["pmid"]) <= allowed
