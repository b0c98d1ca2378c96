"""Finding the concepts that a text names: labels, abbreviations, overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.model import Abbreviation, Category, Concept
from kb.reading.abbreviations import definitions
from kb.reading.data import rules
from kb.reading.dictionary import Dictionary, Entry, Match, label_variants
from kb.reading.levels import level_concepts
from kb.reading.tokens import Tokens, tokenize
from kb.reading.vocabulary import Vocabulary


class Found(NamedTuple):
    """A concept named in a text, as character offsets."""

    start: int
    end: int
    concept: str


@dataclass(frozen=True, slots=True)
class _ShortForm:
    """One concept's claim to an abbreviation."""

    concept: str
    context: re.Pattern[str] | None


class LabelFinder:
    """Finds concepts of one vocabulary; built once, used for many texts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._labels = Dictionary()
        self._short = Dictionary()
        self._anatomy = frozenset(
            c.id for c in vocabulary.concepts.values() if c.category is Category.ANATOMY
        )
        self._neighbours = {c: self._around(c) for c in vocabulary.concepts}
        self._beside = self._families(rules("labels")["named_beside"])
        self._not_inside = self._families(rules("labels")["not_inside"])
        for concept in vocabulary.concepts.values():
            self._add(concept)
        for phrase in rules("labels")["blocked_phrases"]:
            for words in label_variants(phrase):
                self._labels.add(words, Entry("", blocks=True))

    def _families(self, roots: Iterable[str]) -> frozenset[str]:
        """Concepts and all narrower ones, of those that this vocabulary has."""
        known = [root for root in roots if root in self._vocabulary.concepts]
        return frozenset(known).union(*(self._vocabulary.descendants(root) for root in known))

    def _around(self, concept_id: str) -> frozenset[str]:
        """Concepts broader, narrower or related."""
        concept = self._vocabulary.concepts[concept_id]
        return frozenset((*concept.broader, *concept.narrower, *concept.related)) | (
            self._vocabulary.descendants(concept_id)
        )

    def _add(self, concept: Concept) -> None:
        """Add every name of one concept."""
        weak = {label.lower() for label in concept.weak_labels}
        common = set(rules("labels")["question_only"])
        for label in (concept.pref_label, *concept.alt_labels, *concept.weak_labels):
            if _is_letters(label):
                self._add_short(concept.id, Abbreviation(label))
            else:
                for words in label_variants(label):
                    entry = Entry(
                        concept.id, weak=label.lower() in weak, common=label.lower() in common
                    )
                    self._labels.add(words, entry)
        for phrase in concept.not_when:
            for words in label_variants(phrase):
                self._labels.add(words, Entry(concept.id, blocks=True))
        for abbreviation in concept.abbreviations:
            self._add_short(concept.id, abbreviation)

    def _add_short(self, concept_id: str, abbreviation: Abbreviation) -> None:
        """Add a case-sensitive short form and its plural."""
        claim = _ShortForm(concept_id, _context(abbreviation.requires_context))
        words = tokenize(abbreviation.form).raw
        self._short.add(words, claim)
        if words and words[-1][-1].isupper():
            self._short.add((*words[:-1], words[-1] + "s"), claim)

    def find(self, texts: Sequence[str], *, lenient: bool = False) -> list[list[Found]]:
        """Find concepts in the texts of one record.

        Parameters
        ----------
        texts : sequence of str
            Title and sections. What one of them defines or tells counts for all.
        lenient : bool
            For questions: weak labels count, and abbreviations need no context.

        Returns
        -------
        list of list of Found
            One list a text, by place.
        """
        cut = [tokenize(text) for text in texts]
        matches = [self._labels.matches(tokens.keys) for tokens in cut]
        own = self._own_definitions(texts, cut, matches)
        whole = " ".join(texts)
        choose = _Chooser(whole, own, lenient)
        own_forms = Dictionary()
        for form in own:
            own_forms.add(tokenize(form).raw, form)
        strong = self._supported(matches)
        results = []
        for text, tokens, labels in zip(texts, cut, matches, strict=True):
            candidates = self._candidates(labels, strong, lenient)
            for match in self._short.matches(tokens.raw):
                form = " ".join(tokens.raw[match.first : match.last])
                candidates += [(match.first, match.last, c) for c in choose(form, match.entries)]
            for match in own_forms.matches(tokens.raw):
                candidates += [
                    (match.first, match.last, c) for f in match.entries for c in own[f]
                ]
            found = self._settle(candidates, tokens)
            found.update(Found(*level) for level in level_concepts(text, self._vocabulary))
            results.append(sorted(found))
        return results

    def _supported(self, matches: Iterable[Iterable[Match]]) -> frozenset[str]:
        """Concepts that a strong label names, with all their neighbours: these bear weak labels."""
        named = _strongly_named(matches)
        return named.union(*(self._neighbours[concept] for concept in named if concept))

    def _own_definitions(
        self, texts: Sequence[str], cut: Sequence[Tokens], matches: Sequence[list[Match]]
    ) -> dict[str, tuple[str, ...]]:
        """Concepts of each short form that the record defines; none where the long form has none."""
        own: dict[str, tuple[str, ...]] = {}
        for text, tokens, labels in zip(texts, cut, matches, strict=True):
            for definition in definitions(text):
                span = (definition.long_start, definition.long_end)
                meant = _concepts_ending(span, tokens, labels)
                short = " ".join(tokenize(definition.short).raw)
                for form in {short, short.removesuffix("s"), short.removesuffix("s") + "s"}:
                    own.setdefault(form, meant)
        return own

    def _candidates(
        self, labels: Iterable[Match], strong: frozenset[str], lenient: bool
    ) -> list[tuple[int, int, str]]:
        """Label matches that count, blocked ones left out."""
        labels = list(labels)
        blocked = [
            (match.first, match.last, entry.concept)
            for match in labels
            for entry in match.entries
            if entry.blocks
        ]
        found = []
        for match in labels:
            for entry in match.entries:
                if entry.blocks or not (lenient or _counts(entry, strong)):
                    continue
                if not any(
                    first < match.last
                    and match.first < last
                    and concept in ("", entry.concept)
                    and last - first >= match.last - match.first
                    for first, last, concept in blocked
                ):
                    found.append((match.first, match.last, entry.concept))
        return found

    def _settle(self, candidates: list[tuple[int, int, str]], tokens: Tokens) -> set[Found]:
        """Longest match wins; what may stand inside or beside a longer one stays."""
        taken: list[tuple[int, int, str]] = []
        for first, last, concept in sorted(
            set(candidates), key=lambda c: (c[0] - c[1], c[0], c[2])
        ):
            over = [other for other in taken if other[0] < last and first < other[1]]
            if all(self._may_overlap(concept, (first, last), other) for other in over):
                taken.append((first, last, concept))
        return {
            Found(tokens.starts[first], tokens.ends[last - 1], concept)
            for first, last, concept in taken
        }

    def _may_overlap(
        self, concept: str, span: tuple[int, int], other: tuple[int, int, str]
    ) -> bool:
        """Whether a concept may be named within, or across, a longer name."""
        longer = other[2]
        if concept == longer or concept in self._vocabulary.ancestors(longer):
            return False
        if span == other[:2]:
            return True
        if concept in self._anatomy:
            return concept not in self._not_inside
        here, there = (self._vocabulary.concepts[c].category for c in (concept, longer))
        if here is Category.INDICATION and there is Category.OUTCOME:
            return True
        return (concept in self._beside) != (longer in self._beside) and (
            self._vocabulary.concepts[concept].category
            is self._vocabulary.concepts[longer].category
        )


class _Chooser:
    """Decides which concept an abbreviation means in one record."""

    def __init__(self, whole: str, own: Mapping[str, tuple[str, ...]], lenient: bool) -> None:
        self._whole = whole
        self._own = own
        self._lenient = lenient
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, form: str, claims: Sequence[_ShortForm]) -> tuple[str, ...]:
        """Concepts meant: none where the record defines it, or where it stays ambiguous."""
        if form in self._own:
            return ()
        chosen = self._known.get(form)
        if chosen is None:
            fitting = tuple(
                dict.fromkeys(
                    claim.concept
                    for claim in claims
                    if claim.context is None or claim.context.search(self._whole)
                )
            )
            if not fitting and self._lenient:
                fitting = tuple(dict.fromkeys(claim.concept for claim in claims))
            chosen = fitting if len(fitting) == 1 else ()
            self._known[form] = chosen
        return chosen


def _is_letters(label: str) -> bool:
    """Whether a label is a short form ("HWS") and so to be matched by case."""
    return label.isupper() and label.isascii() and len(label) <= 6 and " " not in label


def _context(words: Iterable[str]) -> re.Pattern[str] | None:
    """Pattern for any of the words at a word's start; None where there are none."""
    parts = "|".join(re.escape(word) for word in words)
    return re.compile(rf"\b(?:{parts})", re.IGNORECASE) if parts else None


def _counts(entry: Entry, supported: frozenset[str]) -> bool:
    """Whether a label counts in an abstract: an ordinary word only where the record supports it."""
    return not entry.common and (not entry.weak or entry.concept in supported)


def _strongly_named(matches: Iterable[Iterable[Match]]) -> frozenset[str]:
    """Concepts that the record names by a label that is no ordinary word."""
    return frozenset(
        entry.concept
        for labels in matches
        for match in labels
        for entry in match.entries
        if not (entry.weak or entry.common or entry.blocks)
    )


def _concepts_ending(
    span: tuple[int, int], tokens: Tokens, labels: Iterable[Match]
) -> tuple[str, ...]:
    """Concepts of the longest label that ends with the long form and is mostly inside it."""
    start, end = span
    best: tuple[int, tuple[str, ...]] = (0, ())
    for match in labels:
        inside = tokens.starts[match.first] >= start and tokens.ends[match.last - 1] == end
        exact = tokens.starts[match.first] == start
        concepts = tuple(e.concept for e in match.entries if not e.blocks)
        if concepts and inside:
            rank = (match.last - match.first) + (100 if exact else 0)
            if rank > best[0]:
                best = (rank, concepts)
    return best[1]
