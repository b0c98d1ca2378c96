"""``make bench``: what importing and searching cost, beside what the model alone costs.

Each part runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from kb import open_kb, open_writer, store
from kb.index import Embedder, VectorIndex
from kb.model import Record
from kb.reading import Reader, load_vocabulary
from kb.rebuild import Rebuilder, sentence_spans
from kb.settings import PACKAGED_MODEL
from tests.bench.beside import txtai
from tests.bench.corpus import SyntheticPassages, generated_articles, real_articles
from tests.bench.graph import graph
from tests.bench.intake import against_entrez, memory_over, write_baseline
from tests.bench.pages import felt
from tests.bench.ranking import ranking
from tests.bench.tuning import tuning

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "starting",
    "ranking",
    "searching",
    "txtai",
    "pages",
    "graph",
    "reading",
    "intake",
    "importing",
)


def importing(shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Import the spine files as `mbb import` does, beside encoding the same passages alone."""
    from ingest.pipeline import import_files
    from kb.index import make_passages

    files = sorted((shared / "data" / "spine").glob("*.xml"))
    embedder = Embedder(PACKAGED_MODEL)
    model = embedder.load()
    model.encode(["warm up"] * 64)
    best: dict[str, object] = {}

    def whole() -> None:
        with open_writer(home) as writer:
            import_files(writer, files)

    seconds = _timed(whole)
    base = open_kb(home)
    texts = [
        p.text
        for a in base.articles()
        for p in make_passages(a, sentence_spans(a), embedder.count_tokens, embedder.passage_tokens)
    ]
    alone = _timed(lambda: model.encode(texts, show_progress_bar=False))
    best["articles"] = base.status().articles
    best["passages"] = len(texts)
    best["encode alone, passages a second"] = round(len(texts) / alone, 1)
    best["import / encode alone (aim <= 1.12)"] = round(seconds / alone, 3)

    def again() -> None:
        with open_writer(home) as writer:
            import_files(writer, files)

    best["the same files again / encode alone"] = round(_timed(again) / alone, 4)
    return best


