"""The nouns of a brief: what studies say to one question, counted without misleading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb.model.article import Article
from kb.model.evidence import Standing
from kb.model.reading import Basis, Direction, Finding, Question, StudyFacts
from kb.model.weighing import Tier


class Certainty(StrEnum):
    """How much a balance can carry. There is no "high": abstracts show no risk of bias."""

    LOW = "low"
    CONFLICTING = "conflicting"
    MODERATE = "moderate"


@dataclass(frozen=True, slots=True)
class BriefPaper:
    """A paper as it enters a brief.

    Attributes
    ----------
    findings : tuple of Finding
        Its findings, in the order of the text.
    named : frozenset of str
        Ids of the concepts its title names.
    standing : Standing
        Which study it reports, and from which group of authors; papers of one study have one voice.
    questions : tuple of Question or None
        For each finding the question it answers; the paper's own where empty or None.
    subjects : tuple of frozenset of str
        For each finding the treatments or tests that its evidence in the graph is about.
    placebo : bool
        Whether an arm had placebo, sham or saline.
    tiers : tuple of Tier
        For each finding what a comparison of groups in it can bear; "observed" where empty.
    compared : tuple of frozenset of str
        For each finding what its evidence in the graph compares with.
    concepts : frozenset of str
        Ids of the concepts that the record asserts anywhere, index terms included.
    """

    article: Article
    facts: StudyFacts
    findings: tuple[Finding, ...]
    named: frozenset[str]
    standing: Standing
    questions: tuple[Question | None, ...] = ()
    subjects: tuple[frozenset[str], ...] = ()
    placebo: bool = False
    tiers: tuple[Tier, ...] = ()
    compared: tuple[frozenset[str], ...] = ()
    concepts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SetApart:
    """Papers that a search held relevant, and that are about something else than was asked.

    Attributes
    ----------
    why : str
        What they are, in words that stand behind "papers": "about another region of the spine".
    papers : tuple of BriefPaper
    """

    why: str
    papers: tuple[BriefPaper, ...]


@dataclass(frozen=True, slots=True)
class BriefVoice:
    """What one trial says of one outcome.

    Attributes
    ----------
    study : BriefPaper
        The report that speaks: the one of the best evidence level, then the newest.
    reports : tuple of str
        PMIDs of all its reports among the studies weighed.
    direction : Direction
        "mixed" where its findings of this basis point different ways (by time, scale or dose).
    basis : Basis
        The strongest there is: between groups, else within one, else descriptive.
    findings : tuple of Finding
        Those of this basis and tier.
    beside : tuple of Finding
        The others, shown and not counted.
    tier : Tier
        Of a comparison of groups: with what. "within" where nothing is compared.
    """

    study: BriefPaper
    reports: tuple[str, ...]
    direction: Direction
    basis: Basis
    findings: tuple[Finding, ...]
    beside: tuple[Finding, ...] = ()
    tier: Tier = Tier.OBSERVED

    @property
    def is_counted(self) -> bool:
        """Whether it tells of an effect: groups compared, the others without the treatment."""
        return self.basis is Basis.BETWEEN_GROUP and self.tier in (Tier.CONTROLLED, Tier.OBSERVED)


@dataclass(frozen=True, slots=True)
class Balance:
    """All voices on one outcome within one kind of question.

    Attributes
    ----------
    question : Question
        Diagnostic, prognostic, therapeutic … evidence never shares a balance.
    outcome : str
        Concept id.
    voices : tuple of BriefVoice
        Best evidence first.
    author_groups : int
        How many groups of authors the voices come from.
    certainty : Certainty
    why : str
        The reason for the certainty, in words.
    may_differ : tuple of str
        What differs between voices that disagree: cut-off, guidance, follow-up, comparator …
    """

    question: Question
    outcome: str
    voices: tuple[BriefVoice, ...]
    author_groups: int
    certainty: Certainty
    why: str
    may_differ: tuple[str, ...] = ()

    def counts(self, basis: str, tier: str | None = None) -> Mapping[Direction, int]:
        """Studies by direction, of one basis (and tier); directions without one are left out."""
        found = [v.direction for v in self.voices if v.basis == basis and tier in (None, v.tier)]
        return {d: found.count(d) for d in Direction if d in found}


@dataclass(frozen=True, slots=True)
class Brief:
    """An answer made of words that stand in the records.

    Attributes
    ----------
    asked : str
        The question.
    balances : tuple of Balance
        The kind of question most trials answer first; within it those with most trials that
        compare groups.
    reviews, guidelines : tuple of BriefPaper
        Shown on lines of their own; never counted beside the trials they pool.
    others : tuple of BriefPaper
        Studies without a finding that answers: nothing read, or none on what was asked.
    studies : int
        How many papers were looked at: the most relevant ones of the search.
    relevant : int
        How many the search held relevant.
    missing : tuple of str
        What the record does not hold, in words.
    apart : tuple of SetApart
        Papers on other regions of the spine, or that do not name the disorder or people asked
        about: named, never counted.
    unmatched : tuple of str
        Words of the question that stand in no record; `missing` says so, too.
    caution : str
        What holds for every brief.
    """

    asked: str
    balances: tuple[Balance, ...]
    reviews: tuple[BriefPaper, ...]
    guidelines: tuple[BriefPaper, ...]
    others: tuple[BriefPaper, ...]
    studies: int
    relevant: int
    missing: tuple[str, ...]
    apart: tuple[SetApart, ...] = ()
    unmatched: tuple[str, ...] = ()
    caution: str = (
        "From abstracts only; risk of bias not assessed. Counts are of trials, not of how large or "
        "how sure an effect is: read the sentences. Not medical advice."
    )
