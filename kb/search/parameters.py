"""Every number the ranking depends on, in one place.

Starting values come from a prototype measured on development questions; `docs/search.md` gives
what this version scores, with the command that measures it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingParameters:
    """Weights and depths of the ranking.

    Attributes
    ----------
    words, meaning, concepts : float
        Weights of BM25 (divided by the best record's), of the cosine of the nearest passage, and
        of the concept score (divided by the best record's, and scaled by the square of the share
        of the question that its concepts cover).
    depth : int
        Records each ranker contributes.
    common_word_share : float
        A word that stands in more than this share of all records is not searched for, where a
        rarer one is left: it decides nothing and costs most.
    exact_below : int
        With filters that leave at most this many records, their vectors are compared one by one;
        above, the index is asked for more than is needed.
    cutoff, cutoff_words : float
        A hit is relevant where it holds every word of the question, or every concept of a question
        that is nothing but concepts; or where its cosine, plus `cutoff_words` times the share of
        the question that BM25 found in it (0 to 1), reaches `cutoff`. Both numbers were chosen on
        one half of the development needs; on the other half no question without an answer passed
        (of 6), and 3 of 61 with one came back with every hit flagged.
    """

    words: float = 0.3
    meaning: float = 0.7
    concepts: float = 0.25
    depth: int = 60
    common_word_share: float = 0.4
    exact_below: int = 1_000
    cutoff: float = 0.64
    cutoff_words: float = 0.6


DEFAULT = RankingParameters()
