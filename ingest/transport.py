"""The only socket: an opener for Bio.Entrez with a time-out and another base address.

Bio.Entrez sends through the opener that :func:`urllib.request.install_opener` set last, so a small
handler in it does all this without touching the library's own names. Between two programs on one
machine it uses no proxy.
"""

from __future__ import annotations

import http.client
import ipaddress
import urllib.request
from collections.abc import Callable
from contextlib import closing
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from kb.errors import ConfigurationError, PubMedUnavailable

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
# 200 records of the largest size PubMed has seen stay far below this.
_MOST_BYTES = 256 * 1024 * 1024
_TOO_LARGE = f"its answer is larger than {_MOST_BYTES // 1024**2} MB"


class EutilsHandler(urllib.request.BaseHandler):
    """Send E-utilities requests to another base address, and give each a time-out.

    Parameters
    ----------
    base : str
        Base address with a final slash.
    timeout : float
        Seconds without a byte after which a request is given up.
    """

    handler_order = 100  # before the handlers that write Host and choose a connection

    def __init__(self, base: str, timeout: float) -> None:
        self.base = base
        self.timeout = timeout

    def https_request(self, request: urllib.request.Request) -> urllib.request.Request:
        """Change address and time-out before the request is opened."""
        if request.full_url.startswith(NCBI):
            request.full_url = self.base + request.full_url.removeprefix(NCBI)
            request.timeout = self.timeout
        return request


def install(base: str, timeout: float) -> None:
    """Make Bio.Entrez, and whatever else in this process uses urllib, go through our handler."""
    handlers: list[urllib.request.BaseHandler] = [EutilsHandler(base, timeout)]
    if is_loopback(base):
        handlers.append(urllib.request.ProxyHandler({}))
    urllib.request.install_opener(urllib.request.build_opener(*handlers))


def base_address(url: str, *, has_key: bool) -> str:
    """Check a base address of the E-utilities and give it its final slash.

    Raises
    ------
    ConfigurationError
        It is no web address, or the API key would cross the network in the clear.

    Examples
    --------
    >>> base_address("http://127.0.0.1:8123/entrez/eutils", has_key=True)
    'http://127.0.0.1:8123/entrez/eutils/'
    """
    if not url:
        return NCBI
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"KB_EUTILS_URL is {url!r}; it takes an address such as {NCBI.rstrip('/')}."
        )
    if parts.scheme == "http" and has_key and not is_loopback(url):
        raise ConfigurationError(
            f"KB_EUTILS_URL ({parts.hostname}) is plain http, where the API key could be read on "
            "the way; use https or unset KB_ENTREZ_API_KEY."
        )
    return url.rstrip("/") + "/"


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HttpFailure(PubMedUnavailable):
    """The server answered with an HTTP error.

    Attributes
    ----------
    status : int
        The HTTP status.
    body : bytes
        What the server said with it.
    """

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"PubMed answered with HTTP status {status}; try again later.")
        self.status = status
        self.body = body


def read_answer(send: Callable[[], IO[bytes]]) -> bytes:
    """Call one of Bio.Entrez's functions and read all it answers.

    Parameters
    ----------
    send : callable
        Sends one request and returns the open answer.

    Raises
    ------
    HttpFailure
        The server answered with an HTTP error.
    PubMedUnavailable
        It did not answer, not in time, or not completely.
    """
    try:
        with closing(send()) as answer:
            # A text wrapper where the server says text/plain; the bytes are below it.
            return _bounded(getattr(answer, "buffer", answer))
    except HTTPError as error:
        with error:
            body = b"" if error.fp is None else error.read(65_536)
        raise HttpFailure(error.code, body) from None  # the cause knows the key in the address
    except (URLError, http.client.HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise PubMedUnavailable(f"PubMed cannot be reached: {reason}; try again later.") from None


def _bounded(stream: IO[bytes]) -> bytes:
    """Read an answer up to the bound on its size."""
    body = stream.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise PubMedUnavailable(f"PubMed's answer cannot be used: {_TOO_LARGE}.")
    return body
