"""From readings to evidence, studies and a networkx graph, and the vocabulary to SKOS."""

from kb.graph.edges import edges_of
from kb.graph.evidence import EvidenceReader, evidence_of
from kb.graph.studies import standings
from kb.graph.terms import rules_fingerprint

__all__ = ["EvidenceReader", "edges_of", "evidence_of", "rules_fingerprint", "standings"]
