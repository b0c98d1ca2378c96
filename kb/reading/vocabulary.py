"""The vocabulary: concepts, their names, and how they stand to each other."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from types import MappingProxyType

from kb.errors import ConceptNotFound, ConfigurationError
from kb.model import Concept, canonical_json
from kb.reading.tokens import tokenize


class Vocabulary:
    """Concepts by id, checked to be whole: links lead somewhere and no concept is above itself.

    Parameters
    ----------
    concepts : iterable of Concept
        `narrower` is worked out here, whatever is given.

    Raises
    ------
    ConfigurationError
        Two concepts share an id, a link names a concept that is not there, or `broader` runs in
        a circle.

    Examples
    --------
    >>> from kb.model import Category, Concept
    >>> pain = Concept("neck-pain", "neck pain", Category.INDICATION, alt_labels=("cervicalgia",))
    >>> chronic = Concept(
    ...     "chronic-neck-pain", "chronic neck pain", Category.INDICATION, broader=("neck-pain",)
    ... )
    >>> vocabulary = Vocabulary([pain, chronic])
    >>> vocabulary.find("Cervicalgia").narrower
    ('chronic-neck-pain',)
    >>> sorted(vocabulary.ancestors("chronic-neck-pain"))
    ['neck-pain']
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        by_id: dict[str, Concept] = {}
        for concept in concepts:
            if concept.id in by_id:
                raise ConfigurationError(
                    f"The vocabulary holds the concept {concept.id!r} twice; keep one of them."
                )
            by_id[concept.id] = concept
        _check_links(by_id)
        narrower: dict[str, list[str]] = {}
        for concept_id in sorted(by_id):
            for above in by_id[concept_id].broader:
                narrower.setdefault(above, []).append(concept_id)
        self._concepts = {
            concept_id: replace(by_id[concept_id], narrower=tuple(narrower.get(concept_id, ())))
            for concept_id in sorted(by_id)
        }
        self._ancestors = _closure({c.id: c.broader for c in self._concepts.values()})
        self._descendants = _closure({c.id: c.narrower for c in self._concepts.values()})
        self._names = _names(self._concepts)

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Concepts by id, sorted by id."""
        return MappingProxyType(self._concepts)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that the concepts say."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """All that the concepts say; :func:`kb.reading.vocabulary_from_json` reads it back."""
        return canonical_json([asdict(concept) for concept in self._concepts.values()])

    def find(self, id_or_label: str) -> Concept:
        """Concept by id, label or abbreviation, whatever the case, plural or hyphens.

        Raises
        ------
        ConceptNotFound
            Nothing is called that; the message suggests names that are near.
        """
        wanted = id_or_label.strip()
        concept = self._concepts.get(wanted.lower())
        if concept is not None:
            return concept
        found = self._names.get(_plain(wanted))
        if found is not None:
            return self._concepts[found]
        raise ConceptNotFound(self._unknown(wanted))

    def ancestors(self, concept_id: str) -> frozenset[str]:
        """Ids of all broader concepts, their broader ones included.

        Raises
        ------
        ConceptNotFound
            There is no concept with this id.
        """
        return self._related(self._ancestors, concept_id)

    def descendants(self, concept_id: str) -> frozenset[str]:
        """Ids of all narrower concepts, their narrower ones included.

        Raises
        ------
        ConceptNotFound
            There is no concept with this id.
        """
        return self._related(self._descendants, concept_id)

    def with_narrower(self, ids: Iterable[str]) -> frozenset[str]:
        """Ids and all narrower ones, of those among `ids` that this vocabulary has."""
        known = [i for i in ids if i in self._concepts]
        return frozenset(known).union(*(self._descendants[i] for i in known))

    def _related(self, closure: Mapping[str, frozenset[str]], concept_id: str) -> frozenset[str]:
        """One concept's row of a closure."""
        try:
            return closure[concept_id]
        except KeyError:
            raise ConceptNotFound(self._unknown(concept_id)) from None

    def _unknown(self, wanted: str) -> str:
        """Message for a name that nothing bears."""
        near = difflib.get_close_matches(_plain(wanted), self._names, n=5, cutoff=0.72)
        ids = list(dict.fromkeys(self._names[name] for name in near))[:3]
        advice = (
            f"did you mean {', '.join(ids)}?" if ids else "`mbb vocabulary` lists what there is."
        )
        return f"The vocabulary has no concept called {wanted!r}; {advice}"


def _plain(name: str) -> str:
    """Reduce a name: no case, plural, hyphens and regional spelling."""
    return " ".join(tokenize(name).keys)


def _names(concepts: Mapping[str, Concept]) -> dict[str, str]:
    """Concept id by plain name; preferred labels beat other labels, these beat short forms."""
    found: dict[str, str] = {}
    for concept in concepts.values():
        found.setdefault(_plain(concept.pref_label), concept.id)
    for concept in concepts.values():
        for label in concept.alt_labels:
            found.setdefault(_plain(label), concept.id)
    for concept in concepts.values():
        for name in (*(a.form for a in concept.abbreviations), concept.id):
            found.setdefault(_plain(name), concept.id)
    return found


def _check_links(concepts: Mapping[str, Concept]) -> None:
    """Raise where a link leads nowhere or `broader` runs in a circle."""
    for concept in concepts.values():
        for field in ("broader", "related"):
            for other in getattr(concept, field):
                if other not in concepts:
                    raise ConfigurationError(
                        f"The concept {concept.id!r} names {other!r} as {field}, and there is no "
                        "such concept; add it or correct the id."
                    )
        for abbreviation in concept.abbreviations:
            for other in abbreviation.ambiguous_with:
                if other not in concepts:
                    raise ConfigurationError(
                        f"The concept {concept.id!r} calls {abbreviation.form!r} ambiguous with "
                        f"{other!r}, and there is no such concept; add it or correct the id."
                    )
    done: set[str] = set()
    for start in concepts:
        _walk_up(start, concepts, (), done)


def _walk_up(
    concept_id: str, concepts: Mapping[str, Concept], path: tuple[str, ...], done: set[str]
) -> None:
    """Follow `broader` upwards, raising where the path meets itself."""
    if concept_id in path:
        circle = " > ".join((*path[path.index(concept_id) :], concept_id))
        raise ConfigurationError(
            f"In the vocabulary `broader` runs in a circle: {circle}; take one of these links out."
        )
    if concept_id in done:
        return
    for above in concepts[concept_id].broader:
        _walk_up(above, concepts, (*path, concept_id), done)
    done.add(concept_id)


def _closure(links: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """All that can be reached from each id; `links` has no circle."""
    reached: dict[str, frozenset[str]] = {}

    def reach(concept_id: str) -> frozenset[str]:
        if concept_id not in reached:
            direct = links[concept_id]
            reached[concept_id] = frozenset(direct).union(*(reach(other) for other in direct))
        return reached[concept_id]

    for concept_id in links:
        reach(concept_id)
    return reached
