"""What the sentences of an abstract without headings do: a small linear model over their words.

Multinomial logistic regression over words, word pairs and place, and a best path through the
sentences, since methods come before results (as in Hirohata et al., IJCNLP 2008, who used
conditional random fields). ``tools/train_sentence_roles.py`` makes the weights from PubMedQA's
labelled sections; nothing but this file and the weights is needed to use them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from kb.model import SentenceRole
from kb.reading.data import packaged_text

WEIGHTS = "sentence_roles.json"
ROLES = (
    SentenceRole.BACKGROUND,
    SentenceRole.METHODS,
    SentenceRole.RESULTS,
    SentenceRole.CONCLUSION,
)
"""In the order of the weights; aims stand among the background, as in the training data."""
# Weight of the order of sentences against that of their words, chosen in cross-validation.
ORDER = 0.5
# Characters of a sentence that tell what it does.
_ENOUGH = 1000
# Sentences of one section that are guessed; what follows in a longer one is left open.
_MOST = 400
_WORD = re.compile(r"[a-z]+|\d+|[%=<>±]")

Row = tuple[float, ...]


class _Model(NamedTuple):
    """The weights: one number a role."""

    weights: dict[str, Row]
    intercept: Row
    start: Row
    steps: tuple[Row, ...]


def features(low: str, place: int, count: int) -> frozenset[str]:
    """Words, word pairs and place of one sentence.

    Parameters
    ----------
    low : str
        The sentence in lower case.
    place, count : int
        Its place among the sentences of the section, from 0, and how many there are.

    Examples
    --------
    >>> sorted(features("pain fell by 30%.", 0, 2))
    ['%', '0', '0 %', '@+0', '@-1', '@0', '^pain fell', 'by', 'by 0', 'fell',
     'fell by', 'pain', 'pain fell']
    """
    words = ["0" if w[0].isdigit() else w for w in _WORD.findall(low[:_ENOUGH])]
    found = {*words, *(f"{a} {b}" for a, b in pairwise(words))}
    found.add(f"^{' '.join(words[:2])}")
    found.add(f"@{10 * place // count}")
    found.add(f"@+{min(place, 3)}")
    found.add(f"@-{min(count - 1 - place, 3)}")
    return frozenset(found)


def guess_roles(sentences: Sequence[str]) -> list[SentenceRole]:
    """Say what each sentence of a section without a heading does.

    Parameters
    ----------
    sentences : sequence of str
        In order and in lower case.

    Returns
    -------
    list of SentenceRole
        Of :data:`ROLES`; "other" for sentences too far down to be an abstract's.

    Examples
    --------
    >>> [role.value for role in guess_roles([
    ...     "facet pain is a common and disabling condition.",
    ...     "forty patients were randomly allocated to two groups.",
    ...     "pain scores were significantly lower at six months (p < 0.01).",
    ...     "these findings suggest that the block may be useful.",
    ... ])]
    ['background', 'methods', 'results', 'conclusion']
    """
    # mentions and findings of one record ask the same
    return list(_guessed(tuple(low[:_ENOUGH] for low in sentences)))


@lru_cache(maxsize=16)
def _guessed(sentences: tuple[str, ...]) -> tuple[SentenceRole, ...]:
    """Find the likeliest order of roles (Viterbi)."""
    model = _model()
    count = min(len(sentences), _MOST)
    if not count:
        return ()
    best: list[float] = []
    came_from: list[list[int]] = []
    every = range(len(ROLES))
    for place in range(count):
        said = _scores(model, features(sentences[place], place, count))
        if not place:
            best = [said[r] + model.start[r] for r in every]
            continue
        # from which role each role is reached best; of equal ones the first
        reached = [[best[p] + model.steps[p][r] for p in every] for r in every]
        came_from.append([paths.index(max(paths)) for paths in reached])
        best = [max(paths) + said[r] for r, paths in enumerate(reached)]
    at = max(every, key=best.__getitem__)
    path = [at]
    for before in reversed(came_from):
        at = before[at]
        path.append(at)
    guessed = tuple(ROLES[r] for r in reversed(path))
    return guessed + (SentenceRole.OTHER,) * (len(sentences) - count)


def _scores(model: _Model, found: frozenset[str]) -> list[float]:
    """Score of each role; sums in the order of the features, so that ties fall the same way."""
    rows = [model.weights[f] for f in sorted(found) if f in model.weights]
    return [sum((row[r] for row in rows), start) for r, start in enumerate(model.intercept)]


@cache
def _model() -> _Model:
    """Read the weights; whole hundredths, so that sums are the same everywhere."""
    data = json.loads(packaged_text(WEIGHTS))
    return _Model(
        weights={name: tuple(row) for name, row in data["weights"].items()},
        intercept=tuple(data["intercept"]),
        start=tuple(data["start"]),
        steps=tuple(tuple(row) for row in data["steps"]),
    )
