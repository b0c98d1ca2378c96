"""Records in the formats of reference managers: MEDLINE/nbib, RIS and BibTeX.

Each module turns text into pieces, one a record, and a piece into an article; the piece is kept
beside the article, so that a better reader can be run over it later. What such a file says ranks
below PubMed's own XML (see :class:`kb.model.Source`).
"""
