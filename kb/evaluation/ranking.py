"""Search measured on questions with graded answers, beside plain rankings of the same store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.base import KnowledgeBase
from kb.evaluation.queries import Query
from kb.search import RankingParameters
from kb.search.parameters import ABLATIONS, BASELINES, DEFAULT

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHIPPED = "as shipped"
MEASURES = ("nDCG@10", "nDCG@10, gain 2^grade-1", "recall@50", "MRR")
DRAWS = 2_000
SEED = 20240117
_LOW, _HIGH = 2.5, 97.5
_DEEPEST = 1_000  # ranks that are scored


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference of means with the middle 95 % of what other needs might have given."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One way of ranking.

    Attributes
    ----------
    scores : mapping of str to float
        Means over the answerable questions, by measure, 0 to 1.
    shipped_minus : Interval or None
        By how much the ranking as shipped has the larger nDCG@10; None on its own row.
    answerable_flagged : int
        Answerable questions that came back with every hit flagged.
    unanswerable_passed : int
        Questions without an answer that came back with a hit that is not flagged.
    """

    name: str
    scores: Mapping[str, float]
    shipped_minus: Interval | None
    answerable_flagged: int
    unanswerable_passed: int


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """How well questions are answered.

    Attributes
    ----------
    answerable, unanswerable, needs : int
        Questions with and without an answer, and how many needs they stand for.
    missing : tuple of str
        PMIDs that answer a question and are not stored: no ranking can find them.
    per_query : mapping of str to mapping of str to float
        nDCG@10 by way of ranking and query.
    """

    answerable: int
    unanswerable: int
    needs: int
    missing: tuple[str, ...]
    rows: tuple[Row, ...]
    per_query: Mapping[str, Mapping[str, float]]


def evaluate_search(
    base: KnowledgeBase,
    queries: Sequence[Query],
    *,
    ablation: bool = False,
    ways: Mapping[str, RankingParameters] | None = None,
) -> SearchEvaluation:
    """Rank the whole store for every question, in every way, in one run.

    Parameters
    ----------
    ablation : bool
        Whether each part of the ranking is switched off in turn, too.
    ways : mapping of str to RankingParameters, optional
        Other ways of ranking; the first is taken for the one that is shipped.
    """
    if ways is None:
        ways = {SHIPPED: DEFAULT, **BASELINES, **(ABLATIONS if ablation else {})}
    stored = {article.pmid for article in base.articles()}
    answerable = [q for q in queries if q.relevant]
    scored: dict[str, dict[str, dict[str, float]]] = {}
    flagged: dict[str, tuple[int, int]] = {}
    for name, parameters in ways.items():
        runs, passed = {}, {}
        for query in queries:
            ranked, relevant = base.ranked(query.text, filters=query.filters, parameters=parameters)
            runs[query.id], passed[query.id] = ranked[:_DEEPEST], relevant > 0
        scored[name] = _measured(answerable, runs)
        flagged[name] = (
            sum(not passed[q.id] for q in answerable),
            sum(passed[q.id] for q in queries if not q.relevant),
        )
    shipped = next(iter(ways))
    rows = tuple(
        Row(
            name=name,
            scores={m: _mean(scores[m].values()) for m in MEASURES},
            shipped_minus=None
            if name == shipped
            else paired_interval(answerable, scored[shipped][MEASURES[0]], scores[MEASURES[0]]),
            answerable_flagged=flagged[name][0],
            unanswerable_passed=flagged[name][1],
        )
        for name, scores in scored.items()
    )
    return SearchEvaluation(
        answerable=len(answerable),
        unanswerable=len(queries) - len(answerable),
        needs=len({q.need for q in queries}),
        missing=tuple(sorted({p for q in answerable for p in q.relevant} - stored)),
        rows=rows,
        per_query={name: scores[MEASURES[0]] for name, scores in scored.items()},
    )


def paired_interval(
    queries: Sequence[Query],
    one: Mapping[str, float],
    other: Mapping[str, float],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Mean of `one` - `other` with its bootstrap interval over needs.

    Needs are drawn, not questions, since two wordings of one need stand or fall together
    (a cluster bootstrap; Field, Welsh 2007).
    """
    needs = sorted({q.need for q in queries})
    place = {need: at for at, need in enumerate(needs)}
    sums, counts = np.zeros(len(needs)), np.zeros(len(needs))
    for query in queries:
        sums[place[query.need]] += one[query.id] - other[query.id]
        counts[place[query.need]] += 1
    chance = np.random.default_rng(seed)
    drawn = chance.multinomial(len(needs), np.full(len(needs), 1 / len(needs)), size=draws)
    means: NDArray[np.float64] = (drawn @ sums) / np.maximum(drawn @ counts, 1)
    low, high = np.percentile(means, (_LOW, _HIGH))
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high))


def _measured(
    queries: Sequence[Query], runs: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Every measure of every question, by `ir_measures`."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    judged: dict[str, dict[str, int]] = {q.id: dict(q.relevant) for q in queries}
    steep = {key: {p: 2**g - 1 for p, g in grades.items()} for key, grades in judged.items()}
    run = {q.id: dict(_as_scores(runs[q.id])) for q in queries}
    names = {nDCG @ 10: MEASURES[0], R @ 50: MEASURES[2], RR: MEASURES[3]}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(judged, 0.0) for name in MEASURES}
    for metric in ir_measures.iter_calc(list(names), judged, run):
        found[names[metric.measure]][metric.query_id] = float(metric.value)
    for metric in ir_measures.iter_calc([nDCG @ 10], steep, run):
        found[MEASURES[1]][metric.query_id] = float(metric.value)
    return found


def _as_scores(ranked: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Scores that fall from rank to rank, so that the order is the one given."""
    return ((pmid, float(-place)) for place, pmid in enumerate(ranked))


def _mean(values: Iterable[float]) -> float:
    """Mean, 0 where there is nothing."""
    numbers = list(values)
    return float(np.mean(numbers)) if numbers else 0.0


def search_table(found: SearchEvaluation) -> str:
    """Write an evaluation as a Markdown table."""
    heads = (
        "",
        *MEASURES,
        "shipped minus this, nDCG@10 (95 %)",
        "answerable flagged",
        "unanswerable passed",
    )
    lines = [heads, ("---",) + ("---:",) * (len(heads) - 1)]
    for row in found.rows:
        lines.append(
            (
                row.name,
                *(_short(row.scores[m]) for m in MEASURES),
                _written(row.shipped_minus),
                f"{row.answerable_flagged} of {found.answerable}",
                f"{row.unanswerable_passed} of {found.unanswerable}",
            )
        )
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _written(found: Interval | None) -> str:
    """A difference with its interval."""
    if found is None:
        return ""
    return f"{found.difference:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def _short(value: float) -> str:
    """A share without its leading zero."""
    return f"{value:.3f}".removeprefix("0")
