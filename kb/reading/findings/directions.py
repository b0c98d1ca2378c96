"""Which way a named outcome points, by the words and figures of its clause."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.cues import Cue, Significance, comparison
from kb.reading.findings.harms import of_harm
from kb.reading.findings.outcomes import Named
from kb.reading.findings.verdict import FIGURE, SHARE, TWO, Verdict

_MOST = re.compile(
    r"\b(?:most|majority|all|every|half|third|quarter|two[- ]thirds|\w+teen|two|three|four|five"
    r"|six|seven|eight|nine|ten|twelve|twenty)\b"
)
_CHANGE = re.compile(
    r"(?<!ranged )(?<!ranging )(?<!varied )from (?:a "
    r"|an )?(?:\w+ ){0,3}?(?P<a>\d+(?:\.\d+)?)[^;]{0,40}?\bto (?:\w+ ){0,3}?(?P<b>\d+(?:\.\d+)?)"
)
_PREDICTS = re.compile(
    r"\b(?:predict(?:s|ed|or|ors|ive)?|(?:was|were|is|are|been|not|significantly|independently|strongly|"
    r"factors?|variables?) associated with|risk factors?|correlat\w+|odds of"
    r"|likelihood of|prognostic)\b"
)
_PREDICTION = re.compile(r"\bpredict\w*|\bassociated with\b|\bcorrelat\w+|\brelated to\b")
_TRAITS = re.compile(r"\b(?:age|sex|gender|bmi|body mass index|smok\w+|obesity)\b")
# "guidance was associated with a shorter time" compares, "baseline pain predicted pain" does not
_GOES_WITH = re.compile(r"\bassociated with\b")
_PREDICTS_BAD = re.compile(
    r"\b(?:failure|worse|poor(?:er)?|negative|lower|shorter|shortened|less|non-?respon\w+|unfavou?rable|unsuccessful)\b"
)
_PREDICTS_GOOD = re.compile(
    r"\b(?:success\w*|better|greater|favou?rable|positive|longer|improved|higher|good|respon\w+)\b"
)
_SEXES = re.compile(r"\b(?:men|women|males?|females?|sex|gender|age groups?)\b")
_RANGE = re.compile(
    r"\bbetween \d+ ?%? and \d+ ?%|\brang\w+ (?:from|between) \d+ ?%? (?:to|and) \d+ ?%"
)
_FEW = re.compile(r"\b(?:minority|fewer than half|less than half|only a few)\b")
# Kinds of outcome that something predicts; others are merely said to go with something.
_PREDICTED = ("responder", "validity", "error-rate", "placement")
# Kinds of outcome that can be valid or accurate.
FITNESS = ("validity", "placement")
_RATHER = re.compile(r"\b(?:instead of|rather than)\b")
_RATIO = re.compile(r"(?<![\d.])(?:0?\.(?P<share>\d\d?)|(?P<percent>\d\d?(?:\.\d+)?|100) ?%)")
# Said of a test, these deny that it tells anything; "no difference" says that two tests are alike.
_UNFIT = re.compile(r"correlat|predict|relat|associat|distinguish|differentiat|tell|track")
_SAID_VALID = re.compile(
    r"\b(?:(?P<high>high|strong|good|excellent|acceptable|substantial)|low|poor|limited|weak"
    r"|insufficient|inadequate) (?:\w+ ){0,2}(?:accuracy|validity|sensitivity|specificity"
    r"|reliability|value|utility)"
)
_AGAINST = re.compile(
    r"(?<![\d.])(?P<a>\d+(?:\.\d+)?)(?![\d.])[^;]{0,30}?\b(?:vs\.?|versus|against|instead of"
    r"|rather than|compared (?:with|to))[^;\d]{0,30}?(?P<b>\d+(?:\.\d+)?)"
)
_UNIT = re.compile(
    r"\d ?(?:±|\+/-)? ?[\d.]* ?(?:s\b|secs?\b|seconds|min\b|mins\b|minutes|hours?\b|m?gy|m?sv|cgy)|\b(?:mean|median|average)\b"
)
_RATE = re.compile(r"%|\bper (?:100|cent)|\brates?\b|\bincreas|\bdeclin|\bdecreas|\bgrowth|\brose")
# "no evidence of infection" and "no evidence of a difference" are results, these are gaps
_NO_EVIDENCE = re.compile(
    r"\b(?:no (?:\w+ )?|insufficient |inadequate |not enough |lack of |little |scarce )evidence "
    r"(?:for|on|regarding|about|concerning|to (?:support|judge|determine|recommend|draw))\b"
)
_WORTH = re.compile(
    r"\b(?P<no>(?:not|cannot|never|unlikely to) (?:be )?(?:\w+ )?)?(?:is|was|are|were|be|being|considered"
    r"|the most|the more|highly)?(?(no)| )(?:the |a |an )?(?:most |more |highly )?cost-?[ ]?effective\b(?! than)"
)
_OF_BASELINE = re.compile(
    r"\b(?:higher|lower|greater|similar|equal|worse) (?:\w+ )?baseline (?:\w+ ){0,2}\w*\Z"
)
_WISH = re.compile(r"\b(?:may|might|could|should|to (?:reduce|avoid|minimi[sz]e|lower|limit))\b")
_EVIDENCE_FOR = re.compile(
    r"\bfor\b|\bsupporting\b|\befficacy\b|\beffectiveness\b|\brecommendation"
)
_GOOD_EVIDENCE = re.compile(
    r"\b(?:strong(?:er)?|good|high(?:[- ]quality)?|moderate|fair|robust|convincing|level i{1,2}\b|level [12]\b)"
)
_POOR_EVIDENCE = re.compile(
    r"\b(?:limited|poor|weak|low|very low|insufficient|lacking|inadequate|level (?:iii|iv|v)\b|level [345]\b)"
)
_MIXED_EVIDENCE = re.compile(r"\b(?:conflicting|contradictory|inconsistent|mixed|inconclusive)\b")
_OF_CUTOFF = ("null", "mixed", "apt", "inapt")
_MONEY = re.compile(r"[$€£¥]|\b(?:usd|eur|euros?|dollars?|pounds?|qalys?|icer)\b")
_UNDER = re.compile(r"(?:[<≤]|\bless than|\bunder|\bbelow) ?\d+ ?%? ?\Z")
_HIGH_RATE = re.compile(r"\bhigh (?:\w+ )?(?:rate|frequency|number|incidence|proportion)")
_HIGH = re.compile(r"\b(?:high|good|excellent|strong|acceptable|substantial)\b")
_LOW = re.compile(r"\b(?:low|poor|limited|moderate|weak|insufficient|unreliable|only)\b")
# An accuracy below this supports nothing by itself.
_ENOUGH = 70.0


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
    if kind == "harm" and not _NO_EVIDENCE.search(clause):
        return of_harm(named, cue, clause, signs, case_report=case_report)
    if _NO_EVIDENCE.search(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "no-evidence")
    if kind == "evidence":
        return _of_evidence(clause)
    if named.outcome == "cost-effectiveness":
        said = _WORTH.search(clause)
        if said:
            direction = Direction.WORSE if said.group("no") else Direction.IMPROVED
            return Verdict(direction, Basis.DESCRIPTIVE, "cost-effective")
    if _OF_BASELINE.search(clause, 0, named.end):
        return None
    if kind == "error-rate" and _WISH.search(clause):
        return None
    if named.outcome == "pain-relief-cutoff" and (cue is None or cue.family not in _OF_CUTOFF):
        return None
    if _is_factor(named, clause):
        return None
    if (cue is None or cue.family != "null") and _PREDICTS.search(clause):
        if kind in _PREDICTED or "duration" in named.outcome:
            return _of_prediction(named, kind, clause)
        if not _GOES_WITH.search(clause):
            return None
    if cue is not None:
        said = _by_cue(named, kind, base_good, cue, clause, signs)
        if said is not None:
            return said
    if named.needs_cue:
        return _by_change(named, clause)
    return _by_figures(named, kind, clause, signs)


def _is_factor(named: Named, clause: str) -> bool:
    """Whether an outcome stands in a list of what may predict: "sex, age and work disability"."""
    found = _PREDICTION.search(clause)
    if found is None:
        return False
    if named.start >= found.end():
        return _TRAITS.search(clause, found.end(), named.start) is not None
    if named.end > found.start():
        return False
    return _TRAITS.search(clause, 0, found.start()) is not None


def basis_of(clause: str, cue: Cue | None, null: bool) -> Basis:
    """Basis of a statement of change: between arms, or within one."""
    words = comparison()
    within = words["within"].search(clause)
    between = list(words["between"].finditer(clause))
    if within is not None:
        between = [m for m in between if not (within.start() <= m.start() < within.end())]
    if cue is not None and cue.compares and not (within and not between):
        return Basis.BETWEEN_GROUP
    if between:
        strong = [m for m in between if not m.group().startswith(("both", "group", "respectively"))]
        if null or strong:
            return Basis.BETWEEN_GROUP
        return Basis.WITHIN_GROUP if within else Basis.BETWEEN_GROUP
    if null:
        return Basis.WITHIN_GROUP if within and "baseline" in clause else Basis.BETWEEN_GROUP
    return Basis.WITHIN_GROUP


def _of_prediction(named: Named, kind: str, clause: str) -> Verdict | None:
    """Direction of what predicts an outcome: failure or success."""
    if kind in ("validity", "error-rate", "placement"):
        return _of_validity(clause)
    if _PREDICTS_BAD.search(clause):
        return Verdict(Direction.WORSE, Basis.BETWEEN_GROUP, "predicts-bad")
    if kind == "responder" or _PREDICTS_GOOD.search(clause):
        return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "predicts-good")
    return None


def _by_cue(
    named: Named, kind: str, base_good: int, cue: Cue, clause: str, signs: Significance
) -> Verdict | None:
    """Direction by a word of direction."""
    family = cue.family
    if family == "null" and kind == "validity" and _UNFIT.search(clause, cue.start, cue.end):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "validity-none")
    if family == "null":
        return Verdict(Direction.NO_DIFFERENCE, basis_of(clause, cue, True), "null")
    if family == "mixed":
        return Verdict(Direction.MIXED, Basis.DESCRIPTIVE, "mixed")
    if family in ("apt", "inapt"):
        return _of_fitness(kind, family)
    if _FEW.search(clause) and family == "gain":
        return None
    basis = basis_of(clause, cue, False)
    if family == "differ":
        return _of_difference(clause, signs)
    if kind in ("error-rate", "figure") and family in ("gain", "loss") and not cue.compares:
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
    if value < 0 and basis is Basis.WITHIN_GROUP and family in ("up", "down") and not is_sure:
        return None
    if kind in ("validity", "placement") and basis is Basis.WITHIN_GROUP:
        basis = Basis.DESCRIPTIVE
    direction = Direction.IMPROVED if value > 0 else Direction.WORSE
    return Verdict(direction, basis, f"{family}{'-than' if cue.compares else ''}")


def _of_difference(clause: str, signs: Significance) -> Verdict | None:
    """Direction of "a significant difference", which is for the intervention unless said."""
    if _SEXES.search(clause):
        return None
    if signs.not_significant:
        return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "differ-ns")
    return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "differ")


def _of_fitness(kind: str, family: str) -> Verdict | None:
    """Direction of what is said of tests and techniques: valid or not, on target or not."""
    if kind in FITNESS:
        direction = Direction.IMPROVED if family == "apt" else Direction.WORSE
        return Verdict(direction, Basis.DESCRIPTIVE, family)
    return None


def _value(named: Named, base_good: int, cue: Cue) -> int:
    """+1 good for the patient, -1 bad, 0 neither."""
    if cue.family in ("gain", "loss"):
        return cue.sign * (1 if cue.family == "gain" else -1)
    a, b = named.turned
    own = (cue.start < b and a < cue.end) or (named.start <= cue.start and cue.end <= named.end)
    good = base_good if own else named.good
    return cue.sign * good * (1 if cue.family == "up" else -1)


def _by_change(named: Named, clause: str) -> Verdict | None:
    """Direction by "from 6.5 to 2.8"."""
    found = _CHANGE.search(clause)
    if found is None or not named.good:
        return None
    before, after = float(found.group("a")), float(found.group("b"))
    if before == after:
        return None
    better = (after > before) == (named.good > 0)
    direction = Direction.IMPROVED if better else Direction.WORSE
    return Verdict(direction, Basis.WITHIN_GROUP, "before-after")


def _by_figures(  # noqa: PLR0912 - one branch a kind of outcome
    named: Named, kind: str, clause: str, signs: Significance
) -> Verdict | None:
    """Direction by figures alone."""
    two = TWO.search(clause)
    if two and kind not in ("error-rate", "validity") and named.good:
        if signs.not_significant:
            return Verdict(Direction.NO_DIFFERENCE, Basis.BETWEEN_GROUP, "figures-ns")
        if signs.significant:
            return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "figures-p")
    if named.good and _RATHER.search(clause) and kind in ("", "placement"):
        return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "rather-than")
    if kind == "responder":
        if _RANGE.search(clause):
            return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "responders-range")
        if SHARE.search(clause) or _MOST.search(clause):
            good = named.good > 0
            direction = Direction.IMPROVED if good else Direction.WORSE
            return Verdict(direction, Basis.WITHIN_GROUP, "responders")
        return None
    if kind == "validity":
        return _of_validity(clause)
    if kind == "error-rate":
        if FIGURE.search(clause):
            return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "error-rate")
        return None
    if kind == "placement":
        shares = [float(m.group("percent")) for m in _RATIO.finditer(clause) if m.group("percent")]
        if shares and (shares[0] < _ENOUGH or "only" in clause):
            return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "placement-low")
        if SHARE.search(clause) or _MOST.search(clause):
            return Verdict(Direction.IMPROVED, Basis.DESCRIPTIVE, "placement")
        return None
    if kind == "measure":
        return _of_measure(clause)
    if kind == "figure":
        if named.outcome == "procedure-utilization" and not _RATE.search(clause):
            return None
        if named.outcome == "cost-effectiveness" and not _MONEY.search(clause):
            return None
        if named.outcome == "placebo-response" and _HIGH_RATE.search(clause):
            return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "figure-high")
        if FIGURE.search(clause):
            return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "figure")
        return None
    changed = _by_change(named, clause)
    if changed is not None:
        return changed
    if named.good > 0 and SHARE.search(clause) and not _UNDER.search(clause[: named.start]):
        return Verdict(Direction.IMPROVED, Basis.WITHIN_GROUP, "share")
    return None


def _of_evidence(clause: str) -> Verdict | None:
    """Direction of a grade of evidence: good, poor, both, or conflicting."""
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


def _of_measure(clause: str) -> Verdict | None:
    """Direction of a time, a dose or a number of passes: the less the better."""
    two = _AGAINST.search(clause)
    if two:
        one, other = float(two.group("a")), float(two.group("b"))
        if one != other:
            direction = Direction.IMPROVED if one < other else Direction.WORSE
            return Verdict(direction, Basis.BETWEEN_GROUP, "measure-against")
    if _UNIT.search(clause):
        return Verdict(Direction.UNCLEAR, Basis.DESCRIPTIVE, "measure")
    return None


def _of_validity(clause: str) -> Verdict | None:
    """Direction of an accuracy: by its words, else by how high the figures are."""
    if not FIGURE.search(clause):
        said = _SAID_VALID.search(clause)
        if said is None:
            return None
        direction = Direction.IMPROVED if said.group("high") else Direction.WORSE
        return Verdict(direction, Basis.DESCRIPTIVE, "validity-said")
    if _LOW.search(clause):
        return Verdict(Direction.WORSE, Basis.DESCRIPTIVE, "validity-low")
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
