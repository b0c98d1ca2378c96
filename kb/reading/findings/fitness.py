"""What a test or a technique is worth: accuracy of a diagnosis, of a needle, of what it injects."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.outcomes import Named
from kb.reading.findings.verdict import FIGURE, MOST, SHARE, Verdict

_RATIO = re.compile(r"(?<![\d.])(?:0?\.(?P<share>\d\d?)|(?P<percent>\d\d?(?:\.\d+)?|100) ?%)")
_SAID_VALID = re.compile(
    r"\b(?:(?P<high>high|strong|good|excellent|acceptable|substantial)|low|poor|limited|weak"
    r"|insufficient|inadequate) (?:\w+ ){0,2}(?:accuracy|validity|sensitivity|specificity"
    r"|reliability|value|utility)"
)
_HIGH = re.compile(r"\b(?:high|good|excellent|strong|acceptable|substantial)\b")
_LOW = re.compile(r"\b(?:low|poor|limited|moderate|weak|insufficient|unreliable|only)\b")
# An accuracy below this supports nothing by itself.
_ENOUGH = 70.0
# What stands behind a figure: "± 0.05".
_MARGIN = re.compile(r"(?:±|\+/?-) ?[\d.]*\d")
# A likelihood ratio beyond these moves a diagnosis much (Jaeschke et al., JAMA 1994;271:703).
_LIKELIHOOD = re.compile(
    r"\b(?P<negative>negative )?likelihood ratios?\b[^;\d.]{0,25}(?P<size>\d*\.?\d+)"
)
_RULES_OUT, _RULES_IN = 0.2, 5.0
_ON_TARGET = re.compile(
    r"\b(?:bathed|covered|reached|surrounded|stained|engulfed|satisfactory|adequate|correct"
    r"|appropriate)\b"
)
_RARE = re.compile(r"\b(?:un(?:common|usual)|rare(?:ly)?|seldom|minimal|little)\b")


def of_validity(clause: str) -> Verdict | None:
    """Direction of an accuracy: by its words, else by how high the figures are.

    Parameters
    ----------
    clause : str
        In lower case.
    """
    clause = _MARGIN.sub("", clause)
    if not FIGURE.search(clause):
        said = _SAID_VALID.search(clause)
        if said is None:
            return None
        direction = Direction.IMPROVED if said.group("high") else Direction.WORSE
        return Verdict(direction, Basis.DESCRIPTIVE, "validity-said")
    if _LOW.search(clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "validity-low")
    ratio = _LIKELIHOOD.search(clause)
    if ratio is not None and "sensitiv" not in clause and "specific" not in clause:
        size = float(ratio.group("size"))
        tells = size <= _RULES_OUT if ratio.group("negative") else size >= _RULES_IN
        direction = Direction.IMPROVED if tells else Direction.UNCLEAR
        return Verdict(direction, Basis.DESCRIPTIVE, "validity-ratio")
    values = [
        float(m.group("percent")) if m.group("percent") else float(f"0.{m.group('share')}") * 100
        for m in _RATIO.finditer(clause)
    ]
    values = [v for v in values if v not in (95.0, 5.0)]
    if _HIGH.search(clause) or (values and min(values[:2]) >= _ENOUGH):
        return Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "validity-high")
    if values:
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "validity-figure")
    return None


def of_placement(clause: str) -> Verdict | None:
    """Direction of a share of needles in their place.

    Parameters
    ----------
    clause : str
        In lower case.
    """
    shares = [float(m.group("percent")) for m in _RATIO.finditer(clause) if m.group("percent")]
    if shares and (shares[0] < _ENOUGH or "only" in clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "placement-low")
    if SHARE.search(clause) or MOST.search(clause):
        return Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "placement")
    return None


def of_spread(named: Named, clause: str) -> Verdict | None:
    """Direction of where injected fluid went: to its nerve, or astray.

    Parameters
    ----------
    named : Named
        What names the spread, offsets into `clause`.
    clause : str
        In lower case.
    """
    if _ON_TARGET.search(clause, named.start, named.end):
        return of_placement(clause) or (
            Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "spread") if "always" in clause else None
        )
    if _RARE.search(clause, named.start):
        return Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "spread-rare")
    if SHARE.search(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "spread-astray")
    return None
