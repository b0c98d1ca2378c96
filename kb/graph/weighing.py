"""A statement on trial: one voice a study, the questions apart, what differs, what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kb.graph.differences import differences, missing
from kb.graph.terms import Terms
from kb.model import (
    TIER_STRENGTH,
    Basis,
    Claim,
    Direction,
    Evidence,
    Predicate,
    Question,
    Stance,
    Study,
    StudyDesign,
    StudyKind,
    Tier,
    Voice,
    Weighing,
)
from kb.model.times import months_in

_COUNTED = (Tier.CONTROLLED, Tier.OBSERVED)
_OTHER = (Tier.UNDETERMINED, Tier.ACTIVE, Tier.VARIANT)
# Best evidence first where all else is equal; what is not named comes after.
_DESIGNS = (
    StudyDesign.RANDOMIZED_CONTROLLED_TRIAL,
    StudyDesign.NON_RANDOMIZED_CONTROLLED_TRIAL,
    StudyDesign.DIAGNOSTIC_ACCURACY_STUDY,
    StudyDesign.PROSPECTIVE_COHORT,
    StudyDesign.RETROSPECTIVE_COHORT,
    StudyDesign.CASE_CONTROL,
    StudyDesign.CROSS_SECTIONAL,
    StudyDesign.NOT_STATED,
    StudyDesign.OTHER,
    StudyDesign.SURVEY,
    StudyDesign.ECONOMIC_EVALUATION,
    StudyDesign.CASE_SERIES,
    StudyDesign.CASE_REPORT,
    StudyDesign.CADAVERIC_STUDY,
    StudyDesign.LABORATORY_STUDY,
    StudyDesign.ANIMAL_STUDY,
)
_RANK = {design.value: rank for rank, design in enumerate(_DESIGNS)}
_CASES = ("case-report", "case-series")
_LIVING = ("cadaveric-study", "animal-study", "laboratory-study")


def weigh(
    claim: Claim,
    evidence: Iterable[Evidence],
    studies: Mapping[str, Study],
    terms: Terms,
) -> Weighing:
    """Put a statement on trial.

    Every study has one voice, however many papers report it, and speaks by the strongest of its
    findings: between groups before within groups, and against placebo or no treatment before
    against another treatment. Of a therapeutic question only findings between groups count that
    test the treatment itself. Reviews and guidelines stand beside the studies that they pool.

    Parameters
    ----------
    claim : Claim
    evidence : iterable of Evidence
        On its subjects and objects; what answers another question is left out here.
    studies : mapping of str to Study
        By PMID, of all the evidence.
    terms : Terms

    Returns
    -------
    Weighing
        In an order that depends on nothing but the arguments.
    """
    kept, later = _in_time(claim, evidence)
    by_study: defaultdict[tuple[StudyKind, str], list[Evidence]] = defaultdict(list)
    for e in kept:
        study = studies[e.pmid]
        if study.study:
            by_study[study.kind, study.study].append(e)
    made = [
        (kind, _voice(claim, found, studies, terms))
        for (kind, _), found in sorted(by_study.items())
    ]
    own = sorted((v for kind, v in made if kind is StudyKind.PRIMARY), key=rank)
    read = [v for v in own if v.stance is not Stance.UNREAD]
    weighed = Weighing(
        claim=claim,
        voices=tuple(v for v in read if v.tier in _COUNTED),
        within=tuple(v for v in read if v.tier is Tier.WITHIN),
        other_comparisons=tuple(v for v in read if v.tier in _OTHER),
        unread=tuple(v for v in own if v.stance is Stance.UNREAD),
        reviews=tuple(sorted((v for k, v in made if k is StudyKind.REVIEW), key=rank)),
        guidelines=tuple(sorted((v for k, v in made if k is StudyKind.GUIDELINE), key=rank)),
        later=later,
    )
    return replace(
        weighed,
        differences=differences(weighed.voices),
        missing=missing(weighed),
        author_groups={
            str(stance): len({v.study.author_group for v in weighed.of(stance)})
            for stance in (Stance.FOR, Stance.NEUTRAL, Stance.AGAINST)
        },
    )


def rank(voice: Voice) -> tuple[int, bool, int, int]:
    """Best evidence first: design, placebo control, sample; ties by PMID."""
    study = voice.study
    return (
        _RANK.get(study.design, len(_RANK)),
        not study.placebo,
        -(study.n or 0),
        int(study.pmid),
    )


def stance_of(direction: str, polarity: str) -> Stance:
    """What a direction says of a statement with this polarity.

    No difference speaks for a statement of no difference, and so does a difference in favour of
    what it defends; for any other statement it is neutral.

    Examples
    --------
    >>> str(stance_of("no_difference", "improved")), str(stance_of("improved", "no_difference"))
    ('neutral', 'for')
    """
    if direction in ("", Direction.UNCLEAR):
        return Stance.UNREAD
    if direction == Direction.MIXED:
        return Stance.NEUTRAL
    if polarity == Direction.NO_DIFFERENCE:
        return Stance.AGAINST if direction == Direction.WORSE else Stance.FOR
    if direction == Direction.NO_DIFFERENCE:
        return Stance.NEUTRAL
    return Stance.FOR if direction == polarity else Stance.AGAINST


def _in_time(claim: Claim, evidence: Iterable[Evidence]) -> tuple[list[Evidence], int]:
    """Evidence on the claim's question within its horizon, and how much came later."""
    kept, later = [], 0
    for e in evidence:
        if e.question != claim.question:
            continue
        months = months_in(e.time) if claim.horizon_months is not None else ()
        if months and months[0] > (claim.horizon_months or 0) + 0.1:
            later += 1
        else:
            kept.append(e)
    return kept, later


