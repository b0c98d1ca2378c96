"""Findings of a study, each with the sentence that says it."""

from kb.reading.findings.finder import FindingReader

__all__ = ["FindingReader"]
