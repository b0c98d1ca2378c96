"""How voices on one outcome add up, how sure that is, and why they may differ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from kb.model import (
    STRENGTH,
    TIER_STRENGTH,
    Balance,
    Basis,
    BriefPaper,
    BriefVoice,
    Certainty,
    Direction,
    Question,
    Tier,
)

# A share of the trials that compare groups; below it they are said to conflict.
_AGREEMENT = 0.75
_BEST_LEVELS = ("1", "2")
# Questions that figures answer, with no group to compare.
_FIGURES = (Question.EPIDEMIOLOGY, Question.DIAGNOSTIC)
_UNKNOWN = "9"  # sorts behind every OCEBM level


def standing(study: BriefPaper) -> tuple[str, bool, int, int, int]:
    """Sort key of a study: evidence level, placebo control, size, then the newest."""
    level = study.facts.evidence_level
    size = study.facts.sample_size
    return (
        level.value if level is not None else _UNKNOWN,
        not is_placebo_controlled(study),
        -(size.value if size is not None else 0),
        -(study.article.year or 0),
        int(study.article.pmid),
    )


def is_placebo_controlled(study: BriefPaper) -> bool:
    """Whether the record says that a placebo or sham procedure was the control."""
    return study.placebo or any(f.value == "placebo-controlled" for f in study.facts.block_type)


def balanced(question: Question, outcome: str, voices: Iterable[BriefVoice]) -> Balance:
    """A balance with its certainty.

    Trials that compare groups come first, of these the ones with a control, then by
    :func:`standing`.
    """
    ordered = sorted(
        voices,
        key=lambda v: (STRENGTH[v.basis], TIER_STRENGTH[v.tier], standing(v.study)),
    )
    groups = len({v.study.standing.author_group for v in ordered})
    certainty, why = _certainty(question, ordered)
    return Balance(
        question=question,
        outcome=outcome,
        voices=tuple(ordered),
        author_groups=groups,
        certainty=certainty,
        why=why,
        may_differ=_differences(ordered),
    )


def _certainty(question: Question, voices: Sequence[BriefVoice]) -> tuple[Certainty, str]:
    """How much these voices carry together, and why."""
    comparing = [v for v in voices if v.basis is Basis.BETWEEN_GROUP]
    told = [v for v in comparing if v.direction is not Direction.UNCLEAR]
    if not told and question in _FIGURES:
        if len(voices) == 1:
            return Certainty.LOW, "a single study gives a figure"
        return (
            Certainty.LOW,
            f"{len(voices)} studies give figures, each of its own patients; they are not pooled",
        )
    if not told:
        return Certainty.LOW, "no study here says how groups compare; what changed is shown as such"
    pointing = [v for v in told if v.is_counted]
    if not pointing:
        return (
            Certainty.LOW,
            "no comparison with placebo, sham, no treatment or usual care was read; other "
            "comparisons do not tell what it does by itself",
        )
    compare = "compare with a control" if _has_control(pointing) else "compare groups"
    if len(pointing) == 1:
        return Certainty.LOW, f"a single study {compare.replace('compare', 'compares', 1)}"
    if len({v.study.standing.author_group for v in pointing}) == 1:
        return Certainty.LOW, f"all studies that {compare} come from one group of authors"
    directions = [v.direction for v in pointing]
    # a study that points both ways agrees with none
    telling = [d for d in Direction if d is not Direction.MIXED]
    top = max(telling, key=directions.count)
    most = directions.count(top)
    if most / len(directions) < _AGREEMENT:
        return (
            Certainty.CONFLICTING,
            f"of {len(pointing)} studies that {compare} at most {most} agree",
        )
    agreeing = [v.study.facts.evidence_level for v in pointing if v.direction is top]
    best = {level.value for level in agreeing if level}
    if not best.intersection(_BEST_LEVELS):
        return Certainty.LOW, "no study that agrees is of evidence level 1 or 2"
    return (
        Certainty.MODERATE,
        f"{most} of {len(pointing)} studies that {compare} agree, the best of these of "
        f"evidence level {min(best)}",
    )


def _differences(voices: Sequence[BriefVoice]) -> tuple[str, ...]:
    """What tells voices apart that point different ways: "follow-up: 3 months or less / …"."""
    sides: dict[Direction, list[BriefVoice]] = {}
    for voice in voices:
        if voice.is_counted and voice.direction is not Direction.UNCLEAR:
            sides.setdefault(voice.direction, []).append(voice)
    if len(sides) < 2:
        return ()
    found = []
    for name, values_of in _FEATURES.items():
        told = {d: sorted(_union(map(values_of, spoken))) for d, spoken in sides.items()}
        known = {d: values for d, values in told.items() if values}
        if len(known) > 1 and len({tuple(v) for v in known.values()}) > 1:
            parts = [f"{_WORD[d]}: {', '.join(known[d])}" for d in Direction if d in known]
            found.append(f"{name} ({'; '.join(parts)})")
    return tuple(found)


def _has_control(voices: Sequence[BriefVoice]) -> bool:
    """Whether the others went without the treatment in each of them."""
    return all(v.tier is Tier.CONTROLLED for v in voices)


def _union(many: Iterable[Collection[str]]) -> set[str]:
    """All values of all."""
    return {value for values in many for value in values}


def _follow_up(voice: BriefVoice) -> Collection[str]:
    """The follow-up in three steps: numbers of months would always differ."""
    stated = voice.study.facts.follow_up
    if stated is None or stated.value_months is None:
        return ()
    if stated.value_months <= 3:
        return ("up to 3 months",)
    return ("over 3 and under 12 months",) if stated.value_months < 12 else ("12 months or more",)


_WORD = {d: d.value.replace("_", " ") for d in Direction}
_FEATURES: dict[str, Callable[[BriefVoice], Collection[str]]] = {
    "control": lambda v: ("placebo or sham",) if is_placebo_controlled(v.study) else (),
    "kind of block": lambda v: {f.value for f in v.study.facts.block_type},
    "cut-off for relief": lambda v: {
        f"{f.value} %" for f in v.study.facts.relief_threshold_percent
    },
    "guidance": lambda v: {f.value for f in v.study.facts.imaging_guidance},
    "region": lambda v: {f.value for f in v.study.facts.region},
    "follow-up": _follow_up,
}
