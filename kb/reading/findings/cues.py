"""Words of direction in a clause, and what compares with what."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from kb.reading.data import rules

# A comparative this close before a noun of change tells how much of it: "greater reduction".
_NEAR = 28
_CHANGE = re.compile(
    r"reduction|decrease|decline|improvement|increase|relief|gain|drop|fall|recovery"
)
_LOOK_BACK = 40
_NOT_ONLY = re.compile(r"\bnot only\b")


class Cue(NamedTuple):
    """A word of direction.

    Attributes
    ----------
    family : str
        "null", "gain", "loss", "kept", "apt", "inapt", "up", "down", "differ" or "mixed".
    compares : bool
        Whether the word compares by itself ("higher", "superior").
    sign : int
        -1 where the amount of it is the smaller one ("less improvement"), else +1.
    """

    start: int
    end: int
    family: str
    compares: bool
    sign: int = 1


class Significance(NamedTuple):
    """What the P values of a clause say."""

    significant: bool
    not_significant: bool


@cache
def _families() -> re.Pattern[str]:
    """One expression over all families; the group that matched names the family."""
    table = rules("findings/cues")
    order = [
        "null",
        "mixed",
        "loss_than",
        "gain_than",
        "loss",
        "inapt",
        "apt",
        "differ",
        "up_than",
        "down_than",
        "gain",
        "kept",
        "up",
        "down",
    ]
    parts = [
        f"(?P<{name}>{'|'.join('(?:' + e['find'] + ')' for e in table[name])})" for name in order
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])")


@cache
def comparison() -> dict[str, re.Pattern[str]]:
    """Compile what makes a comparison."""
    table = rules("findings/cues")
    return {k: re.compile(v) for k, v in table["comparison"].items()}


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Compile the P values, and what denies a cue."""
    table = rules("findings/cues")
    s = table["significance"]
    return (
        re.compile(f"{s['not_significant']}|{s['greater']}"),
        re.compile(s["significant"]),
        re.compile(table["denied"]),
    )


def find_cues(clause: str) -> list[Cue]:
    """Words of direction in a clause, in order.

    Parameters
    ----------
    clause : str
        In lower case.

    Examples
    --------
    >>> [(c.family, c.compares) for c in find_cues("pain relief did not differ between groups")]
    [('null', False)]
    >>> [(c.family, c.compares) for c in find_cues("a greater reduction in pain than placebo")]
    [('down', True)]
    """
    denied = _signs()[2]
    raw: list[Cue] = []
    for hit in _families().finditer(clause):
        name = hit.lastgroup or ""
        family, _, than = name.partition("_")
        before = clause[max(0, hit.start() - _LOOK_BACK) : hit.start()]
        is_denied = denied.search(before) and not _NOT_ONLY.search(before)
        if is_denied and family in ("gain", "loss", "kept", "up", "down", "differ"):
            family = "null"
        elif is_denied and family == "apt":
            family = "inapt"
        raw.append(Cue(hit.start(), hit.end(), family, bool(than)))
    return _merged(clause, raw)


def _merged(clause: str, raw: list[Cue]) -> list[Cue]:
    """Join "greater" with the noun of change behind it, and a null with what it denies."""
    found: list[Cue] = []
    skip = -1
    for i, cue in enumerate(raw):
        if i == skip:
            continue
        following = raw[i + 1] if i + 1 < len(raw) else None
        if following is not None and following.start - cue.end <= _NEAR:
            gap = clause[cue.end : following.start]
            change = _CHANGE.match(clause, following.start)
            plain = not re.search(r"[,;:()]|\b(?:and|than|with|but|in|for)\b", gap)
            if plain and change and cue.family in ("up", "down") and cue.compares:
                sign = 1 if cue.family == "up" else -1
                found.append(Cue(cue.start, following.end, following.family, True, sign))
                skip = i + 1
                continue
            if plain and change and cue.family in ("null", "differ"):
                found.append(Cue(cue.start, following.end, cue.family, cue.compares))
                skip = i + 1
                continue
        found.append(cue)
    return found


@lru_cache(maxsize=64)
def significance(clause: str) -> Significance:
    """What the P values of a clause say.

    Examples
    --------
    >>> significance("26.7% vs. 14.3%, p = 0.19").not_significant
    True
    """
    if " p" not in clause and "(p" not in clause and "signif" not in clause and "n" not in clause:
        return Significance(significant=False, not_significant=False)
    none, some, _ = _signs()
    return Significance(bool(some.search(clause)), bool(none.search(clause)))
