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

    body.sort(key=_place)
    words, concepts = _by_sentence(matches.words, body), _by_sentence(matches.concepts, body)
    near = frozenset(nearest)
    halves = {section: _halves(article, section, weights) for section in {s.section for s in body}}

    def said(at: int) -> float:
        sentence = body[at]
        early, late, middle = halves[sentence.section]
        text = article.text(sentence.section)
        return (
            sum(rarity.get(s, 0.0) for s in dict.fromkeys(stem for _, stem in words.get(at, ())))
            + len({concept for _, concept in concepts.get(at, ())})
            + weights.nearest * (sentence in near)
            + weights.figures * bool(_FIGURE.search(text, sentence.start, sentence.end))
            + weights.meaning * matches.cosines.get(sentence, 0.0)
            + (late if sentence.start >= middle else early)
        )

    # among equals a later section, where conclusions stand, and in it the first sentence
    best = max(range(len(body)), key=lambda at: (said(at), body[at].section, -body[at].start))
    chosen = body[best]
    text = article.text(chosen.section)[chosen.start : chosen.end]
    shared = [span for span, _ in (*words.get(best, ()), *concepts.get(best, ()))]
    return Quote(chosen.section, chosen.start, chosen.end, text), _merged(shared)


def _place(span: Span) -> tuple[int, int, int]:
    """By it, spans stand as in the text."""
    return span.section, span.start, span.end


def _halves(article: Article, number: int, weights: SentenceWeights) -> tuple[float, float, float]:
    """What standing in a section says, in its first half and its second, and where that begins."""
    if number == TITLE:
        return 0.0, 0.0, 0.0
    section = article.sections[number]
    both = _heading_says(f"{section.nlm_category} {section.label}", weights)
    if both is not None:
        return both, both, 0.0
    return 0.0, weights.answering / 2, _FIRST_HALF * len(section.text)


@lru_cache(maxsize=1_000)
def _heading_says(heading: str, weights: SentenceWeights) -> float | None:
    """What a heading says of its sentences; None where there is none."""
    if _ANSWERING.search(heading):
        return weights.answering
    if _ASKING.search(heading):
        return weights.asking
    return 0.0 if heading.strip() else None


def word_spans(article: Article, stems: Collection[str]) -> list[tuple[Span, str]]:
    """Where words with these stems stand in title and abstract."""
    if not stems:
        return []
    # a stem keeps its word's beginning, accents aside, but for two letters: few need stemming
    likely = _likely(frozenset(s[: max(2, len(s) - 2)] for s in stems))
    found = []
    for section in range(TITLE, len(article.sections)):
        text = article.text(section)
        tokens = likely.finditer(text.lower()) if text.isascii() else WORD.finditer(text)
        for token in tokens:
            stemmed = stem(token.group().lower())
            if stemmed in stems:
                found.append((Span(section, token.start(), token.end()), stemmed))
    return found


@lru_cache(maxsize=256)
def _likely(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Words of a text in small ASCII letters that begin so."""
    either = "|".join(map(re.escape, sorted(beginnings)))
    return re.compile(rf"(?<![a-z0-9])(?:{either})[a-z0-9]*")


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
) -> dict[int, list[tuple[Span, str]]]:
    """Spans by the sentence they lie in, by its number; those in none are left out."""
    starts = [(s.section, s.start) for s in sentences]
    found: dict[int, list[tuple[Span, str]]] = {}
    for span, what in spans:
        at = bisect_right(starts, (span.section, span.start)) - 1
        if at >= 0 and sentences[at].section == span.section and span.end <= sentences[at].end:
            found.setdefault(at, []).append((span, what))
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
