"""One published state of the store, held in memory so that a search can look at every record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb import store
from kb.errors import IndexOutOfDate
from kb.search.concepts import ConceptIndex
from kb.search.parameters import COLUMN_WEIGHTS, TITLE_VECTOR
from kb.search.question import stop_stems
from kb.search.studies import StudyTable
from kb.search.words import WordIndex
from kb.store import Connection
from kb.store.generations import Generation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

TITLE_ORDINAL = -1
"""The ordinal under which the title stands among a record's passages."""
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything a search ranks by; never changed once it is made.

    Attributes
    ----------
    pmids : array of int64, shape (records,)
        Ascending; a record's row is its place here.
    vectors : array of float32, shape (records, dimensions)
        What each record means: the mean of its passages' unit vectors, made a unit vector, plus
        the title's at its weight; divided so that the longest possible is 1.
    """

    generation: int
    pmids: NDArray[np.int64]
    words: WordIndex
    concepts: ConceptIndex
    studies: StudyTable
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.pmids)

    def rows_of(self, pmids: list[int]) -> list[int]:
        """Rows of those of these records that are here, in the order given."""
        rows = np.searchsorted(self.pmids, pmids)
        return [
            int(row)
            for row, pmid in zip(rows, pmids, strict=True)
            if row < len(self.pmids) and self.pmids[row] == pmid
        ]


def load(db: Connection, generation: Generation) -> Corpus:
    """Read one published state.

    Raises
    ------
    IndexOutOfDate
        A passage has no vector of the generation's model.
    """
    pmids = np.array(store.columns.pmids(db), dtype=np.int64)
    return Corpus(
        generation=generation.number,
        pmids=pmids,
        words=WordIndex(store.columns.word_places(db), pmids, COLUMN_WEIGHTS, stop_stems()),
        concepts=ConceptIndex(store.columns.concept_counts(db), pmids),
        studies=StudyTable(store.columns.study_columns(db), store.columns.regions(db), pmids),
        vectors=_record_vectors(db, generation, pmids),
    )


def _record_vectors(db: Connection, generation: Generation, pmids: NDArray[np.int64]) -> Vectors:
    """The vector of every record, see :class:`Corpus`."""
    totals: Vectors | None = None
    titles: Vectors | None = None
    missing = 0
    for chunk in _chunks(db, generation.model):
        missing += sum(data is None for _, _, data in chunk)
        known = [(pmid, ordinal, data) for pmid, ordinal, data in chunk if data is not None]
        if not known:
            continue
        matrix = np.frombuffer(b"".join(d for _, _, d in known), np.float32)
        matrix = matrix.reshape(len(known), -1)
        rows = np.searchsorted(pmids, [pmid for pmid, _, _ in known])
        is_title = np.array([ordinal == TITLE_ORDINAL for _, ordinal, _ in known])
        if totals is None or titles is None:
            totals = np.zeros((len(pmids), matrix.shape[1]), dtype=np.float32)
            titles = np.zeros_like(totals)
        titles[rows[is_title]] = matrix[is_title]
        np.add.at(totals, rows[~is_title], matrix[~is_title])
    if missing:
        raise IndexOutOfDate(
            f"{missing} passages of the knowledge base have no vector, so that a search would "
            "overlook them. Run `mbb rebuild`."
        )
    if totals is None or titles is None:
        return np.zeros((len(pmids), 1), dtype=np.float32)
    lengths = np.linalg.norm(totals, axis=1, keepdims=True)
    np.divide(totals, lengths, out=totals, where=lengths > 0)
    # a record without a title is not to stand back for it
    untitled = ~titles.any(axis=1)
    titles[untitled] = totals[untitled]
    totals += np.float32(TITLE_VECTOR) * titles
    totals /= np.float32(1 + TITLE_VECTOR)
    return totals


def _chunks(db: Connection, model: str) -> Iterator[list[tuple[int, int, bytes | None]]]:
    """Passages with their vectors, so many at a time."""
    chunk: list[tuple[int, int, bytes | None]] = []
    for row in store.columns.passage_vectors(db, model):
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
