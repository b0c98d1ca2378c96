"""Train the confidence of findings: ``python -m tools.calibrate_findings``.

usage: python -m tools.calibrate_findings [--check | --folds | --judge SETS_OR_GOLD]

Logistic regression over what is known of each finding (``kb/reading/findings/confidence.py``). It
learns from ``tests/data/findings-judged.jsonl``: what was known of findings, and whether the
annotations have their outcome and direction. Most are of ten sets of texts annotated after the
rules (``tests.fresh_reading``), read before anyone mended findings by them; few of these are on the
topic. The others ("fit") are of documents on which rules were written: the even halves of both gold
files and 66 abstracts on the topic. ``--judge`` adds findings of further sets, or of a gold file,
once, before their errors are read. Nothing of any text is kept: names of rules, outcomes and the
like, no more.

With ``--folds`` it prints what each strength of regularisation gives where every tenth of the
documents is kept out in turn. With ``--check`` it prints, on documents that no weight was made
from, how many findings of each height of confidence there are and how many are right; neither
writes anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from kb.evaluation.documents import article_of, read_documents
from kb.evaluation.inventory import packaged_inventory
from kb.evaluation.prediction import packaged_reader
from kb.model import TITLE, Category
from kb.reading.findings.confidence import WEIGHTS, features
from kb.reading.findings.outcomes import Outcomes
from tests.fresh_reading import documents

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "kb" / "reading" / WEIGHTS
JUDGED = ROOT / "tests" / "data" / "findings-judged.jsonl"
KEPT = ("d", "h")
SEED = 0
# The best of these in ten-fold cross-validation (`--folds`).
STRENGTH = 0.3
STRENGTHS = (0.03, 0.1, 0.3, 1.0)
FOLDS = 10
# Findings that must have a feature for it to count.
RAREST = 3
HEIGHTS = (0.0, 0.5, 0.7, 0.85, 1.01)
"""Borders of the check's rows."""


class Judged(NamedTuple):
    """What is known of a finding, what was said of it, and whether the annotations have it so."""

    document: str
    known: frozenset[str]
    right: bool
    confidence: float = 0.0


def learnt_from() -> list[Judged]:
    """Findings that the weights are made from."""
    rows = map(json.loads, JUDGED.read_text(encoding="utf-8").splitlines())
    return [Judged(row["document"], frozenset(row["known"]), row["right"]) for row in rows]


def add(rows: Iterable[Judged], *, fit: bool) -> None:
    """Add findings to those that the weights are made from; "fit": rules were written on them."""
    with JUDGED.open("a", encoding="utf-8", newline="\n") as out:
        for row in rows:
            said = {
                "document": row.document,
                "fit": fit,
                "right": row.right,
                "known": sorted(row.known),
            }
            out.write(json.dumps(said) + "\n")


def judged(rows: Iterable[dict[str, Any]]) -> Iterator[Judged]:
    """Findings of annotated documents."""
    inventory = packaged_inventory()
    reader = packaged_reader()
    concepts = reader.vocabulary.concepts.values()
    outcomes = Outcomes(
        *(
            {c.id for c in concepts if c.category is k}
            for k in (Category.OUTCOME, Category.COMPLICATION)
        )
    )

    def canonical(outcome: str) -> str:
        return inventory.name(outcome) or outcome

    for row in rows:
        gold = {(canonical(f["outcome"]), f["direction"]) for f in row["findings"]}
        reading = reader.read(article_of(row))
        titled = {outcomes.of_concept(m.concept_id) for m in reading.mentions if m.section == TITLE}
        for finding in reading.findings:
            known = features(
                finding,
                reading.findings,
                outcomes.kind(finding.outcome),
                titled=finding.outcome in titled,
            )
            right = (canonical(finding.outcome), finding.direction.value) in gold
            yield Judged(str(row["doc_id"]), known, right, finding.confidence or 0.0)


