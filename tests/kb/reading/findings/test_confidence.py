"""Confidence comes from a model that anyone with the texts can train again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from kb.model import Basis, Direction, Finding, Quote
from kb.reading.data import packaged_text
from kb.reading.findings.confidence import WEIGHTS, chance, features, with_confidence
from tests.fresh_reading import documents
from tools import calibrate_findings as tool


def _finding(outcome: str, direction: Direction, rule: str, text: str) -> Finding:
    quote = Quote(0, 0, len(text), text)
    return Finding("1", outcome, direction, Basis.BETWEEN_GROUP, quote, rule=f"findings-1:{rule}")


CLEAR = _finding(
    "odi", Direction.NO_DIFFERENCE, "results/null", "ODI did not differ between groups (P = .6)."
)


def _confidence(*findings: Finding) -> float:
    first = next(with_confidence(findings, lambda _: "", ()))
    return first.confidence or 0.0


def test_that_an_arm_did_worse_is_trusted_less_than_a_clear_null() -> None:
    worse = _finding(
        "pain-intensity",
        Direction.WORSE,
        "results/down-than",
        "Pain fell less with the needle than without, by 3 points on average after three months.",
    )
    assert _confidence(worse) + 0.1 < _confidence(CLEAR)


def test_what_is_said_beside_a_finding_counts() -> None:
    other = replace(CLEAR, direction=Direction.WORSE)
    alone, beside = (
        features(CLEAR, found, "", titled=False) for found in ([CLEAR], [CLEAR, other])
    )
    assert beside - alone == {"also worse no_difference"}


def test_of_a_finding_of_which_nothing_is_known_the_model_says_no_more_than_its_base() -> None:
    assert 0.2 < chance({"by a rule that is not there"}) == chance(()) < 0.9


def test_training_again_gives_the_packaged_weights() -> None:
    packaged = json.loads(packaged_text(WEIGHTS))
    again = tool.train(tool.learnt_from())
    assert packaged["judged_sha256"] == again["judged_sha256"]
    assert packaged["findings"] == again["findings"]
    names = packaged["weights"].keys() | again["weights"].keys()
    # another linear algebra library may end a hundredth or two away
    assert all(
        abs(packaged["weights"].get(name, 0) - again["weights"].get(name, 0)) <= 2 for name in names
    )


def test_no_finding_it_learnt_from_is_on_the_texts_kept_out(shared: Path) -> None:
    learnt = {row.document for row in tool.learnt_from()}
    for kept in (*(documents(shared, s) for s in tool.KEPT), tool.odd_halves(shared)):
        assert learnt.isdisjoint(row["doc_id"] for row in kept)


def test_on_texts_kept_out_it_tells_right_from_wrong_and_says_how_often(shared: Path) -> None:
    rows = [row for kept in tool.KEPT for row in tool.judged(documents(shared, kept))]
    said = [row.confidence for row in rows]
    share = sum(row.right for row in rows) / len(rows)
    right = [row.right for row in rows]
    assert brier_score_loss(right, said) < 0.9 * share * (1 - share)
    assert roc_auc_score(right, said) > 0.72
    assert sum(said) / len(said) == pytest.approx(share, abs=0.08)


def test_folds_are_told_with_a_line_a_strength() -> None:
    lines = list(tool.folds(tool.learnt_from()))
    assert len(lines) == 1 + len(tool.STRENGTHS)
    assert all("Brier 0." in line for line in lines)


def test_the_check_counts_every_finding_once(shared: Path) -> None:
    rows = list(tool.judged(documents(shared, "c")))
    first, *heights = tool.check("c", rows)
    assert f"of {len(rows)} right" in first
    assert sum(int(line.split(" of ")[1].split()[0]) for line in heights) == len(rows)
