"""Single records by PMID, from PubMed into the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.ledgered import close_killed, closed_on_error
from ingest.pubmed import PubMed
from ingest.pulling import Pulled, close, is_resumable, pull
from ingest.reports import RefreshReport
from kb import Writer
from kb.errors import ConfigurationError, IngestError, PubMedRejected, PubMedUnavailable
from kb.model import ProgressListener, silent

KIND = "add"
_SCOPE = "Records named by hand"
_PREFIX = re.compile(r"(?i)(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|PMID:?)")


def add(
    writer: Writer, pubmed: PubMed, pmids: Iterable[str], progress: ProgressListener = silent
) -> RefreshReport:
    """Store records by PMID, then read, index and publish them.

    Parameters
    ----------
    writer : Writer
        From :func:`kb.open_writer`.
    pubmed : PubMed
        The client.
    pmids : iterable of str
        See :func:`read_pmids`.
    progress : callable, optional
        Told how far it is.

    Returns
    -------
    RefreshReport
        One run; every PMID is stored, or named in it with the reason.

    Raises
    ------
    ConfigurationError
        Something is no PMID; then nothing is sent.
    """
    wanted = read_pmids(pmids)
    asked = ",".join(wanted)
    old = writer.unfinished_run(KIND, query=asked)
    if old is not None and is_resumable(old):
        run = old.id
        writer.resume_run(run)
    else:
        close_killed(writer, KIND, query=asked)
        run = writer.begin_run(KIND, query=asked, found=len(wanted))
    writer.describe_run(run, message=_SCOPE)
    error: IngestError | None = None
    with closed_on_error(writer, run, _SCOPE):
        writer.plan(run, wanted)
        try:
            for _ in pull(writer, pubmed, run, "Fetching", progress):
                pass
        except (PubMedUnavailable, PubMedRejected) as found:
            error = found
        writer.update(progress)
    report = close(writer, Pulled(run, _SCOPE, error))
    return RefreshReport((report,), (), writer.status())


def read_pmids(words: Iterable[str]) -> list[str]:
    """Read PMIDs as people write them; each once, in the order of their numbers.

    Raises
    ------
    ConfigurationError
        Something is no PMID, or nothing is given.

    Examples
    --------
    >>> read_pmids(["PMID:345, 12", "https://pubmed.ncbi.nlm.nih.gov/345/"])
    ['12', '345']
    """
    found: set[str] = set()
    for word in words:
        for part in _PREFIX.sub(" ", word).replace(",", " ").split():
            number = part.strip("/;.").lstrip("0")
            if not (number.isascii() and number.isdigit() and len(number) < 9):
                raise ConfigurationError(
                    f"{part!r} is not a PMID: a PMID is a number of up to eight digits. "
                    "Nothing was asked for."
                )
            found.add(number)
    if not found:
        raise ConfigurationError("No PMID is given.")
    return sorted(found, key=int)
