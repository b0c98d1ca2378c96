"""The reader that fits what is published: with the vocabulary the records were read with."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from kb import store
from kb.base.rooms import Rooms
from kb.store import Connection

if TYPE_CHECKING:
    from kb.reading import Reader


class PublishedReader:
    """Reads questions with the vocabulary of the generation in use.

    A librarian's file counts from the update that reads the records with it. Until then, and in a
    process that was started before, questions, graph and records speak of the same concepts.

    Parameters
    ----------
    rooms : Rooms
        Theirs is the reader where nothing was published yet.
    """

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._lock = threading.Lock()
        self._fingerprint = ""
        self._reader: Reader | None = None

    def of(self, db: Connection) -> Reader:
        """Give the reader for the state that a connection sees; made when the vocabulary turns."""
        wanted = store.vocabularies.fingerprint(db)
        if not wanted:
            return self._rooms.reader
        with self._lock:
            if self._reader is None or self._fingerprint != wanted:
                from kb.reading import Reader, vocabulary_from_json

                self._reader = Reader(vocabulary_from_json(store.vocabularies.concepts(db)))
                self._fingerprint = wanted
            return self._reader
