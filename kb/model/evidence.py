"""The nouns of the graph: evidence, studies, and what a statement is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.model.reading import Predicate


class StudyKind(StrEnum):
    """What a paper is worth in a count: trials are counted, reviews stand beside them."""

    PRIMARY = "primary"
    REVIEW = "review"
    GUIDELINE = "guideline"
    NONE = "none"


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
        Name of the rule that found it, with its version.
    question : str
        A :class:`~kb.model.Question`; empty for co-mentions. Counts never mix two of them.
    direction, basis : str
        A :class:`~kb.model.Direction` and a :class:`~kb.model.Basis`, where a finding was read;
        both empty where the sentence reports the outcome and no direction was read.
    outcome : str
        Of ``compared_with``: the outcome compared, a concept id.
    comparator : str
        Of a finding between groups: what the subject was compared with, a concept id.
    time, value : str
        As printed: when it was measured, and the figures.
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
    question: str = ""
    direction: str = ""
    basis: str = ""
    outcome: str = ""
    comparator: str = ""
    time: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What must be known of a paper to tell which study it reports.

    Attributes
    ----------
    registry, companions : tuple of str
        Trial registrations, and PMIDs of other reports of the same study that are stated.
    authors : tuple of str
        "bogduk n", in order.
    authors_complete : bool
        False where only some authors are known.
    n : int or None
        Sample, in people; of other units nothing is known.
    regions, tested : tuple of str
        Spinal regions, and the interventions the paper puts to the test.
    family : str
        Designs that may report one study: "trial", "cohort", "test", "case", "other".
    title : tuple of str
        Its words, in lower case, sorted, numbers left out.
    is_stage : bool
        Whether the title says that the report is one of several ("preliminary", "two-year").
    """

    pmid: int
    kind: StudyKind
    registry: tuple[str, ...] = ()
    companions: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    authors_complete: bool = True
    year: int | None = None
    n: int | None = None
    regions: tuple[str, ...] = ()
    tested: tuple[str, ...] = ()
    family: str = "other"
    title: tuple[str, ...] = ()
    is_stage: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Which study a paper reports.

    Attributes
    ----------
    study : str
        The same for all reports of one study: the smallest PMID among them.
    tied_by : str
        Why it is held to be the same study as another report; empty where it stands alone.
    author_group : str
        The same for all papers of one group of authors: the smallest PMID among them.
    """

    pmid: int
    study: str
    tied_by: str
    author_group: str


@dataclass(frozen=True, slots=True)
class Study:
    """A paper as evidence is weighed: which study it reports, and what was read of that study.

    Attributes
    ----------
    study, author_group, tied_by : str
        See :class:`Standing`.
    n : int or None
        With its `unit`, as printed.
    placebo : bool
        Whether an arm had placebo, sham or saline.
    """

    pmid: str
    study: str
    tied_by: str
    author_group: str
    kind: StudyKind
    title: str
    first_author: str
    year: int | None
    design: str
    level: str
    question: str
    n: int | None
    unit: str
    regions: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    block_types: tuple[str, ...] = ()
    follow_up_months: float | None = None
    placebo: bool = False
