"""What a finding is tied to: intervention, comparator and indication of its sentence or record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kb.model import Mention
from kb.reading.findings.context import Context, Roles
from kb.reading.findings.flips import second_arm
from kb.reading.findings.roles import Sentence


class Ties(NamedTuple):
    """Concept ids, empty where the text ties none."""

    intervention: str = ""
    comparator: str = ""
    indication: str = ""


def tie(
    sentence: Sentence,
    inside: Sequence[Mention],
    context: Context,
    roles: Roles,
    *,
    compares: bool = False,
) -> Ties:
    """Tie a finding to the concepts of its sentence, else to those of the title.

    What stands behind "than" or "compared with" is what is compared with, unless the title makes
    it the intervention.

    Parameters
    ----------
    sentence : Sentence
        The sentence that says it.
    inside : sequence of Mention
        Mentions of the sentence; negated ones tie nothing.
    context : Context
        The record's arms.
    roles : Roles
        What concepts are.
    compares : bool
        Whether the finding is one between arms: then a rival of the title is never the intervention
        where the title has one.
    """
    border = sentence.start + second_arm(sentence.low)
    said = [m for m in inside if not m.negated]
    treats = [m for m in said if m.concept_id in roles.interventions]
    behind = [m.concept_id for m in treats if m.start >= border]
    before = [m.concept_id for m in treats if m.start < border]
    given = [c for c in (*before, *behind) if c not in context.rivals]
    index = only(context.studied) if compares and context.rivals else ""
    wanted = [c for c in given if c in context.studied] or [*filter(None, [index])] or before
    wanted = wanted or given
    intervention = wanted[0] if wanted else only(context.studied)
    against = [m.concept_id for m in said if m.concept_id in roles.comparators]
    against += [m.concept_id for m in treats if m.concept_id in context.rivals]
    against += behind or (before if intervention in behind else [])
    against = [c for c in against if c != intervention]
    ills = [m.concept_id for m in said if m.concept_id in roles.indications]
    titled = [c for c in ills if c in context.ills]
    return Ties(
        intervention=intervention,
        comparator=against[0] if against else only(context.rivals or context.controls),
        indication=(titled or [only(context.ills)])[0] or (ills[0] if ills else ""),
    )


def only(concepts: frozenset[str]) -> str:
    """The one concept, if it is one; else empty."""
    return next(iter(concepts)) if len(concepts) == 1 else ""
