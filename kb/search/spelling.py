"""Spellings for words that match nothing, from the store's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kb import store
from kb.reading import Reader, Vocabulary
from kb.search.corpus import Corpus
from kb.search.stems import WORD, stem
from kb.store import Connection

_SHORTEST = 4  # shorter words are near to too many
_LONG = 8  # from this length on two letters may differ


def suggest(
    db: Connection, corpus: Corpus, unmatched: Sequence[str], reader: Reader
) -> tuple[str, ...]:
    """Words of the store, or of the vocabulary, that are spelled like words that match nothing.

    Nearest by the optimal string alignment distance (Damerau 1964): a swap of two neighbours
    counts once. Of words that are equally near the one in most records is taken.
    """
    found: dict[str, None] = {}
    for word in unmatched:
        if len(word) >= _SHORTEST:
            found.update(dict.fromkeys(_nearest(db, corpus, word, reader.vocabulary)))
    return tuple(found)


def _nearest(db: Connection, corpus: Corpus, word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The word most like this one, where there is any."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    limit = 2 if len(word) >= _LONG else 1
    near: list[tuple[int, int, str]] = []
    known = _label_words(vocabulary)
    for label, distance, _ in process.extract(
        word, known, scorer=OSA.distance, score_cutoff=limit, limit=5
    ):
        near.append((distance, -corpus.words.records_with(stem(label)), label))
    stems = corpus.words.stems_from(_SHORTEST - 1)
    for like, distance, _ in process.extract(
        stem(word), stems, scorer=OSA.distance, score_cutoff=limit, limit=5
    ):
        near.append((distance, -corpus.words.records_with(like), like))
    for distance, _, best in sorted(near):
        if distance == 0:
            continue  # the same letters: no other spelling
        yield best if best in known else _as_printed(db, corpus, best)
        return


def _as_printed(db: Connection, corpus: Corpus, wanted: str) -> str:
    """A word of the store with this stem, as the first record that has it prints it."""
    rows = corpus.words.rows(wanted)[:3]
    for _, text in store.lexical.texts_of(db, corpus.pmids[rows].tolist()):
        for word in _words(text):
            if stem(word) == wanted:
                return word
    return wanted


def _words(text: str) -> Iterable[str]:
    """Words of a text in small letters."""
    return (word.lower() for word in WORD.findall(text))


@lru_cache(maxsize=2)
def _label_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every word of every label, lower case, in alphabetical order."""
    words: set[str] = set()
    for concept in vocabulary.concepts.values():
        for label in (concept.pref_label, *concept.alt_labels):
            words.update(w for w in _words(label) if len(w) >= _SHORTEST)
    return tuple(sorted(words))
