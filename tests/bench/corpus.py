"""Articles made of real sentences, and vectors made of nothing, to measure at size."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ingest.files import read_file
from kb.index import Embedder
from kb.model import AbstractSection, Article, Record, Source
from kb.reading import split_sentences

SEED = 20261124


class SyntheticPassages(Embedder):
    """Encodes questions with the real model, and passages as fixed random directions.

    Search costs the same whatever the vectors say; encoding 20,000 passages takes an hour.
    """

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        rows = [
            np.random.default_rng(int.from_bytes(hashlib.sha256(t.encode()).digest()[:8]))
            .normal(size=self.dimensions)
            .astype(np.float32)
            for t in texts
        ]
        return np.stack([row / np.linalg.norm(row) for row in rows])


def real_articles(shared: Path) -> list[Article]:
    """All records of the spine files and the PubMed exports, those met twice included."""
    files = sorted((shared / "data" / "spine").glob("*.xml"))
    files += sorted((shared / "data" / "pubmed" / "xml").glob("*.xml"))
    return [r.article for path in files for r in read_file(path) if isinstance(r, Record)]


def generated_articles(shared: Path, size: int) -> Iterator[Article]:
    """Articles of eight to fourteen sentences drawn from real ones: words keep their rarity.

    One in five draws its sentences from the starter set, which is on the topic.
    """
    from ingest.starter import read_starter

    drawn = random.Random(SEED)
    pools = [_sentences(real_articles(shared)), _sentences([r.article for r in read_starter()])]
    titles = [a.title for a in real_articles(shared)]
    for number in range(size):
        pool = pools[number % 5 == 0]
        body = drawn.choices(pool, k=drawn.randint(8, 14))
        half = len(body) // 2
        yield Article(
            pmid=str(10_000_000 + number),
            title=drawn.choice(titles),
            sections=(
                AbstractSection("METHODS", " ".join(body[:half])),
                AbstractSection("RESULTS", " ".join(body[half:])),
            ),
            journal="Generated",
            year=drawn.randint(1985, 2026),
            publication_types=("Journal Article",),
            languages=("eng",),
            source=Source.DERIVED,
        )


def _sentences(articles: Sequence[Article]) -> list[str]:
    """Every sentence of every abstract."""
    return [
        section.text[start:end]
        for article in articles
        for section in article.sections
        for start, end in split_sentences(section.text)
    ]
