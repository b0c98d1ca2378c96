"""What read a record: a fingerprint over the code that does."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

_READERS = (
    "citation.py",
    "fields.py",
    "medline.py",
    "formats/pieces.py",
    "formats/medline_text.py",
    "formats/ris.py",
    "formats/bibtex.py",
    "starter/__init__.py",
)


@cache
def parser_fingerprint() -> str:
    """SHA-256 over every file that turns bytes into articles, line ends made alike.

    Stored beside each record, so that records read by other code are known, and can be read again
    from their bytes without PubMed.
    """
    digest = hashlib.sha256()
    for name in _READERS:
        body = files("ingest").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
        digest.update(f"{name}\0{len(body)}\0{body}".encode())
    return digest.hexdigest()[:16]
