"""Grades: of evidence, and of worth for money."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.verdict import Verdict

# "no evidence of infection" and "no evidence of a difference" are results, these are gaps.
_NO_EVIDENCE = re.compile(
    r"\b(?:no (?:\w+ )?|insufficient |inadequate |not enough |lack of |little |scarce )evidence "
    r"(?:for|on|regarding|about|concerning|to (?:support|judge|determine|recommend|draw))\b"
)
_EVIDENCE_FOR = re.compile(
    r"\bfor\b|\bsupport(?:ing|s|ed)?\b"
    r"|\b(?:quality|certainty|strength) of (?:the )?evidence (?:was|is)\b"
    r"|\bof (?:\w+ )?benefit\b|\befficacy\b|\beffectiveness\b|\brecommendation"
)
_GOOD_EVIDENCE = re.compile(
    r"\b(?:strong(?:er)?|good|high(?:[- ]quality)?|moderate|fair|robust|convincing"
    r"|level i{1,2}\b|level [12]\b)"
)
_POOR_EVIDENCE = re.compile(
    r"\b(?:limited|poor|weak|low|very low|insufficient|lacking|inadequate"
    r"|level (?:iii|iv|v)\b|level [345]\b)"
)
_MIXED_EVIDENCE = re.compile(r"\b(?:conflicting|contradictory|inconsistent|mixed|inconclusive)\b")
_WORTH = re.compile(
    r"\b(?P<no>(?:not|cannot|never|unlikely to) (?:be )?(?:considered |regarded as )?)?"
    r"(?:(?:is|was|are|were|be|being|considered|most|more|highly|the|an?) )*cost-? ?effective\b"
    r"(?! than)"
)


def lacks_evidence(clause: str) -> bool:
    """Whether a clause says that evidence is missing, which is no result either way."""
    return "evidence" in clause and _NO_EVIDENCE.search(clause) is not None


def of_evidence(clause: str) -> Verdict | None:
    """Direction of a grade of evidence: good, poor, both, or conflicting.

    Parameters
    ----------
    clause : str
        In lower case.

    Examples
    --------
    >>> of_evidence("there is limited evidence for pulsed lesions").direction.value
    'worse'
    """
    if not _EVIDENCE_FOR.search(clause):
        return None
    if _MIXED_EVIDENCE.search(clause):
        return Verdict(Direction.MIXED, Basis.DESCRIPTIVE, "evidence-mixed")
    good, poor = _GOOD_EVIDENCE.search(clause), _POOR_EVIDENCE.search(clause)
    if good and poor:
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "evidence-range")
    if good:
        return Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "evidence-good")
    return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "evidence-poor") if poor else None


def of_worth(clause: str) -> Verdict | None:
    """Direction of "is cost-effective" or "cannot be considered cost-effective".

    Parameters
    ----------
    clause : str
        In lower case.
    """
    said = _WORTH.search(clause)
    if said is None or (said.group() in ("cost-effective", "cost effective")):
        return None
    direction = Direction.WORSE if said.group("no") else Direction.IMPROVED
    return Verdict(direction, Basis.DESCRIPTIVE, "cost-effective")
