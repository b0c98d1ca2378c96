"""Floors on the annotated sets, so that a change that makes reading worse is noticed.

These are not figures of merit: half of each set was read while the rules were written, and the
vocabulary holds labels that were collected on it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from kb.model import AbstractSection, Article, Reading
from kb.reading import Reader


def as_prediction(row: dict[str, Any], reading: Reading) -> dict[str, Any]:
    """Put a reading into the shape of the gold set."""
    quotes = defaultdict(list)
    for m in reading.mentions:
        quotes[m.concept_id].append(
            {"section_index": m.section, "start": m.start, "end": m.end, "negated": m.negated}
        )
    return {
        "doc_id": row["doc_id"],
        "on_topic": reading.on_topic,
        "study_design": reading.facts.study_design.value,
        "region": [fact.value for fact in reading.facts.region],
        "imaging_guidance": [fact.value for fact in reading.facts.imaging_guidance],
        "concepts": [
            {"name": name, "negated": all(q["negated"] for q in found), "quotes": found}
            for name, found in quotes.items()
        ],
    }


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        (
            "dev.jsonl",
            {"concepts": 0.88, "region": 0.86, "imaging_guidance": 0.88, "on_topic": 0.93},
        ),
        (
            "starter-dev.jsonl",
            {"concepts": 0.81, "region": 0.93, "imaging_guidance": 0.80, "on_topic": 0.93},
        ),
    ],
)
def test_reading_does_not_fall_below_what_it_was(
    reader: Reader, shared: Path, tmp_path: Path, name: str, floors: dict[str, float]
) -> None:
    folder = shared / "data" / "gold" / "reading"
    predicted = tmp_path / "predicted.jsonl"
    with predicted.open("w", encoding="utf-8") as out:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sections = tuple(AbstractSection(s["label"] or "", s["text"]) for s in row["sections"])
            article = Article(row["doc_id"], title=row["title"] or "", sections=sections)
            out.write(json.dumps(as_prediction(row, reader.read(article))) + "\n")
    command = [sys.executable, folder / "score.py", folder / name, predicted, "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    reached = {
        "concepts": figures["concepts"]["overall"]["f1"],
        "region": figures["region"]["f1"],
        "imaging_guidance": figures["imaging_guidance"]["f1"],
        "on_topic": figures["on_topic"]["accuracy"],
    }
    assert {field: reached[field] for field in floors if reached[field] < floors[field]} == {}
