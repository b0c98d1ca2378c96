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
    "evidence_level": frozenset("12345"),
}
SORTS = ("relevance", "newest", "level", "sample_size")
"""Orders of the hits."""


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
    evidence_level : tuple of str
        OCEBM levels, "1" to "5".
    min_n : int or None
        Least number of participants; a record that states none does not pass.
    min_follow_up : float or None
        Least months of follow-up; a record that states none does not pass.
    language : tuple of str
        ISO 639-2 codes as in PubMed ("eng").
    has_abstract : bool or None
        Whether there must be an abstract, or must be none.
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
    evidence_level: tuple[str, ...] = ()
    min_n: int | None = None
    min_follow_up: float | None = None
    language: tuple[str, ...] = ()
    has_abstract: bool | None = None
    include_retracted: bool = True

    @classmethod
    def of(cls, values: SearchFilters | Mapping[str, Any] | None) -> SearchFilters:
        """Read filters from a mapping; single values may stand without a list.

        Raises
        ------
        ConfigurationError
            A field is unknown, a number is none or out of range, years are reversed, or a value is
            not in its closed list.
        """
        if values is None:
            return cls()
        if isinstance(values, SearchFilters):
            return values
        known = {f.name for f in fields(cls)}
        read: dict[str, Any] = {}
        for written, value in values.items():
            name = _ALIASES.get(written, written)
            if name not in known:
                raise ConfigurationError(
                    f"There is no search filter {written!r}; there are {', '.join(sorted(known))}."
                )
            read[name] = _filter_value(name, value)
        filters = cls(**read)
        if None not in (filters.year_from, filters.year_to):
            first, last = filters.year_from or 0, filters.year_to or 0
            if first > last:
                raise ConfigurationError(
                    f"The filter asks for papers from {first} and up to {last}, which none can "
                    "be; exchange the two years."
                )
        return filters

    @property
    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """The concept filters that are set, one tuple of alternatives each."""
        groups = (self.indication, self.outcome, self.imaging, self.intervention)
        return tuple(group for group in groups if group)

    @property
    def is_empty(self) -> bool:
        """Whether every record passes."""
        return self == SearchFilters()


_ALIASES = {"design": "study_design", "level": "evidence_level", "n": "min_n"}
_SHORT = {
    "rct": "randomized-controlled-trial",
    "randomised-controlled-trial": "randomized-controlled-trial",
}
_RANGES = {"year_from": (1000, 9999), "year_to": (1000, 9999), "min_n": (0, 10**9)}


def _closed_value(value: str) -> str:
    """A member of a closed list as people write it: "Systematic review", "RCT"."""
    written = "-".join(value.lower().replace("_", " ").split())
    return _SHORT.get(written, written)


