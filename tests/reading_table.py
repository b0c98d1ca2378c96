"""Measure this release's reading and write it down: ``make reading-table``.

Writes ``kb/evaluation/release.json``, which ships with the program, and the table in
``docs/reading.md``. Where the folder of real records is not there, the figures on it stay as they
were.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from kb.evaluation import markdown_table
from kb.evaluation.release import DEV, STARTER, GoldSet, from_json, measure_release, to_json

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "kb" / "evaluation" / "release.json"
DOCUMENT = ROOT / "docs" / "reading.md"
OWN_GOLD = ROOT / "tests" / "data" / "starter-dev.jsonl"
_TABLES = re.compile(r"(?<=<!-- table -->\n).*?(?=<!-- end of table -->)", re.DOTALL)
_HEADS = {
    DEV: "Real abstracts and registry texts (`dev`, {n} documents, few of them on facet pain)",
    STARTER: "This project's own summaries of papers on the topic (`starter-dev`, {n} documents)",
}


def main() -> None:
    """Measure, and write what has changed."""
    gold = {STARTER: OWN_GOLD}
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    dev = shared / "data" / "gold" / "reading" / "dev.jsonl"
    sets: dict[str, GoldSet] = {}
    if dev.is_file():
        gold = {DEV: dev, **gold}
    elif RELEASE.is_file():
        sets = from_json(json.loads(RELEASE.read_text(encoding="utf-8")))
    sets |= measure_release(gold)
    RELEASE.write_text(release_text(sets), encoding="utf-8", newline="\n")
    page = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(with_tables(page, sets), encoding="utf-8", newline="\n")
    print(tables(sets))


def release_text(sets: dict[str, GoldSet]) -> str:
    """Text of the packaged file."""
    return json.dumps(to_json(sets), ensure_ascii=False, indent=1) + "\n"


def tables(sets: dict[str, GoldSet]) -> str:
    """Tables of all gold sets."""
    return "\n\n".join(
        f"**{_HEADS[name].format(n=gold.documents)}**\n\n{markdown_table(gold.rows)}"
        for name, gold in sets.items()
    )


def with_tables(page: str, sets: dict[str, GoldSet]) -> str:
    """Put the tables where the page has marked their place."""
    return _TABLES.sub(lambda _: f"\n{tables(sets)}\n\n", page)


if __name__ == "__main__":
    main()
