"""What the findings of one record are read against: its arms, its design, its main outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kb.model import TITLE, Article, Fact, Mention, StudyDesign
from kb.reading.findings.outcomes import Standard, stated_cutoff

_BOTH = re.compile(
    r"\b(?:comparison of|comparing|compare|between|differences? (?:in"
    r"|of))\b.{3,120}?(?P<and>\band\b)"
)
_VERSUS = re.compile(r"\b(?:versus|vs\.?|compared (?:with|to)|in comparison (?:with|to)|against)\b")
DENERVATION = re.compile(
    r"radiofrequency|radio-frequency|neurotom|denervat|ablat|rhizotom|neurolysis|thermocoag"
)
# Without a cut-off of relief, a block that succeeds under guidance is a needle in its place.
_GUIDED = re.compile(
    r"ultraso|sonograph|fluoroscop|\bct\b|computed tomograph|guid(?:ed|ance)|cadaver|landmark"
)
_HOW_MANY = (
    r"(?:prevalence|incidence|frequency|proportion|(?:relative )?contributions?|source|origin)"
)
# A record that asks how many patients have pain from the facet joints.
_COUNTS_PAINFUL = re.compile(
    rf"\b{_HOW_MANY}\b[^.;]{{0,90}}\b(?:facet|zygapophys|z[- ]?joint)"
    r"|\b(?:facet|zygapophys\w+|z[- ]?joints?)\b[^.;]{0,60}"
    r"\b(?:prevalence|as (?:an?|the) (?:\w+ )?source)"
)
_ASKS = re.compile(
    r"\b(?:determin|estimat|assess|establish|evaluat|investigat|identif|explor|stud|survey|aim)\w*"
)
_CASES = (StudyDesign.CASE_REPORT.value,)


class Context(NamedTuple):
    """What holds for a whole record.

    Attributes
    ----------
    studied, rivals : frozenset of str
        Concept ids of the intervention in question and of what it is compared with, where the
        title says so.
    arms : (frozenset of str, frozenset of str)
        The same with what guides the needle, which may be all that differs.
    standard : Standard
        The outcomes "success" and "responders" stand for.
    """

    case_report: bool
    studied: frozenset[str]
    rivals: frozenset[str]
    arms: tuple[frozenset[str], frozenset[str]]
    standard: Standard
    ills: frozenset[str]
    controls: frozenset[str]
    harms: frozenset[str]


class Roles(NamedTuple):
    """Concept ids by what they are; comparators may be interventions as well."""

    interventions: frozenset[str]
    comparators: frozenset[str]
    indications: frozenset[str]
    complications: frozenset[str]
    imaging: frozenset[str]


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
    index, rivals = _arms(texts[0], [m for m in title if m.concept_id in roles.interventions])
    guided = roles.interventions | roles.imaging
    arms = _arms(texts[0], [m for m in title if m.concept_id in guided])
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
        arms=arms,
        standard=Standard(success, response, not burnt and _counts_painful(texts)),
        ills=frozenset(m.concept_id for m in title if m.concept_id in roles.indications),
        controls=frozenset(m.concept_id for m in title if m.concept_id in roles.comparators),
        harms=frozenset(m.concept_id for m in title if m.concept_id in roles.complications),
    )


def _counts_painful(texts: Sequence[str]) -> bool:
    """Whether a title, or what a text says it set out to do, asks how many have facet pain."""
    if _COUNTS_PAINFUL.search(texts[0]):
        return True
    found = (hit for text in texts[1:4] for hit in _COUNTS_PAINFUL.finditer(text))
    return any(_ASKS.search(hit.string, max(0, hit.start() - 40), hit.start()) for hit in found)


def _arms(title: str, treated: Sequence[Mention]) -> tuple[frozenset[str], frozenset[str]]:
    """What a title puts first, and what it puts against that."""
    cut = _VERSUS.search(title)
    at = (cut.start(), cut.end()) if cut else None
    if at is None and (both := _BOTH.search(title)) is not None:
        at = both.span("and")
    named = frozenset(m.concept_id for m in treated)
    if at is None:
        return named, frozenset()
    index = frozenset(m.concept_id for m in treated if m.start < at[0])
    rivals = frozenset(m.concept_id for m in treated if m.start >= at[1]) - index
    # "anteroposterior and oblique views during a block": what is named once is in both arms
    return (index, rivals) if index and rivals else (named, frozenset())
