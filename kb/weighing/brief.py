"""A brief: the findings of the studies a search found, grouped and counted by trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kb.model import (
    STRENGTH,
    TIER_STRENGTH,
    Article,
    Balance,
    Basis,
    Brief,
    BriefPaper,
    BriefVoice,
    Direction,
    Finding,
    Question,
    SetApart,
    StudyDesign,
    Tier,
)
from kb.weighing.balance import balanced, standing
from kb.weighing.gaps import missing, nowhere

# Findings of less than even odds of being right (see kb/reading/confidence.toml) are not counted.
_SURE = 0.5

_REVIEWS = frozenset(
    {
        StudyDesign.SYSTEMATIC_REVIEW,
        StudyDesign.META_ANALYSIS,
        StudyDesign.SCOPING_REVIEW,
        StudyDesign.NARRATIVE_REVIEW,
    }
)
# They speak about other papers and carry no evidence of their own.
_SILENT = frozenset({StudyDesign.LETTER, StudyDesign.ERRATUM, StudyDesign.RETRACTION_NOTICE})
# Comparisons of these say what a treatment does only against a control; against each other they
# are held apart by what they compare.
_OF_EFFECTS = (Question.THERAPEUTIC, Question.SAFETY, Question.TECHNIQUE)
# A case shows that something can happen; nothing in it is held against a group without it.
_CASES = frozenset(
    {
        StudyDesign.CASE_REPORT,
        StudyDesign.CASE_SERIES,
        StudyDesign.CADAVERIC_STUDY,
        StudyDesign.ANIMAL_STUDY,
        StudyDesign.LABORATORY_STUDY,
    }
)


class Condition(NamedTuple):
    """People or a disorder that a question is about, as "whiplash": the name, and its kinds."""

    label: str
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of findings.

    Attributes
    ----------
    outcomes : frozenset of str
        Outcomes and complications it names, with all narrower ones; empty where it names none.
    sides : tuple of frozenset of str
        Interventions, comparators and imaging methods it names, each with all narrower ones.
    kinds : tuple of str
        Kinds of answers it asks for; empty for treatment.
    kin : frozenset of str
        What a single side is called in a finding on it: the side, and everything above
        it or above one of its kinds.
    between : bool
        Whether several sides are held against each other, so that only findings between them
        answer; else one comes after the other ("predict", "before"), and findings of papers about
        both answer.
    first : frozenset of str
        Outcomes that stand first, though others answer too.
    regions : frozenset of str
        Regions of the spine it names; papers on others only are set apart.
    conditions : tuple of Condition
        Disorders and people it names; papers that do not name them are set apart.
    """

    text: str
    outcomes: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    kin: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    between: bool = True
    first: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()

    @property
    def is_contrast(self) -> bool:
        """Whether two things are held against each other."""
        return len(self.sides) > 1 and self.between

    @property
    def is_sequence(self) -> bool:
        """Whether one thing is asked to tell of another that comes later."""
        return len(self.sides) > 1 and not self.between


