"""Words of direction, measured on Evidence Inference: python -m tests.outside direction.

Each item is a sentence that annotators chose, with an outcome, an intervention and a comparator:
did the outcome rise, fall, or not differ significantly? Only the words of direction, the P values
and the clauses of ``kb.reading.findings`` are used; nothing is trained. Whole papers are kept out
by a hash of their number: errors were looked at on the other half alone. Papers of ``dev.jsonl``
are left out.

Lehman E, DeYoung J, Barzilay R, Wallace BC. Inferring which medical treatments work from reports
of clinical trials. NAACL 2019.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kb.reading.findings.clauses import hard_clauses
from kb.reading.findings.cues import Cue, find_cues, significance
from kb.reading.patterns import lower

UP, DOWN, NONE = "increased", "decreased", "no difference"
_LABELS = {
    "significantly increased": UP,
    "significantly increase": UP,
    "significantly decreased": DOWN,
    "no significant difference": NONE,
}
# Outcomes of which less is better, so that "improved" says they fell.
_BURDEN = re.compile(
    r"pain|vas\b|mortalit|death|adverse|complicat|infect|symptom|severity|disabilit|failure|"
    r"relapse|recurren|bleed|nausea|vomit|anxiety|depress|stress|fatigue|risk|incidence|burden|"
    r"glucose|hba1c|insulin resist|cholesterol|ldl|triglycer|weight|pressure|bmi|inflam|crp|"
    r"duration of|length of|time to|requirement|consumption|impairment|dysfunction|problem"
)
_SECOND = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to|against|in comparison (?:with|to)"
    r"|over)\b"
)
_FORE = re.compile(r"^(?:when )?(?:compared|in comparison|relative) (?:with|to)\b")
_CONTROL = re.compile(r"\b(?:placebo|control\w*|sham|usual care|standard|vehicle|untreated)\b")
_WORD = re.compile(r"[a-z][a-z-]{2,}|\d+(?:\.\d+)?")
_COMMON = frozenset(
    {"the", "and", "with", "for", "from", "after", "group", "groups", "treatment", "patients"}
    | {"score", "scores", "level", "levels", "day", "days", "week", "weeks", "month", "months"}
    | {"daily", "total", "mean", "rate", "rates", "per", "dose", "therapy", "versus"}
)


class Item(NamedTuple):
    """One sentence with its question and the answer annotators gave."""

    paper: str
    sentence: str
    outcome: str
    intervention: str
    comparator: str
    label: str


def items(shared: Path) -> Iterator[Item]:
    """Items whose label and sentence a second annotator found valid, each once."""
    folder = shared / "data" / "gold" / "direction"
    with (folder / "prompts_merged.csv").open(encoding="utf-8", newline="") as file:
        prompts = {row["PromptID"]: row for row in csv.DictReader(file)}
    left_out = _papers_of_dev(shared)
    votes: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    paper: dict[str, str] = {}
    with (folder / "v2_annotations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            valid = row["Valid Label"] == row["Valid Reasoning"] == "True"
            if valid and row["PromptID"] in prompts and row["PMCID"] not in left_out:
                votes[row["PromptID"], " ".join(row["Annotations"].split())].add(row["Label"])
                paper[row["PromptID"]] = row["PMCID"]
    for (prompt, sentence), labels in votes.items():
        named = {_LABELS[label] for label in labels}
        if len(named) == 1 and sentence:
            ask = prompts[prompt]
            one, two, three = (lower(ask[k]) for k in ("Outcome", "Intervention", "Comparator"))
            yield Item(paper[prompt], sentence, one, two, three, named.pop())


def kept_out(item: Item) -> bool:
    """Whether nobody looked at this paper's errors."""
    return hashlib.sha256(item.paper.encode()).digest()[0] % 2 == 1


