"""Edges kept with their counts: the same answers as counting the evidence itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import KnowledgeBase, open_kb, open_writer
from kb.graph import edges_of
from kb.model import Evidence, Neighbour, PaperStanding, Study, StudyKind
from tests.kb.records import article

_LIMITS = (1, 7, 20, 100)


def _links(evidence: list[Evidence]) -> list[Evidence]:
    """All but harms that did not occur."""
    return [
        e
        for e in evidence
        if not (
            e.predicate == "complicated_by"
            and e.direction == "no_difference"
            and e.basis != "between_group"
        )
    ]


def _counted(
    evidence: list[Evidence], studies: dict[str, Study], inside: set[str]
) -> list[Neighbour]:
    """Neighbours by their definition: sets of what the evidence of each one names."""
    found: dict[tuple[str, str], list[Evidence]] = {}
    for e in evidence:
        if (e.subject in inside) != (e.object in inside):
            far = e.object if e.subject in inside else e.subject
            found.setdefault((far, e.predicate), []).append(e)
    made = []
    for (far, predicate), pieces in found.items():
        papers = [studies[e.pmid] for e in pieces]
        made.append(
            Neighbour(
                far,
                predicate,
                articles=len({e.pmid for e in pieces}),
                sentences=len({(e.pmid, e.section, e.start) for e in pieces}),
                evidence=tuple(e.id for e in pieces),
                studies=len({s.study for s in papers if s.kind is StudyKind.PRIMARY}),
                reviews=len({s.study for s in papers if s.kind is not StudyKind.PRIMARY}),
                author_groups=len({s.author_group for s in papers}),
            )
        )
    return sorted(
        made, key=lambda n: (-n.studies, -n.articles, -n.sentences, n.concept_id, n.predicate)
    )


@pytest.mark.parametrize("narrower", [False, True])
def test_every_concept_has_the_neighbours_that_its_evidence_gives(
    starter: KnowledgeBase, narrower: bool
) -> None:
    evidence = _links(starter.evidence())
    evidence.sort(
        key=lambda e: (int(e.pmid), e.section, e.start, e.predicate, e.subject, e.object, e.id)
    )
    studies = starter.studies([e.pmid for e in evidence])
    linked = 0
    for concept in starter.concepts():
        below = starter._reader.vocabulary.descendants(concept.id) if narrower else frozenset()
        expected = _counted(evidence, studies, {concept.id, *below})
        found = starter.neighbours(concept.id, narrower=narrower)
        assert found == expected, concept.id
        linked += bool(expected)
        if len(expected) > 2:
            assert starter.neighbours(concept.id, limit=2, narrower=narrower) == expected[:2]
    assert linked > 50


def test_the_first_pieces_of_evidence_are_the_first_of_all(starter: KnowledgeBase) -> None:
    asked = 0
    for concept in starter.concepts()[::9]:
        whole = [e.id for e in starter.evidence(concept.id)]
        for limit in _LIMITS:
            assert [e.id for e in starter.evidence(concept.id, limit=limit)] == whole[:limit]
        asked += len(whole) > _LIMITS[-1]
    assert asked
    one, other = "medial-branch-block", "corticosteroid"
    whole = [e.id for e in starter.evidence(one, object=other)]
    assert [e.id for e in starter.evidence(one, object=other, limit=3)] == whole[:3]


def test_neighbours_are_plain_values(starter: KnowledgeBase) -> None:
    one, again = (starter.neighbours("medial-branch-block")[0] for _ in range(2))
    assert one == again and isinstance(one.evidence, tuple)
    assert json.loads(json.dumps(asdict(one)))["evidence"] == list(again.evidence)
    assert len(starter.evidence(ids=one.evidence)) == len(one.evidence)


_PLACES = st.tuples(st.integers(1, 6), st.integers(-1, 2), st.integers(0, 2), st.integers(0, 1))
_STATEMENTS = st.tuples(
    st.sampled_from("abcd"), st.sampled_from(["p", "q"]), st.sampled_from("abcd"), st.booleans()
)


_STANDINGS = st.builds(
    PaperStanding,
    st.sampled_from([StudyKind.PRIMARY, StudyKind.REVIEW]),
    st.sampled_from("xyz"),
    st.sampled_from("gh"),
)


@given(
    st.lists(st.tuples(_PLACES, _STATEMENTS), unique=True, max_size=20),
    st.lists(_STANDINGS, min_size=6, max_size=6),
)
def test_counts_are_of_distinct_things(
    drawn: list[tuple[tuple[int, ...], tuple[str, str, str, bool]]], told: list[PaperStanding]
) -> None:
    rows = [(*place, *said[:3], int(said[3])) for place, said in sorted(drawn)]
    papers = dict(enumerate(told, start=1))
    narrower = {"a": frozenset("bc"), "b": frozenset("c"), "e": frozenset("d"), "d": frozenset()}
    found = edges_of(rows, papers, narrower)
    asked = [(c, {c}, False) for c in "abcd"]
    asked += [(c, {c, *below}, True) for c, below in narrower.items() if below]
    expected = set()
    for concept, inside, with_narrower in asked:
        pieces: dict[tuple[str, str], list[tuple[int, ...]]] = {}
        for *place, subject, predicate, other, denied in rows:
            if (subject in inside) != (other in inside) and not denied:
                far = other if subject in inside else subject
                pieces.setdefault((far, predicate), []).append(tuple(place))
        for (far, predicate), places in pieces.items():
            of_them = [papers[place[0]] for place in places]
            expected.add(
                (
                    *(concept, with_narrower, far, predicate),
                    len({place[0] for place in places}),
                    len({place[:3] for place in places}),
                    len({p.study for p in of_them if p.kind is StudyKind.PRIMARY}),
                    len({p.study for p in of_them if p.kind is not StudyKind.PRIMARY}),
                    len({p.author_group for p in of_them}),
                )
            )
    counted = [tuple(asdict(count).values()) for count in found.counts]
    assert len(counted) == len(set(counted)) and set(counted) == expected
    assert sum(len(edge.places) for edge in found.places) == 16 * len(rows)


@pytest.fixture
def home(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A published store of two papers on one thing."""
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    with open_writer(tmp_path / "kb") as writer:
        writer.add_articles([article(), article(pmid="102")])
        writer.update()
    yield tmp_path / "kb"


def test_a_paper_that_is_retracted_leaves_the_edges_with_the_publication(home: Path) -> None:
    base = open_kb(home)
    before = base.neighbours("cervical-medial-branch-block")
    assert before and {n.articles for n in before} == {2}
    with open_writer(home) as writer:
        writer.mark_retracted("102", "notice")
        writer.update()
    after = base.neighbours("cervical-medial-branch-block")
    assert {n.articles for n in after} == {1}
    assert not any(name.startswith("102/") for n in after for name in n.evidence)
    base.close()
