"""Which of several names over the same words stand: longest first, with exceptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.model import Category
from kb.reading.data import rules
from kb.reading.dictionary import Entry, Match
from kb.reading.vocabulary import Vocabulary

# Words of a nerve's bare name, "medial branch", as it stands in the name of a block.
_BARE = 2
# Categories whose names may hold the name of a drug.
_WITH_DRUGS = (Category.INTERVENTION, Category.COMPARATOR)


class Candidate(NamedTuple):
    """A concept named by words `first` to `last` (excluded) of a text."""

    first: int
    last: int
    concept: str


def unblocked(
    matches: Sequence[Match[Entry]], supported: frozenset[str], *, lenient: bool
) -> list[Candidate]:
    """Labels that count.

    Parameters
    ----------
    matches : sequence of Match
        Labels and blocking phrases found in one text.
    supported : frozenset of str
        Concepts whose weak labels count in this record.
    lenient : bool
        Whether all weak and common labels count.
    """
    blocked: defaultdict[int, list[Candidate]] = defaultdict(list)
    for match in matches:
        for entry in match.entries:
            if entry.blocks:
                for word in range(match.first, match.last):
                    blocked[word].append(Candidate(match.first, match.last, entry.concept))
    return [
        Candidate(match.first, match.last, entry.concept)
        for match in matches
        for entry in match.entries
        if not entry.blocks
        and (lenient or _counts(entry, supported))
        and not (blocked and _is_blocked(match, entry.concept, blocked))
    ]


def _counts(entry: Entry, supported: frozenset[str]) -> bool:
    """Tell whether a label counts in an abstract: an ordinary word only where it has support."""
    return not entry.common and (not entry.weak or entry.concept in supported)


def _is_blocked(
    match: Match[Entry], concept: str, blocked: Mapping[int, Iterable[Candidate]]
) -> bool:
    """Tell whether a phrase at least as long as the match takes it out."""
    return any(
        about in ("", concept) and last - first >= match.last - match.first
        for word in range(match.first, match.last)
        for first, last, about in blocked.get(word, ())
    )


class Overlaps:
    """The rules of one vocabulary on names within names."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        table = rules("labels")
        self._vocabulary = vocabulary
        self._category = {c.id: c.category for c in vocabulary.concepts.values()}
        self._beside = vocabulary.with_narrower(table["named_beside"])
        self._purposes = vocabulary.with_narrower(table["purposes"])
        self._drugs = vocabulary.with_narrower(table["drugs"])
        self._in_outcomes = vocabulary.with_narrower(table["named_in_outcomes"])
        self._named_again = frozenset(table["named_again"])
        self._no_drug_inside = frozenset(table["no_drug_inside"])
        self._not_inside = frozenset(table["not_inside"])

    def settle(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Keep the longest names, and what may stand inside or beside them."""
        taken = []
        at_word: defaultdict[int, list[Candidate]] = defaultdict(list)
        for candidate in sorted(set(candidates), key=lambda c: (c.first - c.last, *c)):
            words = range(candidate.first, candidate.last)
            over = [other for word in words for other in at_word.get(word, ())]
            if all(self._may_overlap(candidate, other) for other in over):
                taken.append(candidate)
                for word in words:
                    at_word[word].append(candidate)
        return taken

    def _may_overlap(self, short: Candidate, long: Candidate) -> bool:
        """Tell whether a concept may be named within, or across, a name at least as long."""
        if short.concept == long.concept:
            return False
        if short[:2] == long[:2]:
            return True
        if short.concept in self._vocabulary.ancestors(long.concept):
            # "dual comparative medial branch blocks" says how the blocks were used, and their kind
            return long.concept in self._purposes and short.concept not in self._purposes
        here, there = self._category[short.concept], self._category[long.concept]
        if here is Category.ANATOMY:
            # "Lumbar" stands in "lumbar disc", "disc" in "lumbar disc" is the disc itself.
            head = there is Category.ANATOMY and short.last == long.last
            named_again = short.concept in self._named_again
            if short.concept in self._not_inside:
                # "neurotomy of the medial branches", "medial branch nerve ablation"
                return short.last == long.last and short.first > long.first + 1
            return named_again or not head
        if _cross(short, long) and {here, there} == {Category.INDICATION, Category.OUTCOME}:
            return True
        if there is Category.OUTCOME and (
            here is Category.INDICATION or short.concept in self._in_outcomes
        ):
            return True
        if short.concept in self._drugs and there in _WITH_DRUGS:
            return long.concept not in self._drugs | self._no_drug_inside
        purpose = (short.concept in self._beside) != (long.concept in self._beside)
        return purpose and here is there


def _cross(one: Candidate, other: Candidate) -> bool:
    """Tell whether each of two names has words that the other lacks."""
    return (one.first < other.first and one.last < other.last) or (
        one.first > other.first and one.last > other.last
    )