def answer(item: Item) -> str:
    """Which way the outcome went, by rules alone."""
    low = lower(item.sentence)
    clause = _clause(low, item)
    signs = significance(clause)
    cues = find_cues(clause)
    if any(c.family == "null" for c in cues) and not signs.significant:
        return NONE
    if signs.not_significant and not signs.significant:
        return NONE
    cue = _nearest([c for c in cues if c.family in _RISES], clause, item.outcome)
    if cue is None:
        return NONE if any(c.family == "null" for c in cues) else _by_second(clause, item)
    rises = _RISES[cue.family] * cue.sign
    if cue.family in ("gain", "loss") and _BURDEN.search(item.outcome):
        rises = -rises
    if _turned(clause, item):
        rises = -rises
    return UP if rises > 0 else DOWN


_RISES = {"gain": 1, "loss": -1, "up": 1, "down": -1}


def _clause(low: str, item: Item) -> str:
    """Clause that speaks most of the outcome; the whole sentence where none does."""
    wanted = _content(item.outcome)
    best, most = low, 0
    for start, end in hard_clauses(low):
        held = len(wanted & _content(low[start:end]))
        if held > most and find_cues(low[start:end]):
            best, most = low[start:end], held
    return best


def _nearest(cues: Sequence[Cue], clause: str, outcome: str) -> Cue | None:
    """The word of direction nearest to the outcome, one that compares before others."""
    wanted = _content(outcome)
    places = [m.start() for m in _WORD.finditer(clause) if m.group() in wanted] or [0]
    own = [c for c in cues if clause[c.start : c.end] not in outcome] or list(cues)
    return min(
        own, key=lambda c: (not c.compares, min(abs(c.start - at) for at in places)), default=None
    )


def _turned(clause: str, item: Item) -> bool:
    """Whether the comparator is the one spoken of, and the intervention what it is set against."""
    one, two = _content(item.intervention), _content(item.comparator)
    one, two = one - two, two - one
    cut = _SECOND.search(clause)
    if cut is None or _FORE.match(clause):
        first = clause if cut is None else clause[cut.end() :]
        words = _content(first)
        holder = bool(two & words) and not one & words
        return holder and cut is None
    before, after = _content(clause[: cut.start()]), _content(clause[cut.end() :])
    if _CONTROL.search(item.comparator):
        two = two | {"placebo", "control", "controls", "sham"}
    return bool(two & before) and not one & before and not two & after


def _by_second(clause: str, item: Item) -> str:
    """Answer where no word says the way: most such sentences report a difference, mostly a rise."""
    signs = significance(clause)
    return UP if signs.significant else NONE


def _content(text: str) -> frozenset[str]:
    """Words of a text that tell something."""
    return frozenset(_WORD.findall(text)) - _COMMON


def _papers_of_dev(shared: Path) -> frozenset[str]:
    """Numbers of the papers in ``dev.jsonl``, which are scored elsewhere."""
    path = shared / "data" / "gold" / "reading" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    named = [str(row.get(key) or "") for row in rows for key in ("pmcid", "doc_id")]
    return frozenset(re.sub(r"\D", "", n) for n in named if n.startswith("PMC"))


def table(shared: Path) -> list[tuple[str, float | int]]:
    """Accuracy over three answers, on the papers looked at and on those kept out."""
    rows: list[tuple[str, float | int]] = []
    found = list(items(shared))
    for name, is_out in (("looked at", False), ("kept out", True)):
        part = [item for item in found if kept_out(item) is is_out]
        right = sum(answer(item) == item.label for item in part)
        most = Counter(item.label for item in part).most_common(1)[0][1]
        rows += [
            (f"direction, {name}: sentences", len(part)),
            (f"direction, {name}: accuracy", round(right / len(part), 3)),
            (f"direction, {name}: always the commonest answer", round(most / len(part), 3)),
        ]
    return rows


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[2]
    for label, value in table(Path(os.environ.get("KB_SHARED", root.parent / "shared"))):
        print(f"{label:55} {value}")
