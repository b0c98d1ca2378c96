"""Every number the ranking depends on, in one place.

`docs/search.md` gives what each of them earns, and the command that measures it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

COLUMN_WEIGHTS: Mapping[str, float] = MappingProxyType({"t": 2.0, "a": 1.0, "x": 0.5})
"""A word of the title counts twice, one of index terms, journal or authors half."""
TITLE_VECTOR = 0.3
"""Weight of the title's own vector beside that of the whole record."""
SIMILAR_CONCEPTS = 0.3
"""Weight of shared concepts beside the cosine, where papers like a paper are looked for."""

DESIGN_PRIOR: Mapping[str, float] = MappingProxyType(
    {
        "systematic-review": 1.0,
        "meta-analysis": 1.0,
        "guideline": 1.0,
        "randomized-controlled-trial": 1.0,
        "non-randomized-controlled-trial": 0.6,
        "diagnostic-accuracy-study": 0.6,
        "prospective-cohort": 0.6,
        "scoping-review": 0.4,
        "retrospective-cohort": 0.4,
        "case-control": 0.4,
        "cross-sectional": 0.4,
        "economic-evaluation": 0.4,
        "case-report": 0.0,
        "letter": -0.5,
        "erratum": -1.0,
        "retraction-notice": -1.0,
    }
)
"""What a design is worth where nothing else tells two records apart; others count a fifth."""
OTHER_DESIGN = 0.2
PLACEBO_CONTROLLED = 0.5
"""Added where a record says that its blocks were controlled by placebo, whatever its design."""


@dataclass(frozen=True, slots=True)
class RankingParameters:
    """Weights of the ranking; one set for every question and every collection.

    Attributes
    ----------
    fusion : {"convex", "reciprocal-rank"}
        How the rankers are joined; the second is there to be compared with.
    words : float
        Weight of the share of the question that BM25 found (its score divided by what a record
        with every word at full saturation would score).
    meaning : float
        Weight of the cosine.
    concepts : float
        Weight of the concept score, divided by the best record's; scaled by the square of the
        share of the question that its concepts cover, so that questions off the topic are not
        disturbed.
    broader : float
        Weight of a broader concept beside one named in the question.
    synonyms : float
        Weight of words of a concept's other labels beside a word of the question; scaled alike.
    feedback_records, feedback_gap : int, float
        So many of the best records tell what else is looked for; one that stands this far behind
        the best counts for 1/e of it, so that a record far ahead of all others speaks alone.
    feedback_terms, feedback : int, float
        So many of their terms (RM3; Lavrenko, Croft 2001) are added with this weight, scaled by
        what the concepts do not cover. A weight of 0 switches it off.
    feedback_meaning : float
        Share, 0 to 1, by which the question's vector is moved to the mean of theirs (Rocchio
        1971). 0 switches it off.
    design : float
        Weight of the design prior, which is the same for every question; 0 switches it off.
    region : float
        Taken off where a question names a region of the spine and a record is about others only.
    cutoff, cutoff_words, cutoff_missing : float
        A hit is relevant where its cosine, plus `cutoff_words` times the share of the question
        that BM25 found in it, less `cutoff_missing` times the share of the question that no record
        at all holds, reaches `cutoff`; or where it holds all that was asked (every word, every
        concept of a bare topic, the phrases and fields that were demanded).
    cutoff_words_alone : float
        Share of the question that BM25 must have found where meaning was not searched.
    """

    fusion: str = "convex"
    words: float = 0.8
    meaning: float = 1.1
    concepts: float = 0.4
    broader: float = 0.2
    synonyms: float = 0.3
    feedback_records: int = 10
    feedback_gap: float = 0.1
    feedback_terms: int = 10
    feedback: float = 0.8
    feedback_meaning: float = 0.6
    design: float = 0.02
    region: float = 0.1
    cutoff: float = 0.455
    cutoff_words: float = 0.5
    cutoff_missing: float = 0.4
    cutoff_words_alone: float = 0.35
    design_prior: Mapping[str, float] = field(default_factory=lambda: DESIGN_PRIOR, repr=False)


DEFAULT = RankingParameters()

ALL_ALIKE = 1e9
"""A gap of feedback beside which no other counts: all the best records weigh the same."""

_PLAIN = RankingParameters(
    concepts=0.0,
    synonyms=0.0,
    feedback=0.0,
    feedback_meaning=0.0,
    design=0.0,
    region=0.0,
)
BASELINES: Mapping[str, RankingParameters] = MappingProxyType(
    {
        "BM25 alone": replace(_PLAIN, words=1.0, meaning=0.0),
        "vectors alone": replace(_PLAIN, words=0.0, meaning=1.0),
        "reciprocal rank fusion": replace(_PLAIN, fusion="reciprocal-rank"),
    }
)
"""What the ranking is measured beside, from the same store."""

ABLATIONS: Mapping[str, RankingParameters] = MappingProxyType(
    {
        "without words": replace(DEFAULT, words=0.0),
        "without meaning": replace(DEFAULT, meaning=0.0),
        "without concepts": replace(DEFAULT, concepts=0.0),
        "without broader concepts": replace(DEFAULT, broader=0.0),
        "without synonyms": replace(DEFAULT, synonyms=0.0),
        "without concepts and synonyms": replace(DEFAULT, concepts=0.0, synonyms=0.0),
        "without feedback": replace(DEFAULT, feedback=0.0, feedback_meaning=0.0),
        "without feedback in words": replace(DEFAULT, feedback=0.0),
        "without feedback in meaning": replace(DEFAULT, feedback_meaning=0.0),
        "feedback from all ten alike": replace(DEFAULT, feedback_gap=ALL_ALIKE),
        "without the design prior": replace(DEFAULT, design=0.0),
        "without the region": replace(DEFAULT, region=0.0),
    }
)
"""One part at a time switched off."""
