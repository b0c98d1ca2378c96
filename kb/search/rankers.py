"""The three rankers: words, meaning, concepts. Each gives PMIDs with scores, best first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb import store
from kb.index import VectorIndex
from kb.search.parameters import RankingParameters
from kb.store import Connection
from kb.store.generations import Generation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """What searching for words found.

    Attributes
    ----------
    rarity : mapping of str to float
        Inverse document frequency of each word of the question, as in BM25.
    unmatched : tuple of str
        Words that stand in no record.
    """

    scores: Mapping[int, float]
    searched: tuple[str, ...]
    rarity: Mapping[str, float]
    unmatched: tuple[str, ...]


def rank_words(
    db: Connection,
    terms: Sequence[str],
    allowed: Collection[int] | None,
    depth: int,
    parameters: RankingParameters,
) -> Words:
    """BM25 over title, abstract and index terms."""
    total = store.lexical.article_count(db)
    common = max(1, int(total * parameters.common_word_share))
    counted = store.lexical.term_frequencies(db, terms, common + 1)
    rarity = {f.term: math.log(1 + (total - f.records + 0.5) / (f.records + 0.5)) for f in counted}
    present = [f for f in counted if f.records]
    searched = [f.term for f in present if f.records <= common] or [f.term for f in present]
    ranked = store.lexical.rank_by_words(db, searched, depth, allowed)
    return Words(
        scores=dict(ranked),
        searched=tuple(f.term for f in present),
        rarity=rarity,
        unmatched=tuple(f.term for f in counted if not f.records),
    )


def rank_concepts(
    db: Connection,
    groups: Sequence[Collection[str]],
    allowed: Collection[int] | None,
    depth: int,
) -> dict[int, float]:
    """BM25 over concepts: each concept of the question with its narrower ones is one term.

    A mention in the title counts for two more. Saturation as in BM25 with k1 = 1.2 and without
    length normalisation, since abstracts name a concept for what it is worth.
    """
    total = store.lexical.article_count(db)
    scores: dict[int, float] = {}
    for group in groups:
        rows = store.lexical.concept_rows(db, group)
        weight = math.log(1 + (total - len(rows) + 0.5) / (len(rows) + 0.5))
        for pmid, mentions, in_title in rows:
            if allowed is None or pmid in allowed:
                # a concept that only MeSH names has no mention and counts for half of one
                frequency = (mentions or 0.5) + 2 * in_title
                scores[pmid] = scores.get(pmid, 0.0) + weight * frequency * 2.2 / (frequency + 1.2)
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:depth]
    return dict(best)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What searching for meaning found: the best passage of each record and its cosine."""

    scores: Mapping[int, float]
    passages: Mapping[int, int]


def rank_meaning(
    db: Connection,
    vectors: VectorIndex,
    generation: Generation,
    vector: Vectors,
    allowed: Collection[int] | None,
    depth: int,
    parameters: RankingParameters,
) -> Meaning:
    """Cosine of the nearest passage.

    Raises
    ------
    CollectionGone
        The generation was replaced twice since its pointer was read.
    """
    if allowed is not None and len(allowed) <= parameters.exact_below:
        return cosines(db, generation, vector, allowed)
    wanted = depth * 2  # a record has about two passages
    if allowed is not None:
        total = max(1, generation.main_size + generation.delta_size)
        wanted = math.ceil(wanted * total / len(allowed))
    found = vectors.query(generation.collections, vector, wanted)
    parsed = [(*parse_vector_id(key), cosine) for key, cosine in found]
    current = store.lexical.passages_of(db, [(pmid, ordinal) for pmid, ordinal, _, _ in parsed])
    scores: dict[int, float] = {}
    passages: dict[int, int] = {}
    for pmid, ordinal, text_key, cosine in parsed:
        is_current = current.get((pmid, ordinal), ("", ""))[1] == text_key
        if is_current and (allowed is None or pmid in allowed) and pmid not in scores:
            scores[pmid], passages[pmid] = cosine, ordinal
    return Meaning(scores, passages)


def cosines(
    db: Connection, generation: Generation, vector: Vectors, pmids: Collection[int]
) -> Meaning:
    """Cosine of the nearest passage of each of these records, compared one by one."""
    import numpy as np

    ordered = sorted(pmids)
    current = store.lexical.passages_of(db, [(pmid, 0) for pmid in ordered])
    keys = sorted(current)
    hashes = [current[key][1] for key in keys]
    data = store.generations.get_vectors(db, generation.model, list(dict.fromkeys(hashes)))
    scores: dict[int, float] = {}
    passages: dict[int, int] = {}
    known = [(key, h) for key, h in zip(keys, hashes, strict=True) if h in data]
    if not known:
        return Meaning({}, {})
    matrix = np.frombuffer(b"".join(data[h] for _, h in known), dtype=np.float32)
    products = matrix.reshape(len(known), -1) @ vector
    for ((pmid, ordinal), _), cosine in zip(known, products.tolist(), strict=True):
        if pmid not in scores or cosine > scores[pmid]:
            scores[pmid], passages[pmid] = cosine, ordinal
    return Meaning(scores, passages)


def parse_vector_id(key: str) -> tuple[int, int, str]:
    """PMID, ordinal and text hash that the id of a vector is made of."""
    pmid, ordinal, text_key = key.split(".")
    return int(pmid), int(ordinal), text_key
