"""Checking a sentence: what it claims, and how stored findings stand to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.model import (
    STRENGTH,
    AbstractSection,
    Article,
    Basis,
    Bearing,
    Category,
    Direction,
    Finding,
    SentenceClaim,
)
from kb.reading import Reader
from kb.weighing import Asked, answers, asked_of

_AS_CONCLUSION = "CONCLUSIONS"  # a sentence alone says what a conclusion says
_TREATMENTS = (Category.INTERVENTION, Category.COMPARATOR)
_OUTCOMES = (Category.OUTCOME, Category.COMPLICATION)
_POINTING = frozenset({Direction.IMPROVED, Direction.WORSE, Direction.NO_DIFFERENCE})
_TURNED = {Direction.IMPROVED: Direction.WORSE, Direction.WORSE: Direction.IMPROVED}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A sentence taken apart.

    Attributes
    ----------
    claims : tuple of SentenceClaim
        One an outcome, in the order of the text.
    asked : Asked
        Outcomes and sides it names, each with all narrower ones.
    about : frozenset of str
        Treatments it names, with all narrower ones.
    """

    sentence: str
    claims: tuple[SentenceClaim, ...]
    asked: Asked
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stood:
    """How a finding of one paper stands to a sentence, and why."""

    finding: Finding
    stance: Bearing
    why: str


def read_claims(sentence: str, reader: Reader) -> Claimed:
    """Read a sentence as if it stood among the conclusions of a paper.

    An outcome that is only named, without a direction, makes a claim of an unclear direction.
    """
    text = " ".join(sentence.split())
    read = reader.read(Article("0", sections=(AbstractSection(_AS_CONCLUSION, text),)))
    known = reader.vocabulary.concepts
    # concepts as a question names them: leniently, since one sentence has no context
    named = [m.concept_id for m in (*read.mentions, *reader.link(text)) if m.concept_id in known]
    claims = [
        SentenceClaim(
            finding.outcome,
            finding.direction,
            compares_groups=finding.basis is Basis.BETWEEN_GROUP,
            intervention=finding.intervention,
            comparator=finding.comparator,
        )
        for finding in read.findings
    ]
    if not claims:
        claims = [
            SentenceClaim(c, Direction.UNCLEAR) for c in named if known[c].category in _OUTCOMES
        ]
    claims = list({claim.outcome: claim for claim in reversed(claims)}.values())[::-1]
    asked = asked_of(text, dict.fromkeys([*(c.outcome for c in claims), *named]), known)
    treatments = [c for c in named if known[c].category in _TREATMENTS]
    about = frozenset(treatments).union(*(reader.vocabulary.descendants(c) for c in treatments))
    return Claimed(text, tuple(claims), asked, about)


def stands(
    claimed: Claimed,
    findings: Iterable[Finding],
    in_title: Collection[str],
    reader: Reader,
    *,
    elsewhere: bool,
) -> Stood | None:
    """How one paper stands to a sentence; None where it says nothing of the outcome.

    Parameters
    ----------
    findings : iterable of Finding
        Of the paper, in the order of its text.
    in_title : collection of str
        Ids of the concepts that its title names.
    elsewhere : bool
        Whether the sentence names a region of the spine and the paper is about others only.
    """
    told = list(findings)
    if any(" ".join(finding.quote.text.split()) == claimed.sentence for finding in told):
        return None  # the sentence is its own
    each = [
        stood
        for finding in told
        if (stood := _stands(claimed, finding, in_title, reader, elsewhere=elsewhere))
    ]
    if not each:
        return None
    # Never the rosiest: what compares groups comes before what does not, whichever way it points.
    pointing = [s for s in each if s.stance is not Bearing.SAME_OUTCOME] or each
    strongest = min(STRENGTH[s.finding.basis] for s in pointing)
    best = [s for s in pointing if STRENGTH[s.finding.basis] == strongest]
    if len({s.stance for s in best}) > 1:
        why = "its findings on this outcome point different ways"
        return Stood(best[0].finding, Bearing.SAME_OUTCOME, why)
    return best[0]


def _stands(
    claimed: Claimed,
    finding: Finding,
    in_title: Collection[str],
    reader: Reader,
    *,
    elsewhere: bool,
) -> Stood | None:
    """How one finding stands to a sentence; None where it is on another outcome, or unsure."""
    claim = _claim_on(claimed.claims, finding.outcome, reader)
    outcome_alone = Asked(claimed.asked.text, claimed.asked.outcomes)
    if claim is None or not answers(outcome_alone, finding, in_title):
        return None
    unlike = _unlike(claimed, claim, finding, in_title, reader, elsewhere=elsewhere)
    if unlike:
        return Stood(finding, Bearing.SAME_OUTCOME, unlike)
    says = finding.direction
    if _are_turned(claim, finding, reader):
        says = _TURNED.get(says, says)
    if says is claim.direction:
        return Stood(finding, Bearing.AGREES, "the same direction")
    if Direction.IMPROVED not in (says, claim.direction) and finding.basis is not (
        Basis.BETWEEN_GROUP
    ):
        # "not effective" within one group, and no difference: neither says it helps
        return Stood(finding, Bearing.SAME_OUTCOME, "neither says that it helps")
    return Stood(finding, Bearing.DIFFERS, f"says {_said(says)}, not {_said(claim.direction)}")


def _unlike(
    claimed: Claimed,
    claim: SentenceClaim,
    finding: Finding,
    in_title: Collection[str],
    reader: Reader,
    *,
    elsewhere: bool,
) -> str:
    """Why a finding on the same outcome can neither agree nor differ; empty where it can."""
    if claim.direction not in _POINTING:
        return "the sentence says no direction"
    if finding.direction not in _POINTING:
        return "no clear direction"
    if elsewhere:
        return "another region of the spine"
    if claim.compares_groups and finding.basis is not Basis.BETWEEN_GROUP:
        return "does not compare groups, as the sentence does"
    if claim.compares_groups and claimed.asked.is_contrast:
        return "" if answers(claimed.asked, finding, in_title) else "compares something else"
    wanted = reader.vocabulary.with_narrower([claim.intervention]) or claimed.about
    tied = {finding.intervention, finding.comparator} - {""}
    if wanted and not wanted & (tied or set(in_title)):
        return "about another treatment, or the text does not tie it to this one"
    return ""


def _claim_on(
    claims: Sequence[SentenceClaim], outcome: str, reader: Reader
) -> SentenceClaim | None:
    """The claim on an outcome or on one that it is narrower than."""
    return next(
        (c for c in claims if outcome in reader.vocabulary.with_narrower([c.outcome])), None
    )


def _are_turned(claim: SentenceClaim, finding: Finding, reader: Reader) -> bool:
    """Whether the finding holds the two sides against each other the other way round."""
    return bool(
        claim.comparator
        and finding.intervention in reader.vocabulary.with_narrower([claim.comparator])
        and finding.comparator in reader.vocabulary.with_narrower([claim.intervention])
    )


def _said(direction: Direction) -> str:
    """A direction in words."""
    return direction.value.replace("_", " ")


def by_paper(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """Findings by PMID, in the order given."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.pmid, []).append(finding)
    return found
