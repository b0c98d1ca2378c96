"""Citations of any selection of articles: RIS, NBIB, BibTeX, CSL-JSON and CSV."""

from kb.citing.export import FORMATS, Format, export

__all__ = ["FORMATS", "Format", "export"]
