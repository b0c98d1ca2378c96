"""One order of all records from three rankers, a prior, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kb.search.corpus import Corpus
from kb.search.parameters import OTHER_DESIGN, PLACEBO_CONTROLLED, RankingParameters
from kb.search.question import Question
from kb.search.words import K1

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Mask = NDArray[np.bool_]
    Rows = NDArray[np.int64]

_QUARTER = 0.25
_ROW_BITS = 31  # of the number by which a record is sorted; a score has 32, being named one
_RRF = 60  # Cormack, Clarke, Büttcher 2009


@dataclass(frozen=True)
class Scores:
    """What each ranker says of every record; all arrays have shape (records,).

    Attributes
    ----------
    words : array
        BM25 of the question's own words.
    asked : float
        What a record with all these words at full saturation would score.
    expanded : array
        BM25 of words with synonyms, and with feedback terms where there are any.
    concepts : array
        Concept score.
    meaning : array or None
        Cosine; None where meaning was not searched.
    nearness : array or None
        Cosine of the question's vector once it is moved to the best records; the order rests on
        it, and the cut-off on `meaning`.
    allowed : array of bool
        Records that pass filters and conditions.
    complete : array of bool
        Records that hold all that was asked.
    excluded : array of bool
        Records about what the question leaves out.
    named : array of bool
        Papers that the question names.
    unmatched : tuple of str
        Words that no record holds.
    missing : float
        Their share of what is asked, 0 to 1, rare words weighing more.
    """

    words: Floats
    asked: float
    expanded: Floats
    concepts: Floats
    meaning: Floats | None
    nearness: Floats | None
    allowed: Mask
    complete: Mask
    excluded: Mask
    named: Mask
    unmatched: tuple[str, ...] = ()
    missing: float = 0.0

    def places(self, scores: Floats, rows: Sequence[int]) -> list[int]:
        """Places of records in a ranker's order among those allowed, from 1, ties by row."""
        if not rows:
            return []
        wanted = scores[rows]
        # what scores less than all of them has no part in their places
        rising = np.sort(scores[self.allowed & (scores >= wanted.min())])
        better = len(rising) - np.searchsorted(rising, wanted, side="right")
        alike = len(rising) - better - np.searchsorted(rising, wanted, side="left")
        tied: dict[float, Rows] = {}
        places = []
        for row, score, above, same in zip(
            rows, wanted.tolist(), better.tolist(), alike.tolist(), strict=True
        ):
            if same > 1 and score not in tied:
                tied[score] = np.flatnonzero((scores == score) & self.allowed)
            before = int(np.searchsorted(tied[score], row)) if same > 1 else 0
            places.append(1 + above + before)
        return places


@dataclass(frozen=True)
class Ranking:
    """All allowed records in order.

    Attributes
    ----------
    keys : array of uint64
        A number for each allowed record, the best record's the least; see :func:`sort_keys`.
    score : array
        By row, from 0 to 1, .5 or more exactly where `relevant` holds.
    relevant : array of bool
        By row.
    """

    keys: NDArray[np.uint64]
    score: Floats
    relevant: Mask

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def order(self) -> Rows:
        """Rows, best first, ties by PMID; put in order when it is first asked for."""
        return _rows_of(np.sort(self.keys))

    def best(self, count: int) -> Rows:
        """The first so many of `order`; a page needs no more, and finding them is quicker."""
        if count >= len(self) or "order" in self.__dict__:
            return self.order[:count]
        return _rows_of(np.sort(np.partition(self.keys, count)[:count]))

    @cached_property
    def total_relevant(self) -> int:
        """Number of records above the cut-off."""
        return int(np.count_nonzero(self.relevant))


def fuse(
    corpus: Corpus, question: Question, scores: Scores, parameters: RankingParameters
) -> Ranking:
    """Order all allowed records.

    The words' score is divided by what is asked and the cosine taken as it is, so both mean the
    same for every question; the concept score is divided by the best record's.
    """
    fused = (
        _reciprocal_ranks(scores)
        if parameters.fusion == "reciprocal-rank"
        else convex(corpus, question, scores, parameters)
    )
    reached = relevance(question, scores, parameters)
    relevant = (
        reached if _passing_is_enough(question) else _down_to_the_last(fused, reached, scores)
    )
    least, most = _range(fused[scores.allowed])
    share = (fused - least) / (most - least) if most > least else np.ones_like(fused)
    # Both halves keep the order within them; a record above the cut-off is never below .5.
    score = np.where(relevant, 0.5 + 0.5 * share, 0.499 * share).astype(np.float32)
    score[scores.named] = 1.0
    return Ranking(
        sort_keys(fused, scores.allowed, scores.named), np.clip(score, 0.0, 1.0), relevant
    )


