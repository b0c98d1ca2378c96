"""Concepts that MeSH headings and keywords name: a second, weaker source than the text."""

from __future__ import annotations

from collections import defaultdict

from kb.model import Article
from kb.reading.tokens import tokenize
from kb.reading.vocabulary import Vocabulary

_Name = tuple[str, ...]


class SubjectIndex:
    """Concepts by the plain form of their labels and of their MeSH descriptors."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        labels: defaultdict[_Name, set[str]] = defaultdict(set)
        descriptors: defaultdict[_Name, set[str]] = defaultdict(set)
        for concept in vocabulary.concepts.values():
            weak = {label.lower() for label in concept.weak_labels}
            for name in (concept.pref_label, *concept.alt_labels):
                if name.lower() not in weak:
                    labels[_plain(name)].add(concept.id)
            for name in concept.mesh:
                descriptors[_plain(name)].add(concept.id)
        # "Nerve Block" is a label of one concept and stands as descriptor beside many narrower
        # ones: the heading says no more than the label does. A descriptor that several concepts
        # list, none above the others, says nothing about any of them.
        self._by_name = {
            name: labels.get(name) or _broadest(ids, vocabulary)
            for name, ids in {**labels, **descriptors}.items()
        }
        self._by_heading: dict[str, frozenset[str]] = {}

    def concepts(self, article: Article) -> tuple[str, ...]:
        """Ids of concepts that a heading or keyword names exactly, sorted.

        A keyword may carry a qualifier behind a slash, as in exports ("Spine/surgery").
        """
        names = [heading.descriptor for heading in article.mesh]
        names += [name for word in article.keywords for name in (word, word.split("/")[0])]
        return tuple(sorted(frozenset[str]().union(*map(self._named, names))))

    def _named(self, heading: str) -> frozenset[str]:
        """Concepts of one heading; headings recur, so the answer is kept."""
        found = self._by_heading.get(heading)
        if found is None:
            found = frozenset(self._by_name.get(_plain(heading), ()))
            self._by_heading[heading] = found
        return found


def _plain(name: str) -> _Name:
    """Reduce a name to the keys of its words."""
    return tokenize(name).keys


def _broadest(ids: set[str], vocabulary: Vocabulary) -> set[str]:
    """Of several concepts the one that all others are narrower than, if there is one."""
    top = {i for i in ids if not vocabulary.ancestors(i) & ids}
    return top if len(top) == 1 else set()
