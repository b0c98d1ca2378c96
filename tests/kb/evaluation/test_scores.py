"""The score is that of the gold set's own script, number by number."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.evaluation import article_of, extract, read_documents, score
from kb.evaluation.baseline import plain_dictionary
from kb.evaluation.tally import Document


def by_script(folder: Path, gold: Path, predicted: dict[str, Document], scratch: Path) -> Any:
    path = scratch / "predicted.jsonl"
    lines = (json.dumps(document) for document in predicted.values())
    path.write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, folder / "score.py", gold, path, "--json"]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def spoiled(gold: dict[str, Document], seed: int) -> dict[str, Document]:
    """Gold with parts lost, turned round, moved, repeated and made up; some documents missing."""
    chance = random.Random(seed)
    found: dict[str, Document] = {}
    for key, document in gold.items():
        bad = copy.deepcopy(dict(document))
        for concept in bad["concepts"]:
            concept["negated"] ^= chance.random() < 0.2
            for quote in concept["quotes"]:
                quote["negated"] ^= chance.random() < 0.2
                quote["start"] += chance.choice((0, 0, 3, 400))
                quote["end"] += chance.choice((0, 0, 3, 400))
                if chance.random() < 0.1:
                    del quote["negated"]
        concepts = [c for c in bad["concepts"] if chance.random() < 0.8]
        bad["concepts"] = [*concepts, *concepts[:2], {"name": "cobra effect", "quotes": []}]
        for finding in bad["findings"]:
            finding["direction"] = chance.choice(("improved", "no difference", "worse"))
            finding["basis"] = chance.choice(("between-group", "descriptive"))
        for field in ("sample_size", "follow_up", "study_design", "on_topic", "region"):
            roll = chance.random()
            if roll < 0.2:
                del bad[field]
            elif roll < 0.4:
                bad[field] = None
            elif roll < 0.6:
                bad[field] = copy.deepcopy(chance.choice(list(gold.values()))[field])
        bad["imaging_guidance"] = chance.sample(["US", "ct-fluoroscopy", "fluoroscopy"], 2)
        bad["relief_threshold_percent"] = chance.sample([50, 80, 100], 1)
        if chance.random() < 0.9:
            found[key] = bad
    return {**found, "nobody's": {"doc_id": "nobody's"}}


@pytest.mark.parametrize("name", ["dev.jsonl", "starter-dev.jsonl"])
@pytest.mark.parametrize("maker", ["reader", "dictionary", "gold", "spoiled", "spoiled again"])
def test_numbers_are_those_of_the_script(
    shared: Path, tmp_path: Path, name: str, maker: str
) -> None:
    folder = shared / "data" / "gold" / "reading"
    gold = read_documents(folder / name)
    predicted: dict[str, Document] = {
        "reader": lambda: {key: extract(article_of(d)) for key, d in gold.items()},
        "dictionary": lambda: {key: plain_dictionary(article_of(d)) for key, d in gold.items()},
        "gold": lambda: gold,
        "spoiled": lambda: spoiled(gold, 1),
        "spoiled again": lambda: spoiled(gold, 2),
    }[maker]()
    assert score(gold, predicted) == by_script(folder, folder / name, predicted, tmp_path)


def test_the_packaged_inventory_is_the_gold_sets(shared: Path) -> None:
    theirs = shared / "data" / "gold" / "reading" / "inventory.json"
    ours = Path(__file__).resolve().parents[3] / "kb" / "evaluation" / "inventory.json"
    assert json.loads(ours.read_text(encoding="utf-8")) == json.loads(
        theirs.read_text(encoding="utf-8")
    )


def test_gold_scored_against_itself_is_right_everywhere(own_gold: dict[str, Document]) -> None:
    found = score(own_gold, own_gold)
    assert found["concepts"]["overall"]["f1"] == found["findings"]["f1"] == 1
    assert found["sample_size"]["accuracy"] == found["study_design"]["accuracy"] == 1


def test_saying_nothing_finds_nothing_and_is_no_error(own_gold: dict[str, Document]) -> None:
    found = score(own_gold, {})
    assert found["docs"]["predicted"] == 0
    assert found["concepts"]["overall"]["r"] == found["sample_size"]["accuracy"] == 0
    assert found["on_topic"]["accuracy"] == 0


def test_names_outside_the_inventory_are_named_and_not_counted() -> None:
    gold = {"1": {"concepts": [{"name": "MRI"}]}}
    found = score(gold, {"1": {"concepts": [{"name": "mri"}, {"name": "cobra effect"}]}})
    assert found["unknown_names"] == ["cobra effect"]
    assert found["concepts"]["overall"]["p"] == 1
