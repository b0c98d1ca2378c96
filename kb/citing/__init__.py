"""What leaves the house as text: citations in five formats, and claims on trial."""

from kb.citing.claims import claims_markdown
from kb.citing.export import FORMATS, Format, export
from kb.citing.fields import INCOMPLETE_AUTHORS, SUMMARY_MARK
from kb.citing.nbib import CORRECTION_TAGS
from kb.citing.reference import reference

__all__ = [
    "CORRECTION_TAGS",
    "FORMATS",
    "INCOMPLETE_AUTHORS",
    "SUMMARY_MARK",
    "Format",
    "claims_markdown",
    "export",
    "reference",
]
