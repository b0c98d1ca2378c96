"""What a question asks for, and which finding of a paper answers it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from kb.model import STRENGTH, Category, Concept, Direction, Finding, QuestionReading
from kb.weighing.brief import Asked, Condition, answers

_OUTCOMES = (Category.OUTCOME, Category.COMPLICATION)
_SIDES = (Category.INTERVENTION, Category.COMPARATOR, Category.IMAGING)
_PEOPLE = (Category.INDICATION, Category.POPULATION)
_DOUBTFUL = 0.6  # of findings read with less the pages say that they are uncertain
# Pain by its place: the region tells it, and papers say it in too many ways to be held to a name.
_PAIN_BY_PLACE = frozenset(
    {
        "acute-low-back-pain",
        "acute-neck-pain",
        "cervical-facet-joint-pain",
        "chronic-low-back-pain",
        "chronic-neck-pain",
        "chronic-pain",
        "chronic-spinal-pain",
        "facet-joint-disorder",
        "facet-joint-pain",
        "low-back-pain",
        "lumbar-facet-joint-pain",
        "neck-pain",
        "posterior-element-pain",
        "spinal-pain",
        "thoracic-facet-joint-pain",
        "thoracic-spinal-pain",
    }
)
# "Does relief from a block predict …", "blocks before denervation": one after the other, not one
# against the other
_ONE_AFTER_OTHER = re.compile(
    r"\b(?:predict\w*|prognos\w*|before|prior to|after|followed by|responds?|responders?)\b", re.I
)
_AGAINST = re.compile(
    r"\b(?:versus|vs|compared?|comparison|against|better|worse|superior|inferior|than|or|"
    r"add(?:s|ed|ing|ition)?|with(?:out| and without)|differ\w*|instead)\b",
    re.I,
)
# Outcomes asked for in words that name none: put first, others are not left out.
_ASKED_IN_WORDS = (
    ("duration-of-relief", re.compile(r"\bhow (?:long|many (?:weeks|months|years))\b", re.I)),
)


def asked_in(
    reading: QuestionReading,
    concepts: Mapping[str, Concept],
    guidance: Mapping[str, str] = MappingProxyType({}),
) -> Asked:
    """What a question asks of findings, as a search has read it.

    Parameters
    ----------
    concepts, guidance : mapping
        As for :func:`asked_of`.
    """
    return asked_of(
        reading.question,
        [each for each in reading.concepts if each not in reading.within],
        concepts,
        reading.kinds,
        guidance,
        regions=reading.regions,
    )


def asked_of(
    text: str,
    named: Iterable[str],
    concepts: Mapping[str, Concept],
    kinds: tuple[str, ...] = (),
    guidance: Mapping[str, str] = MappingProxyType({}),
    *,
    regions: Collection[str] = (),
) -> Asked:
    """Read what a question asks of findings.

    Parameters
    ----------
    named : iterable of str
        Ids of the concepts that the question names, without those that are part of a longer name.
    concepts : mapping of str to Concept
        The vocabulary by id.
    kinds : tuple of str
        Kinds of answers it asks for.
    guidance : mapping of str to str
        Of imaging, and of procedures named with it, which guidance they stand for.
    regions : collection of str
        Regions of the spine that it names.
    """
    known = [concepts[each] for each in named if each in concepts]
    outcomes = [with_narrower(c, concepts) for c in known if c.category in _OUTCOMES]
    sides = [with_narrower(c, concepts) for c in known if c.category in _SIDES]
    # a side that another one holds is the same side: "lumbar block" beside "block"
    apart = [s for s in sides if not any(s < other for other in sides)]
    modes = sorted({guidance[c.id] for c in known if c.id in guidance})
    if len(modes) > 1:
        # two kinds of guidance: whatever is done with the one against whatever with the other
        apart = [frozenset(c for c in guidance if guidance[c] == mode) for mode in modes]
    sides = list(dict.fromkeys(apart))
    between = not _ONE_AFTER_OTHER.search(text) or bool(_AGAINST.search(text))
    kin = frozenset[str]()
    if len(sides) == 1:
        kin = _kin(sides[0], concepts)
    elif not between:
        # what stands above both tells neither
        wide = [_kin(side, concepts) for side in sides]
        sides = [
            side | (own - frozenset().union(*(w for w in wide if w is not own)))
            for side, own in zip(sides, wide, strict=True)
        ]
    people = [c for c in known if c.category in _PEOPLE and c.id not in _PAIN_BY_PLACE]
    return Asked(
        text,
        frozenset().union(*outcomes),
        tuple(sides),
        kin,
        kinds,
        between=between,
        first=frozenset(outcome for outcome, cue in _ASKED_IN_WORDS if cue.search(text)),
        regions=frozenset(regions),
        conditions=tuple(Condition(c.pref_label, with_narrower(c, concepts)) for c in people),
    )


def answering_finding(
    asked: Asked, findings: Iterable[Finding], in_title: Collection[str]
) -> Finding | None:
    """Choose the finding of one paper that answers the question; None where none does.

    Never the rosiest: one on what the question asks for in words ("how long"), then one that
    compares groups before one that does not, one that says a direction
    before one that does not, then one read with more confidence, then the one that
    stands first in the text.

    Parameters
    ----------
    in_title : collection of str
        Ids of the concepts that the title names: what the paper is about.
    """
    fitting = [f for f in findings if answers(asked, f, in_title)]
    return min(
        fitting,
        key=lambda f: (
            bool(asked.first) and f.outcome not in asked.first,
            STRENGTH[f.basis],
            f.direction is Direction.UNCLEAR,
            f.confidence is not None and f.confidence < _DOUBTFUL,
        ),
        default=None,
    )


def strongest_finding(findings: Iterable[Finding]) -> Finding | None:
    """The first finding of the strongest basis that names a treatment and a direction, or None.

    One whose sentence names no treatment would be held against findings on any other.
    """
    telling = [f for f in findings if f.direction is not Direction.UNCLEAR and f.intervention]
    return min(telling, key=lambda f: STRENGTH[f.basis], default=None)


def with_narrower(concept: Concept, concepts: Mapping[str, Concept]) -> frozenset[str]:
    """A concept with everything below it."""
    found: set[str] = set()
    waiting = [concept.id]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += concepts[each].narrower if each in concepts else ()
    return frozenset(found)


def _kin(side: Collection[str], concepts: Mapping[str, Concept]) -> frozenset[str]:
    """A side with everything above it or above one of its kinds.

    "Medial branch block" in a paper on the lumbar spine is a lumbar facet block: it stands above
    one of its kinds.
    """
    below = (concepts[c] for c in side if c in concepts)
    return frozenset(side).union(*(_broader(c, concepts) for c in below))


def _broader(concept: Concept, concepts: Mapping[str, Concept]) -> frozenset[str]:
    """Everything above a concept."""
    found: set[str] = set()
    waiting = list(concept.broader)
    while waiting:
        each = waiting.pop()
        if each not in found and each in concepts:
            found.add(each)
            waiting += concepts[each].broader
    return frozenset(found)
