"""Concepts that MeSH headings and keywords name: a second, weaker source than the text."""

from __future__ import annotations

from kb.model import Article
from kb.reading.tokens import tokenize
from kb.reading.vocabulary import Vocabulary


class SubjectIndex:
    """Concepts by the plain form of their labels and MeSH descriptors."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._by_name: dict[tuple[str, ...], set[str]] = {}
        for concept in vocabulary.concepts.values():
            for name in (concept.pref_label, *concept.alt_labels, *concept.mesh):
                self._by_name.setdefault(tokenize(name).keys, set()).add(concept.id)

    def concepts(self, article: Article) -> tuple[str, ...]:
        """Ids of concepts that a heading or keyword names exactly, sorted.

        A heading that many concepts share ("Nerve Block") names those it is a label of; where it
        is nobody's label, all that list it as their descriptor.
        """
        names = [heading.descriptor for heading in article.mesh]
        names += [part for word in article.keywords for part in word.split("/")[:1]]
        return tuple(sorted({c for name in names for c in self._by_name.get(tokenize(name).keys, ())}))