def train(rows: Sequence[Judged], strength: float = STRENGTH) -> dict[str, Any]:
    """Fit the weights, in whole hundredths."""
    seen = Counter(f for row in rows for f in row.known)
    names = sorted(f for f, count in seen.items() if count >= RAREST)
    table = np.array([[name in row.known for name in names] for row in rows], dtype=float)
    model = LogisticRegression(C=strength, max_iter=2000, random_state=SEED)
    model.fit(table, [row.right for row in rows])
    weights = {n: round(100 * float(w)) for n, w in zip(names, model.coef_[0], strict=True)}
    return {
        "made_by": "tools/calibrate_findings.py",
        "judged_sha256": hashlib.sha256(JUDGED.read_bytes()).hexdigest(),
        "findings": len(rows),
        "right": sum(row.right for row in rows),
        "weights": {n: w for n, w in weights.items() if w},
        "intercept": round(100 * float(model.intercept_[0])),
    }


def chances(rows: Sequence[Judged], model: dict[str, Any]) -> np.ndarray:
    """Chance of each finding by some weights."""
    totals = [
        model["intercept"] + sum(model["weights"].get(f, 0) for f in row.known) for row in rows
    ]
    return 1 / (1 + np.exp(-np.array(totals) / 100))


def measures(said: Sequence[float], rows: Sequence[Judged]) -> str:
    """Brier score (1950; less is better), and of what share of pairs the right one is trusted more.

    The second is the area under the ROC curve.
    """
    right = [row.right for row in rows]
    brier, ranked = brier_score_loss(right, said), roc_auc_score(right, said)
    return f"Brier {brier:.4f}, ranked right {ranked:.3f}"


def folds(rows: Sequence[Judged]) -> Iterator[str]:
    """Measure each strength of regularisation, every tenth of the documents kept out in turn."""
    order = list(dict.fromkeys(row.document for row in rows))
    fold = np.array([order.index(row.document) % FOLDS for row in rows])
    share = sum(row.right for row in rows) / len(rows)
    yield f"share right {share:.3f}, said of all: {measures([share] * len(rows), rows)}"
    for strength in STRENGTHS:
        said = np.zeros(len(rows))
        for k in range(FOLDS):
            out = fold == k
            model = train([r for r, o in zip(rows, out, strict=True) if not o], strength)
            said[out] = chances([r for r, o in zip(rows, out, strict=True) if o], model)
        yield f"C {strength}: {measures(said.tolist(), rows)}"


def check(name: str, rows: Sequence[Judged]) -> Iterator[str]:
    """How many findings of each height there are, and how many of them are right."""
    said = [row.confidence for row in rows]
    yield f"{name}: {sum(r.right for r in rows)} of {len(rows)} right, {measures(said, rows)}"
    for low, high in pairwise(HEIGHTS):
        here = [(p, row.right) for p, row in zip(said, rows, strict=True) if low <= p < high]
        if here:
            mean = sum(p for p, _ in here) / len(here)
            right = sum(right for _, right in here)
            yield f"  {low:.2f} to {high:.2f}: {right} of {len(here)} right, said {mean:.2f}"


def odd_halves(shared: Path) -> Iterator[dict[str, Any]]:
    """Odd-numbered documents of both gold files, whose errors in findings nobody read."""
    for name in ("dev.jsonl", "starter-dev.jsonl"):
        path = shared / "data" / "gold" / "reading" / name
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines()[1::2])


def as_text(model: dict[str, Any]) -> str:
    """JSON with a feature a line, so that a change can be read."""
    return json.dumps(model, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Train and write the weights, or print how good they are."""
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if "--check" in arguments:
        lines = [
            line
            for name in KEPT
            for line in check(f"Set {name}", list(judged(documents(shared, name))))
        ]
        lines += check("Odd halves", list(judged(odd_halves(shared))))
    elif "--folds" in arguments:
        lines = list(folds(learnt_from()))
    else:
        if arguments[:1] == ["--judge"]:
            gold = Path(arguments[1])
            if gold.is_file():
                add(judged(read_documents(gold).values()), fit=True)
            else:
                add(judged(documents(shared, arguments[1])), fit=False)
        rows = learnt_from()
        FILE.write_text(as_text(train(rows)), encoding="utf-8", newline="\n")
        lines = [f"{sum(row.right for row in rows)} of {len(rows)} findings right"]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
