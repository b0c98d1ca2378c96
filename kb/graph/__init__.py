"""From evidence to a networkx graph; the only door to networkx."""

from kb.graph.evidence import evidence_of

__all__ = ["evidence_of"]
