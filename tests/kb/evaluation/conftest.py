"""The project's own gold set."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.evaluation import read_documents
from kb.evaluation.tally import Document

OWN_GOLD = Path(__file__).resolve().parents[2] / "data" / "starter-dev.jsonl"


@pytest.fixture(scope="session")
def own_gold() -> dict[str, Document]:
    return read_documents(OWN_GOLD)
