"""Showing a hit: its best sentence, the words that match, the reasons it is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from kb.model import TITLE, Article, Quote, Reason, Span

_STEMMER = "porter"  # as the full-text index stems


@dataclass(frozen=True, slots=True)
class Matches:
    """Where a record shares words and concepts with the question."""

    words: Sequence[Span] = ()
    concepts: Sequence[tuple[Span, str]] = ()


def best_sentence(
    article: Article,
    sentences: Sequence[Span],
    matches: Matches,
    rarity: Mapping[str, float],
    nearest: Sequence[Span],
) -> tuple[Quote | None, tuple[Span, ...]]:
    """The sentence of the abstract that says most of what was asked, and the words it shares.

    Parameters
    ----------
    sentences : sequence of Span
        All sentences of the record.
    rarity : mapping of str to float
        Weight of each stemmed word of the question.
    nearest : sequence of Span
        Sentences of the passage nearest in meaning; they are preferred among equals.

    Returns
    -------
    tuple of Quote or None, tuple of Span
        None only where the record has no sentence at all.
    """
    near = set(nearest)
    body = [s for s in sentences if s.section != TITLE] or list(sentences)
    if not body:
        return None, ()

    def score(sentence: Span) -> tuple[float, int, int, int]:
        words = {
            stem(article.text(w.section)[w.start : w.end])
            for w in matches.words
            if _inside(w, sentence)
        }
        named = {concept for span, concept in matches.concepts if _inside(span, sentence)}
        said = sum(rarity.get(word, 0.0) for word in words) + len(named)
        # the nearest passage outweighs a single common word; then the end of the abstract, where
        # conclusions stand, before its beginning
        return (said + (1.0 if sentence in near else 0.0), sentence in near, sentence.section, 0)

    chosen = max(body, key=lambda s: (*score(s), -s.start))
    text = article.text(chosen.section)[chosen.start : chosen.end]
    shared = {w for w in matches.words if _inside(w, chosen)}
    shared |= {span for span, _ in matches.concepts if _inside(span, chosen)}
    return Quote(chosen.section, chosen.start, chosen.end, text), _merged(shared)


def matched_words(article: Article, matches: Matches) -> tuple[str, ...]:
    """Words of the record that match, lower case, each stem once, in alphabetical order."""
    words: dict[str, str] = {}
    for span in matches.words:
        word = article.text(span.section)[span.start : span.end].lower()
        words.setdefault(stem(word), word)
    return tuple(sorted(words.values()))


def reasons(
    ranks: Mapping[str, int | None],
    words: Sequence[str],
    concepts: Sequence[str],
    cosine: float | None,
) -> tuple[Reason, ...]:
    """Why a hit is here, ranker by ranker; those that did not find it are left out."""
    details = {
        "pmid": "the PMID asked for",
        "words": "shares " + ", ".join(words) if words else "",
        "concepts": "names " + ", ".join(concepts) if concepts else "",
        "meaning": f"cosine {cosine:.2f}" if cosine is not None else "",
    }
    return tuple(
        Reason(ranker, rank, details[ranker])
        for ranker, rank in ranks.items()
        if rank is not None and details[ranker]
    )


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Stem of a word, as the full-text index makes it."""
    return str(_stemmer()(word.lower()))


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    """The Porter stemmer, made once."""
    stem_word: Callable[[str], str] = snowballstemmer.stemmer(_STEMMER).stemWord
    return stem_word


def _inside(span: Span, sentence: Span) -> bool:
    """Whether a span lies within a sentence."""
    return (
        span.section == sentence.section
        and sentence.start <= span.start
        and span.end <= sentence.end
    )


def _merged(spans: set[Span]) -> tuple[Span, ...]:
    """Spans in order, overlapping ones joined."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.section, s.start, s.end)):
        if merged and merged[-1].section == span.section and span.start <= merged[-1].end:
            last = merged.pop()
            span = Span(last.section, last.start, max(last.end, span.end))  # noqa: PLW2901 - the joined span
        merged.append(span)
    return tuple(merged)
