"""Fixtures every test may use. Nothing here reaches the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real records. A clone without it skips, continuous integration never does."""
    folder = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if (folder / "data").is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"no folder of shared records at {folder}; continuous integration needs it")
    pytest.skip(f"no folder of shared records at {folder}")
