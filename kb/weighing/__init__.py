"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.answering import answering_finding, asked_of
from kb.weighing.brief import Asked, answers, weigh

__all__ = ["Asked", "answering_finding", "answers", "asked_of", "weigh"]