def intake(shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Parse and store without reading and encoding, beside Bio.Entrez.read; then a long file."""
    figures: dict[str, object] = {}
    for path in sorted((shared / "data" / "pubmed" / "xml").glob("*.xml")):
        ours, theirs = against_entrez(path)
        figures[f"{path.name}: parse + store, ms"] = round(ours * 1000)
        figures[f"{path.name} / Bio.Entrez.read (aim <= 1)"] = round(ours / theirs, 2)
    baseline = home / "baseline.xml.gz"
    write_baseline(baseline)
    start = time.perf_counter()
    early, most, records = memory_over(baseline, home)
    figures["generated file, records"] = records
    figures["records a second"] = round(records / (time.perf_counter() - start))
    figures["resident after a tenth, MB"] = round(early)
    figures["resident at most, MB"] = round(most)
    return figures


def reading(shared: Path, _home: Path, _size: int) -> dict[str, object]:
    """Read the spine abstracts, beside encoding a sample of their passages."""
    from kb.index import make_passages

    articles = real_articles(shared)
    start = time.perf_counter()
    reader = Reader(load_vocabulary())
    made = time.perf_counter() - start
    seconds = _timed(lambda: [reader.read(a) for a in articles])
    embedder = Embedder(PACKAGED_MODEL)
    model = embedder.load()
    sample = [
        p.text
        for a in articles[::20]
        for p in make_passages(a, sentence_spans(a), embedder.count_tokens, embedder.passage_tokens)
    ]
    model.encode(sample[:16])
    encode = _timed(lambda: model.encode(sample, show_progress_bar=False)) * 20
    return {
        "abstracts read a second, one core": round(len(articles) / seconds),
        "reading / encoding (aim <= 0.1)": round(seconds / encode, 3),
        "making the reader, seconds": round(made, 2),
    }


def searching(shared: Path, home: Path, size: int) -> dict[str, object]:
    """Search a large store, filters and facets included, beside encoding one question."""
    _fill(shared, home, size)
    return searching_in(home, shared)


def pages(shared: Path, home: Path, size: int) -> dict[str, object]:
    """Ask questions in a real browser over a large store, one reader and then ten at once."""
    _fill(shared, home, size)
    return felt(home, shared)


def _fill(shared: Path, home: Path, size: int) -> None:
    """Make a large store of generated articles."""
    reader = Reader(load_vocabulary(home))
    embedder = SyntheticPassages(PACKAGED_MODEL)
    with store.writing(home) as db:
        with store.transaction(db):
            for article in generated_articles(shared, size):
                store.records.put(db, Record(article))
        Rebuilder(db, home, reader, embedder, VectorIndex(home / "chroma")).update()


def searching_in(home: Path, shared: Path) -> dict[str, object]:
    """Measure searches of a store that is there."""
    code = (
        "import sys, time, resource, kb; base = kb.open_kb(sys.argv[1])\n"
        "start = time.perf_counter()\n"
        "first = base.search('does a steroid help?', wait=False)\n"
        "words = time.perf_counter() - start; base.search('does a steroid help?')\n"
        "print(words, time.perf_counter() - start, first.meaning_searched,"
        " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    cold = subprocess.run(
        [sys.executable, "-c", code, str(home)], check=True, capture_output=True, text=True
    ).stdout.split()
    base = open_kb(home)
    lines = (shared / "data" / "retrieval" / "mbb-queries-dev.jsonl").read_text("utf-8")
    questions = [json.loads(line)["query"] for line in lines.splitlines()]
    base.warm_up()
    real = Embedder(PACKAGED_MODEL)
    for question in questions[:20]:
        real.encode_question(f"{question} warm")
    encoding, plain, filtered = [], [], []
    filters = {"year_from": 2010, "region": ["lumbar", "cervical"], "min_n": 10}
    for question in questions:
        # each question is new to the base, which keeps the vectors of those it was asked
        encoding.append(_timed(lambda q=question: real.encode_question(q)))
        plain.append(_timed(lambda q=question: base.search(q)))
    for question in questions:
        filtered.append(_timed(lambda q=question: base.search(f"{q} trial", filters=filters)))
    one = statistics.median(encoding)
    return {
        "articles": base.status().articles,
        "cold start to words, s": round(float(cold[0]), 2),
        "cold start to the whole answer, s": round(float(cold[1]), 2),
        "meaning searched at the first": cold[2],
        "peak memory of a reader, MB": cold[3],
        "encoding one question, ms (median)": round(one * 1000, 1),
        "search p50 / encoding (aim <= 1.6)": round(_at(plain, 50) / one, 2),
        "search p95 / encoding (aim <= 3; 6 at 100,000)": round(_at(plain, 95) / one, 2),
        "with filters, p50 / encoding": round(_at(filtered, 50) / one, 2),
        "with filters, p95 / encoding": round(_at(filtered, 95) / one, 2),
    }


def starting(_shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Start Python bare, with the face, and with the two light commands."""

    def best(*arguments: str) -> float:
        return min(
            _timed(lambda: subprocess.run([sys.executable, *arguments], check=True, stdout=-3))
            for _ in range(5)
        )

    with open_writer(home):
        pass
    bare = best("-c", "pass")
    return {
        "python alone, ms": round(bare * 1000),
        "import kb, ms more": round((best("-c", "import kb") - bare) * 1000),
        "mbb --help, ms": round(best("-m", "ingest", "--help") * 1000),
        "mbb status, ms": round(best("-m", "ingest", "status") * 1000),
    }


def _timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _at(values: list[float], percent: int) -> float:
    """A percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _peak_megabytes() -> float | None:
    """Peak memory of this process, where the system tells."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 if sys.platform != "darwin" else 1024**2))


def main() -> int:
    """Run one part, or all of them one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "tuning"))
    parser.add_argument("--size", type=int, default=10_000, help="articles to search in")
    parser.add_argument(
        "--shared", type=Path, default=Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    )
    chosen = parser.parse_args()
    if not (chosen.shared / "data").is_dir():
        print(f"no folder of shared records at {chosen.shared}", file=sys.stderr)
        return 2
    if chosen.part is None:
        print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()},")
        print(f"torch {version('torch')}, sentence-transformers {version('sentence-transformers')}")
        for part in PARTS:
            subprocess.run([sys.executable, "-m", "tests.bench", part, *sys.argv[1:]], check=True)
        return 0
    home = Path(tempfile.mkdtemp(prefix="mbb-bench-"))
    os.environ["KB_HOME"] = str(home)
    try:
        measure = {
            f.__name__: f
            for f in (
                starting,
                ranking,
                searching,
                txtai,
                pages,
                graph,
                reading,
                intake,
                importing,
                tuning,
            )
        }[chosen.part]
        figures = measure(chosen.shared, home, chosen.size)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"\n{chosen.part}: {measure.__doc__}")
    for name, figure in {**figures, "peak memory, MB": _peak_megabytes()}.items():
        print(f"  {name:<44} {figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
