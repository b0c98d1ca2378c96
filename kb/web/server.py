"""What the server does besides drawing pages: headers, a word on its health, an early start."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from kb.errors import KbError
from kb.web.resources import knowledge_base, warmed

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)

# Nothing may come from outside, so that the page works on a network without internet and no
# question leaves it. Vega compiles its charts, and Streamlit styles its elements in line.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    # the address holds the question: it is not to be told to the sites that are linked
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
"""Headers of every answer."""


class SecurityHeaders:
    """Middleware that adds :data:`HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self._app(scope, receive, with_headers)


def health(_: Request) -> JSONResponse:
    """Say whether questions can be answered: 200 with what is held, or 503 with the reason.

    Store, model setting and index are looked at; whether a search finds what it should is not.
    """
    try:
        base = knowledge_base()
        status = base.status()
        base.check_index()
    except KbError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    held = {"articles": status.articles, "pending": status.pending, "digest": status.digest}
    if not status.articles:
        reason = "The knowledge base is empty."
        return JSONResponse({"status": "unavailable", "reason": reason, **held}, status_code=503)
    model = "loaded" if base.is_warm else "loading: words answer alone"
    return JSONResponse({"status": "ok", "model": model, "index": "whole", **held})


@asynccontextmanager
async def early_start(_: object) -> AsyncIterator[dict[str, Any]]:
    """Open the knowledge base and load the model while nobody waits for them yet."""
    threading.Thread(target=_open, name="early-start", daemon=True).start()
    yield {}


def _open() -> None:
    """Open the knowledge base that the pages will share."""
    try:
        base = knowledge_base()
        warmed(base, base.status().generation)
    except KbError as error:
        # The first page says so; here nobody is there to be told.
        _log.warning("The knowledge base could not be opened in advance: %s", error)


ROUTES = (Route("/health", health),)
MIDDLEWARE = (Middleware(SecurityHeaders),)
