"""Stored records read again from their bytes, by the parser of today."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

from ingest.fingerprint import parser_fingerprint
from ingest.formats.bibtex import parse_bibtex
from ingest.formats.medline_text import parse_medline_text
from ingest.formats.ris import parse_ris
from ingest.medline import read_records
from ingest.starter import parse_paper
from kb import Writer
from kb.errors import MalformedRecord
from kb.model import Article, ProgressListener, Record, Source, silent

logger = logging.getLogger(__name__)

_TEXTS: tuple[tuple[str, Callable[[str], Article]], ...] = (
    ("{", lambda text: parse_paper(json.loads(text))),
    ("@", parse_bibtex),
    ("TY", parse_ris),
    ("PMID", parse_medline_text),
)


def read_again(writer: Writer, run: int | None, progress: ProgressListener = silent) -> int:
    """Read every record again that another version of the parser read.

    Nothing is asked of PubMed: the bytes of each record are kept. The history of a record whose
    text differs says "read again", which is no change of PubMed's.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`; publish with its ``update`` or ``rebuild``.
    run : int or None
        The run that does it.
    progress : callable, optional
        Told how far it is.

    Returns
    -------
    int
        Records whose text is another now.
    """
    return writer.read_again(parse_again, parser_fingerprint(), run=run, progress=progress)


def parse_again(old: Record) -> Record | None:
    """Make a record anew of its bytes; None, and a warning, where it cannot be read any more."""
    try:
        article = _parsed(old.raw, old.article.source)
    except MalformedRecord as error:
        logger.warning("PMID %s keeps the text that is stored: %s", old.article.pmid, error)
        return None
    return None if article is None else Record(article, old.raw, parser_fingerprint())


def _parsed(raw: bytes, source: Source) -> Article | None:
    """The article in the bytes of one record, None where they are of no known kind."""
    start = raw.lstrip()
    if start.startswith(b"<"):
        for found in read_records(io.BytesIO(raw), source=source):
            if isinstance(found, Record):
                return found.article
        return None
    text = raw.decode("utf-8")
    return next((parse(text) for sign, parse in _TEXTS if start.startswith(sign.encode())), None)
