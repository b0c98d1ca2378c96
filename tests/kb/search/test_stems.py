"""Words are stemmed as the index stems them, whoever else asks at the same moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import KnowledgeBase, store
from kb.search.stems import WORD, stem

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
    expected = [stem(word) for word in WORDS]

    def ask(_: int) -> list[str]:
        found = []
        for word in WORDS:
            stem.cache_clear()
            found.append(stem(word))
        return found

    with ThreadPoolExecutor(10) as pool:
        for found in pool.map(ask, range(40)):
            assert found == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pathology", "patholog"),
        ("possibly", "possibl"),
        ("MS", "ms"),
        ("Ménière", "menier"),
        ("χ²", "χ²"),
        ("", ""),
    ],
)
def test_rules_of_the_index_hold_where_other_stemmers_have_others(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_every_word_of_the_starter_set_finds_its_record_in_the_index(
    starter: KnowledgeBase,
) -> None:
    with store.ReadConnections(starter.path).snapshot() as db:
        held = {term for term, _, _ in store.columns.word_places(db)}
        texts = store.lexical.texts_of(db, store.columns.pmids(db))
    words = {word for _, text in texts for word in WORD.findall(text)}
    assert len(words) > 1000
    assert [word for word in sorted(words) if stem(word) not in held] == []
