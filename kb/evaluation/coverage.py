"""How far the vocabulary covers what is stored: concepts by use, idle labels, and candidates."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kb.base import KnowledgeBase
from kb.model import TITLE, Article, Concept, Mention
from kb.reading import tokenize

_SHORTEST, _LONGEST = 2, 4
"""Words of a candidate."""
_FEWEST = 3
"""Articles that must use a candidate."""
_MOST = 200
"""Candidates that are given."""
_MOSTLY = 0.75
"""A candidate that mostly stands within a longer one is left to that."""

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptUse:
    """A concept and the number of articles that name it in their text."""

    id: str
    label: str
    category: str
    articles: int


@dataclass(frozen=True, slots=True)
class IdleLabel:
    """A label that no article uses."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that articles on the topic use where nothing was recognised.

    Attributes
    ----------
    text : str
        As most often printed, in small letters.
    articles : int
        How many use it.
    example : str
        PMID of one of them.
    """

    text: str
    articles: int
    example: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the vocabulary finds in a knowledge base, and what it may lack.

    Attributes
    ----------
    articles, on_topic : int
        Articles stored, and those that candidates were looked for in.
    concepts : tuple of ConceptUse
        Those most used first.
    labels : int
        Labels and short forms there are.
    unseen : tuple of IdleLabel
        Those of them that no article uses.
    candidates : tuple of Candidate
        Those most used first.
    """

    articles: int
    on_topic: int
    concepts: tuple[ConceptUse, ...]
    labels: int
    unseen: tuple[IdleLabel, ...]
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class _Seen:
    """What has been met while going through the articles."""

    labels: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    articles: Counter[_Words] = field(default_factory=Counter)
    printed: defaultdict[_Words, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    example: dict[_Words, str] = field(default_factory=dict)


def vocabulary_coverage(base: KnowledgeBase) -> Coverage:
    """Compare the vocabulary with the texts of a knowledge base.

    Parameters
    ----------
    base : KnowledgeBase
        Its own vocabulary is used, a librarian's file included.
    """
    counts = base.concept_counts()
    concepts = base.concepts()
    seen = _Seen()
    articles = on_topic = 0
    for article in base.articles():
        articles += 1
        mentions = base.mentions(article.pmid)
        for mention in mentions:
            seen.labels[mention.concept_id].add(_joined(mention.text))
        if article.gives_evidence:
            on_topic += 1
            _gather(article, mentions, seen)
    labels = [(concept, label) for concept in concepts for label in _labels(concept)]
    return Coverage(
        articles=articles,
        on_topic=on_topic,
        concepts=tuple(
            sorted(
                (ConceptUse(c.id, c.pref_label, c.category, counts.get(c.id, 0)) for c in concepts),
                key=lambda use: (-use.articles, use.id),
            )
        ),
        labels=len(labels),
        unseen=tuple(
            IdleLabel(concept.id, label)
            for concept, label in labels
            if _joined(label) not in seen.labels[concept.id]
        ),
        candidates=tuple(_best(seen)),
    )


def _labels(concept: Concept) -> Iterator[str]:
    """Every label and short form of a concept, once."""
    forms = (abbreviation.form for abbreviation in concept.abbreviations)
    yield from dict.fromkeys((concept.pref_label, *concept.alt_labels, *forms))


def _joined(label: str) -> str:
    """Words of a label run together, so that hyphens, blanks and plurals do not matter."""
    return "".join(tokenize(label).keys)


def _gather(article: Article, mentions: Sequence[Mention], seen: _Seen) -> None:
    """Count word sequences of one article, each once."""
    here: dict[_Words, str] = {}
    for section in range(TITLE, len(article.sections)):
        places = [(m.start, m.end) for m in mentions if m.section == section]
        for words, printed in free_sequences(article.text(section), places):
            here.setdefault(words, printed)
    for words, printed in here.items():
        seen.articles[words] += 1
        seen.printed[words][printed] += 1
        seen.example.setdefault(words, article.pmid)


def free_sequences(text: str, places: Collection[tuple[int, int]]) -> Iterator[tuple[_Words, str]]:
    """Word sequences that touch no recognised place, by their keys and as printed.

    Examples
    --------
    >>> [printed for _, printed in free_sequences("Steroid and platelet rich plasma.", [(0, 7)])]
    ['platelet rich', 'platelet rich plasma', 'rich plasma']
    """
    tokens = tokenize(text)
    taken = {i for start, end in places for i in range(start, end)}
    words = _common_words()
    free = [
        key.isalpha() and start not in taken and raw.lower() not in words.never
        for key, raw, start in zip(tokens.keys, tokens.raw, tokens.starts, strict=True)
    ]
    bears = [
        is_free and len(key) > 2 and words.common.isdisjoint((key, raw.lower()))
        for is_free, key, raw in zip(free, tokens.keys, tokens.raw, strict=True)
    ]
    for first in range(len(free)):
        if not bears[first]:
            continue
        for last in range(first + 1, min(first + _LONGEST, len(free))):
            if not free[last]:
                break
            if bears[last] and last - first + 1 >= _SHORTEST:
                printed = text[tokens.starts[first] : tokens.ends[last]].lower()
                yield tokens.keys[first : last + 1], printed


def _best(seen: _Seen) -> Iterator[Candidate]:
    """Candidates most used first, without those that mostly stand within a longer one."""
    often = {words: n for words, n in seen.articles.items() if n >= _FEWEST}
    within: Counter[_Words] = Counter()
    for words, articles in often.items():
        for part in _parts(words):
            within[part] = max(within[part], articles)
    kept = [words for words, n in often.items() if within[words] < _MOSTLY * n]
    for words in sorted(kept, key=lambda w: (-often[w], w))[:_MOST]:
        (printed, _), *_ = sorted(seen.printed[words].items(), key=lambda item: (-item[1], item[0]))
        yield Candidate(printed, often[words], seen.example[words])


def _parts(words: _Words) -> Iterable[_Words]:
    """Shorter sequences within a sequence."""
    count = len(words)
    return (
        words[first : first + size]
        for size in range(_SHORTEST, count)
        for first in range(count - size + 1)
    )


class _Common(NamedTuple):
    """Words that no name begins or ends with, and those of them that no name holds at all."""

    common: frozenset[str]
    never: frozenset[str]


@cache
def _common_words() -> _Common:
    """Read the common words."""
    text = files("kb.evaluation").joinpath("candidates.toml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = tomllib.loads(text)
    function = frozenset(table["function"])
    return _Common(function.union(table["research"]), function.difference(table["within"]))