def tier_of(e: Evidence, claim: Claim, terms: Terms) -> Tier:
    """What one piece of evidence can bear for a claim."""
    if e.direction in ("", Direction.UNCLEAR) and not e.basis:
        return Tier.NAMED
    if claim.predicate == Predicate.COMPARED_WITH:
        return Tier.OBSERVED
    between = e.basis == Basis.BETWEEN_GROUP
    compared = compared_with(e.comparator, terms)
    if between and compared is Tier.VARIANT:
        return Tier.VARIANT
    if claim.question == Question.PROGNOSTIC:
        return Tier.OBSERVED if between else Tier.WITHIN
    if claim.question != Question.THERAPEUTIC:
        return Tier.OBSERVED
    return compared if between else Tier.WITHIN


def compared_with(comparator: str, terms: Terms) -> Tier:
    """What a comparison of groups can bear for whether a treatment works.

    Parameters
    ----------
    comparator : str
        Concept id of what the others got; empty where it was not read.
    """
    if any(comparator in way for way in (terms.drugs, terms.without_steroid, terms.modality)):
        return Tier.VARIANT
    if not comparator:
        return Tier.UNDETERMINED
    if any(comparator in c for c in (terms.placebo, terms.conservative, terms.nothing)):
        return Tier.CONTROLLED
    return Tier.ACTIVE


def _voice(
    claim: Claim, found: Sequence[Evidence], studies: Mapping[str, Study], terms: Terms
) -> Voice:
    """One study's word: by its strongest tier that says which way."""
    by_tier: defaultdict[Tier, list[Evidence]] = defaultdict(list)
    for e in found:
        by_tier[tier_of(e, claim, terms)].append(e)
    tiers = sorted(by_tier, key=TIER_STRENGTH.__getitem__)
    telling = [
        t
        for t in tiers
        if any(stance_of(e.direction, claim.polarity) is not Stance.UNREAD for e in by_tier[t])
    ]
    tier = (telling or tiers)[0]
    evidence = sorted(
        by_tier[tier],
        key=lambda e: (stance_of(e.direction, claim.polarity) is Stance.UNREAD, *_place(e)),
    )
    said = {stance_of(e.direction, claim.polarity) for e in evidence} - {Stance.UNREAD}
    stance = Stance.UNREAD if not said else next(iter(said)) if len(said) == 1 else Stance.NEUTRAL
    study = studies[evidence[0].pmid]
    note = ""
    if len(said) > 1:
        parts = dict.fromkeys(
            f"{e.direction.replace('_', ' ')}{f' {e.time}' if e.time else ''}"
            for e in evidence
            if stance_of(e.direction, claim.polarity) is not Stance.UNREAD
        )
        note = "mixed: " + "; ".join(parts)
    elif Tier.WITHIN in by_tier and tier is not Tier.WITHIN:
        gained = any(e.direction == Direction.IMPROVED for e in by_tier[Tier.WITHIN])
        note = "gains within groups beside it" if gained else ""
    if study.design in _CASES and stance is Stance.AGAINST:
        stance, note = Stance.NEUTRAL, "a case tells that it happens, not how often"
    if study.design in _LIVING:
        note = "; ".join(filter(None, (note, "not in patients")))
    return Voice(
        study=study,
        reports=tuple(sorted({e.pmid for e in found}, key=int)),
        stance=stance,
        tier=tier,
        evidence=tuple(evidence),
        note=note,
    )


def _place(e: Evidence) -> tuple[int, int, int, str]:
    """Order of the text."""
    return int(e.pmid), e.section, e.start, e.id
