"""What the findings of one record are read against: its arms, its design, its main outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.model import TITLE, Article, Fact, Mention, StudyDesign
from kb.reading.findings.outcomes import Standard, stated_cutoff

_VERSUS = re.compile(r"\b(?:versus|vs\.?|compared (?:with|to)|in comparison (?:with|to)|against)\b")
DENERVATION = re.compile(
    r"radiofrequency|radio-frequency|neurotom|denervat|ablat|rhizotom|neurolysis|thermocoag"
)
# Without a cut-off of relief, a block that succeeds under guidance is a needle in its place.
_GUIDED = re.compile(
    r"ultraso|sonograph|fluoroscop|\bct\b|computed tomograph|guid(?:ed|ance)|cadaver|landmark"
)
_CASES = (StudyDesign.CASE_REPORT.value,)


class Context(NamedTuple):
    """What holds for a whole record.

    Attributes
    ----------
    studied, rivals : frozenset of str
        Concept ids of the intervention in question and of what it is compared with, where the
        title says so.
    standard : Standard
        The outcomes "success" and "responders" stand for.
    """

    case_report: bool
    studied: frozenset[str]
    rivals: frozenset[str]
    standard: Standard
    ills: frozenset[str]
    harms: frozenset[str]


class Roles(NamedTuple):
    """Concept ids by what they are; comparators may be interventions as well."""

    interventions: frozenset[str]
    comparators: frozenset[str]
    indications: frozenset[str]
    complications: frozenset[str]


def record_context(
    article: Article, texts: Sequence[str], mentions: Sequence[Mention], design: Fact, roles: Roles
) -> Context:
    """Gather what holds for a whole record.

    Parameters
    ----------
    article : Article
        The record.
    texts : sequence of str
        Title and sections in lower case.
    mentions : sequence of Mention
        All of them, in order.
    design : Fact
        Its study design.
    roles : Roles
        What concepts are.
    """
    title = [m for m in mentions if m.section == TITLE]
    treated = [m for m in title if m.concept_id in roles.interventions]
    cut = _VERSUS.search(texts[0])
    if cut is not None:
        index = frozenset(m.concept_id for m in treated if m.start < cut.start())
        rivals = frozenset(m.concept_id for m in treated if m.start >= cut.end()) - index
    else:
        index = frozenset(m.concept_id for m in treated)
        rivals = frozenset()
    burnt = bool(DENERVATION.search(texts[0]))
    burnt = burnt or sum(len(DENERVATION.findall(text)) for text in texts[1:]) > 1
    response = stated_cutoff(texts) or ("rf-success" if burnt else "")
    success = "rf-success" if burnt else response
    if not success and _GUIDED.search(texts[0]):
        success = "needle-placement-accuracy"
    return Context(
        case_report=design.value in _CASES,
        studied=index,
        rivals=rivals,
        standard=Standard(success, response),
        ills=frozenset(m.concept_id for m in title if m.concept_id in roles.indications),
        harms=frozenset(m.concept_id for m in title if m.concept_id in roles.complications),
    )
