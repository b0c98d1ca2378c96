"""One order from three: a convex sum of words, meaning and concepts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kb.search.parameters import RankingParameters
from kb.search.question import Question
from kb.search.rankers import Meaning, Words


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record with its fused score and its place in each ranker's order, from 1."""

    pmid: int
    score: float
    relevant: bool
    cosine: float | None
    ranks: Mapping[str, int | None]


def fuse(
    question: Question,
    words: Words,
    named: Mapping[int, float],
    meaning: Meaning,
    parameters: RankingParameters,
    *,
    complete: Collection[int] = frozenset(),
) -> list[Ranked]:
    """All records that any ranker found: those above the cut-off first, then by score, then PMID.

    BM25 and the concept score are divided by the best record's, the cosine is taken as it is;
    on the development questions this convex sum beat reciprocal rank fusion.

    Parameters
    ----------
    named : mapping of int to float
        Concept scores by PMID.
    complete : collection of int
        Records that hold all that was asked; they are above the cut-off.
    """
    best_words = max(words.scores.values(), default=0.0) or 1.0
    best_named = max(named.values(), default=0.0) or 1.0
    concept_weight = parameters.concepts * question.coverage**2
    asked = sum(words.rarity.values()) or 1.0
    places = {
        "words": _places(words.scores),
        "concepts": _places(named),
        "meaning": _places(meaning.scores),
    }
    ranked = []
    for pmid in words.scores.keys() | named.keys() | meaning.scores.keys():
        cosine = meaning.scores.get(pmid)
        near = cosine or 0.0
        bm25 = words.scores.get(pmid, 0.0)
        is_asked_for = str(pmid) == question.pmid
        score = (
            parameters.words * bm25 / best_words
            + parameters.meaning * near
            + concept_weight * named.get(pmid, 0.0) / best_named
        )
        share_found = min(1.0, bm25 / asked)
        is_relevant = (
            pmid in complete or near + parameters.cutoff_words * share_found >= parameters.cutoff
        )
        ranks: dict[str, int | None] = {"pmid": 1 if is_asked_for else None}
        ranks.update((ranker, order.get(pmid)) for ranker, order in places.items())
        ranked.append(Ranked(pmid, score, is_relevant or is_asked_for, cosine, ranks))
    ranked.sort(key=lambda r: (r.ranks["pmid"] is None, not r.relevant, -r.score, r.pmid))
    return ranked


def _places(scores: Mapping[int, float]) -> dict[int, int]:
    """Place of each record in a ranker's order, from 1."""
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return {pmid: place for place, (pmid, _) in enumerate(ordered, start=1)}
