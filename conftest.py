"""What tests and docstrings share: a cache folder of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def starter_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where ``kb.open_starter`` keeps its base; filled by who asks first. Only read it."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("KB_CACHE")
    os.environ["KB_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["KB_CACHE"]
    else:
        os.environ["KB_CACHE"] = before
