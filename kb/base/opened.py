"""What every verb of a knowledge base stands on: its rooms, its connections, its reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from kb import store
from kb.base.published_reader import PublishedReader
from kb.base.rooms import Rooms
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.reading import Reader
    from kb.search import SearchEngine


class Opened:
    """An opened knowledge base without its verbs. Base of :class:`~kb.base.KnowledgeBase`.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self._rooms = Rooms(settings)
        self._connections = store.ReadConnections(settings.home)
        self._readers = PublishedReader(self._rooms)
        self._made: tuple[Reader, SearchEngine] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close idle connections; the knowledge base can be used again."""
        self._connections.close()

    @property
    def path(self) -> Path:
        """Folder of the knowledge base."""
        return self._rooms.settings.home

    @property
    def _reader(self) -> Reader:
        """The reader that fits what is published now."""
        with self._connections.snapshot() as db:
            return self._readers.of(db)

    @property
    def _engine(self) -> SearchEngine:
        """The engine with that reader, made anew when the vocabulary has turned."""
        from kb.search import SearchEngine

        reader, made, rooms = self._reader, self._made, self._rooms
        if made is None or made[0] is not reader:
            engine = SearchEngine(self._connections, reader, rooms.embedder, rooms.vectors)
            self._made = made = (reader, engine)
        return made[1]
