"""Why studies of one statement may differ, and what their evidence lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from kb.model import Difference, Question, Stance, Study, Tier, Voice, Weighing

_SHORT, _LONG = 3.0, 12.0
_RARE = 2


def _follow_up(study: Study) -> tuple[str, ...]:
    """Band of the longest follow-up."""
    months = study.follow_up_months
    if months is None:
        return ()
    if months <= _SHORT:
        return ("up to 3 months",)
    return ("up to a year",) if months <= _LONG else ("longer than a year",)


_FACTS: dict[str, Callable[[Voice], tuple[str, ...]]] = {
    "relief cut-off": lambda v: tuple(f"{t} %" for t in v.study.thresholds),
    "comparator": lambda v: tuple(dict.fromkeys(e.comparator for e in v.evidence if e.comparator)),
    "guidance": lambda v: v.study.guidance,
    "blocks": lambda v: tuple(b for b in v.study.block_types if b not in ("diagnostic",)),
    "follow-up": lambda v: _follow_up(v.study),
    "region": lambda v: v.study.regions,
    "design": lambda v: (v.study.design,),
    "what the paper asks": lambda v: (v.study.question,) if v.study.question else (),
}


def differences(voices: Sequence[Voice]) -> tuple[Difference, ...]:
    """Facts of which no value is shared by studies of different stances.

    Only facts that the abstracts state on both sides can tell anything; that is no proof that
    they are the reason.
    """
    found = []
    for name, values in _FACTS.items():
        by_stance: defaultdict[str, set[str]] = defaultdict(set)
        for voice in voices:
            by_stance[str(voice.stance)].update(values(voice))
        known = {stance: held for stance, held in by_stance.items() if held}
        stances = sorted(known)
        apart = any(
            not known[one] & known[other]
            for at, one in enumerate(stances)
            for other in stances[at + 1 :]
        )
        if apart:
            found.append(Difference(name, {s: tuple(sorted(known[s])) for s in stances}))
    return tuple(found)


def missing(weighed: Weighing) -> tuple[str, ...]:
    """What the evidence for a statement lacks, in sentences."""
    said = []
    voices = weighed.voices
    therapeutic = weighed.claim.question == Question.THERAPEUTIC
    if not voices:
        said.append("No study of this knowledge base tests it and says which way.")
    if therapeutic and voices and not any(v.study.placebo for v in voices):
        said.append("No placebo-controlled trial.")
    if therapeutic and not any(v.tier is Tier.CONTROLLED for v in voices) and voices:
        said.append("No comparison with placebo, usual care or no treatment was read.")
    if weighed.rests_on_within_group:
        said.append(
            "What speaks for it are gains within groups alone, which any course of time could "
            "bring; no comparison with placebo, no treatment or usual care does."
        )
    groups = {v.study.author_group for v in voices if v.stance is Stance.FOR}
    supporting = weighed.of(Stance.FOR)
    if len(supporting) >= _RARE and len(groups) == 1:
        said.append(f"All {len(supporting)} studies for it come from one group of authors.")
    without_n = sum(v.study.n is None for v in voices)
    if without_n:
        said.append(f"Of {without_n} of the {len(voices)} studies no sample size was read.")
    if weighed.unread:
        said.append(
            f"{len(weighed.unread)} more report the outcome, and no direction was read with "
            "confidence."
        )
    return tuple(said)
