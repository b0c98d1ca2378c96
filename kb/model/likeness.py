"""The nouns beside a search: papers like a paper, findings like a sentence, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.model.article import Article
from kb.model.reading import Direction, Finding


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """A paper that is like another.

    Attributes
    ----------
    score : float
        0 to 1; comparable within one answer only.
    cosine : float
        How near the two are in meaning, -1 to 1.
    concepts : tuple of str
        Ids of the concepts that both name, the rarest first.
    """

    article: Article
    score: float
    cosine: float
    concepts: tuple[str, ...]


class Bearing(StrEnum):
    """How a stored finding stands to a sentence."""

    AGREES = "agrees"
    DIFFERS = "differs"
    SAME_OUTCOME = "same outcome"


@dataclass(frozen=True, slots=True)
class SentenceClaim:
    """What a sentence says of an outcome, as the reading of records reads it.

    Attributes
    ----------
    outcome : str
        Concept id.
    direction : Direction
        "unclear" where the sentence names an outcome and says no direction.
    compares_groups : bool
        Whether it holds one group against another.
    intervention, comparator : str
        Concept ids where the sentence ties them to the outcome, else empty.
    """

    outcome: str
    direction: Direction
    compares_groups: bool = False
    intervention: str = ""
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class CheckedFinding:
    """One paper's finding beside a sentence.

    Attributes
    ----------
    article : Article
        The paper.
    finding : Finding
        Its finding on the outcome, with the sentence that says so. Never the rosiest: one that
        compares groups before one that does not.
    why : str
        Why it agrees or differs, or why it cannot be said to do either.
    score : float
        How near the paper is to the sentence, 0 to 1; comparable within one answer only.
    """

    article: Article
    finding: Finding
    stance: Bearing
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class SentenceCheck:
    """A sentence beside the stored findings.

    Attributes
    ----------
    sentence : str
    claims : tuple of SentenceClaim
        What was read in the sentence; empty where it names no outcome.
    agree, differ, same_outcome : tuple of CheckedFinding
        One entry a paper, nearest first, ties by PMID; no more of each than were asked for.
    totals : tuple of (Bearing, int)
        How many papers there are of each, each stance once.
    notice : str
        What a reader must know before: that nothing was read, or that nothing is stored.
    caution : str
        What holds for every check.
    """

    sentence: str
    claims: tuple[SentenceClaim, ...] = ()
    agree: tuple[CheckedFinding, ...] = ()
    differ: tuple[CheckedFinding, ...] = ()
    same_outcome: tuple[CheckedFinding, ...] = ()
    totals: tuple[tuple[Bearing, int], ...] = ()
    notice: str = ""
    caution: str = (
        "From abstracts only, as read by rules; papers are counted, not trials, and not weighed. "
        "Read the sentences before you rely on a count."
    )


@dataclass(frozen=True, slots=True)
class ChangedHit:
    """A paper that a refresh changed in a search.

    Attributes
    ----------
    what : tuple of str
        What changed, or why it is lost, in words; empty for a new paper.
    """

    article: Article
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchChanges:
    """What was published since a run, seen through one search.

    Attributes
    ----------
    new : tuple of ChangedHit
        Relevant papers that were not there before, best first.
    changed : tuple of ChangedHit
        Relevant papers of which something changed, best first.
    lost : tuple of ChangedHit
        Papers that were retracted, deleted or judged off topic, best first; then those below the
        cut-off whose text has lost a word of the question, by PMID.
    """

    new: tuple[ChangedHit, ...]
    changed: tuple[ChangedHit, ...]
    lost: tuple[ChangedHit, ...]
