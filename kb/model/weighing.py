"""The nouns of a statement on trial: claims, voices, and why they may differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb.model.evidence import Evidence, Study


class Stance(StrEnum):
    """What a study says of a statement."""

    FOR = "for"
    NEUTRAL = "neutral"
    AGAINST = "against"
    UNREAD = "unread"


class Tier(StrEnum):
    """What a finding can bear, the strongest first.

    `controlled`: between groups, against placebo, no treatment or usual care. `observed`: rates,
    accuracy and comparisons that are no treatment's effect. `undetermined`: between groups, of
    which the text does not say what the others got. `active`: against another treatment.
    `variant`: the same treatment in two ways. `within`: against baseline, with no control.
    `named`: the outcome is reported, no direction was read.
    """

    CONTROLLED = "controlled"
    OBSERVED = "observed"
    UNDETERMINED = "undetermined"
    ACTIVE = "active"
    VARIANT = "variant"
    WITHIN = "within"
    NAMED = "named"


TIER_STRENGTH = {tier: place for place, tier in enumerate(Tier)}
"""Place of a tier among all, the strongest first."""

TIER_WORDS = {
    Tier.CONTROLLED: "against placebo, sham, no treatment or usual care",
    Tier.OBSERVED: "between groups",
    Tier.UNDETERMINED: "between groups, not read what the others got",
    Tier.ACTIVE: "against another treatment",
    Tier.VARIANT: "between two ways of the same treatment",
    Tier.WITHIN: "without a comparison of groups",
    Tier.NAMED: "named only",
}
"""Each tier in words for a reader."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that people make, as it is put on trial.

    Attributes
    ----------
    subjects, objects : tuple of str
        Concept ids; narrower concepts count too.
    predicate : str
        A :class:`~kb.model.Predicate`.
    polarity : str
        The :class:`~kb.model.Direction` that speaks for it.
    question : str
        Only evidence on this :class:`~kb.model.Question` counts.
    outcomes : tuple of str
        Of ``compared_with``: the outcomes that must be compared; empty for any.
    horizon_months : float or None
        Findings measured later are left out, and counted.
    without_subjects, without_objects : tuple of str
        Narrower concepts that are another claim's.
    beside : Claim or None
        A statement shown beside it and never counted for it.
    """

    id: str
    claim: str
    subjects: tuple[str, ...]
    predicate: str
    objects: tuple[str, ...]
    polarity: str
    question: str
    outcomes: tuple[str, ...] = ()
    horizon_months: float | None = None
    without_subjects: tuple[str, ...] = ()
    without_objects: tuple[str, ...] = ()
    beside: Claim | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What one study says of a statement, however many papers report it.

    Attributes
    ----------
    study : Study
        The paper that says it.
    reports : tuple of str
        PMIDs of all papers on this study that speak of the statement.
    stance : Stance
    tier : Tier
        The strongest the study has; only findings of this tier decide the stance.
    evidence : tuple of Evidence
        Of this tier, in the order of PMID and place; the first is the one to show.
    note : str
        What must be said with it: directions that change, gains within groups beside it.
    """

    study: Study
    reports: tuple[str, ...]
    stance: Stance
    tier: Tier
    evidence: tuple[Evidence, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact in which studies of different stances differ, as far as the abstracts tell.

    Attributes
    ----------
    fact : str
        "relief cut-off", "guidance", "comparator", "follow-up", "blocks", "region", "design".
    values : mapping of str to tuple of str
        What the studies of each stance have.
    """

    fact: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A statement with the studies that speak of it. One question; one voice a study.

    Attributes
    ----------
    voices : tuple of Voice
        Those that count, best evidence first: by design, placebo control, sample.
    within : tuple of Voice
        Gains against baseline, with no control: shown, never counted.
    other_comparisons : tuple of Voice
        Between treatments, or between ways of giving one: no test of the statement.
    unread : tuple of Voice
        The outcome is reported and no direction was read.
    reviews, guidelines : tuple of Voice
        Beside the studies that they pool.
    later : int
        Findings left out because they were measured after the claim's horizon.
    differences : tuple of Difference
        Why those that count may differ.
    missing : tuple of str
        What the evidence lacks, in sentences.
    """

    claim: Claim
    voices: tuple[Voice, ...] = ()
    within: tuple[Voice, ...] = ()
    other_comparisons: tuple[Voice, ...] = ()
    unread: tuple[Voice, ...] = ()
    reviews: tuple[Voice, ...] = ()
    guidelines: tuple[Voice, ...] = ()
    later: int = 0
    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    beside: Weighing | None = None
    author_groups: Mapping[str, int] = field(default_factory=dict)

    def of(self, stance: Stance | str) -> tuple[Voice, ...]:
        """The counted voices of one stance."""
        return tuple(v for v in self.voices if v.stance == stance)

    @property
    def disputed(self) -> int:
        """How many studies stand on the smaller side, for it or not for it; 0 where all agree."""
        favourable = len(self.of(Stance.FOR))
        return min(favourable, len(self.voices) - favourable)

    @property
    def rests_on_within_group(self) -> bool:
        """Whether nothing but gains against baseline speaks for the statement."""
        return not self.of(Stance.FOR) and any(v.stance is Stance.FOR for v in self.within)
