"""Count how often findings by each rule are right on the development half of the gold.

usage: python tools/calibrate_findings.py SHARED > kb/reading/findings/confidence.toml

SHARED is the folder of shared records. Even-numbered documents of both gold files are counted:
those whose errors were read while the rules were written. Nothing of their text is kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.model import AbstractSection, Article, Reading
from kb.reading import Reader, load_vocabulary
from kb.reading.findings.confidence import kind_of

FILES = ("dev.jsonl", "starter-dev.jsonl")
# Precision on the odd-numbered documents, both files, measured once half-way without reading them.
PRIOR = 0.60
WEIGHT = 10


def development_half(folder: Path) -> Iterator[dict[str, Any]]:
    """Even-numbered documents of both gold files."""
    for name in FILES:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        yield from (json.loads(line) for line in lines[::2])


def count(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Findings by kind: all of them, and those the gold has with outcome and direction."""
    inventory = json.loads((folder / "inventory.json").read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for name, entry in inventory.items():
        for alias in (name, *entry["aliases"], *entry.get("rolls_up", ())):
            names.setdefault(alias.lower(), name)
    reader = Reader(load_vocabulary())
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in development_half(folder):
        gold = {
            (names.get(f["outcome"].lower(), f["outcome"]), f["direction"]) for f in row["findings"]
        }
        for finding in read(reader, row).findings:
            kind = kind_of(finding.rule, finding.direction)
            found[kind] += 1
            outcome = names.get(finding.outcome.lower(), finding.outcome)
            right[kind] += (outcome, finding.direction.value) in gold
    return found, right


def read(reader: Reader, row: dict[str, Any]) -> Reading:
    """Read one document of the gold."""
    sections = tuple(AbstractSection(s["label"] or "", s["text"]) for s in row["sections"])
    return reader.read(Article(str(row["doc_id"]), title=row["title"] or "", sections=sections))


def main(shared: Path) -> None:
    """Print the table."""
    folder = shared / "data" / "gold" / "reading"
    found, right = count(folder)
    out = sys.stdout
    out.write(
        "# Made by tools/calibrate_findings.py from the even-numbered documents of the gold.\n"
    )
    for name in FILES:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        out.write(f"# {name}: SHA-256 {digest}\n")
    out.write("\n# Precision on documents whose errors nobody read, and its weight in findings.\n")
    out.write(f"prior = {PRIOR}\nweight = {WEIGHT}\n\n# Kind of finding: right, found.\n[counts]\n")
    for kind in sorted(found):
        out.write(f'"{kind}" = [{right[kind]}, {found[kind]}]\n')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
