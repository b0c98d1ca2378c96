"""The rules of typed evidence with one vocabulary laid under them; built once, then only read."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kb.model import Category, Concept, Question, StudyKind


class Terms:
    """What concepts are to the graph: drug, procedure, comparator, instrument, site.

    Parameters
    ----------
    concepts : mapping of str to Concept
        The vocabulary.
    """

    def __init__(self, concepts: Mapping[str, Concept]) -> None:
        table = rules()
        said = table["interventions"]
        self._concepts = concepts
        self.drugs = self.below(said["drugs"])
        self.steroids = self.below(said["steroids"])
        self.steroid: str = said["steroid"]
        self.modes = self.below(said["modes"])
        self.conservative = self.below(said["conservative"])
        self.tests = self.below(said["tests"])
        self.later_success = self.below(said["later_success"])
        self.blocks = self.below(said["blocks"])
        self.selecting = self.below(said["selecting"])
        self.single_block: str = said["single_block"]
        self.repeated_blocks = self.below(said["repeated_blocks"])
        self.placebo = self.below(table["comparators"]["placebo"])
        self.nothing = self.below(table["comparators"]["nothing"])
        self.without_steroid = self.below(table["comparators"]["without_steroid"])
        self.of_steroid: str = table["comparators"]["of_steroid"]
        self.benefit = self.below(table["benefit"]["outcomes"])
        self.sites = self.below(table["sites"]["at"])
        self.guidance: Mapping[str, str] = MappingProxyType(table["guidance"])
        self.regions: Mapping[str, str] = MappingProxyType(table["regions"])
        self.instruments = {a: b for a, b in table["instruments"].items() if a in concepts}
        self.modality = self._modalities(table["modality"])
        self._question = {
            concept: Question(name)
            for name, outcomes in table["questions"].items()
            for concept in self.below(outcomes)
        }

    def category(self, concept: str) -> Category | None:
        """Category of a concept; None where the vocabulary does not have it."""
        found = self._concepts.get(concept)
        return None if found is None else found.category

    def is_procedure(self, concept: str) -> bool:
        """Whether a concept is an intervention that can be put to the test by itself."""
        return (
            self.category(concept) is Category.INTERVENTION
            and concept not in self.drugs
            and concept not in self.modes
        )

    def are_kin(self, one: str, other: str) -> bool:
        """Whether one of two concepts is narrower than the other, or the same."""
        return one in self.below([other]) or other in self.below([one])

    def without_guidance(self, concept: str) -> str:
        """A procedure apart from how it is guided: a guided block is a block."""
        if concept not in self.modality:
            return concept
        broader = (c for c in self._concepts[concept].broader if c not in self.modality)
        return next(broader, concept)

    def question_of(self, outcome: str) -> Question | None:
        """The question that an outcome belongs to, whatever paper reports it."""
        return self._question.get(outcome)

    def below(self, roots: Iterable[str]) -> frozenset[str]:
        """Ids of concepts and all narrower ones, as far as the vocabulary knows them."""
        found: set[str] = set()
        waiting = [root for root in roots if root in self._concepts]
        while waiting:
            concept = waiting.pop()
            if concept not in found:
                found.add(concept)
                waiting.extend(c for c in self._concepts[concept].narrower if c in self._concepts)
        return frozenset(found)

    def _modalities(self, table: Mapping[str, str]) -> dict[str, str]:
        """Which guidance an imaging concept stands for."""
        found: dict[str, str] = {}
        for root, modality in table.items():
            for concept in sorted(self.below([root])):
                found.setdefault(concept, modality)
        return found


@cache
def rules() -> dict[str, Any]:
    """The data file; do not change what it returns."""
    return tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))


@cache
def word(name: str) -> re.Pattern[str]:
    """A compiled expression of the data file, for text in lower case."""
    return re.compile(rules()["words"][name])


@cache
def kind_of(design: str) -> StudyKind:
    """What a paper of this design is worth in a count."""
    for name, designs in rules()["kinds"].items():
        if design in designs:
            return StudyKind(name)
    return StudyKind.PRIMARY


@cache
def family_of(design: str) -> str:
    """Designs that may report one study have one family."""
    return next((f for f, designs in rules()["families"].items() if design in designs), "other")


@cache
def rules_fingerprint() -> str:
    """SHA-256 over rules and code of the evidence; evidence made by others is made again."""
    digest = hashlib.sha256()
    for name in ("rules.toml", "terms.py", "arms.py", "evidence.py", "typed.py", "studies.py"):
        digest.update(files(__package__).joinpath(name).read_bytes())
    return digest.hexdigest()
