"""One request to the E-utilities, sent as often as it takes, its answer read or its error told.

Bio.Entrez makes the requests and keeps NCBI's rate limit. What it leaves out is here: a time-out,
tries with growing waits, and an API key that shows nowhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

import tenacity
from Bio import Entrez
from tenacity.wait import wait_base

from ingest import transport
from ingest.answers import HistoryExpired, error_text, fault
from kb.errors import ConfigurationError, KbError, PubMedRejected, PubMedUnavailable
from kb.settings import Settings

logger = logging.getLogger(__name__)

_TOOL = "medial-branch-kb"
_CLIENT_ERRORS = range(400, 500)
# 408 and 429 say "later" in so many words; some 400s of PubMed's pass on the next try.
_PASSING = frozenset({400, 408, 429})
T = TypeVar("T")


class Eutils:
    """ESearch and EFetch on the ``pubmed`` database. Making one installs its opener for urllib.

    Parameters
    ----------
    settings : Settings
        Address, e-mail and API key.
    wait : tenacity wait, optional
        Pause between tries; exponential by default.
    tries : int
        Requests made before an outage is believed.
    timeout : float
        Seconds without a byte after which a request is given up.

    Raises
    ------
    ConfigurationError
        No e-mail address is set, the file of the key cannot be read, or the base address cannot
        be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        wait: wait_base | None = None,
        tries: int = 6,
        timeout: float = 60.0,
    ) -> None:
        if not settings.entrez_email:
            raise ConfigurationError(
                "NCBI asks for an e-mail address with each request: set KB_ENTREZ_EMAIL to yours."
            )
        self._key = settings.entrez_api_key or _key_from(settings.entrez_api_key_file)
        self._who = {"tool": _TOOL, "email": settings.entrez_email, "api_key": self._key or None}
        base = transport.base_address(settings.eutils_url, has_key=bool(self._key))
        transport.install(base, timeout)
        Entrez.max_tries = 1  # the tries are ours: Bio.Entrez waits 15 s and looks into no answer
        self._tries = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(tries),
            wait=wait or tenacity.wait_exponential_jitter(initial=1, max=30),
            retry=tenacity.retry_if_exception(_may_pass),
            before_sleep=_log_try,
            reraise=True,
        )

    def esearch(self, read: Callable[[bytes], T], **parameters: str | int) -> T:
        """Search; see :meth:`efetch`."""
        return self._send(
            lambda: Entrez.esearch("pubmed", **self._who, **parameters),  # type: ignore[no-untyped-call] # Bio has no types
            read,
        )

    def efetch(self, read: Callable[[bytes], T], **parameters: str | int) -> T:
        """Fetch XML.

        Parameters
        ----------
        read : callable
            Reads the answer; raises PubMedUnavailable where another try may help.
        **parameters
            As NCBI names them.

        Raises
        ------
        PubMedUnavailable
            The last try failed too.
        HistoryExpired
            The history server has forgotten the search; not tried again.
        PubMedRejected, ConfigurationError
            Another try would not help.
        """
        return self._send(
            lambda: Entrez.efetch("pubmed", retmode="xml", **self._who, **parameters),  # type: ignore[no-untyped-call] # as above
            read,
        )

    def _send(self, send: Callable[[], IO[bytes]], read: Callable[[bytes], T]) -> T:
        """Send a request until its answer can be read, or another try would not help."""

        def once() -> T:
            told: KbError
            try:
                return read(transport.read_answer(send))
            except transport.HttpFailure as failure:
                told = _meaning(failure)
            except KbError as error:
                told = error
            # Raised out here and cleared: what led to it knows the key in the address.
            told.__context__ = None
            raise self._without_key(told)

        return self._tries(once)

    def _without_key(self, error: KbError) -> KbError:
        """Blot out the API key, which PubMed repeats in some of its messages."""
        if self._key and self._key in str(error):
            return type(error)(str(error).replace(self._key, "[API key]"))
        return error


def _key_from(name: str) -> str:
    """Read the API key from a file; empty where none is named."""
    if not name:
        return ""
    try:
        key = Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key or len(key.split()) != 1:
        raise ConfigurationError(
            f"KB_ENTREZ_API_KEY_FILE ({name}) holds no API key that can be read: it takes a file "
            "with the key and nothing else."
        )
    return key


def _meaning(failure: transport.HttpFailure) -> KbError:
    """Tell what an HTTP error means from its status and PubMed's words with it."""
    words = error_text(failure.body)
    told = fault(words) if words else None
    if told is not None and type(told) is not PubMedUnavailable:
        return told
    if failure.status in _CLIENT_ERRORS and failure.status not in _PASSING:
        return PubMedRejected(
            f"PubMed refuses the request with HTTP status {failure.status}"
            f"{': ' + words if words else ''}. Check the query and KB_EUTILS_URL."
        )
    return PubMedUnavailable(f"{failure}{' PubMed says: ' + words if words else ''}")


def _may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed on the next try."""
    return isinstance(error, PubMedUnavailable) and not isinstance(error, HistoryExpired)


def _log_try(state: tenacity.RetryCallState) -> None:
    """Say that a try failed and when the next one follows."""
    error = state.outcome.exception() if state.outcome else None
    logger.warning("%s Next try in %.0f s.", error, state.upcoming_sleep)
