"""From evidence to a networkx graph, and the vocabulary to SKOS."""

from kb.graph.evidence import evidence_of

__all__ = ["evidence_of"]
