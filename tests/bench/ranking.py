"""How well the ranking does on the development questions over the starter set."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.pipeline import load_starter
from kb import open_writer, store
from kb.index import Embedder, VectorIndex
from kb.model import SearchFilters
from kb.reading import Reader, load_vocabulary
from kb.search import RankingParameters, SearchEngine
from kb.settings import PACKAGED_MODEL

VARIANTS = {
    "words alone (BM25)": RankingParameters(words=1.0, meaning=0.0, concepts=0.0),
    "meaning alone (cosine)": RankingParameters(words=0.0, meaning=1.0, concepts=0.0),
    "words and meaning": RankingParameters(concepts=0.0),
    "all three, as shipped": RankingParameters(),
}


def ndcg_at_10(relevant: Mapping[str, int], ranked: Sequence[str]) -> float:
    """Normalised discounted cumulative gain, gains 2^grade - 1 (Järvelin, Kekäläinen 2002)."""

    def gain(grades: Sequence[int]) -> float:
        return sum((2**g - 1) / math.log2(place + 2) for place, g in enumerate(grades[:10]))

    ideal = gain(sorted(relevant.values(), reverse=True))
    return gain([relevant.get(pmid, 0) for pmid in ranked]) / ideal


def ranking(shared: Path, home: Path, _size: int) -> dict[str, object]:
    """Rank the starter set for the development questions (seen while the numbers were chosen)."""
    with open_writer(home) as writer:
        load_starter(writer)
    path = shared / "data" / "retrieval" / "mbb-queries-dev.jsonl"
    queries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    reader, embedder = Reader(load_vocabulary()), Embedder(PACKAGED_MODEL)
    vectors = VectorIndex(home / "chroma")
    connections = store.ReadConnections(home)
    figures: dict[str, object] = {}
    for name, parameters in VARIANTS.items():
        engine = SearchEngine(connections, reader, embedder, vectors, parameters)
        scores, flagged, passed = [], 0, 0
        for query in queries:
            filters = SearchFilters.of(query["filters"])
            result = engine.search(query["query"], filters, 146, 0, "relevance")
            if query["relevant"]:
                scores.append(ndcg_at_10(query["relevant"], [h.article.pmid for h in result]))
                flagged += result.total_relevant == 0
            else:
                passed += result.total_relevant > 0
        figures[f"nDCG@10, {name}"] = round(sum(scores) / len(scores), 4)
    unanswerable = sum(not q["relevant"] for q in queries)
    figures["answerable with every hit flagged"] = f"{flagged} of {len(scores)}"
    figures["unanswerable with a hit passed"] = f"{passed} of {unanswerable}"
    connections.close()
    return figures
