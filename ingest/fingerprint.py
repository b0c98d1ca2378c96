"""What read a record: a fingerprint over the code that does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

# Files, and folders of which every file counts: a new format needs no word here.
_READERS = ("citation.py", "fields.py", "medline.py", "formats", "starter")


@cache
def parser_fingerprint() -> str:
    """SHA-256 over every file that turns bytes into articles, line ends made alike.

    Stored beside each record, so that records read by other code are known, and can be read again
    from their bytes without PubMed.
    """
    digest = hashlib.sha256()
    for name, file in _sources():
        body = file.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest.update(f"{name}\0{len(body)}\0{body}".encode())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[tuple[str, Traversable]]:
    """Name and file of every reader, in one order."""
    for name in _READERS:
        place = files("ingest").joinpath(name)
        if place.is_file():
            yield name, place
            continue
        within = {f"{name}/{file.name}": file for file in place.iterdir()}
        yield from ((n, within[n]) for n in sorted(within) if n.endswith(".py"))
