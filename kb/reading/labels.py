"""Finding the concepts that the texts of a record name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from string import Formatter
from typing import NamedTuple

from kb.model import Abbreviation, Concept
from kb.reading.abbreviations import Definition, definitions
from kb.reading.data import rules
from kb.reading.dictionary import Dictionary, Entry, Match, label_variants
from kb.reading.levels import level_concepts
from kb.reading.meaning import (
    Abbreviations,
    ContextualNames,
    ShortForm,
    defined_here,
    read_contexts,
)
from kb.reading.overlaps import Candidate, Overlaps, unblocked
from kb.reading.paraphrases import Paraphrases
from kb.reading.patterns import lower
from kb.reading.tokens import Tokens, tokenize
from kb.reading.vocabulary import Vocabulary

# A label of capitals only, and no longer than this, is a short form ("HWS").
_LONGEST_LETTERS = 6
# Regions that names begin with, and what stands between those that share the rest of a name.
_REGIONS = frozenset({"cervical", "thoracic", "lumbar", "lumbosacral"})
_JOINING = frozenset({"and", "or", ",", "&"})
# Words looked back over for such a list; there are only so many regions.
_ALTERNATIVES = frozenset({"and", "or", "versus", "vs", "against"})
_FARTHEST = 12
# Shorter ones are ordinary words when written small: "us", "on", "pa".
_SHORTEST_SMALL = 3


class Found(NamedTuple):
    """A concept named in a text, as character offsets."""

    start: int
    end: int
    concept: str


class LabelFinder:
    """Finds concepts of one vocabulary; built once, used for many records."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._overlaps = Overlaps(vocabulary)
        self._contexts = read_contexts(vocabulary)
        self._around = _neighbours(vocabulary)
        self._paraphrases = Paraphrases(vocabulary, self._around)
        by_parts = frozenset(rules("labels")["told_by_parts"])
        self._labels: Dictionary[Entry] = Dictionary()
        self._short: Dictionary[ShortForm] = Dictionary()
        self._small: Dictionary[ShortForm] = Dictionary()
        self._not_small = frozenset(rules("labels")["not_small"])
        common = frozenset(rules("labels")["question_only"])
        for concept in vocabulary.concepts.values():
            if concept.id not in by_parts:
                self._add(concept, common)
        for concept_id, label in composed_labels(vocabulary):
            self._labels.add(tokenize(label).keys, Entry(concept_id))
        for phrase in rules("labels")["blocked_phrases"]:
            for words in label_variants(phrase):
                self._labels.add(words, Entry("", blocks=True))

    def _add(self, concept: Concept, common: frozenset[str]) -> None:
        """Add every name of one concept."""
        weak = {label.lower() for label in concept.weak_labels}
        for label in (concept.pref_label, *concept.alt_labels, *concept.weak_labels):
            if _is_letters(label):
                self._add_short(concept.id, Abbreviation(label))
                continue
            low = label.lower()
            for words in label_variants(label):
                self._labels.add(words, Entry(concept.id, weak=low in weak, common=low in common))
        for phrase in concept.not_when:
            for words in label_variants(phrase):
                self._labels.add(words, Entry(concept.id, blocks=True))
        for abbreviation in concept.abbreviations:
            self._add_short(concept.id, abbreviation)

    def _add_short(self, concept_id: str, abbreviation: Abbreviation) -> None:
        """Add a case-sensitive short form and its plural."""
        claim = ShortForm.of(concept_id, abbreviation)
        words = tokenize(abbreviation.form).raw
        forms = [words]
        if words and words[-1][-1].isupper():
            forms.append((*words[:-1], words[-1] + "s"))
        small = abbreviation.form.lower()
        for form in forms:
            self._short.add(form, claim)
            if len(small) >= _SHORTEST_SMALL and small not in self._not_small:
                self._small.add(tuple(word.lower() for word in form), claim)

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
        defined = [definitions(text) for text in texts]
        labels = [self._named(*pair) for pair in zip(cut, defined, strict=True)]
        whole = " ".join(texts)
        own = defined_here(defined, cut, labels)
        own_forms: Dictionary[str] = Dictionary()
        for form in own:
            own_forms.add(tuple(form.split(" ")), form)
        abbreviations = Abbreviations(whole, own, lenient=lenient)
        names = ContextualNames(lower(whole), self._contexts)
        supported = self._supported(labels)
        results = []
        for text, tokens, matches in zip(texts, cut, labels, strict=True):
            candidates = unblocked(matches, supported, lenient=lenient)
            if not lenient:
                candidates += self._paraphrases.find(text, tokens, supported)
            for short in self._short_forms(tokens, lenient=lenient):
                form = " ".join(tokens.raw[short.first : short.last])
                for concept in abbreviations.meant(form, short.entries):
                    candidates.append(Candidate(short.first, short.last, concept))
            for form_here in own_forms.matches(tokens.raw):
                for concept in own[form_here.entries[0]]:
                    candidates.append(Candidate(form_here.first, form_here.last, concept))
            meant = (Candidate(c.first, c.last, names.meant(c.concept)) for c in candidates)
            settled = {_placed(c, tokens) for c in self._overlaps.settle(meant)}
            settled.update(Found(*level) for level in level_concepts(text, self._vocabulary))
            results.append(sorted(settled))
        return results

    def _named(self, tokens: Tokens, defined: Sequence[Definition]) -> list[Match[Entry]]:
        """Labels in one text, also across the bracket that defines a short form.

        "Neurotomy (RFN) of lumbar facet joints" is read without its bracket too.
        """
        found = self._labels.matches(tokens.keys)
        found += self._coordinated(tokens, found)
        kept = outside_brackets(tokens, defined)
        if len(kept) < len(tokens.keys):
            for match in self._labels.matches([tokens.keys[i] for i in kept]):
                first, last = kept[match.first], kept[match.last - 1] + 1
                if last - first > match.last - match.first:
                    found.append(Match(first, last, match.entries))
        return found

    def _coordinated(self, tokens: Tokens, found: Sequence[Match[Entry]]) -> Iterator[Match[Entry]]:
        """Names that share their last words: "lumbar and cervical facet joint pain" is both.

        So is "pulsed versus conventional radiofrequency". A word that names something by itself is
        left alone: "headache and neck pain" is a headache.
        """
        alone = {place for match in found for place in range(match.first, match.last)}
        for match in list(found):
            rest = tokens.keys[match.first + 1 : match.last]
            others = listed_before(tokens.keys, match.first) if rest else []
            regions = rest and tokens.keys[match.first] in _REGIONS
            if not others or not (regions or alone.isdisjoint(others)):
                continue
            first = others[0]
            named = [
                entry
                for other in others
                for whole in self._labels.matches((tokens.keys[other], *rest))
                if (whole.first, whole.last) == (0, len(rest) + 1)
                for entry in whole.entries
                if not entry.blocks
            ]
            if named:
                yield Match(first, match.last, tuple(dict.fromkeys((*named, *match.entries))))

    def _short_forms(self, tokens: Tokens, *, lenient: bool) -> list[Match[ShortForm]]:
        """Short forms of the vocabulary by their case; in questions in small letters too."""
        found = self._short.matches(tokens.raw)
        if lenient:
            found += self._small.matches(tuple(word.lower() for word in tokens.raw))
        return found

    def _supported(self, labels: Iterable[Iterable[Match[Entry]]]) -> frozenset[str]:
        """Concepts that a strong label names, with all their neighbours: these bear weak labels."""
        named = frozenset(
            entry.concept
            for matches in labels
            for match in matches
            for entry in match.entries
            if not (entry.weak or entry.common or entry.blocks)
        )
        return named.union(*(self._around[concept] for concept in named))


