"""Turning a comparison round where its subject is the arm that is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kb.model import Basis, Direction, Mention
from kb.reading.data import rules
from kb.reading.findings.context import Context
from kb.reading.findings.verdict import Verdict

_TURNED = {Direction.IMPROVED: Direction.WORSE, Direction.WORSE: Direction.IMPROVED}
_SECOND = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|over|relative to|against|rather than"
    r"|instead of|as opposed to"
    r"|beat|beats|outperform(?:s|ed)|surpass(?:es|ed)"
    r"|(?<=superior )to|(?<=inferior )to|(?<=similar )to|(?<=comparable )to|(?<=preferable )to)\b"
)


_NAMELESS = re.compile(
    r"\b(?:in|with|for|among|of)?(?: the)? ?(?:groups? (?:[a-z]{1,2}\d?|\d|i{1,3})\b"
    r"|[a-z]{1,2}\d?[ -]groups?\b)"
)
_KNOWN = ("us", "fl", "rf", "ct", "la")


@cache
def _reference() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the arms that are compared with, as holder and as the second of a comparison."""
    arm = rules("findings/cues")["comparison"]["reference"]
    holder = re.compile(
        rf"\b(?:in|with|for|among|by|after|of|favou?red|favou?ring|from) (?:the |those (?:in"
        rf"|with) the )?{arm}(?! or)|^(?:the |group )?{arm}"
    )
    return holder, re.compile(arm)


def second_arm(low: str) -> int:
    """Offset of what is compared with in a sentence in lower case; its end where nothing is."""
    cut = _SECOND.search(low, 1)
    return cut.end() if cut else len(low)


def flipped(
    verdict: Verdict,
    clause: str,
    start: int,
    offset: int,
    inside: Sequence[Mention],
    context: Context,
) -> Verdict:
    """Verdict for the intervention in question, whichever arm the clause speaks of.

    Parameters
    ----------
    verdict : Verdict
        As the words of the clause have it.
    clause : str
        In lower case.
    start, offset : int
        Offset of the clause in its sentence, and of the sentence in its section.
    inside : sequence of Mention
        Mentions in the sentence.
    context : Context
        The record's arms.
    """
    if verdict.basis is not Basis.BETWEEN_GROUP or verdict.direction not in _TURNED:
        return verdict
    if verdict.rule.startswith(("differ", "figures")):
        return verdict
    cut = _SECOND.search(clause)
    if cut is None and "-than" not in verdict.rule:
        return verdict  # a change in one arm, not a comparison
    first = clause[: cut.start()] if cut else clause
    holder, arm = _reference()
    turn = False
    if holder.search(first) and not (cut and arm.search(clause, cut.end())):
        turn = True
    elif context.arms[0] and context.arms[1]:
        studied, rivals = context.arms
        a = offset + start
        border = a + (cut.start() if cut else len(clause))
        here = [m for m in inside if a <= m.start < a + len(clause)]
        one = {m.concept_id for m in here if m.start < border}
        two = {m.concept_id for m in here if m.start >= border}
        if (one & rivals and not one & studied) or (
            two & studied and not two & rivals and not one & studied
        ):
            turn = True
    if not turn:
        if verdict.direction is Direction.WORSE and _is_nameless(first):
            # worse in an arm that only a letter names: not known whether it is the intervention's
            return verdict._replace(direction=Direction.UNCLEAR, rule=f"{verdict.rule}-nameless")
        return verdict
    return verdict._replace(direction=_TURNED[verdict.direction], rule=f"{verdict.rule}-turned")


def _is_nameless(first: str) -> bool:
    """Whether the arm spoken of is known by a letter or a number alone."""
    hit = _NAMELESS.search(first)
    return hit is not None and not any(name in hit.group().split() for name in _KNOWN)
