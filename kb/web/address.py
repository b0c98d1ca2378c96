"""What a page shows is what its address says: addresses to view states and back, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from kb.model import SORTS, Region, SearchFilters, StudyDesign

PAGE_SIZE = 10
"""Hits on one page."""

LEVELS = tuple("12345")
"""OCEBM levels of evidence."""

_LISTS = ("design", "level", "region", "indication", "outcome", "imaging", "intervention", "ignore")
_CLOSED = {
    "design": frozenset(map(str, StudyDesign)),
    "level": frozenset(LEVELS),
    "region": frozenset(map(str, Region)),
}
_YEAR = re.compile(r"[0-9]{4}")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_COUNT = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the search page shows.

    Attributes
    ----------
    q : str
        The question.
    year_from, year_to : int or None
        ``from`` and ``to`` of the address.
    design, level, region : tuple of str
        Members of the closed lists.
    indication, outcome, imaging, intervention : tuple of str
        Concept ids.
    min_n : int or None
        Least number of participants.
    ignore : tuple of str
        Filters that are not to be taken from the words of the question, by their name.
    sort : str
        One of :data:`SORTS`.
    page : int
        From 1.
    """

    q: str = ""
    year_from: int | None = None
    year_to: int | None = None
    design: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    indication: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    imaging: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    min_n: int | None = None
    ignore: tuple[str, ...] = ()
    sort: str = SORTS[0]
    page: int = 1

    @property
    def filters(self) -> SearchFilters:
        """The filters in the words of the search."""
        return SearchFilters(
            year_from=self.year_from,
            year_to=self.year_to,
            study_design=self.design,
            evidence_level=self.level,
            region=self.region,
            indication=self.indication,
            outcome=self.outcome,
            imaging=self.imaging,
            intervention=self.intervention,
            min_n=self.min_n,
        )

    @property
    def asks(self) -> bool:
        """Whether anything is asked for: a question, or filters alone."""
        return bool(self.q) or not self.filters.is_empty

    @property
    def offset(self) -> int:
        """How many hits stand on the pages before this one."""
        return (self.page - 1) * PAGE_SIZE

    def changed(self, **changes: object) -> ViewState:
        """Change what is shown; whatever changes, reading starts again at page 1.

        Examples
        --------
        >>> ViewState(q="steroid", page=3).changed(q="ultrasound").page
        1
        >>> ViewState(q="steroid").changed(page=2).page
        2
        """
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # names of fields

    def without_filters(self) -> ViewState:
        """Keep the question and the order only."""
        return ViewState(q=self.q, sort=self.sort)


def parse(params: Mapping[str, Sequence[str]]) -> tuple[ViewState, tuple[str, ...]]:
    """Read an address.

    Parameters
    ----------
    params : mapping of str to sequence of str
        Every value of every name. A list may stand as repeated names or with commas.

    Returns
    -------
    ViewState
        What can be shown.
    tuple of str
        What the address asked for and cannot be had: to be shown, since a filter left out in
        silence would pass for an answer.

    Examples
    --------
    >>> state, problems = parse({"q": ["steroid"], "from": ["2010"], "page": ["x"]})
    >>> state.q, state.year_from, state.page
    ('steroid', 2010, 1)
    >>> problems
    ("The address asks for page 'x', which is no page number; this is page 1.",)
    """
    problems: list[str] = []
    lists = {name: _list(name, params.get(name, ()), problems) for name in _LISTS}
    sort = _last(params, "sort") or SORTS[0]
    if sort not in SORTS:
        problems.append(f"The address asks for the order {sort!r}; there is {', '.join(SORTS)}.")
        sort = SORTS[0]
    page = _last(params, "page") or "1"
    if not _PAGE.fullmatch(page):
        problems.append(
            f"The address asks for page {page!r}, which is no page number; this is page 1."
        )
        page = "1"
    first, last = _year(params, "from", problems), _year(params, "to", problems)
    if first is not None and last is not None and first > last:
        problems.append(
            f"No paper is from {first} or later and from {last} or earlier; this shows {last} to "
            f"{first}."
        )
        first, last = last, first
    least = _last(params, "min_n")
    if least and not _COUNT.fullmatch(least):
        problems.append(f"The address says min_n={least!r}, which is no number; it is left out.")
        least = ""
    state = ViewState(
        q=" ".join(_last(params, "q").split()),
        year_from=first,
        year_to=last,
        min_n=int(least) if least else None,
        sort=sort,
        page=int(page),
        **lists,
    )
    return state, tuple(problems)


def query(state: ViewState) -> dict[str, list[str]]:
    """Write an address; what is at its default is left out. Inverse of :func:`parse`."""
    values: dict[str, list[str]] = {
        "q": [state.q],
        "from": [str(state.year_from or "")],
        "to": [str(state.year_to or "")],
        **{name: list(getattr(state, name)) for name in _LISTS},
        "min_n": [str(state.min_n or "")],
        "sort": [state.sort if state.sort != SORTS[0] else ""],
        "page": [str(state.page) if state.page > 1 else ""],
    }
    kept = {name: [value for value in many if value] for name, many in values.items()}
    return {name: many for name, many in kept.items() if many}


def href(page: str, params: Mapping[str, str | Sequence[str]], base: str = "") -> str:
    """Write the address of a page of this app.

    Parameters
    ----------
    page : str
        "article"; empty for the search page.
    base : str
        Path under which the app is served, empty at the root.

    Examples
    --------
    >>> href("article", {"pmid": "18670333"})
    '/article?pmid=18670333'
    """
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    tail = f"?{urlencode(params, doseq=True, quote_via=quote)}" if params else ""
    return f"{prefix}/{page}{tail}"


def pubmed_search(question: str) -> str:
    """Write the address of the same question at PubMed."""
    return f"https://pubmed.ncbi.nlm.nih.gov/?{urlencode({'term': question}, quote_via=quote)}"


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    """Last value of a name, as browsers' own forms read repeated names; empty where absent."""
    values = params.get(name) or ("",)
    return values[-1].strip()


def _year(params: Mapping[str, Sequence[str]], name: str, problems: list[str]) -> int | None:
    """Read a year, or say why it is none."""
    value = _last(params, name)
    if not value:
        return None
    if _YEAR.fullmatch(value):
        return int(value)
    problems.append(f"The address says {name}={value!r}, which is no year; it is left out.")
    return None


def _list(name: str, values: Sequence[str], problems: list[str]) -> tuple[str, ...]:
    """Read a list without repeats, leaving out (and naming) what its closed list lacks."""
    items = [item.strip() for value in values for item in value.split(",")]
    unique = tuple(dict.fromkeys(item for item in items if item))
    closed = _CLOSED.get(name)
    if closed is None:
        return unique
    problems += [
        f"The address says {name}={item!r}, which there is not; it is left out."
        for item in unique
        if item not in closed
    ]
    return tuple(item for item in unique if item in closed)
