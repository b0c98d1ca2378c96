"""What predicts an outcome, and outcomes that are named as what may predict."""

from __future__ import annotations

import re

from kb.model import Basis, Direction
from kb.reading.findings.outcomes import Named
from kb.reading.findings.verdict import Verdict

_PREDICTS = re.compile(
    r"\b(?:predict(?:s|ed|or|ors|ive)?|(?:was|were|is|are|been|not|significantly|independently"
    r"|strongly|factors?|variables?) associated with|risk factors?|correlat\w+|odds of"
    r"|likelihood of|prognostic)\b"
)
_PREDICTION = re.compile(
    r"\bpredict\w*|\b(?:associated|linked) with\b|\bcorrelat\w+"
    r"|\b(?:un)?(?:related|linked|tied) to\b"
)
_TRAITS = re.compile(r"\b(?:age|sex|gender|bmi|body mass index|smok\w+|obesity)\b")
# "guidance was associated with a shorter time" compares, "baseline pain predicted pain" does not
_GOES_WITH = re.compile(r"\bassociated with\b")
_BAD = re.compile(
    r"\b(?:failure|worse|poor(?:er)?|negative|lower|shorter|shortened|less|non-?respon\w+"
    r"|unfavou?rable|unsuccessful)\b"
)
_GOOD = re.compile(
    r"\b(?:success\w*|better|greater|favou?rable|positive|longer|improved|higher|good|respon\w+)\b"
)


def predicts(clause: str) -> bool:
    """Whether a clause in lower case says that something predicts or goes with something."""
    return _PREDICTS.search(clause) is not None


def merely_predicts(clause: str) -> bool:
    """Whether it says so in words that cannot be a comparison of arms."""
    return _GOES_WITH.search(clause) is None


def is_factor(named: Named, clause: str) -> bool:
    """Whether an outcome stands in a list of what may predict: "sex, age and work disability".

    Parameters
    ----------
    named : Named
        The outcome, offsets into `clause`.
    clause : str
        In lower case.
    """
    found = _PREDICTION.search(clause)
    if found is None:
        return False
    if named.start >= found.end():
        return _TRAITS.search(clause, found.end(), named.start) is not None
    if named.end > found.start():
        return False
    if found.group().startswith("predict") and named.outcome == "pain-intensity":
        return True  # "pain on extension was not predictive"
    if named.outcome == "psychological-outcome":
        return True  # "catastrophizing was associated with recurrence"
    return _TRAITS.search(clause, 0, found.start()) is not None


def of_prediction(kind: str, clause: str) -> Verdict | None:
    """Direction of what predicts an outcome: failure or success.

    Parameters
    ----------
    kind : str
        Kind of the outcome.
    clause : str
        In lower case.
    """
    if _BAD.search(clause):
        return Verdict(Direction.WORSE, Basis.BETWEEN_GROUP, "predicts-bad")
    if kind == "responder" or _GOOD.search(clause):
        return Verdict(Direction.IMPROVED, Basis.BETWEEN_GROUP, "predicts-good")
    return None
