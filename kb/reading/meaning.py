"""What a name means in one record: abbreviations, and names that depend on their context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.model import Abbreviation
from kb.reading.abbreviations import Definition
from kb.reading.data import rules
from kb.reading.dictionary import Entry, Match
from kb.reading.tokens import Tokens, tokenize
from kb.reading.vocabulary import Vocabulary


class ShortForm(NamedTuple):
    """One concept's claim to an abbreviation."""

    concept: str
    context: re.Pattern[str] | None

    @classmethod
    def of(cls, concept_id: str, abbreviation: Abbreviation) -> ShortForm:
        """Claim with its context: any of the words, at a word's start."""
        parts = "|".join(re.escape(word) for word in abbreviation.requires_context)
        context = re.compile(rf"\b(?:{parts})", re.IGNORECASE) if parts else None
        return cls(concept_id, context)


def defined_here(
    defined: Sequence[Sequence[Definition]],
    cut: Sequence[Tokens],
    labels: Sequence[Sequence[Match[Entry]]],
) -> dict[str, tuple[str, ...]]:
    """Find what each short form means that the record itself defines.

    Returns
    -------
    dict of str to tuple of str
        Concept ids by short form, singular and plural, its words joined by blanks; an empty
        tuple where the long form names no concept. The first definition counts.
    """
    own: dict[str, tuple[str, ...]] = {}
    for found, tokens, matches in zip(defined, cut, labels, strict=True):
        ending = _by_end(tokens, matches) if found else {}
        for definition in found:
            if len(definition.short) == 1:
                continue  # "patients (P)": every "P = .05" would be one
            meant = _longest_from(definition.long_start, ending.get(definition.long_end, ()))
            form = " ".join(tokenize(definition.short).raw)
            # "(TFESI s)" is printed, too
            singular = form.removesuffix("s").rstrip()
            if singular:
                for spelled in (form, singular, f"{singular}s"):
                    own.setdefault(spelled, meant)
    return own


_Ending = tuple[int, tuple[str, ...]]


def _by_end(tokens: Tokens, matches: Iterable[Match[Entry]]) -> dict[int, list[_Ending]]:
    """Arrange labels by the offset they end at: where each starts, and its concepts."""
    ending: dict[int, list[_Ending]] = {}
    for match in matches:
        concepts = tuple(entry.concept for entry in match.entries if not entry.blocks)
        if concepts:
            start = tokens.starts[match.first]
            ending.setdefault(tokens.ends[match.last - 1], []).append((start, concepts))
    return ending


def _longest_from(start: int, ending: Iterable[_Ending]) -> tuple[str, ...]:
    """Take the concepts of the longest label that lies inside a long form."""
    inside = [label for label in ending if label[0] >= start]
    return min(inside)[1] if inside else ()


class Abbreviations:
    """Decides which concept an abbreviation of the vocabulary means in one record.

    Parameters
    ----------
    whole : str
        All texts of the record.
    own : mapping of str to tuple of str
        Short forms that the record defines; they are not the vocabulary's to explain.
    lenient : bool
        Whether an abbreviation that only one concept claims may do without its context.
    """

    def __init__(self, whole: str, own: Mapping[str, tuple[str, ...]], *, lenient: bool) -> None:
        self._whole = whole
        self._own = own
        self._lenient = lenient
        self._known: dict[str, tuple[str, ...]] = {}

    def meant(self, form: str, claims: Sequence[ShortForm]) -> tuple[str, ...]:
        """Concept meant: none where the record defines the form, or where it stays ambiguous."""
        if form in self._own:
            return ()
        chosen = self._known.get(form)
        if chosen is None:
            fitting = {
                claim.concept
                for claim in claims
                if claim.context is None or claim.context.search(self._whole)
            }
            if not fitting and self._lenient:
                fitting = {claim.concept for claim in claims}
            chosen = tuple(fitting) if len(fitting) == 1 else ()
            self._known[form] = chosen
        return chosen


class _Context(NamedTuple):
    """Records in which a concept's name means another concept."""

    to: str
    present: re.Pattern[str] | None
    absent: re.Pattern[str] | None

    def holds(self, low: str) -> bool:
        """Tell whether the record, in lower case, is such a one."""
        return not (
            (self.present and not self.present.search(low))
            or (self.absent and self.absent.search(low))
        )


Contexts = Mapping[str, Sequence[_Context]]


def read_contexts(vocabulary: Vocabulary) -> Contexts:
    """Context rules by the concept they turn into another; rules on unknown concepts are idle."""
    found: dict[str, list[_Context]] = {}
    for row in rules("labels")["context"]:
        present, absent = (
            re.compile(row[name]) if name in row else None for name in ("present", "absent")
        )
        for concept in row["from"]:
            if row["to"] in vocabulary.concepts:
                found.setdefault(concept, []).append(_Context(row["to"], present, absent))
    return found


class ContextualNames:
    """What concepts' names mean in one record, given in lower case."""

    def __init__(self, low: str, contexts: Contexts) -> None:
        self._low = low
        self._contexts = contexts
        self._known: dict[str, str] = {}

    def meant(self, concept: str) -> str:
        """Concept meant by the name of this one."""
        if concept not in self._contexts:
            return concept
        if concept not in self._known:
            fitting = (c.to for c in self._contexts[concept] if c.holds(self._low))
            self._known[concept] = next(fitting, concept)
        return self._known[concept]
