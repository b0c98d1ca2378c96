"""Citations of any selection of articles: RIS, NBIB, BibTeX, CSL-JSON and CSV."""

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
    "export",
    "reference",
]
