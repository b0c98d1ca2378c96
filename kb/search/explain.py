"""Showing a hit: its best sentence, the words that match, the reasons it is here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kb.model import TITLE, Article, Quote, Reason, Span
from kb.search.stems import WORD, stem

_ANSWERING = re.compile(r"result|finding|conclusion|interpretation|outcome|discussion", re.I)
_ASKING = re.compile(
    r"background|introduction|objective|aim|purpose|context|hypothes|rationale", re.I
)
_FIGURE = re.compile(r"\d")
_FIRST_HALF = 0.5
_FAR = 10**9  # beyond the end of every text


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """What makes a sentence the one that answers; `docs/search.md` says how well they do.

    Attributes
    ----------
    answering : float
        It stands among results or conclusions; in a text without headings, in its second half.
    asking : float
        It stands among background or aims.
    figures : float
        It gives a number.
    nearest : float
        It stands in the passage nearest in meaning.
    meaning : float
        Times its cosine, where sentences have vectors.
    """

    answering: float = 2.0
    asking: float = -2.0
    figures: float = 0.5
    nearest: float = 0.5
    meaning: float = 6.0


DEFAULT_WEIGHTS = SentenceWeights()


@dataclass(frozen=True, slots=True)
class Matches:
    """Where a record shares words, by their stem, and concepts, by their id, with the question."""

    words: Sequence[tuple[Span, str]] = ()
    concepts: Sequence[tuple[Span, str]] = ()
    cosines: Mapping[Span, float] = field(default_factory=dict)


def best_sentence(
    article: Article,
    sentences: Sequence[Span],
    matches: Matches,
    rarity: Mapping[str, float],
    nearest: Collection[Span],
    weights: SentenceWeights = DEFAULT_WEIGHTS,
) -> tuple[Quote | None, tuple[Span, ...]]:
    """The sentence of the abstract that answers best, and the words it shares with the question.

    Parameters
    ----------
    sentences : sequence of Span
        All sentences of the record.
    rarity : mapping of str to float
        Weight of each stem of the question.
    nearest : collection of Span
        Sentences of the passage nearest in meaning.

    Returns
    -------
    tuple of Quote or None, tuple of Span
        None only where the record has no sentence at all.
    """
    body = [s for s in sentences if s.section != TITLE] or list(sentences)
    if not body:
        return None, ()

    words, concepts = _by_sentence(matches.words, body), _by_sentence(matches.concepts, body)

    def said(sentence: Span) -> float:
        stems = {stem for _, stem in words.get(sentence, ())}
        named = {concept for _, concept in concepts.get(sentence, ())}
        text = article.text(sentence.section)[sentence.start : sentence.end]
        return (
            sum(rarity.get(s, 0.0) for s in stems)
            + len(named)
            + weights.nearest * (sentence in nearest)
            + weights.figures * bool(_FIGURE.search(text))
            + weights.meaning * matches.cosines.get(sentence, 0.0)
            + _role(article, sentence, weights)
        )

    # among equals a later section, where conclusions stand, and in it the first sentence
    chosen = max(body, key=lambda s: (said(s), s.section, -s.start))
    text = article.text(chosen.section)[chosen.start : chosen.end]
    shared = [span for span, _ in (*words.get(chosen, ()), *concepts.get(chosen, ()))]
    return Quote(chosen.section, chosen.start, chosen.end, text), _merged(shared)


def _role(article: Article, sentence: Span, weights: SentenceWeights) -> float:
    """What the place of a sentence says of it."""
    if sentence.section == TITLE:
        return 0.0
    section = article.sections[sentence.section]
    heading = f"{section.nlm_category} {section.label}"
    if _ANSWERING.search(heading):
        return weights.answering
    if _ASKING.search(heading):
        return weights.asking
    if heading.strip():
        return 0.0
    is_late = sentence.start >= _FIRST_HALF * len(section.text)
    return weights.answering / 2 if is_late else 0.0


def word_spans(article: Article, stems: Collection[str]) -> list[tuple[Span, str]]:
    """Where words with these stems stand in title and abstract."""
    if not stems:
        return []
    # a stem keeps the first two letters of its word, accents aside: few words need stemming
    likely = _likely(frozenset(s[:2] for s in stems))
    found = []
    for section in range(TITLE, len(article.sections)):
        text = article.text(section)
        for token in (likely if text.isascii() else WORD).finditer(text):
            stemmed = stem(token.group().lower())
            if stemmed in stems:
                found.append((Span(section, token.start(), token.end()), stemmed))
    return found


@lru_cache(maxsize=256)
def _likely(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Words that begin so."""
    either = "|".join(map(re.escape, sorted(beginnings)))
    return re.compile(rf"(?<![^\W_])(?:{either})[^\W_]*", re.IGNORECASE)


def matched_words(article: Article, matches: Matches) -> tuple[str, ...]:
    """Words of the record that match, lower case, each stem once, in alphabetical order."""
    words: dict[str, str] = {}
    for span, stemmed in matches.words:
        words.setdefault(stemmed, article.text(span.section)[span.start : span.end].lower())
    return tuple(sorted(words.values()))


def reasons(ranks: Mapping[str, int], details: Mapping[str, str]) -> tuple[Reason, ...]:
    """Why a hit is here, ranker by ranker; those with nothing to say are left out.

    Parameters
    ----------
    ranks : mapping of str to int
        Place in each ranker's order, from 1; 0 for what has no order.
    details : mapping of str to str
        In words, by ranker.
    """
    return tuple(
        Reason(ranker, rank, details[ranker])
        for ranker, rank in ranks.items()
        if details.get(ranker)
    )


def _by_sentence(
    spans: Sequence[tuple[Span, str]], sentences: Sequence[Span]
) -> dict[Span, list[tuple[Span, str]]]:
    """Spans by the sentence they lie in; those in none are left out."""
    starts = sorted((s.section, s.start, s.end, s) for s in sentences)
    found: dict[Span, list[tuple[Span, str]]] = {}
    for span, what in spans:
        at = bisect_right(starts, (span.section, span.start, _FAR)) - 1
        sentence = starts[at][3] if at >= 0 else None
        if sentence and sentence.section == span.section and span.end <= sentence.end:
            found.setdefault(sentence, []).append((span, what))
    return found


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
