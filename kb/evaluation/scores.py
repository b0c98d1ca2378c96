"""Counts of documents to scores: precision, recall and F1, or accuracy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from kb.evaluation.inventory import MAIN, SECONDARY, packaged_inventory
from kb.evaluation.tally import Document, tally, unknown_names

RATIOS = (
    *(f"concepts.{category}" for category in (*MAIN, "overall")),
    *(f"concepts.{category}" for category in SECONDARY),
    "concepts_lenient_overall",
    "spans_overlap",
    "negation_doc",
    "negation_mention",
    "region",
    "imaging_guidance",
    "relief_threshold_percent",
    "findings",
    "findings_outcome_only",
    "findings_with_basis",
)
"""Scores by precision, recall and F1."""
ACCURACIES = ("study_design", "on_topic", "sample_size", "follow_up")
"""Scores by the share of documents with a value where that value was read."""
_WITH_SILENCE = ("sample_size", "follow_up")

Scores = dict[str, Any]
"""Scores by field, in the shape that the gold set's own script prints."""


def tallies(gold: Mapping[str, Document], predicted: Mapping[str, Document]) -> list[Counter[str]]:
    """Counts of each gold document, in order; one without a prediction counts as empty."""
    inventory = packaged_inventory()
    return [tally(document, predicted.get(key, {}), inventory) for key, document in gold.items()]


def score(gold: Mapping[str, Document], predicted: Mapping[str, Document]) -> Scores:
    """Score predictions against gold.

    Parameters
    ----------
    gold, predicted : mapping of str to mapping
        Documents by their ids, in the shape that docs/reading.md describes.

    Returns
    -------
    dict
        By field ``{"p", "r", "f1", "tp", "pred", "gold"}`` or ``{"accuracy", "n"}``, rounded to
        four places; None where there was nothing to find and nothing was said.

    Examples
    --------
    >>> gold = {"1": {"on_topic": True, "concepts": [{"name": "MRI"}, {"name": "sham"}]}}
    >>> found = score(gold, {"1": {"on_topic": True, "concepts": [{"name": "mri"}]}})
    >>> found["on_topic"], found["concepts"]["overall"]["f1"]
    ({'accuracy': 1.0, 'n': 1}, 1.0)
    """
    found = from_counts(total(tallies(gold, predicted)))
    known = packaged_inventory()
    unknown = set[str]().union(*(unknown_names(predicted.get(key, {}), known) for key in gold))
    return {
        **found,
        "docs": {
            "gold": len(gold),
            "predicted": sum(key in predicted for key in gold),
            "extra_ignored": sum(key not in gold for key in predicted),
        },
        "unknown_names": sorted(unknown),
    }


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    """Sum of the counts of documents."""
    summed: Counter[str] = Counter()
    for one in counts:
        summed.update(one)
    return summed


def from_counts(counts: Mapping[str, int]) -> Scores:
    """Scores of summed counts."""
    found: Scores = {"concepts": {}, "concepts_secondary": {}}
    for name in RATIOS:
        field, _, category = name.partition(".")
        if not category:
            found[field] = ratio(counts, name)
        elif category in SECONDARY:
            found["concepts_secondary"][category] = ratio(counts, name)
        else:
            found[field][category] = ratio(counts, name)
    matched = counts.get("negation_doc.matched", 0)
    found["negation_doc"]["flag_accuracy_on_matched"] = (
        round(counts.get("negation_doc.same_flag", 0) / matched, 4) if matched else 0.0
    )
    for name in ACCURACIES:
        found[name] = accuracy(counts, name)
    return found


def ratio(counts: Mapping[str, int], name: str) -> Scores:
    """Precision from what was said, recall from what is there."""
    said, there, hit = (
        counts.get(f"{name}.{what}", 0) for what in ("n_pred", "n_gold", "gold_hit")
    )
    if not said and not there:
        return {"p": None, "r": None, "f1": None, "tp": 0, "pred": 0, "gold": 0}
    # A denied mention in gold may overlap two predicted ones, and the other way round.
    right = min(hit, said) if name == "negation_mention" else counts.get(f"{name}.pred_hit", 0)
    p = right / said if said else 0.0
    r = hit / there if there else 0.0
    f1 = 2 * p * r / (p + r) if p + r else 0.0
    return {
        "p": round(p, 4),
        "r": round(r, 4),
        "f1": round(f1, 4),
        "tp": hit,
        "pred": said,
        "gold": there,
    }


def accuracy(counts: Mapping[str, int], name: str) -> Scores:
    """Share of documents with a value in which it was read; beside it, of what was said."""
    right, there = counts.get(f"{name}.ok", 0), counts.get(f"{name}.n", 0)
    found: Scores = {"accuracy": round(right / there, 4) if there else None, "n": there}
    if name in _WITH_SILENCE:
        said = counts.get(f"{name}.said", 0)
        found["precision"] = round(right / said, 4) if said else 0.0
        found["spurious"] = counts.get(f"{name}.spurious", 0)
    return found


def main_value(counts: Mapping[str, int], name: str) -> float | None:
    """F1, or accuracy, of one score by its name in `RATIOS` or `ACCURACIES`."""
    found = accuracy(counts, name) if name in ACCURACIES else ratio(counts, name)
    value = found["accuracy"] if name in ACCURACIES else found["f1"]
    return None if value is None else float(value)
