"""Which way a harm points: none, a comparison, a bare rate, or harm as the finding."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.cues import Cue, Significance, comparison
from kb.reading.findings.outcomes import Named
from kb.reading.findings.verdict import FIGURE, SHARE, TWO, Verdict

_MINOR = re.compile(
    r"\b(?:minor|mild|transient|transitory|self-?limit\w+|temporary|minimal|rare(?:ly)?"
    r"|only (?:one|1|two|2|few|a few|minor)|few|low|infrequent|uncommon|safe|well[- ]tolerated"
    r"|acceptable|negligible|without sequelae)\b"
)
_SELDOM = re.compile(
    r"\b(?:rare(?:ly)?|unusual|uncommon|risk of|risks?|possib\w+|awareness|can|prevent\w*)\b"
)
_SCARCE = re.compile(
    r"\b(?:rates?|incidence|risk|frequency) .{0,40}\b(?:was|were|is|are) (?:\w+ )?low\b"
)
_GRAVE = re.compile(
    r"\b(?:serious|severe|major|life-?threatening|permanent|irreversible|fatal|catastroph\w+"
    r"|extensive)\b"
)
_NONE = re.compile(
    r"\b(?:no|none|nor|neither|without|never|not|zero|absence of|free of)\b|(?<![\d.])0 ?%"
    r"|\bn ?= ?0\b"
)
_NONE_AFTER = re.compile(
    r"[ :=(]{1,3}(?:none|nil|0(?![.\d])|(?:was|were) (?:not|never) (?:observed|seen|noted|found"
    r"|reported|"
    r"encountered|detected)|(?:was|were) (?:observed|seen|noted|reported|found) in (?:none|no)\b|"
    r"(?:was|were) (?:absent|nil)|did not occur)"
)
_HAPPENED = re.compile(
    r"\b(?:occurr\w+|develop\w+|experienc\w+|observed|seen|detected|identified|caused|result\w+|"
    r"had|reported|noted|encountered|disclosed|revealed|complicated|suffered|found|showed|followed|"
    r"induced|presented|there (?:was|were)|amounted|produced|led to|associated with|after)\b"
)
# "apart from soreness no severe effects": what is named so was not thought grave.
_APART = re.compile(r"\b(?:apart from|aside from|except(?: for)?|other than) (?:\w+ ){0,2}\Z")
_MODAL = re.compile(
    r"\bcan (?:\w+ )?(?:lead to|cause|result in)\b"
    r"|\b(?:could|may|might) (?:\w+ )?(?:be|result|reduce|lower|increase|decrease|"
    r"avoid|lead|cause|prevent|minimi[sz]e)\b"
)


def of_harm(  # noqa: PLR0912 - one branch a way of telling of harm
    named: Named, cue: Cue | None, clause: str, signs: Significance, *, case_report: bool
) -> Verdict | None:
    """Direction of a harm: none, a comparison, a bare rate, or harm as the finding."""
    before = clause[: named.start]
    if named.negated or _NONE.search(before[-60:]) or _NONE_AFTER.match(clause, named.end):
        if case_report and named.outcome != "complications":
            return None  # told of one patient, an absence is no rate
        between = cue is not None and cue.family == "null" and "differ" in clause
        basis = Basis.BETWEEN_GROUP if between else Basis.DESCRIPTIVE
        return Verdict(Direction.NO_DIFFERENCE, basis, "harm-none")
    if _APART.search(before):
        return Verdict(Direction.NO_DIFFERENCE, Basis.DESCRIPTIVE, "harm-minor")
    if _MODAL.search(clause) or "unrelated" in clause:
        return None
    if cue is not None and clause[cue.start : cue.end].endswith((" low", " high")):
        cue = None  # "the rate was low" compares with nothing
    words = comparison()
    if cue is not None:
        if cue.family == "null":
            return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "harm-null")
        if cue.family in ("up", "down", "gain", "loss") and (
            cue.compares or cue.family in ("down",) or words["between"].search(clause)
        ):
            if signs.not_significant and not signs.significant:
                return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "harm-ns")
            if cue.compares or cue.family in ("up", "down"):
                good = cue.family in ("gain", "down")
                direction = Direction.IMPROVED if good else Direction.WORSE
                return Verdict(direction, Basis.BETWEEN_GROUP, "harm-than")
    if signs.not_significant and not signs.significant and FIGURE.search(clause):
        return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "harm-ns")
    if signs.significant and TWO.search(clause):
        # two rates differ, and no word says whose is the lower one: nothing is assumed of harm
        return Verdict(Direction.UNCLEAR, Basis.BETWEEN_GROUP, "harm-figures-p")
    near = clause[max(0, named.start - 40) : named.end + 40]
    listed = "(" in clause[: named.start] and ")" in clause[named.end :]
    mild = _MINOR.search(near) and not _GRAVE.search(near)
    if (mild or _SCARCE.search(near)) and not listed and not case_report:
        return Verdict(Direction.NO_DIFFERENCE, Basis.DESCRIPTIVE, "harm-minor")
    if case_report:
        if _SELDOM.search(clause):
            return None
        if _HAPPENED.search(clause) or _GRAVE.search(clause):
            return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "harm-case")
        return None
    if _GRAVE.search(clause) and _HAPPENED.search(clause) and not SHARE.search(clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "harm-grave")
    if SHARE.search(clause) or (FIGURE.search(clause) and _HAPPENED.search(clause)):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "harm-rate")
    if _HAPPENED.search(clause) and re.search(r"\b(?:one|two|three|four|five|an?) ", clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "harm-count")
    return None