def sort_keys(fused: Floats, allowed: Mask, named: Mask) -> NDArray[np.uint64]:
    """A number for each allowed record: they go up from those named, then by score, then by row.

    So one plain sort puts records in order, where a sort by several keys takes ten times as long.
    From the top: a bit for those not named, the score's own bits, and the row.
    """
    rows = np.flatnonzero(allowed)
    # of floats that are not negative the bits go up with the value, of negative ones down; taken
    # from 0, so that there is one zero only
    bits = (np.float32(0) - fused[rows]).view(np.uint32)
    rising = np.where(bits >> 31, ~bits, bits | np.uint32(1 << 31)).astype(np.uint64)
    keys = (~named[rows]).astype(np.uint64) << np.uint64(63)
    keys |= rising << np.uint64(_ROW_BITS)
    keys |= rows.astype(np.uint64)
    return keys


def _rows_of(keys: NDArray[np.uint64]) -> Rows:
    """The rows in these numbers."""
    rows: Rows = (keys & np.uint64((1 << _ROW_BITS) - 1)).astype(np.int64)
    return rows


def relevance(question: Question, scores: Scores, parameters: RankingParameters) -> Mask:
    """Records above the cut-off."""
    found = np.minimum(scores.words / scores.asked, 1.0)
    if scores.meaning is None:
        # without the cosine only the share of the question that was found can tell
        near = found >= parameters.cutoff_words_alone
    else:
        closeness = (
            scores.meaning
            + parameters.cutoff_words * found
            - parameters.cutoff_missing * scores.missing
        )
        near = closeness >= parameters.cutoff
    if _passing_is_enough(question):
        near = np.ones_like(near)
    mask: Mask = ((near | scores.complete) & ~scores.excluded | scores.named) & scores.allowed
    return mask


def _passing_is_enough(question: Question) -> bool:
    """Whether no words are asked for: whatever passes filters and conditions is the answer."""
    return not question.text or bool(question.conditions and not question.free_words)


def _down_to_the_last(fused: Floats, reached: Mask, scores: Scores) -> Mask:
    """Records that stand no lower than those above the cut-off do, so that flags follow the order.

    The lowest quarter of those that only their closeness lifted is not counted: the cut-off tells
    well whether there is an answer, and less well where a list of answers ends.
    """
    if not reached.any():
        return reached
    whole = reached & scores.complete
    least = float(np.quantile(fused[reached], _QUARTER))
    if whole.any():
        least = min(least, float(fused[whole].min()))
    found: Mask = (fused >= least) & scores.allowed & ~scores.excluded | scores.named
    return found


def convex(
    corpus: Corpus, question: Question, scores: Scores, parameters: RankingParameters
) -> Floats:
    """The weighted sum of what the rankers say, by row."""
    fused = np.float32(parameters.words / scores.asked) * scores.expanded
    if scores.nearness is not None:
        fused = fused + np.float32(parameters.meaning) * scores.nearness
    weight = parameters.concepts * question.coverage**2
    best = scores.concepts.max(initial=0.0, where=scores.allowed)
    if weight and best > 0:
        fused = fused + np.float32(weight / best) * scores.concepts
    if parameters.design:
        fused = fused + np.float32(parameters.design) * design_prior(corpus, parameters)
    if parameters.region and question.regions:
        elsewhere = corpus.studies.elsewhere(question.regions)
        fused = fused - np.float32(parameters.region) * elsewhere
    result: Floats = np.where(scores.excluded, fused - 1.0, fused).astype(np.float32)
    return result


def design_prior(corpus: Corpus, parameters: RankingParameters) -> Floats:
    """What the design of each record is worth."""
    column = corpus.studies.design
    worth = [parameters.design_prior.get(str(word), OTHER_DESIGN) for word in column.words]
    prior: Floats = np.array(worth, dtype=np.float32)[column.codes]
    prior += np.float32(PLACEBO_CONTROLLED) * corpus.studies.placebo
    return prior


def _reciprocal_ranks(scores: Scores) -> Floats:
    """Reciprocal rank fusion of words and meaning."""
    fused = np.zeros(len(scores.words), dtype=np.float32)
    for ranker in (scores.words, scores.meaning):
        if ranker is None:
            continue
        rows = np.flatnonzero(scores.allowed & (ranker > 0))
        order = rows[np.lexsort((rows, -ranker[rows]))]
        fused[order] += 1.0 / (_RRF + 1.0 + np.arange(len(order), dtype=np.float32))
    return fused


def _range(values: Floats) -> tuple[float, float]:
    """Least and largest; (0, 0) where there are none."""
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)


def asked_score(corpus: Corpus, question: Question) -> float:
    """What a record with all words of the question at full saturation would score."""
    total = sum(corpus.words.rarity(stem) for stem in question.weights)
    return (K1 + 1) * total or 1.0
