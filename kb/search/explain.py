"""Showing a hit: its best sentence, the words that match, the reasons it is here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from kb.model import TITLE, Article, Quote, Reason, Span

_STEMMER = "porter"  # as the full-text index stems
_TOKEN = re.compile(r"[^\W_]+")  # as the full-text index cuts words


@dataclass(frozen=True, slots=True)
class Matches:
    """Where a record shares words, by their stem, and concepts, by their id, with the question."""

    words: Sequence[tuple[Span, str]] = ()
    concepts: Sequence[tuple[Span, str]] = ()


def best_sentence(
    article: Article,
    sentences: Sequence[Span],
    matches: Matches,
    rarity: Mapping[str, float],
    nearest: Collection[Span],
) -> tuple[Quote | None, tuple[Span, ...]]:
    """The sentence of the abstract that says most of what was asked, and the words it shares.

    Parameters
    ----------
    sentences : sequence of Span
        All sentences of the record.
    rarity : mapping of str to float
        Weight of each stem of the question.
    nearest : collection of Span
        Sentences of the passage nearest in meaning; they are preferred.

    Returns
    -------
    tuple of Quote or None, tuple of Span
        None only where the record has no sentence at all.
    """
    body = [s for s in sentences if s.section != TITLE] or list(sentences)
    if not body:
        return None, ()

    def said(sentence: Span) -> float:
        stems = {stem for span, stem in matches.words if _inside(span, sentence)}
        named = {concept for span, concept in matches.concepts if _inside(span, sentence)}
        # being in the nearest passage weighs as much as one concept
        return sum(rarity.get(s, 0.0) for s in stems) + len(named) + (sentence in nearest)

    # among equals a later section, where conclusions stand, and in it the first sentence
    chosen = max(body, key=lambda s: (said(s), s.section, -s.start))
    text = article.text(chosen.section)[chosen.start : chosen.end]
    shared = [span for span, _ in (*matches.words, *matches.concepts) if _inside(span, chosen)]
    return Quote(chosen.section, chosen.start, chosen.end, text), _merged(shared)


def word_spans(article: Article, stems: Collection[str]) -> list[tuple[Span, str]]:
    """Where words with these stems stand in title and abstract."""
    found = []
    # a stem keeps the first two letters of its word, accents aside: few words need stemming
    beginnings = {s[:2] for s in stems}
    for section in range(TITLE, len(article.sections)):
        for token in _TOKEN.finditer(article.text(section)):
            word = token.group().lower()
            if word[:2] not in beginnings and word.isascii():
                continue
            stemmed = stem(word)
            if stemmed in stems:
                found.append((Span(section, token.start(), token.end()), stemmed))
    return found


def matched_words(article: Article, matches: Matches) -> tuple[str, ...]:
    """Words of the record that match, lower case, each stem once, in alphabetical order."""
    words: dict[str, str] = {}
    for span, stemmed in matches.words:
        words.setdefault(stemmed, article.text(span.section)[span.start : span.end].lower())
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


def stems_of(term: str) -> list[str]:
    """Stems of the words that a term of the question is made of ("L4-5" has two)."""
    return [stem(word) for word in _TOKEN.findall(term)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Stem of a word without its accents, as the full-text index makes it."""
    decomposed = unicodedata.normalize("NFKD", word.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _stemmer()(bare)


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


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, overlapping ones joined."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.section, s.start, s.end)):
        last = merged[-1] if merged else None
        if last and last.section == span.section and span.start <= last.end:
            merged[-1] = Span(last.section, last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
