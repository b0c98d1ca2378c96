"""The nouns of a bibliographic record, as PubMed names them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TITLE = -1
"""Section index that stands for the title."""


class Source(StrEnum):
    """Where the text of a record came from, worst to best.

    Of two records with one PMID the one from the better source is kept (see
    :func:`kb.model.precedence`).
    """

    PROJECT_SUMMARY = "project summary"
    DERIVED = "derived export"
    PUBMED_XML = "PubMed XML file"
    PUBMED = "PubMed"

    @property
    def rank(self) -> int:
        """Position in the order of precedence, 0 the lowest."""
        return list(Source).index(self)


class RecordKind(StrEnum):
    """Journal articles and book chapters (StatPearls and the like) are kept apart."""

    ARTICLE = "article"
    BOOK_CHAPTER = "book chapter"


class StudyDesign(StrEnum):
    """Closed list of study designs."""

    RANDOMIZED_CONTROLLED_TRIAL = "randomized-controlled-trial"
    NON_RANDOMIZED_CONTROLLED_TRIAL = "non-randomized-controlled-trial"
    SYSTEMATIC_REVIEW = "systematic-review"
    META_ANALYSIS = "meta-analysis"
    SCOPING_REVIEW = "scoping-review"
    GUIDELINE = "guideline"
    PROSPECTIVE_COHORT = "prospective-cohort"
    RETROSPECTIVE_COHORT = "retrospective-cohort"
    DIAGNOSTIC_ACCURACY_STUDY = "diagnostic-accuracy-study"
    CASE_CONTROL = "case-control"
    CROSS_SECTIONAL = "cross-sectional"
    CASE_SERIES = "case-series"
    CASE_REPORT = "case-report"
    CADAVERIC_STUDY = "cadaveric-study"
    ANIMAL_STUDY = "animal-study"
    LABORATORY_STUDY = "laboratory-study"
    NARRATIVE_REVIEW = "narrative-review"
    ECONOMIC_EVALUATION = "economic-evaluation"
    SURVEY = "survey"
    QUALITATIVE_STUDY = "qualitative-study"
    LETTER = "letter"
    ERRATUM = "erratum"
    RETRACTION_NOTICE = "retraction-notice"
    NOT_STATED = "not-stated"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One ``AbstractText`` of a record, exactly as published.

    Attributes
    ----------
    label : str
        Heading as printed ("METHODS"), empty where the record has none.
    text : str
        The text with markup flattened and white space collapsed to single blanks. Offsets
        everywhere in this package are Python character offsets into this string.
    nlm_category : str
        NLM's category of the heading ("METHODS", "RESULTS" …), empty where not given.
    other_abstract : str
        Empty for the main abstract; else the kind and language of the ``OtherAbstract`` this
        text stands in ("plain-language-summary/eng").
    """

    label: str
    text: str
    nlm_category: str = ""
    other_abstract: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """A person or, where `collective` is set, a group that signs as author."""

    last_name: str = ""
    fore_name: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()

    @property
    def citation_name(self) -> str:
        """Name as NLM cites it: "Bogduk N", "Smith JA Jr", or the group's name."""
        if self.collective:
            return self.collective
        # records made from other exports have fore names and no initials: "B-K", "Maria Luisa"
        words = self.fore_name.replace("-", " ").replace(".", " ").split()
        initials = self.initials or "".join(word[0] for word in words)
        return " ".join(part for part in (self.last_name, initials, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class MeshQualifier:
    """A MeSH subheading attached to a descriptor."""

    name: str
    ui: str = ""
    major: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor with its qualifiers."""

    descriptor: str
    ui: str = ""
    major: bool = False
    qualifiers: tuple[MeshQualifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A ``CommentsCorrections`` link to another publication.

    Attributes
    ----------
    kind : str
        NLM's RefType: "RetractionIn", "ErratumFor", "CommentOn" …
    citation : str
        The other publication as printed.
    pmid : str
        Its PMID, empty where none is given.
    """

    kind: str
    citation: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A bibliographic record with its abstract.

    The fields down to `source` are what the record says. Those after it are what this knowledge
    base made of it; they are empty on a record that has just been parsed.

    Attributes
    ----------
    pmid : str
        PubMed identifier.
    version : int
        PMID version, 1 for nearly all records.
    sections : tuple of AbstractSection
        One per ``AbstractText``, in order, then those of every ``OtherAbstract``.
    year : int or None
        Year of publication; of a ``MedlineDate`` its first year.
    publication_date : str
        The date as printed ("1998 Dec-1999 Jan").
    languages : tuple of str
        ISO 639-2 codes as in PubMed ("eng").
    mesh_indexing : str
        NLM's IndexingMethod: empty for human indexing, else "Automated" or "Curated".
    electronic_date : str
        ISO date of the electronic publication, empty where none is given.
    other_ids : tuple of str
        Identifiers beside PMID, DOI and PMCID, each behind its kind: "pii:S1529-9430(18)30001-2".
    registry_numbers : tuple of str
        Accession numbers of the record's list of data banks, trial registries among them.
    date_created, date_completed, date_revised : str
        ISO dates, empty where absent. `date_created` is PubMed's entry date.
    source : Source
        Where the text came from.
    design : StudyDesign or None
        Design as read by :mod:`kb.reading`.
    on_topic : bool or None
        Whether the record is about medial branch or facet joint procedures, or facet pain;
        a librarian's decision overrules the reading.
    on_topic_reason : str
        Why, in words a reader can check.
    retraction : str
        Empty, or the sentence that says why the paper counts as retracted.
    concern : str
        Empty, or the sentence that says an expression of concern exists.
    deletion : str
        Empty, or the sentence that says PubMed no longer has the record.
    """

    pmid: str
    title: str = ""
    sections: tuple[AbstractSection, ...] = ()
    version: int = 1
    kind: RecordKind = RecordKind.ARTICLE
    vernacular_title: str = ""
    journal: str = ""
    journal_abbreviation: str = ""
    issn: str = ""
    year: int | None = None
    publication_date: str = ""
    electronic_date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    languages: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    mesh_indexing: str = ""
    keywords: tuple[str, ...] = ()
    doi: str = ""
    pmcid: str = ""
    other_ids: tuple[str, ...] = ()
    registry_numbers: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    copyright: str = ""
    date_created: str = ""
    date_completed: str = ""
    date_revised: str = ""
    source: Source = Source.PUBMED_XML
    design: StudyDesign | None = None
    on_topic: bool | None = None
    on_topic_reason: str = ""
    retraction: str = ""
    concern: str = ""
    deletion: str = ""

    @property
    def is_summary(self) -> bool:
        """Whether the text is this project's summary, not the published abstract."""
        return self.source is Source.PROJECT_SUMMARY

    @property
    def retracted(self) -> bool:
        """Whether the paper is retracted."""
        return bool(self.retraction)

    @property
    def deleted(self) -> bool:
        """Whether PubMed no longer has the record."""
        return bool(self.deletion)

    @property
    def is_book_chapter(self) -> bool:
        """Whether this is a chapter of a book, which is kept apart from articles."""
        return self.kind is RecordKind.BOOK_CHAPTER

    @property
    def gives_evidence(self) -> bool:
        """Whether graph, counts and briefs may rest on this record."""
        return bool(self.on_topic) and not (self.retracted or self.deleted or self.is_book_chapter)

    @property
    def pubmed_url(self) -> str:
        """Address of the record at PubMed."""
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"

    def text(self, section: int) -> str:
        """Text of one section; ``-1`` is the title."""
        return self.title if section == TITLE else self.sections[section].text


@dataclass(frozen=True, slots=True)
class Record:
    """An article together with the bytes it was parsed from.

    Attributes
    ----------
    parser : str
        Fingerprint of the code that read the bytes, empty where nobody said it.
    """

    article: Article
    raw: bytes = b""
    parser: str = ""
