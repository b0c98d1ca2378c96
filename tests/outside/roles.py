"""Sentence roles: PubMedQA's labelled sections, each abstract as if it had no headings.

Background and aim count as one, since these data mix them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from kb.model import AbstractSection, Article, SentenceRole
from kb.reading.findings.roles import assign_roles
from kb.reading.sentence_guess import guess_roles
from tests.outside.measures import Row

ROOT = Path(__file__).resolve().parents[2]
Guess = Callable[[Sequence[str]], list[SentenceRole]]


def trainer() -> ModuleType:
    """The script that trains the model, as a module."""
    path = ROOT / "tools" / "train_sentence_roles.py"
    spec = importlib.util.spec_from_file_location("train_sentence_roles", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_cues(sentences: Sequence[str]) -> list[SentenceRole]:
    """What the cues say that findings are read by: sure of results, or silent."""
    text, spans = "", []
    for sentence in sentences:
        spans.append((len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    article = Article("1", sections=(AbstractSection("", text),))
    said = assign_roles(article, [(0, spans)], [text])
    return [SentenceRole.BACKGROUND if s.role is SentenceRole.AIM else s.role for s in said]


def accuracy(abstracts: Sequence[object], guess: Guess) -> tuple[int, float]:
    """Sentences scored, and the share guessed right."""
    pairs = [
        (said, role)
        for a in abstracts
        for said, role in zip(guess(a.sentences), a.roles, strict=True)
        if role is not None
    ]
    return len(pairs), sum(said is role for said, role in pairs) / len(pairs)


def table(shared: Path) -> list[Row]:
    """Rows of the table in docs/reading.md."""
    module = trainer()
    kept_out = list(module.labelled(shared / module.DATA))[1::2]
    count, right = accuracy(kept_out, guess_roles)
    return [
        (f"PubMedQA: sentences given their section's role, of {count} kept out", right),
        ("– by the cues that findings are read by", accuracy(kept_out, by_cues)[1]),
    ]
