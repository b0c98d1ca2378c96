"""What a finding is tied to: intervention, comparator and indication of its sentence or record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kb.model import Mention
from kb.reading.findings.context import Context, Roles


class Ties(NamedTuple):
    """Concept ids, empty where the text ties none."""

    intervention: str = ""
    comparator: str = ""
    indication: str = ""


def tie(inside: Sequence[Mention], context: Context, roles: Roles) -> Ties:
    """Tie a finding to the concepts of its sentence, else to those of the title.

    Parameters
    ----------
    inside : sequence of Mention
        Mentions of the sentence; negated ones tie nothing.
    context : Context
        The record's arms.
    roles : Roles
        What concepts are.
    """
    said = [m.concept_id for m in inside if not m.negated]
    given = [c for c in said if c in roles.interventions and c not in context.rivals]
    wanted = [c for c in given if c in context.studied] or given
    against = [c for c in said if c in roles.comparators or c in context.rivals]
    ills = [c for c in said if c in roles.indications]
    return Ties(
        intervention=wanted[0] if wanted else only(context.studied),
        comparator=against[0] if against else only(context.rivals),
        indication=ills[0] if ills else only(context.ills),
    )


def only(concepts: frozenset[str]) -> str:
    """The one concept, if it is one; else empty."""
    return next(iter(concepts)) if len(concepts) == 1 else ""
