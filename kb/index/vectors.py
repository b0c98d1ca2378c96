"""Collections of vectors in Chroma: written once, then only read."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from kb.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    import numpy as np
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_PREFIX = "articles"
_INSERT = 2_000
# Measured on 5,183 abstracts: Chroma's defaults find 98.7 % of the true nearest 50, these 99.95 %.
_HNSW: Any = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
}


class CollectionGone(Exception):  # noqa: N818 - not an error: the reader looks the pointer up again
    """A collection was deleted since its name was read; the pointer names another by now."""


class VectorIndex:
    """The Chroma collections of one knowledge base.

    A process that has a collection open does not see what another process adds to it, so a
    collection is filled under a new name and never changed; readers are told the names by the
    store's pointer.

    Parameters
    ----------
    folder : Path
        Folder of the embedded client; made when a collection is first written.
    server_url : str
        A Chroma server instead, e.g. ``http://127.0.0.1:8000``; empty for the embedded client.
    """

    def __init__(self, folder: Path, server_url: str = "") -> None:
        self._folder = folder
        self._server_url = server_url
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None
        self._open: dict[str, Collection] = {}

    def build(
        self, name: str, items: Iterable[tuple[str, bytes]], dimensions: int
    ) -> Iterator[int]:
        """Write a new collection; yields how many vectors are in it so far.

        Parameters
        ----------
        name : str
            A collection of this name left by a run that was killed is replaced.
        items : iterable of (str, bytes)
            Ids and vectors (float32).
        dimensions : int
            Length of each vector.
        """
        import numpy as np

        client = self._connected()
        if name in self.names():
            client.delete_collection(name)
        collection = client.create_collection(
            name, configuration=_HNSW, embedding_function=None, metadata={"dimensions": dimensions}
        )
        done = 0
        for chunk in _chunks(items, _INSERT):
            vectors: Vectors = np.frombuffer(
                b"".join(data for _, data in chunk), dtype=np.float32
            ).reshape(len(chunk), dimensions)
            collection.add(ids=[name for name, _ in chunk], embeddings=vectors)
            done += len(chunk)
            yield done

    def query(self, names: Sequence[str], vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Ids nearest to a vector with their cosine, best first, over several collections.

        Raises
        ------
        CollectionGone
            One of the collections does not exist any more.
        StoreError
            The index cannot be read, or its server does not answer.
        """
        found: list[tuple[str, float]] = []
        for name in names:
            with self._translated(name):
                answer = self._collection(name).query(
                    query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
                )
            distances = answer["distances"] or [[]]
            found += [
                (key, 1.0 - float(distance))
                for key, distance in zip(answer["ids"][0], distances[0], strict=True)
            ]
        return sorted(found, key=lambda item: (-item[1], item[0]))

    def count(self, name: str) -> int:
        """How many vectors a collection holds.

        Raises
        ------
        CollectionGone, StoreError
            As :meth:`query` does.
        """
        with self._translated(name):
            return int(self._collection(name).count())

    @contextmanager
    def _translated(self, name: str) -> Iterator[None]:
        """Turn Chroma's foreseeable complaints, and its server's silence, into our own errors."""
        from chromadb.errors import InternalError, NotFoundError
        from httpx import HTTPError

        try:
            yield
        except NotFoundError as error:
            self._open.pop(name, None)
            raise CollectionGone(name) from error
        except HTTPError as error:
            self._open.pop(name, None)
            raise StoreError(
                f"The Chroma server {self._server_url} (KB_CHROMA_URL) does not answer ({error}). "
                "Start it, then ask again; this says nothing about the literature."
            ) from error
        except InternalError as error:
            raise StoreError(
                f"The index in {self._folder} cannot be read ({error}). Chroma writes there "
                "even to read: check that the folder can be written, or run `mbb rebuild`."
            ) from error

    def ids(self, name: str) -> list[str]:
        """Ids of all vectors in a collection; empty where there is no such collection."""
        if name not in self.names():
            return []
        return list(self._collection(name).get(include=[])["ids"])

    def names(self) -> frozenset[str]:
        """Collections that exist."""
        return frozenset(
            str(c.name)
            for c in self._connected().list_collections()
            if str(c.name).startswith(_PREFIX)
        )

    def drop(self, names: Iterable[str]) -> None:
        """Delete collections that no reader is led to any more."""
        client = self._connected()
        for name in sorted(names):
            client.delete_collection(name)
            self._open.pop(name, None)

    def _collection(self, name: str) -> Collection:
        """A collection, opened once a process."""
        if name not in self._open:
            self._open[name] = self._connected().get_collection(name, embedding_function=None)
        return self._open[name]

    def _connected(self) -> ClientAPI:
        """The client, made at first use."""
        with self._lock:
            if self._client is None:
                self._client = _connect(self._folder, self._server_url)
            return self._client


def collection_name(fingerprint: str, number: int) -> str:
    """Name of a new collection: the model that made it and the generation it was made for."""
    return f"{_PREFIX}-{fingerprint[:12]}-{number}"


def vector_id(pmid: int, ordinal: int, text_key: str) -> str:
    """Id of a vector: the passage and the text it stands for, so that a stale one is recognised."""
    return f"{pmid}.{ordinal}.{text_key}"


def parse_vector_id(key: str) -> tuple[int, int, str]:
    """Inverse of :func:`vector_id`."""
    pmid, ordinal, text_key = key.split(".")
    return int(pmid), int(ordinal), text_key


def _connect(folder: Path, server_url: str) -> ClientAPI:
    """A client with everything that would phone home switched off."""
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from chromadb.errors import InternalError

    logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
    quiet = ChromaSettings(anonymized_telemetry=False)
    if server_url:
        address = urlparse(server_url)
        try:
            return chromadb.HttpClient(
                host=address.hostname or "",
                port=address.port or (443 if address.scheme == "https" else 8000),
                ssl=address.scheme == "https",
                settings=quiet,
            )
        except ValueError as error:
            raise ConfigurationError(
                f"The Chroma server {address.hostname}:{address.port} (KB_CHROMA_URL) does not "
                f"answer: {error} Start it, or unset KB_CHROMA_URL to use the embedded index."
            ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=quiet)
    except (OSError, InternalError) as error:
        raise StoreError(
            f"The index folder {folder} cannot be written ({error}); Chroma "
            "writes there even to read. Check its permissions."
        ) from error


def _chunks(items: Iterable[tuple[str, bytes]], size: int) -> Iterator[list[tuple[str, bytes]]]:
    """Lists of at most `size` items."""
    chunk: list[tuple[str, bytes]] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
