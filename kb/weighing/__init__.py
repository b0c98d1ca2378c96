"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.answering import answering_finding, asked_in, asked_of
from kb.weighing.brief import Asked, Condition, answers, weigh

__all__ = [
    "Asked",
    "Condition",
    "answering_finding",
    "answers",
    "asked_in",
    "asked_of",
    "weigh",
]
