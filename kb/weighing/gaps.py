"""What the studies behind a brief do not hold, in words."""

from __future__ import annotations

from collections.abc import Sequence

from kb.model import Balance, Basis, BriefPaper, Question, StudyDesign
from kb.weighing.balance import is_placebo_controlled

_LONG = 12  # months
# Questions that a figure answers.
_FIGURES = frozenset({Question.EPIDEMIOLOGY, Question.DIAGNOSTIC, Question.ANATOMY})


def missing(
    studies: Sequence[BriefPaper],
    balances: Sequence[Balance],
    others: Sequence[BriefPaper],
    kinds: Sequence[str] = (),
    *,
    is_contrast: bool,
) -> tuple[str, ...]:
    """Say what is not there, and tell "no study" from "nothing read" and "no abstract".

    Parameters
    ----------
    studies : sequence of BriefPaper
        Those that report data of their own.
    others : sequence of BriefPaper
        Of these, the ones without a finding that answers.
    kinds : sequence of str
        Kinds of answers asked for; of a prevalence or an accuracy no comparison and no randomised
        trial is missed.
    is_contrast : bool
        Whether the question holds two things against each other.
    """
    if not studies:
        return ("No study with data of its own was found.",)
    said = []
    of_effect = not kinds or not _FIGURES.issuperset(kinds)
    comparing = [v for b in balances for v in b.voices if v.basis is Basis.BETWEEN_GROUP]
    if not comparing and (of_effect or is_contrast or not balances):
        said.append(
            "No finding between the two that the question compares was read."
            if is_contrast
            else "No finding that answers was read."
            if not balances
            else "No finding that compares groups was read: what is shown changed within a group, "
            "or is a figure alone."
        )
    if of_effect:
        if not any(s.article.design is StudyDesign.RANDOMIZED_CONTROLLED_TRIAL for s in studies):
            said.append("No randomised trial is among the studies.")
        elif not any(map(is_placebo_controlled, studies)):
            said.append("No study says it was placebo- or sham-controlled.")
    if of_effect and not any(_is_long(study) for study in studies):
        said.append(f"No study states a follow-up of {_LONG} months or more.")
    bare = [s for s in others if not any(section.text for section in s.article.sections)]
    if bare:
        said.append(f"{_papers(len(bare))} without an abstract.")
    unread = len(others) - len(bare)
    if unread:
        said.append(
            f"{_papers(unread)} found, but no finding that answers was read in the abstract with "
            "enough confidence."
        )
    return tuple(said)


def nowhere(words: Sequence[str]) -> tuple[str, ...]:
    """Say which words of a question stand in no record: what is below does not speak of them."""
    if not words:
        return ()
    named = ", ".join(f"“{word}”" for word in words)
    return (f"No record holds {named}: nothing here speaks of it.",)


def _is_long(study: BriefPaper) -> bool:
    """Whether the follow-up is known and long."""
    stated = study.facts.follow_up
    return bool(stated and stated.value_months and stated.value_months >= _LONG)


def _papers(count: int) -> str:
    """A number of papers in words."""
    return "1 paper" if count == 1 else f"{count} papers"
