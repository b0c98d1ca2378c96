"""The guard itself: no test of this folder can leave the machine."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import tenacity

from ingest.eutils import Eutils
from ingest.pubmed import PubMed
from kb.settings import Settings
from tests.ingest.conftest import NetworkReachedError


def test_connections_and_look_ups_beyond_this_machine_are_refused() -> None:
    with socket.socket() as probe, pytest.raises(NetworkReachedError):
        probe.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkReachedError):
        socket.getaddrinfo("eutils.ncbi.nlm.nih.gov", 443)


def test_a_client_without_another_address_asks_ncbi_and_is_refused_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    settings = Settings(home=Path(), entrez_email="a@example.org")
    with pytest.raises(NetworkReachedError, match="ncbi"):
        PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=1)).search("facet")
