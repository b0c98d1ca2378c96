"""The vocabulary as SKOS, in Turtle; the only door to rdflib."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from kb.model import Category, Concept

NAMESPACE = "urn:medial-branch-kb:"
"""Concepts are ``urn:medial-branch-kb:concept:ID``, their categories ``…category:NAME``."""
_LANGUAGE = "en"


def skos_turtle(concepts: Iterable[Concept]) -> str:
    """Write concepts as a SKOS concept scheme.

    Labels and short forms become `altLabel`; MeSH descriptors and phrases that do not mean the
    concept stand in notes, since SKOS has no property for a descriptor's name. Each category is
    a collection.

    Parameters
    ----------
    concepts : iterable of Concept
        Links among them lead to concepts that are given, too.

    Returns
    -------
    str
        Turtle; the same concepts give the same text.

    Examples
    --------
    >>> from kb.model import Category
    >>> pain = Concept("neck-pain", "neck pain", Category.INDICATION, alt_labels=("cervicalgia",))
    >>> 'skos:altLabel "cervicalgia"@en' in skos_turtle([pain])
    True
    """
    graph = Graph()
    own = Namespace(NAMESPACE)
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    scheme = own["scheme"]
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, _text("Vocabulary of the medial branch knowledge base")))
    for category in Category:
        graph.add((_category(category), RDF.type, SKOS.Collection))
        graph.add((_category(category), SKOS.prefLabel, _text(category.replace("_", " "))))
    for concept in concepts:
        _add(graph, scheme, concept)
    return graph.serialize(format="turtle")


def _add(graph: Graph, scheme: URIRef, concept: Concept) -> None:
    """Add one concept with its labels and links."""
    node = _concept(concept.id)
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    graph.add((node, SKOS.notation, Literal(concept.id)))
    graph.add((node, SKOS.prefLabel, _text(concept.pref_label)))
    graph.add((_category(concept.category), SKOS.member, node))
    for label in (*concept.alt_labels, *(a.form for a in concept.abbreviations)):
        if label != concept.pref_label:  # SKOS forbids a label that is both
            graph.add((node, SKOS.altLabel, _text(label)))
    if concept.definition:
        graph.add((node, SKOS.definition, _text(concept.definition)))
    for name in concept.mesh:
        graph.add((node, SKOS.note, _text(f"MeSH: {name}")))
    for phrase in concept.not_when:
        graph.add((node, SKOS.scopeNote, _text(f"Not meant in: {phrase}")))
    for above in concept.broader:
        graph.add((node, SKOS.broader, _concept(above)))
        graph.add((_concept(above), SKOS.narrower, node))
    if not concept.broader:
        graph.add((node, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, node))
    for other in concept.related:
        graph.add((node, SKOS.related, _concept(other)))


def _concept(concept_id: str) -> URIRef:
    """Name of a concept; ids are small letters, digits and hyphens."""
    return URIRef(f"{NAMESPACE}concept:{concept_id}")


def _category(category: Category) -> URIRef:
    """Name of a category's collection."""
    return URIRef(f"{NAMESPACE}category:{category.value}")


def _text(text: str) -> Literal:
    """A text in the vocabulary's language."""
    return Literal(text, lang=_LANGUAGE)
