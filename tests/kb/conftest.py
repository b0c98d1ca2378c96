"""Fixtures of the tests of the knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a folder for a knowledge base with a tiny model."""
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    return tmp_path / "kb"
