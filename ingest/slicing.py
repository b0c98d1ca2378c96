"""Searches beyond 9,999 records, cut by the day a record was created. Pure.

ESearch hands out no record past the 9,999th, history server included. Publication dates do not
help: whole years pile up on 1 January.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from ingest.answers import SearchPage
from kb.errors import PubMedRejected

MOST_IDS = 9_999
"""The most records one ESearch hands out."""
_FIRST_DAY = datetime.date(1780, 1, 1)
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """A search small enough to be handed out whole: its term, and its first page."""

    term: str
    page: SearchPage


def slices_of(
    query: str,
    whole: SearchPage,
    until: datetime.date,
    ask: Callable[[str], SearchPage],
) -> list[Slice]:
    """Halve a search by create date until each piece fits.

    Parameters
    ----------
    query : str
        The search that is too large.
    whole : SearchPage
        PubMed's answer to it.
    until : date
        The last day on which a record may have been created.
    ask : callable
        Sends one search.

    Raises
    ------
    PubMedRejected
        One day holds more than 9,999 records, or the pieces do not add up to the whole: the
        server does not know create dates, or records would be lost.
    """
    pieces = _halve(query, _FIRST_DAY, until, ask)
    total = sum(piece.page.count for piece in pieces)
    if total < whole.count:
        raise PubMedRejected(
            f"PubMed counts {whole.count} records and {total} by the day they were created; "
            "narrow the query to fewer than 9,999 records."
        )
    return pieces


def _halve(
    query: str, first: datetime.date, last: datetime.date, ask: Callable[[str], SearchPage]
) -> list[Slice]:
    """Ask for the records created between two days, both included; halve what does not fit."""
    term = f'({query}) AND ("{_day(first)}"[CRDT] : "{_day(last)}"[CRDT])'
    page = ask(term)
    if page.count <= MOST_IDS:
        return [Slice(term, page)] if page.count else []
    if first >= last:
        raise PubMedRejected(
            f"PubMed has {page.count} records for this query created on {first}, more than the "
            "9,999 it hands out; narrow the query."
        )
    middle = first + (last - first) // 2
    return [*_halve(query, first, middle, ask), *_halve(query, middle + _DAY, last, ask)]


def _day(date: datetime.date) -> str:
    """Write a date as PubMed does; strftime drops zeros of early years on some platforms."""
    return f"{date.year:04d}/{date.month:02d}/{date.day:02d}"
