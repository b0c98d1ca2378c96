"""One page of hits: records with their sentence, matches and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb import store
from kb.index import passage_text
from kb.model import Article, Passage, SearchHit, Span
from kb.reading import Vocabulary
from kb.search import explain
from kb.search.corpus import Corpus
from kb.search.ranked import Ranked
from kb.store import Connection
from kb.store.derived import spans_from_json


@dataclass(frozen=True)
class Found:
    """All that hits are made from: one published state, and its records ranked.

    Attributes
    ----------
    model : str
        Fingerprint of the model that the state's vectors are of.
    """

    corpus: Corpus
    ranked: Ranked
    model: str

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Concepts that the question names, narrower ones included."""
        return frozenset().union(*self.ranked.question.concept_groups)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """Concepts that the question leaves out."""
        return frozenset().union(*self.ranked.question.excluded_groups)


def page_of_hits(
    db: Connection, found: Found, rows: Sequence[int], vocabulary: Vocabulary
) -> tuple[SearchHit, ...]:
    """Hits for these rows, in their order."""
    corpus, question = found.corpus, found.ranked.question
    pmids = [int(corpus.pmids[row]) for row in rows]
    articles = store.catalogue.articles_by_pmid(db, pmids)
    sentences = store.catalogue.sentences(db, pmids)
    passages = _nearest_passages(db, found, articles, pmids)
    named = store.lexical.mentions_in(db, pmids, found.wanted | found.left_out)
    ranks = _ranks(found, rows)
    rarity = {stem: corpus.words.rarity(stem) for stem in question.weights}
    shown = {stem: w for stem, w in rarity.items() if corpus.words.records_with(stem)}
    hits = []
    for row, pmid in zip(rows, pmids, strict=True):
        article = articles[pmid]
        matches = explain.Matches(explain.word_spans(article, shown), named.get(article.pmid, ()))
        passage, cosine = passages.get(pmid, (None, None))
        nearest: tuple[Span, ...] = passage.sentences if passage else ()
        sentence, matched = explain.best_sentence(article, sentences[pmid], matches, shown, nearest)
        hits.append(
            SearchHit(
                article=article,
                score=round(float(found.ranked.ranking.score[row]), 6),
                relevant=bool(found.ranked.ranking.relevant[row]),
                passage=passage,
                sentence=sentence,
                matched=matched,
                reasons=explain.reasons(
                    ranks[row], _details(found, row, article, matches, cosine, vocabulary)
                ),
            )
        )
    return tuple(hits)


def _nearest_passages(
    db: Connection, found: Found, articles: dict[int, Article], pmids: Sequence[int]
) -> dict[int, tuple[Passage, float]]:
    """The passage of each record that is nearest in meaning, with its cosine."""
    if found.ranked.vector is None or not pmids:
        return {}
    rows = store.lexical.passages_of(db, found.model, pmids)
    if not rows:
        return {}
    matrix = np.frombuffer(b"".join(data for *_, data in rows), dtype=np.float32)
    cosines = (matrix.reshape(len(rows), -1) @ found.ranked.vector).tolist()
    best: dict[int, tuple[float, int, str]] = {}
    for (pmid, ordinal, spans, _), cosine in zip(rows, cosines, strict=True):
        if pmid not in best or cosine > best[pmid][0]:
            best[pmid] = (cosine, ordinal, spans)
    chosen = {}
    for pmid, (cosine, ordinal, stored) in best.items():
        where = spans_from_json(stored)
        text = passage_text(articles[pmid], where)
        chosen[pmid] = (Passage(str(pmid), ordinal, where, text), cosine)
    return chosen


def _ranks(found: Found, rows: Sequence[int]) -> dict[int, dict[str, int]]:
    """Places of records in each ranker's order; 0 for what has no order."""
    scores = found.ranked.scores
    ranks = {row: {"pmid": 1} for row in rows}
    for name, ranker in (
        ("words", scores.words),
        ("concepts", scores.concepts),
        ("meaning", scores.meaning),
    ):
        if ranker is None:
            continue
        scored = [row for row in rows if ranker[row] > 0]
        for row, place in zip(scored, scores.places(ranker, scored), strict=True):
            ranks[row][name] = place
    return {row: {**places, "design": 0, "excluded": 0} for row, places in ranks.items()}


def _details(
    found: Found,
    row: int,
    article: Article,
    matches: explain.Matches,
    cosine: float | None,
    vocabulary: Vocabulary,
) -> dict[str, str]:
    """Each reason in words."""
    words = explain.matched_words(article, matches)
    named = {c for _, c in matches.concepts}
    labels = sorted(_label(vocabulary, c) for c in named & found.wanted)
    is_named = bool(found.ranked.scores.named[row])
    return {
        "pmid": "the paper that was asked for" if is_named else "",
        "words": "shares " + ", ".join(words) if words else "",
        "concepts": "names " + ", ".join(labels) if labels else "",
        "meaning": f"cosine {cosine:.2f}" if cosine is not None else "",
        "design": str(article.design or "").replace("-", " "),
        "excluded": (
            "is about " + ", ".join(sorted(_label(vocabulary, c) for c in named & found.left_out))
            if found.ranked.scores.excluded[row]
            else ""
        ),
    }


def _label(vocabulary: Vocabulary, concept_id: str) -> str:
    """Preferred label of a concept; the id where the vocabulary has dropped it."""
    concept = vocabulary.concepts.get(concept_id)
    return concept.pref_label if concept else concept_id
