"""The vocabulary as SKOS, read back."""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from kb.graph.skos import NAMESPACE, skos_turtle
from kb.reading import load_vocabulary


def _node(concept_id: str) -> URIRef:
    return URIRef(f"{NAMESPACE}concept:{concept_id}")


def test_every_concept_is_read_back_with_its_names_and_links() -> None:
    concepts = load_vocabulary().concepts
    graph = Graph().parse(data=skos_turtle(concepts.values()), format="turtle")
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == len(concepts)
    for concept in concepts.values():
        node = _node(concept.id)
        assert [str(v) for v in graph.objects(node, SKOS.prefLabel)] == [concept.pref_label]
        names = {*concept.alt_labels, *(a.form for a in concept.abbreviations)}
        said = {str(v) for v in graph.objects(node, SKOS.altLabel)}
        assert said == names - {concept.pref_label}
        assert set(graph.objects(node, SKOS.broader)) == {_node(c) for c in concept.broader}
        assert set(graph.objects(node, SKOS.narrower)) == {_node(c) for c in concept.narrower}
        (collection,) = graph.subjects(SKOS.member, node)
        assert str(collection) == f"{NAMESPACE}category:{concept.category}"
    tops = set(graph.objects(URIRef(f"{NAMESPACE}scheme"), SKOS.hasTopConcept))
    assert tops == {_node(c.id) for c in concepts.values() if not c.broader}


def test_the_same_vocabulary_gives_the_same_text() -> None:
    concepts = load_vocabulary().concepts
    turtle = skos_turtle(concepts.values())
    assert turtle == skos_turtle(reversed(list(concepts.values())))
