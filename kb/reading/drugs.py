"""Local anaesthetics and steroids that a study injected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.model import Article, Category, Fact, Mention, Quote
from kb.reading.data import rules
from kb.reading.headings import Part, part_of
from kb.reading.patterns import Place
from kb.reading.vocabulary import Vocabulary

_BEFORE, _AFTER = 40, 50


class DrugIndex:
    """Drugs of the vocabulary by kind."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = rules("drugs")
        self._vocabulary = vocabulary
        self._anaesthetics = vocabulary.with_narrower([table["anaesthetic"]])
        self._steroids = vocabulary.with_narrower([table["steroid"]])

    def anaesthetics(
        self, article: Article, texts: Sequence[Place], mentions: Sequence[Mention]
    ) -> tuple[Fact, ...]:
        """Local anaesthetics, the generic name only where no drug is named."""
        return self._injected(article, texts, mentions, self._anaesthetics)

    def steroids(
        self, article: Article, texts: Sequence[Place], mentions: Sequence[Mention]
    ) -> tuple[Fact, ...]:
        """Steroids, the generic name only where no drug is named."""
        return self._injected(article, texts, mentions, self._steroids)

    def _injected(
        self,
        article: Article,
        texts: Sequence[Place],
        mentions: Sequence[Mention],
        wanted: frozenset[str],
    ) -> tuple[Fact, ...]:
        """Drugs of one kind that the record names as injected; background does not count."""
        found: dict[str, Quote] = {}
        for m in mentions:
            if m.concept_id not in wanted or m.negated or m.concept_id in found:
                continue
            if part_of(article, m.section) is Part.BACKGROUND:
                continue
            if _is_injected(texts[m.section + 1].low, m):
                found[m.concept_id] = Quote(m.section, m.start, m.end, m.text)
        # a comparator ("local anaesthetic alone") names the drug it is made of
        for concept in [c for c in found if self._is_comparator(c)]:
            for parent in self._vocabulary.ancestors(concept) & wanted:
                found.setdefault(parent, found[concept])
            del found[concept]
        general = {a for concept in found for a in self._vocabulary.ancestors(concept)}
        return tuple(
            Fact(concept, "text", quote)
            for concept, quote in sorted(found.items())
            if concept not in general
        )

    def _is_comparator(self, concept: str) -> bool:
        """Whether a concept is a comparator, not a drug."""
        return self._vocabulary.concepts[concept].category is Category.COMPARATOR


def _is_injected(low: str, m: Mention) -> bool:
    """Whether nothing near by says that the drug was used in another way."""
    not_before, not_after = _expressions()
    return not (
        not_before.search(low[max(0, m.start - _BEFORE) : m.start])
        or not_after.match(low[m.end : m.end + _AFTER])
    )


@cache
def _expressions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the words of other uses."""
    table = rules("drugs")
    return re.compile(table["not_before"]), re.compile(table["not_after"])
