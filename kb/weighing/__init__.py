"""Weighing what studies find against each other; pure functions over the nouns."""

from kb.weighing.brief import Asked, weigh

__all__ = ["Asked", "weigh"]
