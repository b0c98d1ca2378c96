"""The words of a record's own text, beside the text itself."""

from __future__ import annotations

from collections import Counter

import numpy as np

from kb import KnowledgeBase, store
from kb.search.question import stop_stems
from kb.search.stems import stems_of
from kb.search.texts import TextWords
from kb.search.words import WordIndex


def test_a_record_has_the_stems_of_title_and_abstract_that_lead_to_another(
    starter: KnowledgeBase,
) -> None:
    with store.ReadConnections(starter.path).snapshot() as db:
        pmids = store.columns.pmids(db)
        weights = {"t": 2.0, "a": 1.0, "x": 0.5}
        words = WordIndex(store.columns.word_places(db), np.array(pmids), weights, stop_stems())
        texts = store.lexical.texts_of(db, pmids)
    for row, (_, text) in enumerate(texts):
        terms, often = words.texts.of(row)
        assert (np.diff(terms) > 0).all(), "in the order of the alphabet"
        assert dict(zip(words.names(terms.tolist()), often.tolist(), strict=True)) == {
            stem: count
            for stem, count in Counter(stems_of(text)).items()
            if not stem.isdigit() and stem not in stop_stems() and words.records_with(stem) > 1
        }


def test_several_records_stand_one_behind_the_other() -> None:
    rows = np.array([2, 0, 2], dtype=np.int32)
    terms = np.array([1, 4, 7], dtype=np.int32)
    texts = TextWords(rows, terms, np.array([3, 1, 2], dtype=np.uint16), size=3)
    found, often, sizes = texts.together([0, 1, 2])
    assert (found.tolist(), often.tolist(), sizes.tolist()) == ([4, 1, 7], [1, 3, 2], [1, 0, 2])
    assert [part.tolist() for part in texts.together([])] == [[], [], []]
