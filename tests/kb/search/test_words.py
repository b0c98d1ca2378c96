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


@pytest.mark.parametrize("word", ["steroid", "ultrasound", "whiplash", "neurotomies"])
def test_it_scores_a_word_as_the_full_text_index_does(
    starter: KnowledgeBase, index: WordIndex, word: str
) -> None:
    with store.ReadConnections(starter.path).snapshot() as db:
        pmids = store.columns.pmids(db)
        expected = dict(
            db.execute(
                "SELECT rowid, -bm25(article_text) FROM article_text WHERE article_text MATCH ?",
                (word,),
            ).fetchall()
        )
    found = dict(zip(pmids, index.scores(dict.fromkeys(stems_of(word), 1.0)), strict=True))
    assert {p for p, score in found.items() if score > 0} == set(expected)
    # rarity alone differs: ours is never negative, SQLite's is cut off at zero
    ratios = [found[p] / expected[p] for p in expected]
    assert len(ratios) > 2
    assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=1e-4)


def test_a_word_that_stands_nowhere_is_the_rarest_and_adds_nothing(index: WordIndex) -> None:
    assert index.records_with("zzzz") == 0
    assert index.rarity("zzzz") >= max(index.rarity(s) for s in index.stems)
    assert not index.scores({"zzzz": 1.0}).any()


def test_an_empty_store_has_no_words() -> None:
    index = WordIndex([], np.empty(0, dtype=np.int64), {"t": 1.0})
    assert list(index.stems) == []
    assert index.scores({"pain": 1.0}).shape == (0,)
