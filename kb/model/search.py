"""The nouns of a search: what was asked, what came back, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, overload

from kb.errors import ConfigurationError
from kb.model.article import Article, StudyDesign
from kb.model.reading import Quote, Region, Span

_CLOSED = {
    "study_design": frozenset(map(str, StudyDesign)),
    "region": frozenset(map(str, Region)),
}


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What a hit must satisfy. Fields are joined by AND, the values within one by OR.

    Attributes
    ----------
    year_from, year_to : int or None
        First and last year of publication, both included.
    study_design, region : tuple of str
        Members of the closed lists.
    indication, outcome, imaging, intervention : tuple of str
        Concept ids; narrower concepts count too.
    include_retracted : bool
        Whether papers that are retracted, or deleted from PubMed, are listed (marked) or left out.
    """

    year_from: int | None = None
    year_to: int | None = None
    study_design: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    indication: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    imaging: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    include_retracted: bool = True

    @classmethod
    def of(cls, values: SearchFilters | Mapping[str, Any] | None) -> SearchFilters:
        """Read filters from a mapping; single values may stand without a list.

        Raises
        ------
        ConfigurationError
            A field is unknown, a year is no number, or a value is not in its closed list.
        """
        if values is None:
            return cls()
        if isinstance(values, SearchFilters):
            return values
        known = {f.name for f in fields(cls)}
        read: dict[str, Any] = {}
        for name, value in values.items():
            if name not in known:
                raise ConfigurationError(
                    f"There is no search filter {name!r}; there are {', '.join(sorted(known))}."
                )
            read[name] = _filter_value(name, value)
        return cls(**read)

    @property
    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """The concept filters that are set, one tuple of alternatives each."""
        groups = (self.indication, self.outcome, self.imaging, self.intervention)
        return tuple(group for group in groups if group)

    @property
    def is_empty(self) -> bool:
        """Whether every record passes."""
        return self == SearchFilters()


_SHORT = {
    "rct": "randomized-controlled-trial",
    "randomised-controlled-trial": "randomized-controlled-trial",
}


def _closed_value(value: str) -> str:
    """A member of a closed list as people write it: "Systematic review", "RCT"."""
    written = "-".join(value.lower().replace("_", " ").split())
    return _SHORT.get(written, written)


def _filter_value(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a caller wrote
    """One filter's value in its stored type."""
    if name == "include_retracted":
        return bool(value)
    if name in ("year_from", "year_to"):
        try:
            return None if value in (None, "") else int(value)
        except (TypeError, ValueError):
            raise ConfigurationError(f"The filter {name} takes a year, not {value!r}.") from None
    many = (value,) if isinstance(value, str) else tuple(str(v) for v in value or ())
    closed = _CLOSED.get(name)
    if closed is not None:
        many = tuple(_closed_value(v) for v in many)
    for item in many:
        if closed is not None and item not in closed:
            raise ConfigurationError(
                f"The filter {name} has no value {item!r}; it takes {', '.join(sorted(closed))}."
            )
    return many


@dataclass(frozen=True, slots=True)
class Passage:
    """The embedded unit: whole sentences of one record that the model reads in one go.

    Attributes
    ----------
    sentences : tuple of Span
        In order; each sentence of a record is in at least one passage.
    text : str
        What the model was given: the title, then the sentences.
    """

    pmid: str
    ordinal: int
    sentences: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is here.

    Attributes
    ----------
    ranker : str
        "words", "concepts", "meaning" or "pmid".
    rank : int
        Its place in that ranker's list, from 1.
    detail : str
        In words: the words matched, the concepts shared, the cosine.
    """

    ranker: str
    rank: int
    detail: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found.

    Attributes
    ----------
    score : float
        Fused score; comparable within one result only.
    relevant : bool
        False below the cut-off: shown apart, never dropped.
    passage : Passage or None
        The passage nearest in meaning; None where meaning was not searched.
    sentence : Quote or None
        The sentence that answers best.
    matched : tuple of Span
        Words within `sentence` that the question shares, as offsets into its section.
    """

    article: Article
    score: float
    relevant: bool
    passage: Passage | None
    sentence: Quote | None
    matched: tuple[Span, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """How a question was read.

    Attributes
    ----------
    terms : tuple of str
        Words searched for, stop words left out.
    concepts : tuple of str
        Ids of the concepts named in it.
    expansions : tuple of str
        Ids of narrower concepts searched for too.
    filters : SearchFilters
        The filters in force.
    negations : tuple of str
        Ids of concepts that the question denies ("without steroid").
    """

    question: str
    terms: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    expansions: tuple[str, ...] = ()
    filters: SearchFilters = field(default_factory=SearchFilters)
    negations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult(Sequence[SearchHit]):
    """A page of hits, best first, with all that explains it.

    Attributes
    ----------
    hits : tuple of SearchHit
        This page.
    total : int
        Records ranked, over all pages, those below the cut-off included.
    total_relevant : int
        Of these, records above the cut-off.
    facets : mapping of str to mapping of str to int
        For "year", "study_design", "region" and "source": counts of values over all ranked
        records above the cut-off.
    unmatched : tuple of str
        Words of the question that stand in no record.
    suggestions : tuple of str
        Spellings from the vocabulary for unmatched words.
    meaning_searched : bool
        False where only words and concepts were searched, with the reason in `notice`.
    """

    hits: tuple[SearchHit, ...]
    total: int
    total_relevant: int
    facets: Mapping[str, Mapping[str, int]]
    reading: QuestionReading
    unmatched: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 20
    meaning_searched: bool = True
    notice: str = ""

    @overload
    def __getitem__(self, index: int) -> SearchHit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[SearchHit, ...]: ...
    def __getitem__(self, index: int | slice) -> SearchHit | tuple[SearchHit, ...]:
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[SearchHit]:
        return iter(self.hits)
