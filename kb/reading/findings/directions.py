"""Which way a named outcome points, by the words and figures of its clause."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.amounts import (
    by_change,
    by_change_before,
    by_figures,
    by_figures_against,
)
from kb.reading.findings.cues import Cue, Significance, comparison
from kb.reading.findings.fitness import of_validity
from kb.reading.findings.grades import lacks_evidence, of_evidence, of_worth
from kb.reading.findings.harms import of_harm
from kb.reading.findings.outcomes import Named
from kb.reading.findings.prediction import is_factor, merely_predicts, of_prediction, predicts
from kb.reading.findings.verdict import Verdict

_SEXES = re.compile(r"\b(?:men|women|males?|females?|sex|gender|age groups?)\b")
_FEW = re.compile(r"\b(?:minority|fewer than half|less than half|only a few)\b")
# Kinds of outcome that something predicts; others are merely said to go with something.
_PREDICTED = ("responder", "validity", "error-rate", "placement")
# Kinds of outcome that can be valid or accurate.
FITNESS = ("validity", "placement")
# Said of a test, these deny that it tells anything; "no difference" says that two tests are alike.
_UNFIT = re.compile(r"correlat|predict|relat|associat|distinguish|differentiat|tell|track")
_OF_BASELINE = re.compile(
    r"\b(?:higher|lower|greater|similar|equal|worse) (?:\w+ )?(?:baseline|pre-?(?:procedur\w*"
    r"|operative|treatment)) (?:\w+ ){0,2}\w*\Z"
)
_WISH = re.compile(r"\b(?:may|might|could|should|to (?:reduce|avoid|minimi[sz]e|lower|limit))\b")
# "we recommend watching to reduce the pain" says what for, not what came of it.
_ADVICE = re.compile(
    r"\b(?:recommend\w*|should|needs? to|in order|goal|aims?|attempts?)\b.{0,100}\bto (?:\w+ly )?\Z"
)
# What failed before the study is why its patients came.
_EARLIER = re.compile(
    r"\b(?:by|to|with|despite|after|of|failed) (?:\w+ )?(?:conservative|medical|previous|prior"
    r"|pharmacolog\w+) (?:\w+ )?(?:treatments?|therap(?:y|ies)|management|care|measures)\b"
)
_SOME = re.compile(
    r"\b(?:\d+%?\)?|one|two|three|four|five|six|seven|eight|nine|ten|few|some) (?:\w+ )?"
    r"(?:showed|had|reported|experienced|obtained|noted|received) \Z"
)
# "The chance of facet pain rose with age", "overstates facet pain": how often there is pain, not
# how much.
_HOW_OFTEN = re.compile(
    r"\b(?:chance|probability|likelihood|prevalence|incidence|(?:over|under)(?:stat|estimat)\w+)"
    r"(?: of)?(?: the)?(?: [\w-]+){0,4} \Z"
)
_AGE = re.compile(r"\b(?:rose|rises|increas\w+|declin\w+|decreas\w+) with (?:\w+ )?age\b")
# What a change is told against, where it is no other arm.
_THE_SAME = re.compile(
    r" (?:the |their |its )?(?:baseline|before\b|initial"
    r"|pre-?(?:treat|proced|operat|inject|interv))"
)
_PREVALENCE = re.compile(r"\b(?:prevalence|incidence|proportions?|frequency)\b")
_OF_CUTOFF = ("null", "mixed", "apt", "inapt")


def decide(
    named: Named,
    kind: str,
    base_good: int,
    cue: Cue | None,
    clause: str,
    signs: Significance,
    *,
    case_report: bool,
) -> Verdict | None:
    """Say which way an outcome points; None where its clause does not say.

    Parameters
    ----------
    named : Named
        The outcome, offsets into `clause`.
    kind : str
        Its kind: "harm", "responder" …
    base_good : int
        What is good of the outcome whatever its wording here.
    cue : Cue or None
        The word of direction that belongs to it.
    clause : str
        The clause in lower case.
    signs : Significance
        What its P values say.
    case_report : bool
        Whether the record tells of one patient.
    """
    if lacks_evidence(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "no-evidence")
    if kind == "harm":
        return of_harm(named, cue, clause, signs, case_report=case_report)
    if kind == "evidence":
        return of_evidence(clause)
    if named.outcome == "prevalence-of-facet-pain":
        return _of_prevalence(named, kind, cue, clause, signs)
    worth = of_worth(clause) if named.outcome == "cost-effectiveness" else None
    if worth is not None or _is_no_result(named, kind, cue, clause):
        return worth
    if (cue is None or cue.family not in ("null", "inapt")) and predicts(clause):
        if kind in FITNESS or kind == "error-rate":
            return of_validity(clause)
        if kind in _PREDICTED or "duration" in named.outcome:
            return of_prediction(kind, clause)
        if merely_predicts(clause):
            return None
    if cue is not None and not _is_share_of_hits(kind, cue, clause):
        said = _by_own_change(named, kind, cue, clause)
        said = said or _by_cue(named, kind, base_good, cue, clause, signs)
        if said is not None:
            return said
    if named.needs_cue:
        return by_change(named, clause)
    return by_figures(named, kind, clause, signs)


def _of_prevalence(
    named: Named, kind: str, cue: Cue | None, clause: str, signs: Significance
) -> Verdict | None:
    """Direction of how many have the pain: a figure, or as many in both groups."""
    if cue is not None and cue.family == "null" and _PREVALENCE.search(clause):
        return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "prevalence-alike")
    return by_figures(named, kind, clause, signs)


def _is_no_result(named: Named, kind: str, cue: Cue | None, clause: str) -> bool:
    """Whether an outcome is named as a baseline, a wish, a criterion or a factor."""
    if _OF_BASELINE.search(clause, 0, named.end) or is_factor(named, clause):
        return True
    if named.outcome == "pain-intensity" and _is_how_often(named, clause):
        return True
    if kind == "error-rate":
        return _WISH.search(clause) is not None
    is_cutoff = named.outcome == "pain-relief-cutoff"
    return is_cutoff and (cue is None or cue.family not in _OF_CUTOFF)


def _is_how_often(named: Named, clause: str) -> bool:
    """Whether an outcome is named as something that more or fewer people have."""
    return _HOW_OFTEN.search(clause[: named.start]) is not None or _AGE.search(clause) is not None


def basis_of(clause: str, cue: Cue | None, null: bool) -> Basis:
    """Basis of a statement of change: between arms, or within one."""
    words = comparison()
    within = words["within"].search(clause)
    between = [m for m in words["between"].finditer(clause) if not _THE_SAME.match(clause, m.end())]
    if within is not None:
        between = [m for m in between if not (within.start() <= m.start() < within.end())]
    if cue is not None and cue.compares and not (within and not between):
        return Basis.BETWEEN_GROUP
    if between:
        strong = [
            m
            for m in between
            if not m.group().startswith(("both", "group", "respectively"))
            and not m.group().endswith(" group")
        ]
        if null or strong:
            return Basis.BETWEEN_GROUP
        return Basis.WITHIN_GROUP if within else Basis.BETWEEN_GROUP
    if null:
        return Basis.WITHIN_GROUP if within and "baseline" in clause else Basis.BETWEEN_GROUP
    return Basis.WITHIN_GROUP


def _is_share_of_hits(kind: str, cue: Cue, clause: str) -> bool:
    """Whether "succeeded" stands beside the share of needles that did: "succeeded in 31%"."""
    is_hit = cue.family in ("gain", "apt") and not cue.compares
    return kind == "placement" and is_hit and "%" in clause


def _by_own_change(named: Named, kind: str, cue: Cue, clause: str) -> Verdict | None:
    """Direction by the figures right behind a score, where a rise or fall stands behind them."""
    if kind or cue.compares or cue.family not in ("up", "down"):
        return None
    return by_change_before(named, clause, cue.start)


def _by_cue(
    named: Named, kind: str, base_good: int, cue: Cue, clause: str, signs: Significance
) -> Verdict | None:
    """Direction by a word of direction."""
    family = cue.family
    if _is_no_outcome(cue, clause):
        return None
    if family == "null":
        return _of_null(kind, cue, clause)
    if family == "mixed":
        return Verdict(Direction.MIXED, Basis.DESCRIPTIVE, "mixed")
    if family in ("apt", "inapt"):
        return _of_fitness(kind, family)
    if _FEW.search(clause) and family in ("gain", "kept"):
        return None
    basis = basis_of(clause, cue, False)
    if family == "differ":
        return _of_difference(named, clause, signs)
    if kind in ("error-rate", "figure") and family in ("gain", "loss", "kept") and not cue.compares:
        return None
    # "pain reductions of 50% or more": the reduction is part of the outcome
    if kind == "responder" and family == "down" and not cue.compares:
        return None
    value = _value(named, base_good, cue)
    if value == 0:
        return None
    if signs.not_significant and not signs.significant:
        return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "compared-ns")
    # a burden that goes up within an arm is mostly its way back after relief
    is_sure = signs.significant or "significant" in clause
    if (
        value < 0
        and basis is Basis.WITHIN_GROUP
        and family in ("up", "down", "kept", "loss")
        and not is_sure
    ):
        return None
    if kind in ("validity", "placement") and basis is Basis.WITHIN_GROUP:
        basis = Basis.DESCRIPTIVE
    direction = Direction.IMPROVED if value > 0 else Direction.WORSE
    return Verdict(direction, basis, f"{family}{'-than' if cue.compares else ''}")


def _is_no_outcome(cue: Cue, clause: str) -> bool:
    """Whether a word of direction tells of advice, of what failed before, or of some patients."""
    if _ADVICE.search(clause, 0, cue.start):
        return True
    if cue.family in ("null", "loss", "inapt") and _EARLIER.search(clause):
        return True
    # "27 showed no improvement" tells of some, not of all
    return cue.family == "null" and _SOME.search(clause, 0, cue.start) is not None


def _of_null(kind: str, cue: Cue, clause: str) -> Verdict:
    """Direction of a denial: arms are alike, or a test tells nothing."""
    if kind == "validity" and _UNFIT.search(clause, cue.start, cue.end):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "validity-none")
    return Verdict(Direction.NO_DIFFERENCE, basis_of(clause, cue, True), "null")


def _of_difference(named: Named, clause: str, signs: Significance) -> Verdict | None:
    """Direction of "a significant difference": by its figures, else for the intervention."""
    if _SEXES.search(clause):
        return None
    if signs.not_significant:
        return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "differ-ns")
    against = by_figures_against(named, clause)
    if against is not None:
        return against
    return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "differ")


def _of_fitness(kind: str, family: str) -> Verdict | None:
    """Direction of what is said of tests and techniques: valid or not, on target or not."""
    if kind in FITNESS:
        direction = Direction.IMPROVED if family == "apt" else Direction.WORSE
        return Verdict(direction, Basis.DESCRIPTIVE, family)
    return None


def _value(named: Named, base_good: int, cue: Cue) -> int:
    """+1 good for the patient, -1 bad, 0 neither."""
    if cue.family == "kept":
        return named.good
    if cue.family in ("gain", "loss"):
        return cue.sign * (1 if cue.family == "gain" else -1)
    a, b = named.turned
    inside = named.start <= cue.start and cue.end <= named.end
    # "reported greater relief": more of the relief, though the name holds both words
    own = (cue.start < b and a < cue.end) or (inside and (a == b or not cue.compares))
    good = base_good if own else named.good
    return cue.sign * good * (1 if cue.family == "up" else -1)
