"""A refresh killed at any moment, run again, ends as one that was not killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb import open_kb, open_writer
from kb.model import RunState
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import write_article

COUNT = 650  # four batches of the real size


@pytest.fixture(scope="module")
def double() -> Iterator[EutilsDouble]:
    body = (
        '<Abstract><AbstractText Label="RESULTS">Lumbar medial branch block number {} relieved low '
        "back pain in most patients.</AbstractText></Abstract>"
    )
    records = {
        str(n): Served(write_article(str(n), title=f"Facet block {n}.", abstract=body.format(n)))
        for n in range(1, COUNT + 1)
    }
    with EutilsDouble(records) as server:
        yield server


Start = Callable[[Path], "subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def start(double: EutilsDouble, tiny_model: Path) -> Start:
    """Start a real ``python -m ingest refresh`` on a knowledge base."""

    def started(home: Path) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "KB_HOME": str(home),
            "KB_MODEL": str(tiny_model),
            "KB_EUTILS_URL": double.url,
            "KB_ENTREZ_EMAIL": "a@example.org",
            "KB_ENTREZ_API_KEY": "k",
        }
        command = [sys.executable, "-m", "ingest", "refresh", "--quiet"]
        return subprocess.Popen(command, env=environment)

    return started


@pytest.fixture(scope="module")
def unkilled(start: Start, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Digest of a run that nobody killed."""
    home = tmp_path_factory.mktemp("unkilled")
    with start(home) as process:
        assert process.wait(120) == 0
    status = open_kb(home).status()
    assert status.articles == COUNT
    return status.digest


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while not happened():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("moment", ["after one batch", "after three batches", "after the last"])
def test_killed_and_run_again_it_ends_in_the_same_state_and_repeats_nothing(
    moment: str, double: EutilsDouble, start: Start, unkilled: str, tmp_path: Path
) -> None:
    batches = {"after one batch": 2, "after three batches": 4, "after the last": 4}[moment]
    double.calls.clear()
    double.seconds_per_fetch = 0.4

    def reached() -> bool:
        fetches = [call for call in double.calls if call.utility == "efetch.fcgi"]
        if len(fetches) < batches:
            return False
        # the last answer takes 0.4 s; after that it stores, reads and encodes
        return moment != "after the last" or time.monotonic() - fetches[-1].at > 0.7

    with start(tmp_path) as process:
        wait_until(reached, process)
        process.kill()
    double.seconds_per_fetch = 0.0
    with open_writer(tmp_path) as writer:
        stored = {item.subject for item in writer.run_items(1)}
        assert writer.run(1).state is RunState.RUNNING
    assert len(stored) >= 200
    double.calls.clear()
    with start(tmp_path) as process:
        assert process.wait(120) == 0
    assert not stored & set(double.fetched())
    assert len(stored) + len(double.fetched()) == COUNT
    status = open_kb(tmp_path).status()
    assert (status.digest, status.articles, status.pending) == (unkilled, COUNT, 0)
    assert status.last_refresh is not None and status.last_refresh.id == 1
