"""Fixtures of the tests of the commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tenacity

import ingest.cli.refreshing
from ingest.eutils import Eutils
from ingest.pubmed import PubMed
from kb import Settings
from tests.ingest.cli.living import ABSTRACT, KEY, STRATEGIES
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import write_article


@pytest.fixture
def double(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EutilsDouble]:
    """Name a server and a strategy of one's own in the environment; nothing waits."""

    def make_client(settings: Settings) -> PubMed:
        return PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=2, timeout=5))

    monkeypatch.setattr(ingest.cli.refreshing, "make_client", make_client)
    home.mkdir()
    (home / "strategies.toml").write_text(STRATEGIES, encoding="utf-8")
    records = {
        str(n): Served(write_article(str(n), title=f"Facet {n}.", abstract=ABSTRACT))
        for n in range(1, 9)
    }
    with EutilsDouble(records) as server:
        monkeypatch.setenv("KB_EUTILS_URL", server.url)
        monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
        monkeypatch.setenv("KB_ENTREZ_API_KEY", KEY)
        yield server