def weigh(
    asked: Asked, studies: Sequence[BriefPaper], relevant: int, *, unmatched: Sequence[str] = ()
) -> Brief:
    """Group what studies find by kind of question and outcome, one voice a trial.

    What a trial compares the treatment with tells what it can bear: a control without it tells of
    an effect, another treatment or another way of the same does not, and they are told apart.
    Guidelines and reviews stand on lines of their own. Papers on other regions of the spine than
    the question names, and studies that do not name its disorder or people, are set apart. Where a
    trial compares groups, that is its voice, and what changed within a group is shown beside it.
    Off-topic and retracted papers have no voice.

    Parameters
    ----------
    studies : sequence of BriefPaper
        In the order of the search.
    relevant : int
        How many papers the search held relevant; more than were looked at, perhaps.
    unmatched : sequence of str
        Words of the question that stand in no record.
    """
    speaking = [s for s in studies if s.article.gives_evidence and s.article.design not in _SILENT]
    apart = _set_apart(asked, speaking)
    named_apart = {s.article.pmid for each in apart for s in each.papers}
    speaking = [s for s in speaking if s.article.pmid not in named_apart]
    guidelines = [s for s in speaking if s.article.design is StudyDesign.GUIDELINE]
    reviews = [s for s in speaking if s.article.design in _REVIEWS]
    primary = [s for s in speaking if s not in guidelines and s not in reviews]
    voices: dict[tuple[Question, str], list[BriefVoice]] = {}
    heard: set[str] = set()
    for reports in _by_trial(primary):
        for (question, outcome), findings in _answers(asked, reports).items():
            voices.setdefault((question, outcome), []).append(_voice(reports, findings))
            heard.update(f.pmid for f, _ in findings)
    balances = sorted(
        (balanced(question, outcome, spoken) for (question, outcome), spoken in voices.items()),
        key=_weight,
    )
    wanted = asked.kinds or (Question.THERAPEUTIC,)
    kinds = Counter(balance.question for balance in balances for _ in balance.voices)
    # stable: as weighed within one kind
    balances.sort(
        key=lambda b: (
            b.question not in wanted,
            -kinds[b.question],
            b.question,
            b.outcome not in asked.first,
        )
    )
    others = tuple(s for s in primary if s.article.pmid not in heard)
    return Brief(
        asked=asked.text,
        balances=tuple(balances),
        reviews=tuple(reviews),
        guidelines=tuple(guidelines),
        others=others,
        studies=len(studies),
        relevant=relevant,
        missing=(
            *nowhere(unmatched),
            *missing(primary, balances, others, asked.kinds, is_contrast=asked.is_contrast),
        ),
        apart=apart,
        unmatched=tuple(unmatched),
    )


def has_own_data(article: Article) -> bool:
    """Whether a paper counts as a study: no review, guideline or letter, and it gives evidence."""
    others = {*_REVIEWS, *_SILENT, StudyDesign.GUIDELINE}
    return article.gives_evidence and article.design not in others


def _set_apart(asked: Asked, studies: Sequence[BriefPaper]) -> tuple[SetApart, ...]:
    """Papers that are about something else than the question, by what it is; found once each."""
    left, apart = list(studies), []
    if asked.regions:
        # the joints of the upper neck are told by the nerves of the occiput, too
        here = asked.regions | ({"occipital"} if "cervical" in asked.regions else set())
        other = [s for s in left if s.facts.region and not here & {f.value for f in s.facts.region}]
        apart.append(SetApart("about another region of the spine", tuple(other)))
        left = [s for s in left if s not in other]
    for condition in asked.conditions:
        # reviews and guidelines name what they pool
        own = [s for s in left if has_own_data(s.article)]
        other = [s for s in own if not condition.concepts & s.concepts]
        apart.append(SetApart(f"that do not name {condition.label}", tuple(other)))
        left = [s for s in left if s not in other]
    return tuple(each for each in apart if each.papers)


def _by_trial(studies: Iterable[BriefPaper]) -> list[list[BriefPaper]]:
    """Reports of one trial together, trials in the order of their first report."""
    trials: dict[str, list[BriefPaper]] = {}
    for study in studies:
        trials.setdefault(study.standing.study, []).append(study)
    return list(trials.values())


def _answers(
    asked: Asked, reports: Collection[BriefPaper]
) -> Mapping[tuple[Question, str], list[tuple[Finding, Tier]]]:
    """What one trial answers, by kind of question and outcome, each with what it can bear."""
    found: dict[tuple[Question, str], list[tuple[Finding, Tier]]] = {}
    for study in reports:
        kind = study.facts.question
        own = Question(kind.value) if kind is not None else Question.OTHER
        questions = study.questions or (None,) * len(study.findings)
        subjects = study.subjects or (frozenset(),) * len(study.findings)
        tiers = study.tiers or (Tier.OBSERVED,) * len(study.findings)
        compared = study.compared or (frozenset(),) * len(study.findings)
        for finding, question, ties, tier, others in zip(
            study.findings, questions, subjects, tiers, compared, strict=True
        ):
            if asked.kin and ties and not asked.kin & (ties | {finding.comparator}):
                continue  # the graph ties it to another treatment
            if answers(asked, finding, study.named, ties | others, study.concepts):
                answered = question or own
                if asked.is_sequence and asked.kinds and answered not in asked.kinds:
                    continue  # what the later treatment did says nothing of the earlier test
                effect = answered in _OF_EFFECTS and not asked.is_contrast
                found.setdefault((answered, finding.outcome), []).append(
                    (finding, tier if effect else Tier.OBSERVED)
                )
    return found


