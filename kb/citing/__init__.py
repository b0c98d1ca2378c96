"""Citations of any selection of articles: RIS, NBIB, BibTeX, CSL-JSON and CSV."""

from kb.citing.export import FORMATS, Format, export
from kb.citing.reference import reference

__all__ = ["FORMATS", "Format", "export", "reference"]
