"""PubMed through its E-utilities: search, and fetch with every record accounted for."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.answers import HistoryExpired, SearchPage, read_fetched, read_search
from ingest.eutils import Eutils
from ingest.medline import Deleted, Unread
from ingest.slicing import MOST_IDS, Slice, slices_of
from kb.errors import PubMedUnavailable
from kb.model import Record

logger = logging.getLogger(__name__)

BATCH = 200
"""Records asked for in one request, as NCBI recommends."""
# A few ids may all have been deleted since the search; this many cannot, that is an outage.
_FEW = 5
# Times a list of ids that changes while it is paged through is asked for.
_LISTINGS = 3


@dataclass(frozen=True, slots=True)
class History:
    """A result set kept by the history server, with the ids in its order, and PubMed's count."""

    webenv: str
    query_key: str
    ids: tuple[str, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """All that PubMed found.

    Attributes
    ----------
    query : str
        Exactly as sent.
    count : int
        Records found, as PubMed counts them.
    ids : tuple of str
        Their PMIDs, each once; fewer than `count` where PubMed keeps some back.
    translation : str
        The query as PubMed understood it.
    warnings : tuple of str
        What PubMed left out of it or did not find.
    histories : tuple of History
        The result sets on the history server; more than one where the search was sliced.
    """

    query: str
    count: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]
    histories: tuple[History, ...]

    @property
    def is_whole(self) -> bool:
        """Whether PubMed named as many records as it counts."""
        return len(self.ids) >= self.count

    @property
    def webenv(self) -> str:
        """Name of the first result set's environment."""
        return self.histories[0].webenv if self.histories else ""

    @property
    def query_key(self) -> str:
        """Number of the first result set."""
        return self.histories[0].query_key if self.histories else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of asking for some records.

    Attributes
    ----------
    asked : tuple of str
        The PMIDs asked for.
    records, unread
        What came back of them; what nobody asked for is left out.
    missing : tuple of str
        PMIDs that PubMed did not hand out, asked for together and then one by one.
    merged : mapping of str to str
        Of the missing, those in whose place PubMed hands out another record: its PMID.
    """

    asked: tuple[str, ...]
    records: tuple[Record, ...]
    unread: tuple[Unread, ...]
    missing: tuple[str, ...]
    merged: Mapping[str, str] = field(default_factory=dict)


class PubMed:
    """PubMed, searched and fetched from with every record accounted for.

    Parameters
    ----------
    eutils : Eutils
        Sends the requests.
    """

    def __init__(self, eutils: Eutils) -> None:
        self._eutils = eutils

    @property
    def batch(self) -> int:
        """Records of one fetch."""
        return BATCH

    def search(
        self,
        query: str,
        *,
        modified_since: datetime.date | None = None,
        today: datetime.date | None = None,
    ) -> SearchAnswer:
        """Find the PMIDs of all records that match a query.

        Parameters
        ----------
        query : str
            In PubMed's syntax.
        modified_since : date, optional
            Only records changed on that day or later.
        today : date, optional
            Last day looked at; this machine's date and two days more by default.

        Raises
        ------
        PubMedUnavailable
            PubMed did not answer.
        PubMedRejected
            PubMed refuses the query, or more than 9,999 records were created on one day.
        """
        until = today or datetime.date.today() + datetime.timedelta(days=2)  # noqa: DTZ011 - the margin outweighs the zone
        window: dict[str, str] = {}
        if modified_since is not None:
            # PubMed ignores mindate where maxdate is missing.
            window = {
                "datetype": "mdat",
                "mindate": f"{modified_since:%Y/%m/%d}",
                "maxdate": f"{until:%Y/%m/%d}",
            }
        whole = self._page(query, window)
        pieces = (
            [Slice(query, whole)]
            if whole.count <= MOST_IDS
            else slices_of(query, whole, until, lambda term: self._page(term, window))
        )
        histories = tuple(self._history(piece, window) for piece in pieces)
        ids = tuple(dict.fromkeys(pmid for history in histories for pmid in history.ids))
        return SearchAnswer(
            query=query,
            # a list that was asked for anew has its own count
            count=histories[0].count if len(pieces) == 1 else whole.count,
            ids=ids,
            translation=whole.translation,
            warnings=whole.warnings,
            histories=histories,
        )

    def look(self, query: str) -> SearchPage:
        """Ask how PubMed understands a query and how many records it counts; no ids.

        Raises
        ------
        PubMedUnavailable, PubMedRejected
            See :meth:`search`.
        """
        return self._eutils.esearch(read_search, term=query, retmax=0)

    def fetch(
        self, ids: Iterable[str], histories: Iterable[History] = (), *, control: str = ""
    ) -> Iterator[Batch]:
        """Fetch records a batch at a time, so that each can be stored before the next is sent for.

        Parameters
        ----------
        ids : iterable of str
            PMIDs that are wanted.
        histories : iterable of History, optional
            Result sets they come from. One that is wanted as a whole is fetched from the history
            server; what has expired there, and all else, is fetched by id.
        control : str, optional
            A PMID that PubMed has. Many PMIDs and not one record are an outage, unless this one,
            asked for next, comes back: then the others are not there.

        Yields
        ------
        Batch
            Every wanted PMID is in one, as a record, as unread, or as missing.

        Raises
        ------
        PubMedUnavailable, PubMedRejected
            See :meth:`search`. The batches before it have been yielded.
        """
        left = dict.fromkeys(ids)
        for history in histories:
            if not history.webenv or not history.ids or not left.keys() >= set(history.ids):
                continue
            for number, window in enumerate(_cut(history.ids)):
                try:
                    found = self._eutils.efetch(
                        read_fetched,
                        WebEnv=history.webenv,
                        query_key=history.query_key,
                        retstart=number * BATCH,
                        retmax=len(window),
                    )
                except HistoryExpired as error:
                    logger.info("%s; asking by PMID instead", error)
                    break
                yield self._complete(window, found, control)
                for pmid in window:
                    left.pop(pmid, None)
        for window in _cut(tuple(left)):
            yield self._complete(window, self._by_id(window, control), control)

    def _page(self, term: str, window: dict[str, str], start: int = 0) -> SearchPage:
        """Ask for one page of a search, its result set kept on the history server."""
        return self._eutils.esearch(
            read_search, term=term, usehistory="y", retmax=MOST_IDS, retstart=start, **window
        )

    def _history(self, piece: Slice, window: dict[str, str]) -> History:
        """Collect all ids of a slice: a server may hand out fewer at a time than we ask for.

        A list that changes between two pages repeats an id or skips one; then it is asked for
        again from its beginning.
        """
        page = piece.page
        for _ in range(_LISTINGS):
            ids = dict.fromkeys(page.ids)
            start = page
            while len(ids) < start.count and page.ids:
                page = self._page(piece.term, window, start=len(ids))
                if page.count != start.count or not ids.keys().isdisjoint(page.ids):
                    break
                ids.update(dict.fromkeys(page.ids))
            if len(ids) >= start.count or not page.ids:
                break
            page = self._page(piece.term, window)
        return History(start.webenv, start.query_key, tuple(ids), start.count)

    def _by_id(self, ids: Sequence[str], control: str = "") -> list[Record | Unread | Deleted]:
        """Ask for records by PMID; Bio.Entrez posts all lists but the shortest."""
        outage = f"PubMed sent an empty set where {len(ids)} records were asked for; try again."

        def read(body: bytes) -> list[Record | Unread | Deleted]:
            """Many ids and not one record is an outage, not an answer."""
            found = read_fetched(body)
            if not found and len(ids) > _FEW and not control:
                raise PubMedUnavailable(outage)
            return found

        found = self._eutils.efetch(read, id=",".join(ids))
        if not found and len(ids) > _FEW and not self._by_id([control]):
            raise PubMedUnavailable(outage)
        return found

    def _complete(
        self, asked: tuple[str, ...], found: list[Record | Unread | Deleted], control: str
    ) -> Batch:
        """Count what came back, and ask again for what did not: together, then one by one."""
        got = list(found)
        if len(missing := _missing(asked, got)) > 1:
            got += self._by_id(missing, control)
        merged: dict[str, str] = {}
        for pmid in _missing(asked, got):
            alone = self._by_id([pmid])
            got += alone
            if _missing([pmid], alone) and len(alone) == 1 and isinstance(alone[0], Record):
                merged[pmid] = alone[0].article.pmid
        wanted = frozenset(asked)
        return Batch(
            asked=asked,
            records=tuple(r for r in got if isinstance(r, Record) and r.article.pmid in wanted),
            unread=tuple(one for one in got if isinstance(one, Unread) and one.subject in wanted),
            missing=tuple(_missing(asked, got)),
            merged=merged,
        )


def _missing(asked: Iterable[str], got: Iterable[Record | Unread | Deleted]) -> list[str]:
    """List the PMIDs that were asked for and are not among what came back."""
    there = {
        one.article.pmid if isinstance(one, Record) else one.subject
        for one in got
        if isinstance(one, Record | Unread)
    }
    return [pmid for pmid in asked if pmid not in there]


def _cut(ids: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Cut a list into batches."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
