"""What docs/researchers promises to researchers, run cell by cell.

The cells are run in one namespace, in order, as a kernel would: that needs neither Jupyter nor a
second process, whose failures would be harder to read.
"""

from __future__ import annotations

import json

import pytest

import kb
from tests.notebook import NOTEBOOK, TEXT, notebook_of


def test_the_notebook_is_what_the_text_gives() -> None:
    assert NOTEBOOK.read_text("utf-8") == notebook_of(TEXT.read_text("utf-8")), (
        "docs/researchers.ipynb is out of date: run `python -m tests.notebook`"
    )


def test_every_cell_of_the_notebook_runs_over_the_starter_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 8 and all(not cell.get("outputs") for cell in cells)
    shared: dict[str, object] = {}
    said: list[str] = []
    for number, source in enumerate(code, start=1):
        exec(compile(source, f"cell {number}", "exec"), shared)  # noqa: S102 - the cells of our own notebook
        said.append(capsys.readouterr().out)
    base = shared["base"]
    assert isinstance(base, kb.KnowledgeBase)
    assert base.status().snapshot_id in said[0]
    assert len(said[1].splitlines()) == 5, "five hits"
    assert "neutral |" in said[2] and "No placebo-controlled trial." in said[2]
    assert "studies:" in said[3] and len(said[3].splitlines()) > 2, "an edge with its sentences"
    assert shared["counted"]["studies"].min() >= 1  # type: ignore[index]
    assert shared["chart"].to_dict()["data"]  # type: ignore[attr-defined]
    assert "no study" in said[6] or "none reports" in said[6]
    assert "evidence.csv" in said[7] and "references.ris" in said[7] and "graphml" in said[7]
    base.close()
