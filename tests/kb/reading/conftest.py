"""One vocabulary and one reader for all tests of this room."""

from __future__ import annotations

import pytest

from kb.reading import Reader, Vocabulary, load_vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def reader(vocabulary: Vocabulary) -> Reader:
    return Reader(vocabulary)
