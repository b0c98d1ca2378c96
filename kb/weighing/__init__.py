"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.answering import answering_finding, asked_of, strongest_finding
from kb.weighing.brief import Asked, answers, borne, weigh
from kb.weighing.gaps import nowhere

__all__ = [
    "Asked",
    "answering_finding",
    "answers",
    "asked_of",
    "borne",
    "nowhere",
    "strongest_finding",
    "weigh",
]
