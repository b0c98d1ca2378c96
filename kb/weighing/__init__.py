"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.answering import answering_finding, asked_of
from kb.weighing.brief import Asked, answers, weigh
from kb.weighing.kin import author_groups, trial_keys

__all__ = [
    "Asked",
    "answering_finding",
    "answers",
    "asked_of",
    "author_groups",
    "trial_keys",
    "weigh",
]
