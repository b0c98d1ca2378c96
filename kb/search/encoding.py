"""Questions as vectors, made once each, and not waited for where nobody wants to wait."""

from __future__ import annotations

import logging
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.errors import KbError
from kb.index import Embedder
from kb.search.question import Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

_KEPT_QUESTIONS = 256  # turning a page must not encode the question again

_log = logging.getLogger(__name__)


class QuestionEncoder:
    """Encodes questions; loads the model behind the scenes where an answer may do without it.

    Parameters
    ----------
    embedder : Embedder
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._failure: KbError | None = None
        self._vector_of = lru_cache(maxsize=_KEPT_QUESTIONS)(embedder.encode_question)

    def encoded(self, question: Question, *, wait: bool) -> Vector | None:
        """The question as a vector; None where there is nothing to encode, or no model yet.

        Raises
        ------
        ConfigurationError
            The model cannot be loaded. Whoever does not wait for it is told once it has been
            tried, and the call after that tries again.
        """
        if not question.spelled_out:
            return None
        if wait or self._embedder.is_loaded:
            return self._vector_of(question.spelled_out)
        with self._lock:
            failure, self._failure = self._failure, None
            if failure is not None:
                raise failure
            if not self.is_loading:
                self._loading = threading.Thread(
                    target=self._load_model, name="load-model", daemon=True
                )
                self._loading.start()
        return None

    @property
    def is_loading(self) -> bool:
        """Whether the model is being loaded for those who did not wait for it."""
        return self._loading is not None and self._loading.is_alive()

    def _load_model(self) -> None:
        """Load the model while words already answer."""
        try:
            self._embedder.load()
        except KbError as error:
            _log.warning("The model could not be loaded: %s", error)
            self._failure = error  # to tell whoever asks next
