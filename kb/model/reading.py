"""What reading makes of a text: spans, mentions, facts and findings, each with its quote."""

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


class Question(StrEnum):
    """Closed list of the questions a paper can answer; evidence on one never counts for another."""

    DIAGNOSTIC = "diagnostic"
    PROGNOSTIC = "prognostic"
    THERAPEUTIC = "therapeutic"
    SAFETY = "safety"
    TECHNIQUE = "technique"
    ANATOMY = "anatomy"
    EPIDEMIOLOGY = "epidemiology"
    ECONOMIC = "economic"
    OTHER = "other"


class Direction(StrEnum):
    """Which way a finding points: benefit for patients with the index intervention."""

    IMPROVED = "improved"
    NO_DIFFERENCE = "no_difference"
    WORSE = "worse"
    MIXED = "mixed"
    UNCLEAR = "unclear"


class Basis(StrEnum):
    """What a finding compares: arms, one arm with its baseline, or nothing."""

    BETWEEN_GROUP = "between_group"
    WITHIN_GROUP = "within_group"
    DESCRIPTIVE = "descriptive"


STRENGTH = {basis: place for place, basis in enumerate(Basis)}
"""Place of a basis among all, the strongest first."""


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


class MentionStatus(StrEnum):
    """How a text means a mention; the first of these that holds, from the top."""

    EXCLUDED = "excluded"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"
    ASSERTED = "asserted"


class SentenceRole(StrEnum):
    """What a sentence does in its record."""

    TITLE = "title"
    BACKGROUND = "background"
    AIM = "aim"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSION = "conclusion"
    OTHER = "other"


class RoleSource(StrEnum):
    """What a sentence's role was read from: its place, NLM's category, the label, its words."""

    TITLE = "title"
    CATEGORY = "category"
    LABEL = "label"
    WORDS = "words"


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
    status : MentionStatus
        "excluded": an exclusion criterion, or ruled out. "negated": presence, occurrence or use is
        denied. "hypothetical": supposed, planned or feared, not observed. "background": said of
        what was known before the study. "asserted": all others, aims among them.
    role : SentenceRole
        What the sentence around it does.
    role_source : RoleSource
        What that was read from.
    """

    pmid: str
    section: int
    start: int
    end: int
    text: str
    concept_id: str
    status: MentionStatus = MentionStatus.ASSERTED
    role: SentenceRole = SentenceRole.OTHER
    role_source: RoleSource = RoleSource.WORDS

    @property
    def negated(self) -> bool:
        """Whether the text denies presence, occurrence or use, or excludes it."""
        return self.status in (MentionStatus.NEGATED, MentionStatus.EXCLUDED)

    @property
    def asserted(self) -> bool:
        """Whether the record says it of its own study: only then it may stand as evidence."""
        return self.status is MentionStatus.ASSERTED


@dataclass(frozen=True, slots=True)
class Fact:
    """A study fact with where it comes from.

    Attributes
    ----------
    value : str
        A member of the fact's closed list.
    basis : str
        "publication type", "MeSH", "record" (a field of the record) or "text"; of an evidence level
        the reason in words.
    quote : Quote or None
        The words it was read from; None where it was not read from text.
    confidence : float or None
        Share of such readings that were right on the development gold, 0 to 1; None where that
        was not measured.
    rule : str
        Which of the rules for this fact found it, as its confidence was counted; empty where the
        fact has no rules of its own to tell apart.
    """

    value: str
    basis: str
    quote: Quote | None = None
    confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many were enrolled or randomised, else analysed; of a review, how many studies.

    Attributes
    ----------
    unit : str
        What was counted: "patients", "participants", "studies", "procedures", "joints" …
    confidence : float or None
        As of a :class:`Fact`.
    rule : str
        What it was read from: a count of "people" or "things", a sum over arms …
    """

    value: int
    unit: str
    quote: Quote
    confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The longest time after the intervention at which outcomes were measured.

    Attributes
    ----------
    value_months : float or None
        Years × 12, weeks / 4.345, days / 30.44, hours / 730.5; None where the text gives no
        number.
    text : str
        As printed.
    confidence : float or None
        As of a :class:`Fact`.
    rule : str
        How plainly the text says that it is the follow-up.
    """

    value_months: float | None
    text: str
    quote: Quote
    confidence: float | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of the study: an outcome, which way it points, and the sentence that says so.

    Attributes
    ----------
    outcome : str
        Concept id of an outcome or a complication.
    time : str
        When it was measured, as printed; empty where not said.
    value_text : str
        The figures, as printed; empty where there are none.
    intervention, comparator, indication : str
        Concept ids where the text ties them to this finding, else empty.
    rule : str
        What found it, with its version.
    """

    pmid: str
    outcome: str
    direction: Direction
    basis: Basis
    quote: Quote
    time: str = ""
    value_text: str = ""
    intervention: str = ""
    comparator: str = ""
    indication: str = ""
    rule: str = ""
    confidence: float | None = None


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
        Values are :class:`ImagingGuidance`: what guided a needle in this study.
    question : Fact or None
        Value is a :class:`Question`.
    evidence_level : Fact or None
        OCEBM 2011 level, "1" to "5", for that question; the basis says why.
    sample_size : SampleSize or None
    follow_up : FollowUp or None
    spinal_level : tuple of Fact
        As "L4-L5", "C2-C3".
    block_type : tuple of Fact
        "diagnostic", "prognostic", "therapeutic"; "single", "comparative", "placebo-controlled".
    anaesthetic, steroid : tuple of Fact
        Concept ids of the drugs injected.
    relief_threshold_percent : tuple of Fact
        Percentages of relief that define a positive block, a responder or a success.
    registry_numbers : tuple of Fact
        Trial registrations, from the record or its text.
    """

    pmid: str
    study_design: Fact = field(default_factory=lambda: Fact(StudyDesign.NOT_STATED, "text"))
    region: tuple[Fact, ...] = ()
    imaging_guidance: tuple[Fact, ...] = ()
    question: Fact | None = None
    evidence_level: Fact | None = None
    sample_size: SampleSize | None = None
    follow_up: FollowUp | None = None
    spinal_level: tuple[Fact, ...] = ()
    block_type: tuple[Fact, ...] = ()
    anaesthetic: tuple[Fact, ...] = ()
    steroid: tuple[Fact, ...] = ()
    relief_threshold_percent: tuple[Fact, ...] = ()
    registry_numbers: tuple[Fact, ...] = ()


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
    findings: tuple[Finding, ...] = ()
