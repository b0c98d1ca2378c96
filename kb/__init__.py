"""Medial branch evidence: the knowledge base."""
