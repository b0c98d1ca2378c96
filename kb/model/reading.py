"""What reading makes of a text: spans, mentions, facts and evidence, each with its quote."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kb.model.article import StudyDesign


class Region(StrEnum):
    """Closed list of spinal regions."""

    CERVICAL = "cervical"
    THORACIC = "thoracic"
    LUMBAR = "lumbar"
    SACRAL = "sacral"
    OCCIPITAL = "occipital"


class ImagingGuidance(StrEnum):
    """What guided the needle; never diagnostic imaging."""

    FLUOROSCOPY = "fluoroscopy"
    ULTRASOUND = "ultrasound"
    CT = "CT"
    CT_FLUOROSCOPY = "CT fluoroscopy"
    NAVIGATION = "navigation"
    NO_IMAGE_GUIDANCE = "no image guidance"


class Predicate(StrEnum):
    """Closed list of relations between concepts."""

    EVALUATED_FOR = "evaluated_for"
    REPORTS_OUTCOME = "reports_outcome"
    GUIDED_BY = "guided_by"
    COMPARED_WITH = "compared_with"
    LOCATED_AT = "located_at"
    COMPLICATED_BY = "complicated_by"
    MEASURED_BY = "measured_by"
    BROADER = "broader"
    CO_MENTIONED = "co_mentioned"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one section: ``article.text(section)[start:end]``; section -1 is the title."""

    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A span with the words that stand there."""

    section: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named at a place in a record.

    ``article.text(section)[start:end] == text`` always.

    Attributes
    ----------
    negated : bool
        Whether the text denies presence, occurrence or use, or excludes it.
    """

    pmid: str
    section: int
    start: int
    end: int
    text: str
    concept_id: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A study fact with where it comes from.

    Attributes
    ----------
    value : str
        A member of the fact's closed list.
    basis : str
        "publication type", "MeSH" or "text".
    quote : Quote or None
        The words it was read from; None where it was not read from text.
    """

    value: str
    basis: str
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """Facts of the study that a record reports. What the text does not say stays empty.

    Attributes
    ----------
    study_design : Fact
        Value is a :class:`~kb.model.StudyDesign`; "not-stated" where nothing says it.
    region : tuple of Fact
        Values are :class:`Region`.
    imaging_guidance : tuple of Fact
        Values are :class:`ImagingGuidance`.
    """

    pmid: str
    study_design: Fact = field(default_factory=lambda: Fact(StudyDesign.NOT_STATED, "text"))
    region: tuple[Fact, ...] = ()
    imaging_guidance: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one record.

    Attributes
    ----------
    sentences : tuple of Span
        Every sentence of title and sections in order; together they cover every character that
        is not white space.
    mesh_concepts : tuple of str
        Ids of concepts that the record's MeSH headings or keywords name: a second, weaker source.
    """

    pmid: str
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    facts: StudyFacts
    on_topic: bool
    on_topic_reason: str
    mesh_concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one record that an edge of the graph stands on.

    Attributes
    ----------
    id : str
        Stable across rebuilds of the same text: made of PMID, place and statement.
    sentence : str
        ``article.text(section)[start:end]``.
    extractor : str
        Name of the rule that found it.
    """

    id: str
    subject: str
    predicate: Predicate
    object: str
    pmid: str
    section: int
    start: int
    end: int
    sentence: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A concept linked to another, with what the link stands on.

    Attributes
    ----------
    articles, sentences : int
        How many records and sentences say so.
    evidence : tuple of str
        Ids of the evidence, in the order of PMID and place.
    """

    concept_id: str
    predicate: Predicate
    articles: int
    sentences: int
    evidence: tuple[str, ...]
