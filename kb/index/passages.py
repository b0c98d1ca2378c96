"""Cutting a record into passages that the model reads whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from kb.model import TITLE, Article, Passage, Span

CountTokens = Callable[[Sequence[str]], list[int]]
"""Tokens of each text, without the marks the model adds itself."""

_TITLE_SHARE = 4  # a title that fills more than a quarter of a passage is not repeated in each


def make_passages(
    article: Article, sentences: Iterable[Span], count_tokens: CountTokens, max_tokens: int
) -> list[Passage]:
    """Passages of whole sentences, each within what the model reads.

    Every sentence of every section is in at least one passage. The title leads each passage, so
    that a passage says what it is about. A single sentence that is too long for a passage of its
    own is cut at blanks into as many as it takes.

    Parameters
    ----------
    article : Article
    sentences : iterable of Span
        All sentences of the record, in order, the title's included.
    count_tokens : callable
        The model's own tokenizer.
    max_tokens : int
        How many tokens of text the model reads.

    Returns
    -------
    list of Passage
        At least one, even where there is no abstract.
    """
    spans = list(sentences)
    title = [s for s in spans if s.section == TITLE]
    body = [s for s in spans if s.section != TITLE]
    title_tokens, *counts = count_tokens([article.title, *(_words(article, span) for span in body)])
    title_leads = title_tokens * _TITLE_SHARE <= max_tokens
    if not title_leads:
        body = title + body
        counts = count_tokens([_words(article, span) for span in body])
    budget = max_tokens - title_tokens if title_leads else max_tokens
    pieces = list(_fitting(article, body, counts, count_tokens, budget))
    groups: list[list[Span]] = []
    used = 0
    for span, tokens in pieces:
        if not groups or used + tokens > budget:
            groups.append([])
            used = 0
        groups[-1].append(span)
        used += tokens
    if title_leads and not groups:
        groups = [[]]
    lead = tuple(title) if title_leads else ()
    return [
        Passage(article.pmid, number, lead + tuple(group), passage_text(article, (*lead, *group)))
        for number, group in enumerate(groups)
    ]


def passage_text(article: Article, spans: Sequence[Span]) -> str:
    """What the model is given for these sentences."""
    return " ".join(_words(article, span) for span in spans)


def text_hash(text: str) -> str:
    """The name a vector is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _words(article: Article, span: Span) -> str:
    """The words of a sentence."""
    return article.text(span.section)[span.start : span.end]


def _fitting(
    article: Article,
    spans: Sequence[Span],
    counts: Sequence[int],
    count_tokens: CountTokens,
    budget: int,
) -> Iterable[tuple[Span, int]]:
    """Sentences with their tokens; those that are too long are halved at a blank until they fit."""
    waiting = list(zip(spans, counts, strict=True))[::-1]
    while waiting:
        span, tokens = waiting.pop()
        if tokens <= budget or span.end - span.start < 2:
            yield span, min(tokens, budget)
            continue
        text = article.text(span.section)
        middle = (span.start + span.end) // 2
        blank = text.rfind(" ", span.start + 1, middle)
        cut = blank + 1 if blank > span.start else middle
        halves = (Span(span.section, span.start, cut), Span(span.section, cut, span.end))
        sizes = count_tokens([_words(article, half) for half in halves])
        waiting += list(zip(halves, sizes, strict=True))[::-1]
