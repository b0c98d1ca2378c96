"""Words are stemmed alike whoever else asks at the same moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer

from kb.search.stems import stem

WORDS = [
    f"{start}{end}"
    for start in ("relie", "rando", "inje", "dener", "radio", "pla")
    for end in (
        "ved",
        "mised",
        "ctions",
        "vations",
        "nesses",
        "cebos",
        "frequencies",
        "ational",
        "ing",
    )
]


@pytest.fixture
def _threads_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    stem.cache_clear()
    yield
    sys.setswitchinterval(before)
    stem.cache_clear()


@pytest.mark.usefixtures("_threads_take_turns_often")
def test_ten_readers_at_once_get_the_stems_that_one_gets() -> None:
    alone = snowballstemmer.stemmer("porter")
    expected = [alone.stemWord(word) for word in WORDS]

    def ask(_: int) -> list[str]:
        found = []
        for word in WORDS:
            stem.cache_clear()
            found.append(stem(word))
        return found

    with ThreadPoolExecutor(10) as pool:
        for found in pool.map(ask, range(40)):
            assert found == expected