def _filter_value(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a caller wrote
    """One filter's value in its stored type."""
    if name == "include_retracted":
        return _yes_or_no(name, value)
    if name == "has_abstract":
        return None if value in (None, "") else _yes_or_no(name, value)
    if name in _RANGES:
        return _whole_number(name, value)
    if name == "min_follow_up":
        return _months(name, value)
    return _values(name, value)


def _values(name: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever a caller wrote
    """Values of a filter that takes several; one may stand without a list."""
    many: tuple[str, ...] = ()
    if value is None or isinstance(value, str | int | float):
        many = () if value in (None, "") else (str(value),)
    else:
        try:
            many = tuple(str(v) for v in value)
        except TypeError:
            raise ConfigurationError(
                f"The filter {name} takes one value or a list of them, not {value!r}."
            ) from None
    closed = _CLOSED.get(name)
    if closed is None:
        return many
    many = tuple(_closed_value(v) for v in many)
    for item in many:
        if item not in closed:
            raise ConfigurationError(
                f"The filter {name} has no value {item!r}; it takes {', '.join(sorted(closed))}."
            )
    return many


def _yes_or_no(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever a caller wrote
    """A truth value as people write it."""
    written = str(value).strip().lower()
    if written in ("true", "yes", "1", "false", "no", "0"):
        return written in ("true", "yes", "1")
    raise ConfigurationError(f"The filter {name} takes true or false, not {value!r}.")


def _whole_number(name: str, value: Any) -> int | None:  # noqa: ANN401 - whatever a caller wrote
    """A number within the filter's range."""
    what = "a year" if name.startswith("year") else "a number"
    if value in (None, ""):
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigurationError(f"The filter {name} takes {what}, not {value!r}.") from None
    least, most = _RANGES[name]
    if not least <= number <= most:
        raise ConfigurationError(
            f"The filter {name} takes {what} from {least} to {most}, not {str(value)[:40]}."
        )
    return number


def _months(name: str, value: Any) -> float | None:  # noqa: ANN401 - whatever a caller wrote
    """A number of months."""
    if value in (None, ""):
        return None
    try:
        months = float(value)
    except (TypeError, ValueError, OverflowError):
        months = -1.0
    if not 0 <= months <= 12_000:
        raise ConfigurationError(
            f"The filter {name} takes months from 0 to 12000, not {str(value)[:40]}."
        )
    return months


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
        "words", "concepts", "meaning", "design", "pmid" (the paper was named by PMID or DOI) or
        "excluded" (it names what the question left out).
    rank : int
        Its place in that ranker's list, from 1; 0 for those that have no order.
    detail : str
        In words: the words matched, the concepts shared, the cosine, the design.
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
        From 0 to 1, and .5 or more exactly where `relevant` holds; comparable within one result
        only.
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
class FoundFilter:
    """A filter that stands in the words of a question.

    Attributes
    ----------
    name : str
        The field of :class:`SearchFilters` that it sets; name it in ``ignore`` to switch it off.
    value : str
        What it is set to, as a person reads it.
    text : str
        The words of the question that say so.
    active : bool
        False where it was switched off, or where a filter given beside the question overrules it.
    """

    name: str
    value: str
    text: str
    active: bool = True


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
    synonyms : tuple of str
        Words of the concepts' other names, searched for with little weight.
    filters : SearchFilters
        The filters in force: those given, and those found in the question.
    found : tuple of FoundFilter
        The filters found in the words of the question.
    negations : tuple of str
        Ids of concepts that the question denies ("without steroid").
    excluded : tuple of str
        Those that it leaves out ("not cervical"): records about them are flagged and put last.
    demanded : tuple of str
        Conditions that the question states as a query: phrases, fields, AND, OR, NOT.
    kinds : tuple of str
        Kinds of answers it asks for, members of :class:`~kb.model.Question`; empty where it asks
        for treatment or for nothing in particular.
    regions : tuple of str
        Regions of the spine that it names.
    within : tuple of str
        Of `concepts`, those named only as a part of a longer name ("steroid" in "intra-articular
        steroid"), as what comes later ("a block or an injection before denervation"), or as an
        outcome that predicts ("does opioid use predict failure?").
    """

    question: str
    terms: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    expansions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    filters: SearchFilters = field(default_factory=SearchFilters)
    found: tuple[FoundFilter, ...] = ()
    negations: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult(Sequence[SearchHit]):
    """A page of hits, best first, with all that explains it.

    Attributes
    ----------
    hits : tuple of SearchHit
        This page.
    total : int
        Records that pass filters and conditions, those below the cut-off included: a census.
    total_relevant : int
        Of these, records above the cut-off.
    facets : mapping of str to mapping of str to int
        Counts of values over all records above the cut-off, for "year", "study_design",
        "evidence_level", "region", "indication", "outcome", "imaging", "intervention" (concept
        ids), "min_n" (records with at least so many participants), "language", "has_abstract",
        "retracted" and "source".
    unmatched : tuple of str
        Words of the question that stand in no record.
    suggestions : tuple of str
        Spellings from the store and the vocabulary for unmatched words.
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
