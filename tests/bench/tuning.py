"""Choosing the numbers of the ranking: coordinate ascent, cross-validated by need.

For each of five folds of needs, numbers are chosen on the other four and scored on the fold; the
mean over the folds is what may be expected of other questions on the same topics. The search starts
from :data:`NEUTRAL` and not from the numbers that ship, which were chosen on all folds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.pipeline import load_starter
from kb import KnowledgeBase, open_kb, open_writer
from kb.evaluation.queries import Query, read_queries
from kb.evaluation.ranking import MEASURES, evaluate_search
from kb.search.parameters import ALL_ALIKE, DEFAULT, RankingParameters
from tests.bench.collections import COLLECTIONS

FOLDS = 5
TUNED_ON = ("starter", "cystic-fibrosis")
STEPS: Mapping[str, Sequence[Any]] = {
    "words": (0.4, 0.6, 0.8, 1.0),
    "meaning": (0.5, 0.7, 0.9, 1.1),
    "concepts": (0.25, 0.4, 0.55, 0.7),
    "synonyms": (0.1, 0.2, 0.3),
    "broader": (0.0, 0.2, 0.4),
    "feedback": (0.0, 0.3, 0.5, 0.8),
    "feedback_records": (5, 10, 20),
    "feedback_gap": (0.05, 0.1, 0.2, ALL_ALIKE),
    "feedback_terms": (10, 20),
    "feedback_meaning": (0.0, 0.3, 0.6, 0.8),
    "design": (0.0, 0.02, 0.04),
    "region": (0.0, 0.05, 0.1),
}

NEUTRAL = RankingParameters(
    **dict.fromkeys(("words", "meaning", "concepts", "synonyms", "broader", "feedback"), 1.0),
    feedback_records=5,
    feedback_gap=ALL_ALIKE,
    feedback_terms=20,
    feedback_meaning=0.5,
    **dict.fromkeys(("design", "region"), 0.0),
)
"""Where the search starts: all that is looked for weighs the same, and no prior is on."""


class _Scored:
    """nDCG@10 of every answerable question of one collection, kept by the numbers used."""

    def __init__(self, base: KnowledgeBase, queries: Sequence[Query]) -> None:
        self._base = base
        self._queries = [q for q in queries if q.relevant]
        needs = sorted({q.need for q in self._queries})
        drawn = np.random.default_rng(0).permutation(len(needs))
        fold = {needs[at]: place % FOLDS for place, at in enumerate(drawn)}
        self.folds = np.array([fold[q.need] for q in self._queries])
        self._kept: dict[str, np.ndarray] = {}

    def of(self, parameters: RankingParameters) -> np.ndarray:
        """Scores by question."""
        key = repr(parameters)
        if key not in self._kept:
            done = evaluate_search(self._base, self._queries, ways={key: parameters})
            self._kept[key] = np.array([done.per_query[key][q.id] for q in self._queries])
        return self._kept[key]


def tuning(shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Choose the numbers of the ranking, and say what may be expected of them."""
    scored = [_Scored(*opened(name, shared, home / name)) for name in TUNED_ON]
    held_out: list[list[float]] = [[] for _ in scored]
    figures: dict[str, object] = {}
    for fold in range(FOLDS):
        chosen = _best(scored, [s.folds != fold for s in scored])
        for one, values in zip(scored, held_out, strict=True):
            values.extend(one.of(chosen)[one.folds == fold].tolist())
        figures[f"chosen without fold {fold}"] = _changed(chosen)
    for name, values in zip(TUNED_ON, held_out, strict=True):
        figures[f"{MEASURES[0]}, {name}, held-out folds"] = round(float(np.mean(values)), 4)
    whole = _best(scored, [np.ones_like(s.folds, dtype=bool) for s in scored])
    figures["chosen on all"] = _changed(whole)
    for name, one in zip(TUNED_ON, scored, strict=True):
        figures[f"{MEASURES[0]}, {name}, chosen on all"] = round(float(one.of(whole).mean()), 4)
        figures[f"{MEASURES[0]}, {name}, as shipped"] = round(float(one.of(DEFAULT).mean()), 4)
    return figures


def _best(scored: Sequence[_Scored], masks: Sequence[np.ndarray]) -> RankingParameters:
    """Coordinate ascent, twice through the numbers, on the mean over the collections."""

    def worth(parameters: RankingParameters) -> float:
        parts = [s.of(parameters)[m].mean() for s, m in zip(scored, masks, strict=True)]
        return float(np.mean(parts))

    best, reached = NEUTRAL, worth(NEUTRAL)
    for _ in range(2):
        for name, steps in STEPS.items():
            for step in steps:
                tried = replace(best, **{name: step})
                if (value := worth(tried)) > reached:
                    best, reached = tried, value
    return best


def _changed(parameters: RankingParameters) -> str:
    """The numbers that were chosen, in words."""
    return ", ".join(f"{name} {getattr(parameters, name):g}" for name in STEPS)


def opened(name: str, shared: Path, home: Path) -> tuple[KnowledgeBase, list[Query]]:
    """A collection as a knowledge base, made where it is not there yet, and its questions."""
    collection = COLLECTIONS[name](shared)
    with open_writer(home) as writer:
        if name == "starter":
            load_starter(writer)
        else:
            writer.add_articles(collection.articles)
            writer.update()
    queries = read_queries(collection.write_queries(home / "queries.jsonl"))
    return open_kb(home), queries
