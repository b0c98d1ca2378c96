"""The claims that people make of medial branch blocks, as they are put on trial."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kb.model import Claim


@cache
def packaged_claims() -> tuple[Claim, ...]:
    """The thirteen claims of the project, in their order.

    Examples
    --------
    >>> packaged_claims()[0].id
    'short-term-relief'
    """
    text = files(__package__).joinpath("claims.json").read_text(encoding="utf-8")
    return tuple(map(_claim, json.loads(text)))


def _claim(row: Mapping[str, Any]) -> Claim:
    """A claim of the file."""
    beside = row.get("beside")
    outcome = row.get("outcome")
    return Claim(
        id=row["id"],
        claim=row["claim"],
        subjects=(row["subject"], *row.get("also_subjects", ())),
        predicate=row["predicate"],
        objects=(row["object"], *row.get("also_objects", ())),
        polarity=row["polarity"],
        question=row["question"],
        outcomes=(outcome, *row.get("also_outcomes", ())) if outcome else (),
        horizon_months=row.get("horizon_months"),
        without_subjects=tuple(row.get("without_subjects", ())),
        without_objects=tuple(row.get("without_objects", ())),
        beside=None if beside is None else _claim(beside),
    )
