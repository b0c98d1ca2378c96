"""What makes a name stand for another outcome in its sentence, or for none."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kb.reading.data import rules

CUTOFFS = {
    "30": "pain-relief-30",
    "50": "pain-relief-50",
    "75": "at-least-75-percent-pain-relief",
    "80": "pain-relief-80",
    "100": "complete-pain-relief",
}
"""Outcomes by the percentage of relief that they ask for."""
# Characters before a name that a guard looks at.
_BEFORE = 70


class Guard(NamedTuple):
    """What makes a name stand for another outcome, or for none.

    Attributes
    ----------
    where : str
        "before" the name, "at" it, or "lacks" where the sentence must not have it.
    only : re.Pattern or None
        What the name itself must match for the guard to count.
    becomes : str
        The other outcome; empty where it is none.
    mentions : bool
        Whether it holds for names of the vocabulary alone, not for words beyond it.
    """

    where: str
    find: re.Pattern[str]
    only: re.Pattern[str] | None
    becomes: str
    mentions: bool

    def holds(self, low: str, start: int) -> bool:
        """Whether it holds for a name at an offset of a sentence."""
        if self.only is not None and not self.only.match(low, start):
            return False
        if self.where == "at":
            return self.find.match(low, start) is not None
        if self.where == "before":
            return self.find.search(low, max(0, start - _BEFORE), start) is not None
        return self.find.search(low) is None


def meant(outcome: str, harm: bool, low: str, start: int, *, word: bool = False) -> str:
    """Say what a name in a sentence stands for: the outcome, another one, or none.

    Parameters
    ----------
    outcome : str
        The outcome that the name has by itself.
    harm : bool
        Whether that is a harm.
    low : str
        The sentence in lower case.
    start : int
        Offset of the name.
    word : bool
        Whether it is a word beyond the vocabulary.

    Returns
    -------
    str
        Id of an outcome; empty where the name stands for none.

    Examples
    --------
    >>> meant("pain-intensity", False, "pain-free controls had less pain", 27)
    'pain-intensity'
    """
    own = _guards().get(outcome, ())
    for guard in (*own, *_guards()["harms"]) if harm else own:
        if not (word and guard.mentions) and guard.holds(low, start):
            return guard.becomes
    return outcome


@cache
def _guards() -> dict[str, tuple[Guard, ...]]:
    """Compile the guards of each outcome, in the order of the file."""
    found: dict[str, list[Guard]] = {"harms": []}
    for entry in rules("findings/guards")["guards"]:
        only = entry.get("only")
        guard = Guard(
            entry["where"],
            re.compile(entry["find"]),
            re.compile(only) if only else None,
            entry.get("becomes", ""),
            bool(entry.get("mentions")),
        )
        for named in entry["outcomes"]:
            for outcome in CUTOFFS.values() if named == "cutoffs" else (named,):
                found.setdefault(outcome, []).append(guard)
    return {outcome: tuple(guards) for outcome, guards in found.items()}
