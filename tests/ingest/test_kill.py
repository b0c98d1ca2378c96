"""A refresh killed at any moment, run again, ends as one that was not killed.

Four seeded moments by default; ``MBB_KILL_POINTS=30`` (``make kill``) for the whole proof.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb import open_kb, open_writer
from kb.model import Article, Source
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import write_article

COUNT = 450  # three batches of the real size
UNFOUND = 12  # summaries that no search finds, fetched by PMID
POINTS = int(os.environ.get("MBB_KILL_POINTS", "4"))
SEED = 20_260_101
STRATEGIES = """
[[strategy]]
name = "{}"
query = "{}"
"""


@pytest.fixture(scope="module")
def double() -> Iterator[EutilsDouble]:
    body = (
        '<Abstract><AbstractText Label="RESULTS">Lumbar medial branch block number {} relieved low '
        "back pain in most patients.</AbstractText></Abstract>"
    )
    records = {
        str(n): Served(write_article(str(n), title=f"Facet block {n}.", abstract=body.format(n)))
        for n in range(1, COUNT + UNFOUND + 1)
    }
    with EutilsDouble(records) as server:
        server.matches = lambda query: [
            str(n) for n in range(1, COUNT + 1) if "third" not in query or n % 3 == 0
        ]
        server.seconds_per_fetch = 0.25  # so that the fetching is a good part of the time
        yield server


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with summaries, stored and not yet published."""
    home = tmp_path_factory.mktemp("prepared")
    with open_writer(home) as writer:
        writer.add_articles(
            Article(pmid=str(COUNT + n), title="Ours.", source=Source.PROJECT_SUMMARY)
            for n in range(1, UNFOUND + 1)
        )
    return home


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
        names = ["medial-branch-and-facet-blocks", "third"]
        text = "".join(STRATEGIES.format(name, f"{name}[tiab]") for name in names)
        (home / "strategies.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "ingest", "refresh", "--quiet", *names]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)

    return started


@dataclass(frozen=True)
class Unkilled:
    """A run that nobody killed: its digest, and its seconds from the first request to the end."""

    digest: str
    seconds: float


@pytest.fixture(scope="module")
def unkilled(start: Start, double: EutilsDouble, prepared: Path, tmp_path_factory) -> Unkilled:
    home = tmp_path_factory.mktemp("unkilled") / "home"
    shutil.copytree(prepared, home)
    with start(home) as process:
        wait_for_the_first_request(double, process)
        begun = time.monotonic()
        assert process.wait(120) == 0
        took = time.monotonic() - begun
    status = open_kb(home).status()
    assert (status.articles, status.by_source) == (COUNT + UNFOUND, {"PubMed": COUNT + UNFOUND})
    return Unkilled(status.digest, took)


def wait_for_the_first_request(double: EutilsDouble, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while not double.calls:
        assert process.poll() is None, "it ended before it asked for anything"
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("point", range(POINTS))
def test_killed_and_run_again_it_ends_in_the_same_state_and_repeats_nothing(
    point: int,
    double: EutilsDouble,
    start: Start,
    unkilled: Unkilled,
    prepared: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    # one moment in each of POINTS equal parts of the whole time, so that few cover it, too
    part = random.Random(SEED + point).random()
    moment = unkilled.seconds * (point + part) / POINTS
    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    double.calls.clear()
    with start(home) as process:
        wait_for_the_first_request(double, process)
        time.sleep(moment)
        process.kill()
    with open_writer(home) as writer:
        stored = {pmid for pmid, s in writer.stored_sources().items() if s == Source.PUBMED}
    record_property("stored when killed", len(stored))
    double.calls.clear()
    with start(home) as process:
        assert process.wait(120) == 0
    again = double.fetched()
    assert not stored & set(again), "it fetched again what was stored"
    assert len(again) == len(set(again)), "it fetched a record twice"
    assert len(stored) + len(again) == COUNT + UNFOUND
    status = open_kb(home).status()
    assert (status.digest, status.pending) == (unkilled.digest, 0)
    with open_writer(home) as writer:
        for number in range(1, 4):
            run = writer.run(number)
            assert sum(run.counts.values()) == run.found, run
