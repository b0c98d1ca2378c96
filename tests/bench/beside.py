"""The same records and questions given to txtai's hybrid index, in the same run.

txtai (https://github.com/neuml/txtai) is no part of the project; the extra ``bench`` brings it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import ir_measures
from ir_measures import nDCG

from kb import KnowledgeBase, open_kb, open_writer
from kb.index.embedder import packaged_model
from kb.model import Article
from tests.bench.collections import cystic_fibrosis, starter
from tests.bench.corpus import real_articles

RECORDS = 2_000
_HITS = 20
# How txtai is told to encode: as it does unasked (the tokenizer's limit of 512 tokens), and by
# sentence-transformers as this project does (the model's own limit of 256; the rest is cut off).
_WAYS = {
    "txtai as it comes, 512 tokens": {},
    "txtai by sentence-transformers, 256 tokens": {"method": "sentence-transformers"},
}


class Index(Protocol):
    """What both sides do."""

    def add(self, articles: Sequence[Article]) -> None:
        """Index records, all at once."""

    def ask(self, question: str) -> list[str]:
        """PMIDs of the best hits, in order."""


class Txtai:
    """A hybrid index of txtai: BM25 and vectors, half each, all else left as it comes.

    Texts are not kept, no filters are built, nothing is saved: the least work it can do.
    """

    def __init__(self, settings: dict[str, str]) -> None:
        from txtai import Embeddings

        self._index = Embeddings({"path": str(packaged_model()), "hybrid": True, **settings})

    def add(self, articles: Sequence[Article]) -> None:
        self._index.index([(a.pmid, _text(a), None) for a in articles])

    def ask(self, question: str) -> list[str]:
        return [str(pmid) for pmid, _ in self._index.search(question, _HITS)]


class Ours:
    """A knowledge base: records are read, their graph is made, and all is on disk at the end."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._base: KnowledgeBase | None = None

    def add(self, articles: Sequence[Article]) -> None:
        with open_writer(self._home) as writer:
            writer.add_articles(articles)
            writer.update()

    def ask(self, question: str) -> list[str]:
        if self._base is None:
            self._base = open_kb(self._home)
        return [hit.article.pmid for hit in self._base.search(question, limit=_HITS).hits]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds on the wall, and of the processor, which other work on the machine moves less."""

    wall: float
    processor: float


def txtai(shared: Path, home: Path, size: int) -> dict[str, object]:
    """Index and search real records beside txtai's hybrid index: same model, texts and threads."""
    if find_spec("txtai") is None:
        return {"skipped": "txtai is not installed here; `pip install -e '.[bench]'` brings it"}
    import torch

    records = _records(shared, min(size, RECORDS))
    questions = [str(q["query"]) for q in starter(shared).queries]
    sides: dict[str, Callable[[Path], Index]] = {"this project": Ours} | {
        name: lambda _, settings=settings: Txtai(settings) for name, settings in _WAYS.items()
    }
    made = {name: make(home / str(at)) for at, (name, make) in enumerate(sides.items())}
    for at, make in enumerate(sides.values()):  # what is loaded at first use is no part of it
        warm = make(home / f"warm-{at}")
        warm.add(records[:8])
        warm.ask(questions[0])
    indexed = {name: _cost(lambda i=index: i.add(records)) for name, index in made.items()}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as this project does for a question
    asked: dict[str, list[Cost]] = {name: [] for name in made}
    for index in made.values():
        index.ask(f"{questions[0]} warm")
    for turn, question in enumerate(questions):
        order = list(made)  # each question goes to all, each of them first in turn
        for name in order[turn % len(order) :] + order[: turn % len(order)]:
            asked[name].append(_cost(lambda i=made[name], q=question: i.ask(q)))
    torch.set_num_threads(threads)
    figures: dict[str, object] = {
        "txtai": version("txtai"),
        "records": len(records),
        "questions": len(questions),
    }
    for at, name in enumerate(made):
        wall = [cost.wall for cost in asked[name]]
        figures |= {
            f"{name}: index, s (processor)": _written(indexed[name]),
            f"{name}: query p50, p95, ms": f"{_at(wall, 50)}, {_at(wall, 95)}",
            f"{name}: query p50, processor, ms": round(
                statistics.median(cost.processor for cost in asked[name]) * 1000, 1
            ),
            f"{name}: nDCG@10, cystic fibrosis": _found(shared, sides[name](home / f"cf-{at}")),
        }
    return figures


def _records(shared: Path, count: int) -> list[Article]:
    """The first real records that have an abstract, each once."""
    whole = {a.pmid: a for a in real_articles(shared) if a.sections}
    return list(whole.values())[:count]


def _text(article: Article) -> str:
    """Title and abstract in one string."""
    return " ".join((article.title, *(section.text for section in article.sections)))


def _found(shared: Path, index: Index) -> float:
    """nDCG@10 over the cystic fibrosis collection."""
    collection = cystic_fibrosis(shared)
    index.add(collection.articles)
    queries: list[dict[str, Any]] = [dict(q) for q in collection.queries]
    run = {
        q["query_id"]: {p: float(-at) for at, p in enumerate(index.ask(q["query"]))}
        for q in queries
    }
    judged = {q["query_id"]: q["relevant"] for q in queries}
    measured = ir_measures.calc_aggregate([nDCG @ 10], judged, run)
    return round(float(measured[nDCG @ 10]), 3)


def _cost(work: Callable[[], object]) -> Cost:
    """What a piece of work takes."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def _at(seconds: list[float], percent: int) -> float:
    """A percentile, in milliseconds."""
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000, 1)


def _written(cost: Cost) -> str:
    """Both times of a cost, in seconds."""
    return f"{cost.wall:.1f} ({cost.processor:.1f})"
