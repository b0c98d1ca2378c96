"""Measure reading on annotations of this project's own, of texts that lie beside it.

``python -m tests.fresh_reading`` prints the table and writes it into ``docs/reading.md``; part of
``make reading-table``. The annotations (``tests/data/reading-annotations.jsonl``) hold places and
labels; the texts are their publishers' and stay in the folder of real records.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from kb.evaluation.evaluating import Row, evaluate

ROOT = Path(__file__).resolve().parent.parent
ANNOTATIONS = ROOT / "tests" / "data" / "reading-annotations.jsonl"
DOCUMENT = ROOT / "docs" / "reading.md"
PARTS = ("read", "kept")
"""Documents whose errors in facts, imaging and negation were read, and those nobody looked into."""
_TABLE = re.compile(r"(?<=<!-- fresh table -->\n).*?(?=<!-- end of fresh table -->)", re.DOTALL)
# Of concepts only imaging and what is denied was annotated.
_FIELDS = (
    *("concepts.imaging", "negation_mention", "on_topic", "study_design", "sample_size"),
    *("follow_up", "region", "imaging_guidance", "findings", "findings_outcome_only"),
)


def documents(shared: Path) -> dict[str, dict[str, Any]]:
    """Annotated documents by id, with their texts.

    Raises
    ------
    KeyError
        A text is not in the folder.
    """
    texts = {}
    with (shared / "data" / "reading-texts" / "texts.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)
            texts[text["doc_id"]] = text
    found = {}
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        annotated = json.loads(line)
        text = texts[annotated["doc_id"]]
        found[annotated["doc_id"]] = {
            **annotated,
            "title": text["title"],
            "sections": text["sections"],
        }
    return found


def measured(shared: Path) -> str:
    """The table, in Markdown."""
    every = documents(shared)
    columns: list[dict[str, Row]] = []
    for part in PARTS:
        gold = {key: each for key, each in every.items() if each["part"] == part}
        columns.append({row.field: row for row in evaluate(gold).rows})
    lines = [
        "|  | measure | read: n | plain dictionary | found | kept: n | plain dictionary | found "
        "| 95 % interval |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for field in _FIELDS:
        read, kept = (column[field] for column in columns)
        lines.append(
            f"| {read.label.removeprefix('– ')} | {read.measure} | {read.number} "
            f"| {_share(read.dictionary)} | {_share(read.all)} | {kept.number} "
            f"| {_share(kept.dictionary)} | {_share(kept.all)} "
            f"| {_share(kept.low)}–{_share(kept.high)} |"
        )
    return "\n".join(lines)


def table_of(page: str) -> str:
    """The table as it stands in the page."""
    found = _TABLE.search(page)
    return found.group().strip() if found else ""


def _share(value: float | None) -> str:
    """Write a share with three places."""
    if value is None:
        return "–"
    return f"{value:.3f}" if value >= 1 else f"{value:.3f}".removeprefix("0")


def main() -> int:
    """Measure, print, and write the page."""
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if not (shared / "data").is_dir():
        print(f"No folder of real records at {shared}; set KB_SHARED.", file=sys.stderr)
        return 2
    text = measured(shared)
    page = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(_TABLE.sub(lambda _: f"\n{text}\n\n", page), encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
