"""Which word of direction belongs to which outcome of a clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from kb.reading.findings.clauses import soft_segments
from kb.reading.findings.cues import Cue, find_cues
from kb.reading.findings.directions import FITNESS
from kb.reading.findings.outcomes import Named

# A cue this close before an outcome belongs to it; for others it counts as this much farther.
_BESIDE = 12
_TAKEN = 60
_VERB = re.compile(
    r"\b(?:was|were|is|are|has|have|had|did|improved|increased|decreased|declined|fell|rose|reduced"
    r"|dropped|showed|lasted|shortened)\b"
)
_CLOSES = re.compile(r"signific|gap|trend")


def assigned(
    low: str, start: int, end: int, named: Sequence[Named], kinds: Callable[[str], str]
) -> Iterator[tuple[Named, Cue | None]]:
    """Give each outcome of a clause its word of direction.

    Parameters
    ----------
    low : str
        The sentence in lower case.
    start, end : int
        Offsets of the clause in it.
    named : sequence of Named
        Outcomes in the clause.
    kinds : callable
        Kind of an outcome.

    Yields
    ------
    (Named, Cue or None)
        Offsets of cues count from `start`.
    """
    spans = soft_segments(low, start, end)
    cues: list[Sequence[Cue]] = []
    for a, b in spans:
        cues.append(
            [
                c._replace(start=c.start + a - start, end=c.end + a - start)
                for c in find_cues(low[a:b])
            ]
        )
    over = _closing_null(low, spans, cues, named)
    for n in named:
        if over is not None and n.start < over.start + start:
            yield n, over
            continue
        at = bisect_left([b for _, b in spans], n.start + 1)
        at = min(at, len(spans) - 1)
        own = cues[at] or _borrowed(at, spans, cues, named)
        if (
            at
            and cues[at]
            and all(
                c.family != "null" and not c.compares and _is_own(c, n.start - start, n.end - start)
                for c in own
            )
        ):
            own = _of_list(low, at, spans, cues, kinds(n.outcome)) or own
        yield n, _choose(own, n, start, named, kinds(n.outcome))


def _closing_null(
    low: str,
    spans: Sequence[tuple[int, int]],
    cues: Sequence[Sequence[Cue]],
    named: Sequence[Named],
) -> Cue | None:
    """A last segment that denies the rest: "75% against 87%, a non-significant gap"."""
    a, b = spans[-1]
    if len(spans) < 2 or not cues[-1] or any(a <= n.start < b for n in named):
        return None
    said = low[a:b]
    if cues[-1][0].family == "null" and _CLOSES.search(said):
        return cues[-1][0]
    return None


def _of_list(
    low: str, at: int, spans: Sequence[tuple[int, int]], cues: Sequence[Sequence[Cue]], kind: str
) -> Sequence[Cue]:
    """Cues that hold for a whole list: "similar" in "similar relief and functional improvement"."""
    a, b = spans[at]
    if _VERB.search(low, a, b):
        return ()
    if kind == "responder":
        return cues[at - 1]
    return [c for c in cues[at - 1] if c.family == "null" or c.compares]


def _borrowed(
    at: int,
    spans: Sequence[tuple[int, int]],
    cues: Sequence[Sequence[Cue]],
    named: Sequence[Named],
) -> Sequence[Cue]:
    """Cues for a segment without one: of the list before it, else of the one behind it."""
    previous = next((i for i in range(at - 1, -1, -1) if cues[i]), None)
    following = next((i for i in range(at + 1, len(spans)) if cues[i]), None)
    if previous is not None:
        a, b = spans[previous]
        inside = [n for n in named if a <= n.start < b]
        first_cue = cues[previous][0].start + spans[0][0]
        if not inside or inside[0].start >= first_cue or following is None:
            return cues[previous]
    return cues[following] if following is not None else ()


def _choose(
    cues: Sequence[Cue], at: Named, start: int, others: Sequence[Named], kind: str
) -> Cue | None:
    """The cue that belongs to an outcome: a null first, then the nearest.

    A cue right before another outcome ("decreased pain") belongs to that one first.
    """
    a, b = at.start - start, at.end - start

    def rank(cue: Cue) -> tuple[int, int]:
        gap = max(cue.start - b, a - cue.end, 0)
        if cue.family in ("null", "mixed"):
            return 0, gap
        if cue.compares:
            gap -= 15
        for n in others:
            if n is not at and 0 <= n.start - start - cue.end <= _BESIDE:
                gap += _TAKEN
        return 1, gap

    if kind not in FITNESS:
        cues = [c for c in cues if c.family not in ("apt", "inapt")]
    mine = [c for c in cues if not _is_own(c, a, b)]
    if at.harm:
        return min(mine, key=rank, default=None)
    if kind != "responder" and not any(c.family == "null" or c.compares for c in mine):
        # "a reduction in pain with improved function"
        mine = [c for c in cues if c.family == "gain" and _is_own(c, a, b)] or mine
    if not mine:
        mine = [c for c in cues if c.compares or kind != "responder"]
    return min(mine, key=rank, default=None)


def _is_own(cue: Cue, start: int, end: int) -> bool:
    """Whether a cue is a word of the outcome's own name: "relief" in "at least 50% relief"."""
    return start <= cue.start and cue.end <= end
