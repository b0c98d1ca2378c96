"""How well this release reads: figures that ship with it and that pages show beside each field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kb.evaluation.documents import read_documents
from kb.evaluation.evaluating import Evaluation, Row, evaluate

DEV, STARTER = "dev", "starter-dev"
"""Gold sets by name: real abstracts and registry texts, few on the topic; and this project's own
summaries of papers on it."""


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Figures on one gold set.

    Attributes
    ----------
    name : str
    documents : int
    sha256 : str
        Of the gold file, line ends made alike.
    rows : tuple of Row
    """

    name: str
    documents: int
    sha256: str
    rows: tuple[Row, ...]

    def row(self, field: str) -> Row | None:
        """Figures of one field, by the name of its score."""
        return next((row for row in self.rows if row.field == field), None)


@dataclass(frozen=True, slots=True)
class FieldAccuracy:
    """What to expect of one field, for people.

    Figures are those of the odd-numbered documents, which the rules were not fitted to;
    ``docs/reading.md`` says for which fields their errors were read afterwards.

    Attributes
    ----------
    label : str
    right_of_100 : int or None
        Of 100 values shown, so many are right.
    found_of_100 : int or None
        Of 100 values in the texts, so many are found.
    number : int
        Items or documents in the whole set, of which half were counted here.
    gold : str
        Name of the gold set.
    """

    label: str
    right_of_100: int | None
    found_of_100: int | None
    number: int
    gold: str


@cache
def release_scores() -> Mapping[str, GoldSet]:
    """Figures of this release, by gold set.

    Examples
    --------
    >>> release_scores()["starter-dev"].documents
    40
    """
    text = files("kb.evaluation").joinpath("release.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))


def field_accuracy(field: str) -> FieldAccuracy | None:
    """What this release can be expected to make of a field; None where it was not measured.

    Parameters
    ----------
    field : str
        A name in :data:`kb.evaluation.FIELDS`, for example "sample_size".

    Examples
    --------
    >>> field_accuracy("sample_size").label
    'Sample size'
    >>> field_accuracy("weather") is None
    True
    """
    sets = release_scores()
    gold = sets.get(DEV) or sets[STARTER]
    row = gold.row(field)
    if row is None or (row.odd_precision is None and row.odd_recall is None):
        return None
    return FieldAccuracy(
        row.label, _of_100(row.odd_precision), _of_100(row.odd_recall), row.number, gold.name
    )


def measure_release(gold: Mapping[str, Path]) -> dict[str, GoldSet]:
    """Measure this release on gold files, by the name of each set."""
    found = {}
    for name, path in gold.items():
        result: Evaluation = evaluate(read_documents(path))
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest = hashlib.sha256(text.encode()).hexdigest()
        found[name] = GoldSet(name, result.documents, digest, result.rows)
    return found


def to_json(sets: Mapping[str, GoldSet]) -> dict[str, Any]:
    """Gold sets as plain JSON values."""
    return {name: asdict(gold) for name, gold in sets.items()}


def from_json(values: Mapping[str, Any]) -> dict[str, GoldSet]:
    """Gold sets from what :func:`to_json` made."""
    return {
        name: GoldSet(**{**gold, "rows": tuple(Row(**row) for row in gold["rows"])})
        for name, gold in values.items()
    }


def _of_100(share: float | None) -> int | None:
    """Round a share to so many in a hundred."""
    return None if share is None else round(100 * share)
