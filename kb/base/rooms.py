"""What reading and writing share: vocabulary, model, vectors; each made at first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kb.settings import Settings

if TYPE_CHECKING:
    from kb.index import Embedder, VectorIndex
    from kb.reading import Reader

_CHROMA_FOLDER = "chroma"


class Rooms:
    """The rooms of one knowledge base.

    Parameters
    ----------
    settings : Settings
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def reader(self) -> Reader:
        """Reads records and questions, with the librarian's own vocabulary laid over."""
        from kb.reading import Reader, load_vocabulary

        return Reader(load_vocabulary(self.settings.home))

    @cached_property
    def embedder(self) -> Embedder:
        """The model, not loaded yet."""
        from kb.index import Embedder

        return Embedder(self.settings.model)

    @cached_property
    def vectors(self) -> VectorIndex:
        """The collections of vectors, not opened yet."""
        from kb.index import VectorIndex

        return VectorIndex(self.settings.home / _CHROMA_FOLDER, self.settings.chroma_url)

    def size_bytes(self) -> int:
        """What the knowledge base takes on disk."""
        files = self.settings.home.rglob("*")
        return sum(path.stat().st_size for path in files if path.is_file())
