"""Which way an outcome points by its figures alone."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.cues import Significance
from kb.reading.findings.fitness import of_placement, of_spread, of_validity
from kb.reading.findings.outcomes import Named
from kb.reading.findings.verdict import FIGURE, MOST, SHARE, TWO, Verdict

_CHANGE = re.compile(
    r"(?<!ranged )(?<!ranging )(?<!varied )from (?:a "
    r"|an )?(?:\w+ ){0,3}?(?P<a>\d*\.?\d+)[^;]{0,40}?\bto (?:\w+ ){0,3}?(?P<b>\d*\.?\d+)"
)
# A change this close behind an outcome is its own, in characters.
_BEHIND = 25
_BEFORE_AFTER = re.compile(
    r"[^;\d]{0,40}(?P<a>\d*\.?\d+)[^;,]{0,25}? (?:before|at baseline|pre-?\w+|initially)"
    r"[^;\d]{0,60}(?P<b>\d*\.?\d+)[^;]{0,30}? (?:after|post-?\w+|at (?:\d|the (?:last|final)"
    r"|follow))"
)
_PRE_POST = re.compile(
    r"\bpre-?(?:procedur|operati|treatment|injection|intervention|block)\w*[^;\d]{0,40}"
    r"(?P<a>\d*\.?\d+)[^;]{0,40}?\bpost-?(?:procedur|operati|treatment|injection|intervention"
    r"|block)\w*[^;\d]{0,40}(?P<b>\d*\.?\d+)"
)
_RANGE = re.compile(
    r"\bbetween \d+ ?%? and \d+ ?%|\brang\w+ (?:from|between) \d+ ?%? (?:to|and) \d+ ?%"
)
_ARMS = re.compile(
    r"\b(?:versus|vs\.?|compared (?:with|to)|against)(?= |$)"
    r"|\band (?:\w+ )?(?:controls?|sham|placebo)(?: patients?)? \("
)
# Shares of three arms or more: "33%, 16% and 22%"; of one arm where times are listed beside.
_LISTED = re.compile(r"\d ?%, (?:and )?\d[\d.]* ?%,? and \d[\d.]* ?%")
_TIMES = re.compile(
    r"\b(?:\d+|one|two|three|six),? (?:and|to) (?:\d+|one|two|three|six|twelve) (?:\w+ )?"
    r"(?:hours|days|weeks|months|years)\b"
)
_SHARES = re.compile(r"\d ?%")
_RATHER = re.compile(r"\b(?:instead of|rather than)\b")
_AGAINST = re.compile(
    r"(?<![\d.])(?P<a>\d*\.?\d+)(?![\d.])[^;]{0,30}?\b(?:vs\.?|versus|against|instead of"
    r"|rather than|compared (?:with|to))[^;\d]{0,30}?(?P<b>\d*\.?\d+)"
)
_UNIT = re.compile(
    r"\d ?(?:±|\+/-)? ?[\d.]* ?(?:s\b|secs?\b|seconds|min\b|mins\b|minutes|hours?\b|m?gy|m?sv|cgy)"
    r"|\b(?:mean|median|average)\b"
)
_RATE = re.compile(r"%|\bper (?:100|cent)|\brates?\b|\bincreas|\bdeclin|\bdecreas|\bgrowth|\brose")
_MONEY = re.compile(r"[$€£¥]|\b(?:usd|eur|euros?|dollars?|pounds?|qalys?|icer)\b")
_UNDER = re.compile(r"(?:[<≤]|\bless than|\bunder|\bbelow) ?\d+ ?%? ?\Z")
# A share this small, called "only", is none of relief.
_FEW_ONLY = re.compile(r"\bonly (?:\d|[1-3]\d)(?:\.\d+)? ?%")
_HIGH_RATE = re.compile(r"\bhigh (?:\w+ )?(?:rate|frequency|number|incidence|proportion)")
_HIGH_ERROR = re.compile(
    r"\b(?:high|substantial|unacceptabl[ey]|considerable) (?:\w+ ){0,3}false|false[- ]\w+ (?:rates?"
    r"|results?) (?:\w+ ){0,2}(?:is|are|was|were) (?:\w+ )?(?:high|common|frequent)"
    r"|\bat the (?:expense|cost|price) of (?:\w+ ){0,2}false"
)
# What a figure of these outcomes must stand beside.
_NEEDED = {"procedure-utilization": _RATE, "cost-effectiveness": _MONEY}
# Time of relief, not of watching; numbers may be words.
_HOW_MANY = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(?:-\w+)?"
    r"|none|no|half|most) (?:(?:out )?of|patients?|subjects?|cases|individuals|percent|per cent)\b"
)
_LASTING = re.compile(
    r"(?<!follow-up of )(?<!follow up of )\b(?:\d[\d.]*|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|twelve|an?)(?: ?(?:[-–]|to|or|and) ?\d+)? ?(?:more )?(?:minutes?|min|hours?|h|days?"
    r"|weeks?|wks?|months?|mo|years?|yrs?)\b"
)


def by_figures(named: Named, kind: str, clause: str, signs: Significance) -> Verdict | None:
    """Direction by figures alone; None where they do not say.

    Parameters
    ----------
    named : Named
        The outcome, offsets into `clause`.
    kind : str
        Its kind: "responder", "validity" …
    clause : str
        In lower case.
    signs : Significance
        What its P values say.
    """
    two = TWO.search(clause)
    if two and kind not in ("error-rate", "validity") and named.good:
        if signs.not_significant:
            return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "figures-ns")
        if signs.significant:
            return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "figures-p")
    if named.good and _RATHER.search(clause) and kind in ("", "placement"):
        return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "rather-than")
    of_clause = _OF_CLAUSE.get(kind)
    if of_clause is not None:
        return of_clause(clause)
    if named.outcome == "injectate-spread":
        return of_spread(named, clause)
    of_named = {"responder": _of_responders, "figure": _of_figure}.get(kind, _of_score)
    return of_named(named, clause)


def by_change(named: Named, clause: str) -> Verdict | None:
    """Direction by "from 6.5 to 2.8".

    Parameters
    ----------
    named : Named
        The outcome, with its good side.
    clause : str
        In lower case.
    """
    if not named.good:
        return None
    found = _CHANGE.search(clause)
    # numbers first named are those of the outcome: none stands between it and "6.8 before"
    found = found or _BEFORE_AFTER.match(clause, named.end) or _PRE_POST.search(clause)
    if found is None:
        return None
    before, after = float(found.group("a")), float(found.group("b"))
    if before == after:
        return None
    better = (after > before) == (named.good > 0)
    direction = Direction.IMPROVED if better else Direction.WORSE
    return Verdict(direction, Basis.WITHIN_GROUP, "before-after")


def by_change_before(named: Named, clause: str, cue: int) -> Verdict | None:
    """Direction by "moved from 7.0 to 6.0" right behind the outcome, before a word of direction.

    That word then belongs to something else: "NRS moved from 7 to 6 and flexion rose".

    Parameters
    ----------
    named : Named
        The outcome, with its good side.
    clause : str
        In lower case.
    cue : int
        Offset of the word of direction.
    """
    found = _CHANGE.search(clause, named.end)
    if found is None or found.start() - named.end > _BEHIND or found.end() > cue:
        return None
    return by_change(named, clause[: found.end()])


def _of_responders(named: Named, clause: str) -> Verdict | None:
    """Direction of a share of those who had the relief, or did not."""
    if _RANGE.search(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "responders-range")
    if len(_SHARES.findall(clause)) > 1 and _tells_arms(clause):
        # shares of arms, and nothing says that they differ
        return Verdict(Direction.UNCLEAR, Basis.BETWEEN_GROUP, "responders-arms")
    if SHARE.search(clause) or MOST.search(clause):
        direction = Direction.IMPROVED if named.good > 0 else Direction.WORSE
        return Verdict(direction, Basis.WITHIN_GROUP, "responders")
    return None


def _tells_arms(clause: str) -> bool:
    """Whether shares are those of arms, and not of one arm at several times."""
    if _ARMS.search(clause) or clause.rstrip(" .").endswith("respectively"):
        return True
    return _LISTED.search(clause) is not None and _TIMES.search(clause) is None


def _of_figure(named: Named, clause: str) -> Verdict | None:
    """Direction of a bare figure: a prevalence, a duration, a price."""
    needed = _NEEDED.get(named.outcome, FIGURE)
    if named.outcome == "placebo-response" and _HIGH_RATE.search(clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "figure-high")
    if named.outcome == "duration-of-relief":
        figures = _LASTING.search(clause)
    elif named.outcome == "prevalence-of-facet-pain":
        figures = FIGURE.search(clause) or _HOW_MANY.search(clause)
    else:
        figures = FIGURE.search(clause) and needed.search(clause)
    if figures:
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "figure")
    return None


def _of_error_rate(clause: str) -> Verdict | None:
    """Direction of a rate of errors, which speaks against the test."""
    if FIGURE.search(clause) or _HIGH_ERROR.search(clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "error-rate")
    return None


def _of_score(named: Named, clause: str) -> Verdict | None:
    """Direction of a score by its change, or by the share of patients who had the good of it."""
    changed = by_change(named, clause)
    if changed is not None:
        return changed
    if _FEW_ONLY.search(clause):
        return None
    if named.good > 0 and SHARE.search(clause) and not _UNDER.search(clause[: named.start]):
        return Verdict(Direction.IMPROVED, Basis.WITHIN_GROUP, "share")
    return None


def by_figures_against(named: Named, clause: str) -> Verdict | None:
    """Direction by the figures of two arms, the intervention's first: "1.6 mSv versus .2".

    Parameters
    ----------
    named : Named
        The outcome, with its good side.
    clause : str
        In lower case.
    """
    return _of_two(clause, named.good, "differ-against") if named.good else None


def _of_measure(clause: str) -> Verdict | None:
    """Direction of a time, a dose or a number of passes: the less the better."""
    against = _of_two(clause, -1, "measure-against")
    if against is None and _UNIT.search(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "measure")
    return against


def _of_two(clause: str, good: int, rule: str) -> Verdict | None:
    """Direction by the figures of two arms, the first being the intervention's."""
    two = _AGAINST.search(clause)
    if two is None:
        return None
    one, other = float(two.group("a")), float(two.group("b"))
    if one == other:
        return None
    better = (one > other) == (good > 0)
    direction = Direction.IMPROVED if better else Direction.WORSE
    return Verdict(direction, Basis.BETWEEN_GROUP, rule)


_OF_CLAUSE = {
    "validity": of_validity,
    "error-rate": _of_error_rate,
    "placement": of_placement,
    "measure": _of_measure,
}
