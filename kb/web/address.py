"""What a page shows is what its address says: addresses to view states and back, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from kb.model import Region, SearchFilters, StudyDesign

PAGE_SIZE = 10
"""Hits on one page."""

SORTS = ("relevance", "newest", "level", "sample_size")
"""Orders of hits, the default first."""

_LISTS = ("design", "region", "indication", "outcome", "imaging", "intervention")
_CLOSED = {"design": frozenset(map(str, StudyDesign)), "region": frozenset(map(str, Region))}
# Part of the address by contract, and read by a later version.
_LATER = ("level", "min_n")
_YEAR = re.compile(r"[0-9]{4}")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the search page shows.

    Attributes
    ----------
    q : str
        The question.
    year_from, year_to : int or None
        ``from`` and ``to`` of the address.
    design, region : tuple of str
        Members of the closed lists.
    indication, outcome, imaging, intervention : tuple of str
        Concept ids.
    sort : str
        One of :data:`SORTS`.
    page : int
        From 1.
    """

    q: str = ""
    year_from: int | None = None
    year_to: int | None = None
    design: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    indication: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    imaging: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    sort: str = SORTS[0]
    page: int = 1

    @property
    def filters(self) -> SearchFilters:
        """The filters in the words of the search."""
        return SearchFilters(
            year_from=self.year_from,
            year_to=self.year_to,
            study_design=self.design,
            region=self.region,
            indication=self.indication,
            outcome=self.outcome,
            imaging=self.imaging,
            intervention=self.intervention,
        )

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
        problems.append(f"The address asks for the order {sort!r}; there is {' and '.join(SORTS)}.")
        sort = SORTS[0]
    page = _last(params, "page") or "1"
    if not _PAGE.fullmatch(page):
        problems.append(
            f"The address asks for page {page!r}, which is no page number; this is page 1."
        )
        page = "1"
    problems += [
        f"This version has no filter {name!r}; what is shown is not filtered by it."
        for name in _LATER
        if _last(params, name)
    ]
    state = ViewState(
        q=" ".join(_last(params, "q").split()),
        year_from=_year(params, "from", problems),
        year_to=_year(params, "to", problems),
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
