"""The concept graph: every edge stands on sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from kb import KnowledgeBase, open_kb, open_writer
from kb.errors import IndexOutOfDate
from kb.graph import evidence_of
from kb.graph.network import build_graph
from kb.model import AbstractSection, Category, Mention, MentionStatus, Predicate
from kb.reading import Reader, load_vocabulary
from kb.store.evidence import GraphRow
from tests.kb.records import article


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_vocabulary())


def _evidence(reader: Reader, **changes: object) -> set[tuple[str, str]]:
    record = article(**changes)
    reading = reader.read(record)
    judged = replace(record, on_topic=True)
    concepts = reader.vocabulary.concepts
    found = evidence_of(judged, reading, concepts)
    return {(e.subject, e.object) for e in found if e.predicate is Predicate.CO_MENTIONED}


def test_concepts_of_different_categories_in_one_sentence_are_linked(reader: Reader) -> None:
    found = _evidence(reader)
    assert ("cervical-medial-branch-block", "fluoroscopy") in found
    assert ("cervical-medial-branch-block", "chronic-neck-pain") in found
    categories = {c: reader.vocabulary.concepts[c].category for pair in found for c in pair}
    assert all(categories[one] is not categories[other] for one, other in found)
    assert set(categories.values()).isdisjoint({Category.POPULATION, Category.STUDY_DESIGN})


@pytest.mark.parametrize("status", [s for s in MentionStatus if s is not MentionStatus.ASSERTED])
def test_only_what_is_asserted_links(reader: Reader, status: MentionStatus) -> None:
    record = replace(article(), on_topic=True)
    reading = reader.read(record)
    meant = replace(
        reading,
        mentions=tuple(replace(m, status=status) for m in reading.mentions),
        findings=(),
        facts=replace(reading.facts, region=(), imaging_guidance=()),
    )
    assert evidence_of(record, meant, reader.vocabulary.concepts) == ()


def test_a_store_keeps_how_mentions_are_meant_and_links_only_what_is_asserted(
    tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    sections = (
        AbstractSection("", "Infection can follow a facet joint injection.", "BACKGROUND"),
        AbstractSection("", "Patients with diabetes before MRI were excluded.", "METHODS"),
        AbstractSection("", "Cervical medial branch blocks were given for neck pain.", "RESULTS"),
        AbstractSection("", "No pneumothorax followed fluoroscopy.", "RESULTS"),
        AbstractSection("", "Trials of ultrasound for headache are needed.", "CONCLUSIONS"),
    )
    with open_writer(tmp_path / "kb") as writer:
        writer.add_articles([article(title="Cervical medial branch blocks", sections=sections)])
        writer.update()
    base = open_kb(tmp_path / "kb")
    said = {(m.concept_id, m.status.value, m.role_source.value) for m in base.mentions("101")}
    assert {
        ("facet-joint-block", "background", "category"),
        ("pneumothorax", "negated", "category"),
        ("mri", "excluded", "category"),
        ("headache", "hypothetical", "category"),
        ("neck-pain", "asserted", "category"),
    } <= said
    assert {e.section for e in base.evidence(predicate="co_mentioned")} == {2}
    # that a harm did not occur is a finding with a direction, and never an edge
    (denied,) = (e for e in base.evidence() if e.section == 3)
    assert (denied.predicate, denied.direction) == ("complicated_by", "no_difference")
    assert denied.object == "pneumothorax"
    edges = {(a, b) for a, b, d in base.graph().edges(data=True) if d["predicate"] != "broader"}
    assert ("cervical-medial-branch-block", "neck-pain") in edges
    assert not {"headache", "mri", "pneumothorax", "infection"} & {end for e in edges for end in e}
    assert "pneumothorax" not in {n.concept_id for n in base.neighbours("medial-branch-block")}
    base.close()


def test_a_concept_within_a_longer_one_is_not_linked_for_itself(reader: Reader) -> None:
    record = replace(article(), on_topic=True)
    text = record.sections[0].text
    start = text.index("cervical medial branch blocks")
    reading = replace(
        reader.read(record),
        mentions=(
            Mention(
                "101",
                0,
                start,
                start + 29,
                text[start : start + 29],
                "cervical-medial-branch-block",
            ),
            Mention(
                "101", 0, start, start + 22, text[start : start + 22], "cervical-medial-branch"
            ),
            Mention(
                "101",
                0,
                text.index("fluoroscopy"),
                text.index("fluoroscopy") + 11,
                "fluoroscopy",
                "fluoroscopy",
            ),
        ),
    )
    found = evidence_of(record, reading, reader.vocabulary.concepts)
    together = [e for e in found if e.predicate is Predicate.CO_MENTIONED]
    assert [(e.subject, e.object) for e in together] == [
        ("cervical-medial-branch-block", "fluoroscopy")
    ]


@pytest.mark.parametrize(
    "judgement", [{"on_topic": False}, {"on_topic": True, "retraction": "yes"}]
)
def test_off_topic_and_retracted_papers_give_none(reader: Reader, judgement: dict) -> None:
    record = article()
    judged = replace(record, **judgement)
    assert evidence_of(judged, reader.read(record), reader.vocabulary.concepts) == ()


def test_every_edge_of_the_starter_graph_can_be_followed_to_its_sentences(
    starter: KnowledgeBase,
) -> None:
    graph = starter.graph()
    followed = 0
    for subject, other, data in graph.edges(data=True):
        if data["predicate"] == "broader":
            assert data["evidence"] == []
            continue
        found = starter.evidence(ids=data["evidence"])
        assert [e.id for e in found] == data["evidence"]
        assert {e.pmid for e in found} == {i.split("/")[0] for i in data["evidence"]}
        assert data["articles"] == len({e.pmid for e in found})
        for e in found:
            record = starter.article(e.pmid)
            assert (e.subject, e.object) == (subject, other)
            assert record.gives_evidence
            assert record.text(e.section)[e.start : e.end] == e.sentence
            named = {
                m.concept_id
                for m in starter.mentions(e.pmid)
                if m.section == e.section and e.start <= m.start and m.end <= e.end and m.asserted
            }
            assert e.predicate is not Predicate.CO_MENTIONED or {e.subject, e.object} <= named
            assert e.predicate == data["predicate"] and e.extractor
        followed += len(found)
        if followed > 400:
            break
    assert followed > 400


def test_the_graph_is_a_multidigraph_that_json_can_hold(starter: KnowledgeBase) -> None:
    graph = starter.graph()
    assert type(graph) is nx.MultiDiGraph
    assert graph.nodes["medial-branch-block"]["category"] == "intervention"
    assert graph.has_edge("cervical-medial-branch-block", "medial-branch-block", key="broader")
    assert json.loads(json.dumps(nx.node_link_data(graph, edges="edges")))


def test_filters_narrow_the_graph(starter: KnowledgeBase) -> None:
    whole = starter.graph()
    narrow = starter.graph({"region": "cervical", "year_from": 2005})
    assert 0 < narrow.number_of_edges() < whole.number_of_edges()
    pmids = {i.split("/")[0] for _, _, d in narrow.edges(data=True) for i in d["evidence"]}
    assert all((starter.article(p).year or 0) >= 2005 for p in pmids)


def test_neighbours_agree_with_the_graph(starter: KnowledgeBase) -> None:
    graph = starter.graph()
    concept = "cervical-medial-branch-block"
    expected: dict[tuple[str, str], set[str]] = {}
    for one, other, data in graph.edges(data=True):
        if concept in (one, other) and data["predicate"] != "broader":
            far = other if one == concept else one
            expected.setdefault((far, data["predicate"]), set()).update(data["evidence"])
    found = starter.neighbours(concept, narrower=False)
    assert {(n.concept_id, n.predicate): set(n.evidence) for n in found} == expected
    assert [n.studies for n in found] == sorted((n.studies for n in found), reverse=True)
    for n in found:
        if graph.has_edge(concept, n.concept_id, key=n.predicate) and not graph.has_edge(
            n.concept_id, concept, key=n.predicate
        ):
            only = graph.edges[concept, n.concept_id, n.predicate]
            assert (n.articles, n.sentences, n.studies, n.reviews, n.author_groups) == tuple(
                only[name]
                for name in ("articles", "sentences", "studies", "reviews", "author_groups")
            )


def test_narrower_concepts_add_their_neighbours(starter: KnowledgeBase) -> None:
    alone = starter.neighbours("medial-branch-block", "outcome", narrower=False)
    whole = starter.neighbours("medial-branch-block", "outcome")
    assert len(whole) > len(alone)
    assert {starter.concept(n.concept_id).category for n in whole} == {Category.OUTCOME}


def test_a_graph_is_the_same_in_every_process(starter: KnowledgeBase) -> None:
    code = (
        "import sys, hashlib, json, kb, networkx as nx;"
        "data = nx.node_link_data(kb.open_kb(sys.argv[1]).graph(), edges='edges');"
        "print(hashlib.sha256(json.dumps(data).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(starter.path)],
            capture_output=True,
            text=True,
            check=True,
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_evidence_of_a_concept_the_vocabulary_lacks_is_an_error_that_names_the_mend(
    reader: Reader,
) -> None:
    rows = [
        GraphRow(
            *("dropped", "co_mentioned", "neck-pain", "", "", "", 1),
            *("1/0/0/co_mentioned/dropped/neck-pain", "primary", "1", "1"),
        )
    ]
    with pytest.raises(IndexOutOfDate, match=r"'dropped'.*mbb rebuild"):
        build_graph(rows, reader.vocabulary.concepts)
