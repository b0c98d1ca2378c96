"""How well the ranking does on the development collections."""

from __future__ import annotations

from pathlib import Path

from kb.evaluation.ranking import evaluate_search, search_table
from tests.bench.collections import COLLECTIONS
from tests.bench.tuning import opened


def ranking(shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Rank every collection in every way, each part switched off in turn (as `mbb evaluate`)."""
    for name in COLLECTIONS:
        base, queries = opened(name, shared, home / name)
        found = evaluate_search(base, queries, ablation=True)
        base.close()
        print(
            f"\n{name}: {found.answerable} questions with an answer, {found.unanswerable} without"
        )
        print(search_table(found))
    return {}
