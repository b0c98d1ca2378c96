"""BM25 in memory, beside SQLite's own."""

from __future__ import annotations

import numpy as np
import pytest

from kb import KnowledgeBase, store
from kb.search.stems import stems_of
from kb.search.words import WordIndex


@pytest.fixture
def index(starter: KnowledgeBase) -> WordIndex:
    with store.ReadConnections(starter.path).snapshot() as db:
        pmids = np.array(store.columns.pmids(db))
        # the weights of SQLite's bm25(): one a column
        return WordIndex(store.columns.word_places(db), pmids, {"t": 1.0, "a": 1.0, "x": 1.0})


@pytest.mark.parametrize("words", ["medial branch steroid", "ultrasound accuracy", "zzzz whiplash"])
def test_it_ranks_as_the_full_text_index_does(
    starter: KnowledgeBase, index: WordIndex, words: str
) -> None:
    query = " OR ".join(words.split())
    with store.ReadConnections(starter.path).snapshot() as db:
        pmids = store.columns.pmids(db)
        rows = db.execute(
            "SELECT rowid, -bm25(article_text) FROM article_text WHERE article_text MATCH ?",
            (query,),
        ).fetchall()
    expected = dict(rows)
    found = index.scores(dict.fromkeys(stems_of(words), 1.0))
    assert {p for p, s in zip(pmids, found, strict=True) if s > 0} == set(expected)
    ours = sorted(expected, key=lambda p: (-found[pmids.index(p)], p))
    theirs = sorted(expected, key=lambda p: (-expected[p], p))
    agreeing = sum(a == b for a, b in zip(ours[:10], theirs[:10], strict=True))
    assert agreeing >= 7, "the two differ only in how a word of most records is weighed"


def test_a_word_that_stands_nowhere_is_the_rarest_and_adds_nothing(index: WordIndex) -> None:
    assert index.records_with("zzzz") == 0
    assert index.rarity("zzzz") >= max(index.rarity(s) for s in index.stems)
    assert not index.scores({"zzzz": 1.0}).any()


def test_an_empty_store_has_no_words() -> None:
    index = WordIndex([], np.empty(0, dtype=np.int64), {"t": 1.0})
    assert list(index.stems) == []
    assert index.scores({"pain": 1.0}).shape == (0,)