def composed_labels(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Concept ids and labels put together from parts ("lumbar {target} {ablation}")."""
    slots: dict[str, list[str]] = rules("labels")["slots"]
    for row in rules("labels")["templates"]:
        if row["concept"] not in vocabulary.concepts:
            continue
        for template in row["labels"]:
            names = [name for _, name, _, _ in Formatter().parse(template) if name]
            for filling in product(*(slots[name] for name in names)):
                yield row["concept"], template.format(**dict(zip(names, filling, strict=True)))


def regions_before(words: Sequence[str], first: int) -> list[int]:
    """Places of the regions that are listed right before a word that is a region itself.

    Examples
    --------
    >>> regions_before(("cervical", ",", "thoracic", "and", "lumbar", "pain"), 4)
    [0, 2]
    """
    if words[first] not in _REGIONS:
        return []
    found: list[int] = []
    at = first - 1
    while at > 0 and words[at] in _JOINING and len(found) < len(_REGIONS):
        while at > max(0, first - _FARTHEST) and words[at] in _JOINING:
            at -= 1
        if words[at] not in _REGIONS:
            break
        found.append(at)
        at -= 1
    return sorted(found)


def listed_before(words: Sequence[str], first: int) -> list[int]:
    """Places of the words that are joined to a word, and may share what stands behind it.

    Examples
    --------
    >>> listed_before(("pulsed", "versus", "conventional", "radiofrequency"), 2)
    [0]
    >>> listed_before(("cervical", ",", "thoracic", "and", "lumbar", "pain"), 4)
    [0, 2]
    """
    regions = regions_before(words, first)
    if regions:
        return regions
    return [first - 2] if first > 1 and words[first - 1] in _ALTERNATIVES else []


def outside_brackets(tokens: Tokens, defined: Sequence[Definition]) -> list[int]:
    """Places of the words that are no short form in the bracket that defines it.

    Examples
    --------
    >>> text = "facet joint (FJ) pain"
    >>> tokens = tokenize(text)
    >>> [tokens.raw[i] for i in outside_brackets(tokens, definitions(text))]
    ['facet', 'joint', 'pain']
    """
    inside: set[int] = set()
    for definition in defined:
        if definition.long_end > definition.short_start:
            continue  # "FJ (facet joint)"
        first = bisect_left(tokens.starts, definition.short_start)
        last = bisect_right(tokens.ends, definition.short_end)
        if first and last < len(tokens.raw):
            bracket = tokens.raw[first - 1] + tokens.raw[last]
            if bracket in ("()", "[]"):
                inside.update(range(first - 1, last + 1))
    return [i for i in range(len(tokens.raw)) if i not in inside]


def _neighbours(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """For each concept those whose weak labels it bears: broader, narrower, related, supported."""
    supports: defaultdict[str, set[str]] = defaultdict(set)
    for concept_id, supporters in rules("labels")["supported_by"].items():
        for supporter in supporters:
            supports[supporter].add(concept_id)
    return {
        c.id: vocabulary.descendants(c.id).union(c.broader, c.related, supports[c.id])
        for c in vocabulary.concepts.values()
    }


def _placed(candidate: Candidate, tokens: Tokens) -> Found:
    """Words as character offsets."""
    start, end = tokens.starts[candidate.first], tokens.ends[candidate.last - 1]
    return Found(start, end, candidate.concept)


def _is_letters(label: str) -> bool:
    """Tell whether a label is a short form, to be matched by case."""
    return (
        label.isascii() and label.isalnum() and label.isupper() and (len(label) <= _LONGEST_LETTERS)
    )
