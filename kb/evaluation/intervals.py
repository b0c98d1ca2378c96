"""Bootstrap intervals: how far a score may lie off because other documents were drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from kb.evaluation.scores import ACCURACIES, RATIOS, main_value

DRAWS = 1000
SEED = 20240117
_LOW, _HIGH = 2.5, 97.5


def intervals(
    counts: Sequence[Counter[str]], *, draws: int = DRAWS, seed: int = SEED
) -> dict[str, tuple[float, float]]:
    """Middle 95 % of scores over documents drawn with replacement.

    Documents are drawn, not mentions, since the mentions of one document stand or fall together.

    Parameters
    ----------
    counts : sequence of Counter
        Of each document, from :func:`kb.evaluation.scores.tallies`.
    draws : int
        How often as many documents are drawn.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    dict of str to (float, float)
        F1 or accuracy, 0 to 1, by the name of a score; scores that no draw could tell are left
        out.
    """
    if not counts:
        return {}
    columns = sorted(set().union(*counts))
    table = np.array([[one[name] for name in columns] for one in counts], dtype=np.int64)
    chance = np.random.default_rng(seed)
    weights = chance.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=draws)
    reached: dict[str, list[float]] = {name: [] for name in (*RATIOS, *ACCURACIES)}
    for row in weights @ table:
        summed = dict(zip(columns, map(int, row), strict=True))
        for name, values in reached.items():
            value = main_value(summed, name)
            if value is not None:
                values.append(value)
    return {
        name: (round(float(low), 4), round(float(high), 4))
        for name, values in reached.items()
        if values
        for low, high in [np.percentile(values, (_LOW, _HIGH))]
    }
