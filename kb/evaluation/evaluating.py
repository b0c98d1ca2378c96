"""Reading measured on a gold set: halves side by side, beside a plain dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from kb.evaluation.baseline import plain_dictionary
from kb.evaluation.documents import article_of
from kb.evaluation.intervals import intervals
from kb.evaluation.prediction import extract
from kb.evaluation.scores import (
    ACCURACIES,
    Scores,
    accuracy,
    from_counts,
    main_value,
    ratio,
    score,
    tallies,
    total,
)
from kb.evaluation.tally import Document

Documents = Mapping[str, Document]
_T = TypeVar("_T")

FIELDS = {
    "concepts.overall": "Concepts",
    "concepts.indication": "– indications",
    "concepts.outcome": "– outcomes",
    "concepts.imaging": "– imaging",
    "concepts.intervention": "– interventions",
    "concepts.anatomy": "– anatomy",
    "concepts.complication": "– complications",
    "concepts_lenient_overall": "Concepts, broader or narrower allowed",
    "spans_overlap": "Concepts, at the right place",
    "negation_doc": "Negation of concepts",
    "negation_mention": "Negation of mentions",
    "on_topic": "On topic",
    "study_design": "Study design, from text alone",
    "sample_size": "Sample size",
    "follow_up": "Follow-up",
    "region": "Region",
    "imaging_guidance": "Imaging guidance",
    "relief_threshold_percent": "Relief cut-off",
    "findings": "Findings: outcome and direction",
    "findings_outcome_only": "Findings: outcome",
    "findings_with_basis": "Findings: outcome, direction and basis",
}
"""Rows of the table, by the name of the score."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field on one gold set; shares from 0 to 1, None where there was nothing to score.

    Attributes
    ----------
    field, label : str
        Name of the score, and what people call it.
    measure : {"F1", "accuracy"}
    number : int
        Gold items (F1), or documents with a value (accuracy).
    dictionary : float or None
        The measure for a plain dictionary, on all documents.
    even, odd, all : float or None
        The measure on the documents at even and odd places (from 0), and on all.
    low, high : float or None
        Bootstrap interval of 95 % around `all`, over documents.
    odd_precision, odd_recall : float or None
        On the odd documents: of what was read the share that is right, and of what is there the
        share that was read.
    """

    field: str
    label: str
    measure: str
    number: int
    dictionary: float | None
    even: float | None
    odd: float | None
    all: float | None
    low: float | None
    high: float | None
    odd_precision: float | None
    odd_recall: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well records are read, on one gold set.

    Attributes
    ----------
    documents : int
        How many there are.
    scores : dict
        On all of them, in the shape that the gold set's own script prints.
    rows : tuple of Row
    """

    documents: int
    scores: Scores
    rows: tuple[Row, ...]


def evaluate(gold: Documents, predicted: Documents | None = None) -> Evaluation:
    """Measure reading, or given predictions, on a gold set.

    Parameters
    ----------
    gold : mapping of str to mapping
        From :func:`kb.evaluation.read_documents`.
    predicted : mapping of str to mapping, optional
        Predictions by document; by default the texts are read here, with the packaged vocabulary.

    Raises
    ------
    MalformedRecord
        A document has no texts that could be read.
    """
    articles = {key: article_of(document) for key, document in gold.items()}
    if predicted is None:
        predicted = {key: extract(article) for key, article in articles.items()}
    plain = {key: plain_dictionary(article) for key, article in articles.items()}
    counts = tallies(gold, predicted)
    parts = {
        "dictionary": total(tallies(gold, plain)),
        "even": total(_every_other(counts, 0)),
        "odd": total(_every_other(counts, 1)),
        "all": total(counts),
    }
    around = intervals(counts)
    rows = tuple(_rows(parts, around))
    return Evaluation(len(gold), {**score(gold, predicted), **from_counts(parts["all"])}, rows)


def _every_other(items: Iterable[_T], first: int) -> Iterator[_T]:
    """Items at even places from 0, or at odd ones from 1."""
    return islice(items, first, None, 2)


def _rows(
    parts: Mapping[str, Mapping[str, int]], around: Mapping[str, tuple[float, float]]
) -> Iterator[Row]:
    """Rows of the table."""
    for name, label in FIELDS.items():
        is_accuracy = name in ACCURACIES
        odd = (accuracy if is_accuracy else ratio)(parts["odd"], name)
        low, high = around.get(name, (None, None))
        yield Row(
            field=name,
            label=label,
            measure="accuracy" if is_accuracy else "F1",
            number=parts["all"].get(f"{name}.n" if is_accuracy else f"{name}.n_gold", 0),
            low=low,
            high=high,
            odd_precision=odd.get("precision", odd.get("accuracy")) if is_accuracy else odd["p"],
            odd_recall=odd["accuracy"] if is_accuracy else odd["r"],
            **{part: main_value(summed, name) for part, summed in parts.items()},
        )


def markdown_table(rows: Iterable[Row]) -> str:
    """Write rows as a Markdown table.

    Examples
    --------
    >>> row = Row("on_topic", "On topic", "accuracy", 4, 0.5, 1, None, 0.75, 0.5, 1, 0.5, 0.5)
    >>> print(markdown_table([row]).splitlines()[-1])
    | On topic | accuracy | 4 | .500 | 1.000 | – | .750 | .500–1.000 |
    """
    heads = (
        "",
        "measure",
        "n",
        "plain dictionary",
        "even half",
        "odd half",
        "all",
        "95 % interval",
    )
    lines: list[tuple[str, ...]] = [heads, ("---",) * 2 + ("---:",) * 6]
    lines += [
        (
            row.label,
            row.measure,
            str(row.number),
            *map(_share, (row.dictionary, row.even, row.odd, row.all)),
            "–" if row.low is None else f"{_share(row.low)}–{_share(row.high)}",
        )
        for row in rows
    ]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _share(value: float | None) -> str:
    """Write a share with three places and no leading nought."""
    return "–" if value is None else f"{value:.3f}".removeprefix("0")
