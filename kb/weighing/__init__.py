"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.answering import (
    answering_finding,
    asked_in,
    asked_of,
    strongest_finding,
)
from kb.weighing.brief import Asked, Condition, answers, borne, weigh
from kb.weighing.gaps import nowhere

__all__ = [
    "Asked",
    "Condition",
    "answering_finding",
    "answers",
    "asked_in",
    "asked_of",
    "borne",
    "nowhere",
    "strongest_finding",
    "weigh",
]
