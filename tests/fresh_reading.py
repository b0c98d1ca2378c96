"""Measure reading on texts annotated after the rules: ``python -m tests.fresh_reading``.

Twelve sets of 60 to 85 real texts, drawn at random from the shared texts without labels, and the
summaries of the starter set that the gold set leaves out, in two halves. The annotations
(``tests/data/reading-annotations.jsonl``, ``starter-annotations.jsonl``) hold ids, offsets and
labels and no word of any text; the texts come from the folder of shared records and from the
starter set. Writes the tables in ``docs/reading.md``.

``python -m tests.fresh_reading --gold FILE [SETS]`` writes the sets ("abc") in the gold's shape,
for ``mbb evaluate reading``. That file holds the texts: do not pass it on.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.evaluation import Row, evaluate

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "reading.md"
ANNOTATIONS = ROOT / "tests" / "data" / "reading-annotations.jsonl"
OF_STARTER = ROOT / "tests" / "data" / "starter-annotations.jsonl"
TEXTS = Path("data") / "reading-texts" / "texts.jsonl"
STARTER = ROOT / "ingest" / "starter" / "papers.jsonl"
COLUMNS = ("abcefgijkl", "d", "h")
"""Sets whose errors were read or learnt from, and two that nobody looked into."""
STARTER_COLUMNS = ("s", "t")
"""Summaries whose errors were read, and those that nobody looked into."""
FIELDS = (
    "concepts.imaging",
    "negation_mention",
    "on_topic",
    "study_design",
    "sample_size",
    "follow_up",
    "region",
    "imaging_guidance",
    "findings",
    "findings_outcome_only",
    "findings_with_basis",
)
"""What was annotated throughout; relief cut-offs are too few to count."""
TABLES = {"fresh table": COLUMNS, "starter table": STARTER_COLUMNS}
"""Tables of the page by the comments they stand between, with their columns."""


def documents(shared: Path, sets: str = "abcdefghijkl") -> Iterator[dict[str, Any]]:
    """Documents of some sets in the gold's shape, their texts joined to them.

    Parameters
    ----------
    shared : Path
        Folder of shared records.
    sets : str
        Letters of the sets.

    Raises
    ------
    ValueError
        The shared texts lack an annotated document.
    """
    texts = _texts(shared) if sets.strip("st") else {}
    if set(sets) & set("st"):
        texts |= _summaries()
    for path in (ANNOTATIONS, OF_STARTER):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["set"] not in sets:
                continue
            if row["doc_id"] not in texts:
                raise ValueError(f"There is no text of the annotated document {row['doc_id']}.")
            yield _joined(row, texts[row["doc_id"]])


def _texts(shared: Path) -> dict[str, dict[str, Any]]:
    """Shared texts without labels, by their ids."""
    lines = (shared / TEXTS).read_text(encoding="utf-8").splitlines()
    return {row["doc_id"]: row for row in map(json.loads, lines)}


def _summaries() -> dict[str, dict[str, Any]]:
    """The project's own summaries, by PMID."""
    rows = map(json.loads, STARTER.read_text(encoding="utf-8").splitlines())
    return {r["pmid"]: {"title": r["title"], "sections": r["summary_sections"]} for r in rows}


def _joined(row: dict[str, Any], text: dict[str, Any]) -> dict[str, Any]:
    """One document: annotations, texts, and the words at each offset."""
    where = {-1: text["title"], **{i: s["text"] for i, s in enumerate(text["sections"])}}

    def quote(section: int, start: int, end: int, negated: bool | None = None) -> dict[str, Any]:
        found = {
            "section_index": section,
            "start": start,
            "end": end,
            "text": where[section][start:end],
        }
        return found if negated is None else {**found, "negated": negated}

    def with_quote(fact: dict[str, Any] | None) -> dict[str, Any] | None:
        return fact and {**fact, "quote": fact["quote"] and quote(*fact["quote"])}

    return {
        **row,
        "title": text["title"],
        "sections": text["sections"],
        "sample_size": with_quote(row["sample_size"]),
        "follow_up": with_quote(row["follow_up"]),
        "concepts": [{**c, "quotes": [quote(*q) for q in c["quotes"]]} for c in row["concepts"]],
        "findings": [with_quote(f) for f in row["findings"]],
    }


def table(shared: Path, columns: tuple[str, ...] = COLUMNS) -> str:
    """Markdown of the figures, one column a part."""
    texts = [{d["doc_id"]: d for d in documents(shared, s)} for s in columns]
    parts = [{row.field: row for row in evaluate(found).rows} for found in texts]
    heads = " | ".join(
        f"{s}, {len(found)} texts: n | value | 95 % interval"
        for s, found in zip(columns, texts, strict=True)
    )
    lines = [f"|  | measure | {heads} |", f"| --- | --- |{' ---: |' * 3 * len(columns)}"]
    for field in FIELDS:
        rows = [part[field] for part in parts]
        lines.append(
            f"| {rows[0].label.replace('–', 'Concepts:')} | {rows[0].measure} | "
            + " | ".join(map(_cells, rows))
            + " |"
        )
    return "\n".join(lines)


def _cells(row: Row) -> str:
    """Cells of one field on one part."""
    if row.all is None or row.low is None or row.high is None:
        return f"{row.number} | – | –"
    return f"{row.number} | {_share(row.all)} | {_share(row.low)}–{_share(row.high)}"


def _share(value: float) -> str:
    """Write a share as the other tables do: ".857"."""
    return f"{value:.3f}".removeprefix("0")


def table_of(page: str, name: str = "fresh table") -> str:
    """The table that a page holds."""
    found = _between(name).search(page)
    return found.group().strip() if found else ""


def _between(name: str) -> re.Pattern[str]:
    """What stands between the two comments of a table."""
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)", re.DOTALL)


def main(arguments: list[str]) -> None:
    """Write the table into the page, or the sets in the gold's shape into a file."""
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if arguments[:1] == ["--gold"]:
        lines = (json.dumps(d, ensure_ascii=False) for d in documents(shared, *arguments[2:3]))
        Path(arguments[1]).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return
    page = DOCUMENT.read_text(encoding="utf-8")
    for name, columns in TABLES.items():
        made = table(shared, columns)
        page = _between(name).sub(lambda _, made=made: f"\n{made}\n\n", page)
        print(made)
    DOCUMENT.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
