"""Fixtures of the ingest tests; nothing here reaches beyond this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class NetworkReachedError(AssertionError):
    """A test tried to leave this machine."""


def _on_this_machine(address: Any) -> bool:
    """Whether an address is loopback, or no internet address at all (a Unix socket)."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every connection, and every look-up of a name, beyond this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _on_this_machine(address):
            raise NetworkReachedError(f"a test tried to connect to {address!r}")
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if host is not None and not _on_this_machine((host,)):
            raise NetworkReachedError(f"a test tried to look up {host!r}")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield


@pytest.fixture
def home(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name an empty knowledge base folder in the environment, with a tiny model."""
    folder = tmp_path / "kb-home"
    for name in ("KB_EUTILS_URL", "KB_ENTREZ_EMAIL", "KB_ENTREZ_API_KEY", "KB_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KB_HOME", str(folder))
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    return folder