def answers(
    asked: Asked,
    finding: Finding,
    in_title: Collection[str],
    ties: Collection[str] = (),
    in_record: Collection[str] = (),
) -> bool:
    """Whether a finding is sure enough, on the outcome asked for, and between the sides asked.

    Parameters
    ----------
    in_title : collection of str
        Ids of the concepts that the title of its paper names.
    ties : collection of str
        What its evidence in the graph is about, and compares with.
    in_record : collection of str
        Ids of the concepts that its record asserts anywhere.
    """
    if finding.confidence is not None and finding.confidence < _SURE:
        return False
    if asked.outcomes and finding.outcome not in asked.outcomes:
        return False
    tied = {finding.intervention, finding.comparator} - {""}
    about = {*tied, *in_title, *ties}
    if asked.is_sequence:
        near = [bool(about & side) for side in asked.sides]
        return (
            any(near)
            and sum(
                told or not side.isdisjoint(in_record)
                for told, side in zip(near, asked.sides, strict=True)
            )
            > 1
        )
    if not asked.is_contrast:
        # a result of another treatment answers nothing, unless the paper is about the one asked
        # for; one that nothing is tied to answers where its record names what is asked for
        if tied or not in_record:
            return not (asked.kin and tied) or bool(asked.kin & {*tied, *in_title})
        return not asked.kin or bool(asked.kin & {*about, *in_record})
    sides = tied if len(tied) > 1 else about
    return finding.basis is Basis.BETWEEN_GROUP and sum(bool(sides & s) for s in asked.sides) > 1


def _voice(reports: Sequence[BriefPaper], answered: Sequence[tuple[Finding, Tier]]) -> BriefVoice:
    """One trial's voice: its findings of the strongest basis and tier, the rest beside."""
    designs = {s.article.pmid: s.article.design for s in reports}
    kinds = []
    findings = [finding for finding, _ in answered]
    for finding, tier in answered:
        basis = borne(finding, designs[finding.pmid]).basis
        kinds.append((basis, tier if basis is Basis.BETWEEN_GROUP else Tier.WITHIN))
    first = min(kinds, key=lambda kind: STRENGTH[kind[0]])[0]
    among = [(kind, f) for kind, f in zip(kinds, findings, strict=True) if kind[0] is first]
    # a bare figure against placebo does not hide what another comparison says
    telling = [(kind, f) for kind, f in among if f.direction is not Direction.UNCLEAR]
    chosen = min((kind for kind, _ in telling or among), key=lambda kind: TIER_STRENGTH[kind[1]])
    spoken = tuple(f for kind, f in among if kind == chosen)
    study = min((s for s in reports if s.article.pmid in {f.pmid for f in spoken}), key=standing)
    return BriefVoice(
        study=study,
        reports=tuple(s.article.pmid for s in reports),
        direction=_joint(spoken),
        basis=chosen[0],
        findings=spoken,
        beside=tuple(f for f, kind in zip(findings, kinds, strict=True) if kind != chosen),
        tier=chosen[1],
    )


def borne(finding: Finding, design: StudyDesign | None) -> Finding:
    """A finding, comparing no more than its study's design can bear."""
    if design in _CASES and finding.basis is Basis.BETWEEN_GROUP:
        return replace(finding, basis=Basis.DESCRIPTIVE)
    return finding


def _joint(findings: Iterable[Finding]) -> Direction:
    """The direction findings share; bare figures give way to those that say one."""
    said = {f.direction for f in findings}
    if len(said) > 1:
        said.discard(Direction.UNCLEAR)
    return said.pop() if len(said) == 1 else Direction.MIXED


def _weight(balance: Balance) -> tuple[int, int, int, str, str]:
    """Most trials that tell of an effect first, then most that compare groups, then most trials."""
    counted = sum(voice.is_counted for voice in balance.voices)
    between = sum(balance.counts(Basis.BETWEEN_GROUP).values())
    return -counted, -between, -len(balance.voices), balance.question, balance.outcome
