"""The published state that searches look at, loaded once a generation."""

from __future__ import annotations

import threading

from kb import store
from kb.errors import IndexOutOfDate
from kb.index import CollectionGone, Embedder, VectorIndex
from kb.search.corpus import Corpus, load
from kb.store import Connection
from kb.store.generations import Generation


class Published:
    """Holds one generation in memory, and sees when another has taken its place.

    Parameters
    ----------
    embedder : Embedder
        The generation's vectors must be of its model.
    vectors : VectorIndex
        Asked once a generation whether it is whole.
    """

    def __init__(self, embedder: Embedder, vectors: VectorIndex) -> None:
        self._embedder = embedder
        self._vectors = vectors
        self._lock = threading.Lock()
        self._corpus: Corpus | None = None
        self._whole = 0  # number of the generation whose index was last found whole

    def generation(self, db: Connection) -> Generation:
        """The generation in use, if this model can ask it.

        Raises
        ------
        IndexOutOfDate
            Its vectors were made by another model.
        """
        generation = store.generations.current(db)
        if generation.number and generation.model != self._embedder.fingerprint:
            raise IndexOutOfDate(
                f"The index was made with the model {generation.model_name}, and KB_MODEL names "
                f"{self._embedder.name}. Run `mbb rebuild`, or set KB_MODEL back."
            )
        return generation

    def corpus(self, db: Connection, generation: Generation) -> Corpus:
        """The state of this generation in memory, read once.

        Raises
        ------
        IndexOutOfDate
            A part of its index is lost.
        """
        kept = self._corpus
        if kept is not None and kept.generation == generation.number:
            return kept
        with self._lock:
            kept = self._corpus
            if kept is None or kept.generation != generation.number:
                self._corpus = kept = None  # not two at a time
                self.check(generation)
                self._corpus = kept = load(db, generation)
            return kept

    def check(self, generation: Generation) -> None:
        """Refuse an index of which a part is lost: nobody is to take that for no literature.

        Raises
        ------
        IndexOutOfDate
            A part of it is lost. One that was found whole is not asked again.
        """
        if generation.number == self._whole:
            return
        for name, expected in (
            (generation.main, generation.main_size),
            (generation.delta, generation.delta_size),
        ):
            if not name:
                continue
            try:
                held = self._vectors.count(name)
            except CollectionGone:
                held = 0
            if held < expected:
                raise IndexOutOfDate(
                    f"The index holds {held} of {expected} passages of its collection {name}. "
                    "Run `mbb rebuild`."
                )
        self._whole = generation.number
