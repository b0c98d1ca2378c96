"""What a strategy would bring, asked of PubMed and compared with what is here; nothing is kept."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ingest.pubmed import PubMed
from ingest.refreshing import OVERLAP
from ingest.strategies import doubts
from kb import KnowledgeBase
from kb.model import SearchStrategy, Source


@dataclass(frozen=True, slots=True)
class Preview:
    """What a refresh of one strategy would do now.

    Attributes
    ----------
    count : int
        Records that PubMed counts.
    named : int
        Those of them that it names; fewer where it keeps some back.
    new : int
        Records that are not here.
    to_replace : int
        Records that are here from a summary or a file; PubMed's own text would replace them.
    here : int
        Records that are here from PubMed.
    changed : int or None
        Those that PubMed changed since the last refresh, overlap included; None where there was
        no refresh of this strategy.
    slices : int
        Pieces that the search is cut into, beyond 9,999 records.
    requests : int
        Fetches that a refresh would send.
    translation : str
        The query as PubMed understood it.
    warnings : tuple of str
        What PubMed left out of it or did not find.
    doubts : tuple of str
        What looks odd in the query itself.
    """

    strategy: SearchStrategy
    count: int
    named: int
    new: int
    to_replace: int
    here: int
    changed: int | None
    last_refresh: str
    slices: int
    requests: int
    translation: str
    warnings: tuple[str, ...]
    doubts: tuple[str, ...]


def preview(pubmed: PubMed, strategy: SearchStrategy, base: KnowledgeBase | None) -> Preview:
    """Ask PubMed for a strategy and compare; nothing is written.

    Parameters
    ----------
    base : KnowledgeBase or None
        None where there is no knowledge base yet: then everything is new.

    Raises
    ------
    PubMedUnavailable, PubMedRejected
        See :meth:`PubMed.search`.
    """
    answer = pubmed.search(strategy.query)
    sources = {} if base is None else base.accounts.stored(answer.ids)
    here = {pmid for pmid, source in sources.items() if source == Source.PUBMED}
    last = None if base is None else base.accounts.last_run(strategy.name, strategy.query)
    changed: int | None = None
    if last is not None:
        since = datetime.datetime.fromisoformat(last.started).date() - OVERLAP
        changed = len(here.intersection(pubmed.search(strategy.query, modified_since=since).ids))
    fetched = len(answer.ids) - len(here) + (changed or 0)
    return Preview(
        strategy=strategy,
        count=answer.count,
        named=len(answer.ids),
        new=len(answer.ids) - len(sources),
        to_replace=len(sources) - len(here),
        here=len(here),
        changed=changed,
        last_refresh=last.started if last else "",
        slices=len(answer.histories),
        requests=-(-fetched // pubmed.batch),
        translation=answer.translation,
        warnings=answer.warnings,
        doubts=doubts(strategy.query),
    )
