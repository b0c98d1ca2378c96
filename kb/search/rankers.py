"""The three rankers: words, meaning, concepts. Each gives PMIDs with scores, best first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb import store
from kb.index import VectorIndex, parse_vector_id
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


class Statistics:
    """Counts of one generation, kept once they were asked for: a published state never changes.

    Parameters
    ----------
    generation : int
        The generation they are counts of.
    total : int
        How many records it has.
    """

    def __init__(self, generation: int, total: int) -> None:
        self.generation = generation
        self.total = total
        self._records_with: dict[str, int] = {}
        self._postings: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]] = {}

    def records_with(self, db: Connection, terms: Sequence[str], limit: int) -> dict[str, int]:
        """In how many records each word stands, counted up to `limit`."""
        unknown = [term for term in terms if term not in self._records_with]
        for counted in store.lexical.term_frequencies(db, unknown, limit):
            self._records_with[counted.term] = counted.records
        return {term: self._records_with[term] for term in terms}

    def postings(
        self, db: Connection, concept: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """PMIDs that name a concept, ascending, and how often each does.

        A mention in the title counts for two more; a concept that only MeSH names has no mention
        and counts for half of one.
        """
        if concept not in self._postings:
            import numpy as np

            rows = store.lexical.concept_rows(db, concept)
            table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
            often = np.maximum(table[:, 1], 0.5) + 2 * table[:, 2]
            self._postings[concept] = (table[:, 0], often.astype(np.float32))
        return self._postings[concept]


def rank_words(
    db: Connection,
    statistics: Statistics,
    terms: Sequence[str],
    allowed: Collection[int] | None,
    depth: int,
    parameters: RankingParameters,
) -> Words:
    """BM25 over title, abstract and index terms."""
    total = statistics.total
    common = max(1, int(total * parameters.common_word_share))
    records = statistics.records_with(db, terms, common + 1)
    rarity = {t: math.log(1 + (total - n + 0.5) / (n + 0.5)) for t, n in records.items()}
    present = [term for term, n in records.items() if n]
    searched = [term for term in present if records[term] <= common] or present
    ranked = store.lexical.rank_by_words(db, searched, depth, allowed)
    return Words(
        scores=dict(ranked),
        searched=tuple(present),
        rarity=rarity,
        unmatched=tuple(term for term, n in records.items() if not n),
    )


def rank_concepts(
    db: Connection,
    statistics: Statistics,
    groups: Sequence[Collection[str]],
    allowed: Collection[int] | None,
    depth: int,
) -> dict[int, float]:
    """BM25 over concepts: each concept of the question with its narrower ones is one term.

    Saturation as in BM25 with k1 = 1.2, and without length normalisation, since abstracts name a
    concept for what it is worth.
    """
    import numpy as np

    all_pmids, all_scores = [], []
    for group in groups:
        postings = [statistics.postings(db, concept) for concept in sorted(group)]
        pmids, at = np.unique(np.concatenate([p for p, _ in postings]), return_inverse=True)
        frequency = np.bincount(at, np.concatenate([f for _, f in postings]), len(pmids))
        weight = math.log(1 + (statistics.total - len(pmids) + 0.5) / (len(pmids) + 0.5))
        all_pmids.append(pmids)
        all_scores.append(weight * frequency * 2.2 / (frequency + 1.2))
    if not all_pmids:
        return {}
    pmids, at = np.unique(np.concatenate(all_pmids), return_inverse=True)
    scores = np.bincount(at, np.concatenate(all_scores), len(pmids))
    if allowed is not None:
        kept = np.isin(pmids, np.fromiter(allowed, dtype=np.int64, count=len(allowed)))
        pmids, scores = pmids[kept], scores[kept]
    best = np.lexsort((pmids, -scores))[:depth]
    return dict(zip(pmids[best].tolist(), scores[best].tolist(), strict=True))


def with_every_concept(
    db: Connection, statistics: Statistics, groups: Sequence[Collection[str]]
) -> frozenset[int]:
    """PMIDs of records whose text names each concept of the question, or a narrower one."""
    found: frozenset[int] | None = None
    for group in groups:
        named: set[int] = set()
        for concept in group:
            pmids, often = statistics.postings(db, concept)
            named.update(pmids[often >= 1].tolist())
        found = frozenset(named) if found is None else found & named
    return found or frozenset()


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
