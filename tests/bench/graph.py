"""The graph at size: the evidence of the starter set, many times over."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ingest.starter import read_starter
from kb import open_kb, store
from kb.graph import EvidenceReader, edges_of, standings
from kb.graph.edges import Edges
from kb.graph.network import build_graph
from kb.model import Record, SearchFilters, StudyDesign
from kb.reading import Reader, load_vocabulary
from kb.store.derived import Derived

_FIRST = 10_000_000
_CENTRES = 40
"""Concepts asked about: those of most evidence, and others spread over the rest."""


def graph(_shared: Path, home: Path, size: int) -> dict[str, object]:
    """Tell studies apart, build the graph, ask for neighbours and evidence, at size.

    Each article takes text, findings and evidence of one of the starter set, so concepts keep
    their frequencies and the company they keep; each round of the set has authors of its own.
    """
    reader = Reader(load_vocabulary(home))
    pool, concepts = _pool(reader), reader.vocabulary.concepts
    figures: dict[str, object] = {"records drawn from": len(pool)}
    with store.writing(home) as db:
        with store.transaction(db):
            for item in _drawn(pool, size):
                store.records.put(db, Record(item.article))
                store.derived.write(db, item)
        for share in (0.25, 0.5, 1.0):
            part = int(size * share)
            where = store.catalogue.filter_clause(SearchFilters(), ())
            within = (f"{where[0]} AND a.pmid < ?", [*where[1], _FIRST + part])
            reports = [r for r in store.studies.reports(db) if r.pmid < _FIRST + part]
            told = {}
            tied = _seconds(lambda r=reports, t=told: t.update(standings(r)))
            with store.transaction(db):
                store.studies.write_standings(db, told.values())
            made = []
            built = _seconds(
                lambda w=within, m=made: m.append(
                    build_graph(store.evidence.graph_rows(db, w), concepts)
                )
            )
            figures |= {
                f"{part:,} articles: studies told apart, s": round(tied, 2),
                f"{part:,} articles: graph built, s": round(built, 2),
                f"{part:,} articles: nodes, edges": f"{len(made[0])}, {made[0].size():,}",
            }
        below = {c: reader.vocabulary.descendants(c) for c in concepts}
        with store.transaction(db):
            kept: list[Edges] = []
            counted = _seconds(
                lambda: kept.append(edges_of(store.edges.rows(db), store.edges.papers(db), below))
            )
            written = _seconds(lambda: store.edges.write(db, kept[0].places, kept[0].counts))
        figures |= {
            "edges counted, and written, s": f"{counted:.2f}, {written:.2f}",
            "edges, neighbours kept": f"{len(kept[0].places):,}, {len(kept[0].counts):,}",
        }
        (pieces,) = db.execute("SELECT count(*) FROM evidence").fetchone()
    return figures | {"pieces of evidence": f"{pieces:,}"} | _asked(home)


def _pool(reader: Reader) -> list[Derived]:
    """Records of the starter set that give evidence, read; what only other parts need left out."""
    gather = EvidenceReader(reader.vocabulary.concepts)
    found = []
    for article in (r.article for r in read_starter()):
        reading = reader.read(article)
        design = StudyDesign(reading.facts.study_design.value)
        judged = replace(article, design=design, on_topic=reading.on_topic)
        gathered = gather.read(judged, reading)
        if gathered.evidence:
            found.append(
                Derived(
                    judged,
                    replace(reading, mentions=()),
                    gathered.evidence,
                    gathered.report,
                    passages=(),
                    placebo=gathered.placebo,
                )
            )
    return found


def _drawn(pool: list[Derived], size: int) -> Iterator[Derived]:
    """All records again and again, each under a PMID, and by authors, of its own."""
    for number in range(size):
        item, pmid = pool[number % len(pool)], str(_FIRST + number)
        world = f" {number // len(pool)}"
        old = item.article.pmid
        evidence = tuple(
            replace(e, pmid=pmid, id=pmid + e.id.removeprefix(old)) for e in item.evidence
        )
        report = replace(
            item.report,
            pmid=int(pmid),
            authors=tuple(name + world for name in item.report.authors),
            registry=tuple(name + world for name in item.report.registry),
            companions=(),
        )
        article = replace(item.article, pmid=pmid, corrections=())
        yield replace(item, article=article, evidence=evidence, report=report)


def _asked(home: Path) -> dict[str, object]:
    """What the verbs take over that store: most named concepts first, then others."""
    base = open_kb(home)
    counts: Counter[str] = Counter()
    for one, other, edge in base.graph().edges(data=True):
        counts.update({one: edge["articles"], other: edge["articles"]})
    ranked = sorted(counts, key=lambda c: (-counts[c], c))
    centres = [*ranked[: _CENTRES // 2], *ranked[_CENTRES // 2 :: max(1, len(ranked) // 20)]]
    figures: dict[str, object] = {}
    asked: dict[str, Callable[[str], object]] = {
        "neighbours of a concept alone": lambda c: base.neighbours(c, narrower=False),
        "neighbours with narrower concepts": base.neighbours,
        "evidence of a concept, twenty pieces": lambda c: base.evidence(c, limit=20),
    }
    base.neighbours(centres[-1])
    for name, ask in asked.items():
        taken = [_seconds(lambda c=c, ask=ask: ask(c)) * 1000 for c in centres]
        figures[f"{name}, p50, p95, ms"] = (
            f"{statistics.median(taken):.1f}, {statistics.quantiles(taken, n=20)[-1]:.1f}"
        )
    base.close()
    return figures


def _seconds(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
