"""Count how often study facts by each rule are right on the development documents.

usage: python tools/calibrate_facts.py SHARED > kb/reading/confidence.toml
       python tools/calibrate_facts.py SHARED --check

SHARED is the folder of shared records. Counted are the even-numbered documents of both gold files,
and the starter papers that are in neither: those whose errors were read while the rules were
written. Of the odd-numbered documents only each field's precision is taken, as a total. With
`--check` it prints, for the odd-numbered documents, how many facts of high and of low confidence
there are and how many of them are right. Nothing of any text is kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kb.evaluation import article_of
from kb.model import Fact, StudyFacts
from kb.reading import Reader, load_vocabulary

GOLD = ("dev.jsonl", "starter-dev.jsonl")
STARTER = "papers.jsonl"
WEIGHT = 10
# The check's border between high and low.
HIGH = 0.85
_TOLERANCE = 0.05


class Judged(NamedTuple):
    """One fact that was read: its field and rule, whether it is right, and its confidence."""

    field: str
    rule: str
    is_right: bool
    confidence: float | None


def gold_documents(shared: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Documents for development, and those whose errors nobody reads."""
    read, unread = [], []
    for name in GOLD:
        path = shared / "data" / "gold" / "reading" / name
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        read += rows[::2]
        unread += rows[1::2]
    known = {str(row["doc_id"]) for row in read + unread}
    papers = (shared / "data" / "starter" / STARTER).read_text(encoding="utf-8").splitlines()
    for line in papers:
        paper = json.loads(line)
        question = {"question": paper["question"]}
        if paper["pmid"] not in known:
            read.append(_as_document(paper))
        else:
            for row in read + unread:
                if str(row["doc_id"]) == paper["pmid"]:
                    row.update(question)
    return read, unread


def _as_document(paper: Mapping[str, Any]) -> dict[str, Any]:
    """A starter paper in the shape of the gold, with the facts that are told as it tells them."""
    size = paper["sample_size"]
    return {
        "doc_id": paper["pmid"],
        "title": paper["title"],
        "sections": paper["summary_sections"],
        "study_design": paper["study_design"],
        "region": paper["region"],
        "question": paper["question"],
        **({} if size is None else {"sample_size": {"value": size}}),
    }


def judged(reader: Reader, rows: Iterable[Mapping[str, Any]]) -> Iterator[Judged]:
    """Facts of documents, right or wrong."""
    for row in rows:
        yield from _of_document(reader.read(article_of(row)).facts, row)


def _of_document(facts: StudyFacts, row: Mapping[str, Any]) -> Iterator[Judged]:
    """Facts of one document, of the fields that it is annotated for."""
    for field in ("study_design", "question"):
        fact = getattr(facts, field)
        said = str(row.get(field) or "not-stated").lower().replace(" ", "-")
        if said != "not-stated" and fact.rule:
            yield Judged(field, fact.rule, fact.value == said, fact.confidence)
    for field in ("region", "imaging_guidance", "relief_threshold_percent"):
        if field in row:
            said_all = {str(value) for value in row[field] or ()}
            for fact in getattr(facts, field):
                yield Judged(field, fact.rule, _plain(fact) in said_all, fact.confidence)
    size, time = facts.sample_size, facts.follow_up
    if size is not None and "sample_size" in row:
        gold = row["sample_size"]
        is_right = bool(gold) and gold["value"] == size.value
        yield Judged("sample_size", size.rule, is_right, size.confidence)
    if time is not None and time.value_months is not None and "follow_up" in row:
        gold = row["follow_up"]
        months = gold and gold["value_months"]
        is_right = bool(months) and abs(months - time.value_months) <= _TOLERANCE * months
        yield Judged("follow_up", time.rule, is_right, time.confidence)


def _plain(fact: Fact) -> str:
    """Value as the gold writes it."""
    return fact.value.removesuffix(".0")


def table(shared: Path) -> Iterator[str]:
    """Lines of the file."""
    reader = Reader(load_vocabulary())
    read, unread = gold_documents(shared)
    counts: defaultdict[str, defaultdict[str, Counter[bool]]]
    counts = defaultdict(lambda: defaultdict(Counter))
    for fact in judged(reader, read):
        counts[fact.field][fact.rule][fact.is_right] += 1
    blind: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for fact in judged(reader, unread):
        blind[fact.field][fact.is_right] += 1
    yield "# Made by tools/calibrate_facts.py from the even-numbered documents of the gold and from"
    yield "# the starter papers outside it; the prior is the precision on odd-numbered documents."
    folders = dict.fromkeys(GOLD, "gold/reading") | {STARTER: "starter"}
    for name, folder in folders.items():
        digest = hashlib.sha256((shared / "data" / folder / name).read_bytes()).hexdigest()
        yield f"# {name}: SHA-256 {digest}"
    yield "\n# Weight of the prior, in facts."
    yield f"weight = {WEIGHT}"
    for field in sorted(counts):
        total = blind[field]
        yield f"\n[fields.{field}]"
        yield f"prior = {total[True] / max(total.total(), 1):.3f}"
        yield f"\n[fields.{field}.counts] # rule: right, found"
        for rule, count in sorted(counts[field].items()):
            yield f'"{rule}" = [{count[True]}, {count.total()}]'


def check(shared: Path) -> Iterator[str]:
    """Totals on the odd-numbered documents, by field and by height of confidence."""
    _, unread = gold_documents(shared)
    counts: defaultdict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for fact in judged(Reader(load_vocabulary()), unread):
        if fact.confidence is not None:
            height = f">= {HIGH}" if fact.confidence >= HIGH else f"< {HIGH}"
            for field in (fact.field, "all"):
                counts[field, height][fact.is_right] += 1
    for (field, height), count in sorted(counts.items()):
        yield f"{field:25} {height:8} {count[True]:4} of {count.total():4} right"


def main(shared: Path, *, is_check: bool) -> None:
    """Print the table, or the check."""
    for line in check(shared) if is_check else table(shared):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_check="--check" in sys.argv[2:])
