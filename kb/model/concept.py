"""Concepts of the vocabulary, after SKOS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What kind of thing a concept is."""

    INDICATION = "indication"
    OUTCOME = "outcome"
    IMAGING = "imaging"
    INTERVENTION = "intervention"
    COMPARATOR = "comparator"
    ANATOMY = "anatomy"
    COMPLICATION = "complication"
    POPULATION = "population"
    STUDY_DESIGN = "study_design"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A case-sensitive short form.

    Attributes
    ----------
    form : str
        The letters as printed ("MBB").
    requires_context : tuple of str
        Words of which one must stand in the same record, else the form is left unresolved.
    ambiguous_with : tuple of str
        Ids of other concepts that use the same letters.
    other_senses : tuple of str
        Meanings outside the vocabulary ("risk difference").
    """

    form: str
    requires_context: tuple[str, ...] = ()
    ambiguous_with: tuple[str, ...] = ()
    other_senses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A SKOS concept.

    Attributes
    ----------
    id : str
        Stable identifier ("medial-branch-block").
    pref_label, alt_labels
        SKOS labels.
    weak_labels : tuple of str
        Those labels that are also ordinary words and need care when met in text.
    not_when : tuple of str
        Longer phrases in which a label does not mean this concept.
    broader, narrower, related : tuple of str
        Ids of other concepts; `narrower` is the inverse of `broader`.
    mesh : tuple of str
        MeSH descriptors held to mean the same or nearly so.
    """

    id: str
    pref_label: str
    category: Category
    alt_labels: tuple[str, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    weak_labels: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    definition: str = ""
