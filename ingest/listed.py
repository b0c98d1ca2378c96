"""Records that are asked for by their PMIDs: each one comes, or is named with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pubmed import PubMed
from ingest.unread import Deleted, Unread
from kb.model import Record

ABSENT = "PubMed did not hand it out, asked for with others and alone"


@dataclass(frozen=True, slots=True)
class NotObtained:
    """A PMID that was asked for and did not come."""

    pmid: str
    reason: str = ABSENT


def fetch_listed(
    pubmed: PubMed, pmids: Sequence[str]
) -> Iterator[Record | Unread | Deleted | NotObtained]:
    """Fetch records by PMID.

    Yields
    ------
    Record, Unread or NotObtained
        One for each PMID, batch by batch.

    Raises
    ------
    PubMedUnavailable, PubMedRejected
        After what came before the fault.
    """
    for batch in pubmed.fetch(pmids):
        yield from batch.records
        yield from batch.unread
        yield from map(NotObtained, batch.missing)
