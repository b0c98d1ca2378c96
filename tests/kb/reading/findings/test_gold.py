"""A floor under findings on the annotated sets, so that a change that spoils them is noticed.

No figure of merit: half of each set was read while the rules were written.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kb.model import AbstractSection, Article
from kb.reading import Reader


@pytest.mark.parametrize(("name", "floor"), [("dev.jsonl", 0.68), ("starter-dev.jsonl", 0.60)])
def test_findings_do_not_fall_below_what_they_were(
    reader: Reader, shared: Path, tmp_path: Path, name: str, floor: float
) -> None:
    folder = shared / "data" / "gold" / "reading"
    predicted = tmp_path / "predicted.jsonl"
    with predicted.open("w", encoding="utf-8") as out:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            sections = tuple(AbstractSection(s["label"] or "", s["text"]) for s in row["sections"])
            article = Article(str(row["doc_id"]), title=row["title"] or "", sections=sections)
            found = [
                {"outcome": f.outcome, "direction": f.direction.value, "basis": f.basis.value}
                for f in reader.read(article).findings
            ]
            out.write(json.dumps({"doc_id": row["doc_id"], "findings": found}) + "\n")
    command = [sys.executable, folder / "score.py", folder / name, predicted, "--json"]
    figures = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert figures["findings"]["f1"] >= floor
