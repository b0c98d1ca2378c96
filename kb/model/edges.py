"""The nouns of the graph's edges: what stands between two concepts, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.model.evidence import StudyKind
from kb.model.reading import Predicate


@dataclass(frozen=True, slots=True)
class EdgePlaces:
    """Where the evidence of one statement stands.

    Attributes
    ----------
    denied : bool
        Whether it says that there is no link: a harm that did not occur.
    places : bytes
        PMID, section, start and number of each piece, in order, as little-endian int32.
    """

    subject: str
    predicate: str
    object: str
    denied: bool
    places: bytes


@dataclass(frozen=True, slots=True)
class EdgeCount:
    """How much links a concept, alone or with its narrower ones, to another; see Neighbour."""

    concept: str
    with_narrower: bool
    neighbour: str
    predicate: str
    articles: int
    sentences: int
    studies: int
    reviews: int
    author_groups: int


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """What a paper counts for, which study it reports, and by which group of authors."""

    kind: StudyKind
    study: str
    author_group: str


class _MadeWhenRead:
    """A tuple that is made of what was given when it is first read: ids may be many."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> tuple[str, ...]:
        if instance is None:
            raise AttributeError(self._name)  # so that the field has no default
        given: Iterable[str] = vars(instance)[self._name]
        if isinstance(given, tuple):
            return given
        made = vars(instance)[self._name] = tuple(given)
        return made

    def __set__(self, instance: object, value: Iterable[str]) -> None:
        vars(instance)[self._name] = value


@dataclass(frozen=True)
class Neighbour:
    """A concept linked to another, with what the link stands on.

    Attributes
    ----------
    articles, sentences : int
        How many records and sentences say so.
    evidence : tuple of str
        Ids of the evidence, in the order of PMID and place; made when first read.
    studies, reviews, author_groups : int
        Distinct studies, reviews and guidelines beside them, and groups of authors.
    """

    concept_id: str
    predicate: Predicate
    articles: int
    sentences: int
    evidence: _MadeWhenRead = _MadeWhenRead()
    studies: int = 0
    reviews: int = 0
    author_groups: int = 0
