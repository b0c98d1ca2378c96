"""Count how often findings by each rule are right on the development half of the gold.

usage: python tools/calibrate_findings.py SHARED [UNREAD]
       python tools/calibrate_findings.py SHARED --check

Rewrites kb/reading/findings/confidence.toml. SHARED is the folder of shared records; even-numbered
documents of both gold files are counted, those whose errors were read while the rules were written.

UNREAD is a file of the gold's shape with documents whose errors nobody has read yet: findings on
them are added to the counts that every kind is drawn towards. Count a document once, before its
errors are read; without UNREAD the counts made so far are kept. Nothing of any text is kept.

With `--check` it prints, for the odd-numbered documents, how many findings of high and of low
confidence there are and how many of them are right, and writes nothing.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb.model import AbstractSection, Article, Finding, Reading
from kb.reading import Reader, load_vocabulary
from kb.reading.findings.confidence import kind_of

FILES = ("dev.jsonl", "starter-dev.jsonl")
TABLE = Path(__file__).resolve().parent.parent / "kb/reading/findings/confidence.toml"
# Precision of all findings on unread documents (.69 of 130 on real abstracts on the topic, .61 of
# 130 on the odd-numbered documents of both files, of which no error was read), and its weight
# against the unread ones of a kind; then the weight of both against those of the read half.
PRIOR = 0.65
PRIOR_WEIGHT = 8
WEIGHT = 30
# The check's border between high and low.
HIGH = 0.70


def half(folder: Path, first: int) -> Iterator[dict[str, Any]]:
    """Every other document of both gold files: the even-numbered from 0, the odd from 1."""
    for name in FILES:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        yield from (json.loads(line) for line in lines[first::2])


def count(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Findings by kind on the development half: all, and those the gold has so."""
    return count_in(half(folder, 0), folder)


def count_in(
    documents: Iterable[dict[str, Any]], folder: Path
) -> tuple[Counter[str], Counter[str]]:
    """Findings by kind: all of them, and those the gold has with outcome and direction."""
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for finding, is_right in judged(documents, folder):
        kind = kind_of(finding.rule, finding.direction)
        found[kind] += 1
        right[kind] += is_right
    return found, right


def judged(documents: Iterable[dict[str, Any]], folder: Path) -> Iterator[tuple[Finding, bool]]:
    """Findings of documents, each with whether the gold has its outcome and direction."""
    inventory = json.loads((folder / "inventory.json").read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for name, entry in inventory.items():
        for alias in (name, *entry["aliases"], *entry.get("rolls_up", ())):
            names.setdefault(alias.lower(), name)
    reader = Reader(load_vocabulary())
    for row in documents:
        gold = {
            (names.get(f["outcome"].lower(), f["outcome"]), f["direction"]) for f in row["findings"]
        }
        for finding in read(reader, row).findings:
            outcome = names.get(finding.outcome.lower(), finding.outcome)
            yield finding, (outcome, finding.direction.value) in gold


def check(folder: Path) -> Iterator[str]:
    """Totals on the odd-numbered documents, by height of confidence."""
    counts: dict[bool, Counter[bool]] = {True: Counter(), False: Counter()}
    for finding, is_right in judged(half(folder, 1), folder):
        counts[(finding.confidence or 0.0) >= HIGH][is_right] += 1
    for is_high, count in counts.items():
        yield f"{'>=' if is_high else '<'} {HIGH:.2f}: {count[True]} of {count.total()} right"


def read(reader: Reader, row: dict[str, Any]) -> Reading:
    """Read one document of the gold."""
    sections = tuple(AbstractSection(s["label"] or "", s["text"]) for s in row["sections"])
    return reader.read(Article(str(row["doc_id"]), title=row["title"] or "", sections=sections))


def main(shared: Path, unread_file: Path | None = None) -> None:
    """Write the table."""
    folder = shared / "data" / "gold" / "reading"
    found, right = count(folder)
    kept = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    unread = Counter({kind: pair[1] for kind, pair in kept["unread"].items()})
    unread_right = Counter({kind: pair[0] for kind, pair in kept["unread"].items()})
    if unread_file is not None:
        lines = unread_file.read_text(encoding="utf-8").splitlines()
        more, more_right = count_in(map(json.loads, lines), folder)
        unread.update(more)
        unread_right.update(more_right)
    TABLE.write_text(table(folder, (found, right), (unread, unread_right)), encoding="utf-8")


def table(
    folder: Path,
    read: tuple[Counter[str], Counter[str]],
    unread: tuple[Counter[str], Counter[str]],
) -> str:
    """Text of the table from all findings and right ones, on read and on unread documents."""
    out = [
        "# Made by tools/calibrate_findings.py; its comments say what the numbers mean.",
        *(f"# {n}: SHA-256 {hashlib.sha256((folder / n).read_bytes()).hexdigest()}" for n in FILES),
        f"\nprior = {PRIOR}\nprior_weight = {PRIOR_WEIGHT}\nweight = {WEIGHT}",
        "\n# Kind of finding: right, found; on documents that rules were written from.\n[counts]",
        *rows(*read),
        "\n# The same on documents that were counted before anyone read their errors.\n[unread]",
        *rows(*unread),
    ]
    return "\n".join(out) + "\n"


def rows(found: Counter[str], right: Counter[str]) -> list[str]:
    """One line a kind."""
    return [f'"{kind}" = [{right[kind]}, {found[kind]}]' for kind in sorted(found)]


if __name__ == "__main__":
    if "--check" in sys.argv[2:]:
        for line in check(Path(sys.argv[1]) / "data" / "gold" / "reading"):
            sys.stdout.write(f"{line}\n")
    else:
        main(*map(Path, sys.argv[1:3]))
