"""A search strategy with where it stands and how PubMed understood it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.pubmed import PubMed
from ingest.strategies import doubts, own_names
from kb import KnowledgeBase
from kb.model import SearchStrategy


@dataclass(frozen=True, slots=True)
class Listed:
    """A strategy as it is shown.

    Attributes
    ----------
    place : str
        "packaged", or "yours" where it stands in the librarian's own file.
    translation, warnings, count
        How PubMed understood this very query; empty and None where it was never asked.
    asked : str
        When, UTC.
    doubts : tuple of str
        What looks odd in the query itself.
    """

    name: str
    version: int
    place: str
    notes: str
    query: str
    translation: str
    warnings: tuple[str, ...]
    count: int | None
    asked: str
    doubts: tuple[str, ...]


def listed(
    strategy: SearchStrategy, home: Path, base: KnowledgeBase | None, pubmed: PubMed | None
) -> Listed:
    """Gather what is known of a strategy.

    Parameters
    ----------
    home : Path
        Folder of the knowledge base.
    base : KnowledgeBase or None
        Whose ledger tells how PubMed last understood it.
    pubmed : PubMed or None
        Asked now where given.

    Raises
    ------
    PubMedUnavailable, PubMedRejected
        See :meth:`PubMed.search`.
    """
    translation, warnings, count, asked = "", tuple[str, ...](), None, ""
    last = base.accounts.last_run(strategy.name, strategy.query) if base else None
    if pubmed is not None:
        page = pubmed.look(strategy.query)
        translation, warnings, count = page.translation, page.warnings, page.count
        asked = datetime.now(UTC).isoformat(timespec="seconds")
    elif last is not None:
        translation, warnings, count = last.translation, last.warnings, last.found
        asked = last.started
    return Listed(
        name=strategy.name,
        version=strategy.version,
        place="yours" if strategy.name in own_names(home) else "packaged",
        notes=strategy.notes,
        query=strategy.query,
        translation=translation,
        warnings=warnings,
        count=count,
        asked=asked,
        doubts=doubts(strategy.query),
    )
