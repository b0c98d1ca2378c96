"""What a question asks for, and which finding of a paper answers it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from kb.model import STRENGTH, Category, Concept, Direction, Finding
from kb.weighing.brief import Asked, answers

_OUTCOMES = (Category.OUTCOME, Category.COMPLICATION)
_SIDES = (Category.INTERVENTION, Category.COMPARATOR, Category.IMAGING)
_DOUBTFUL = 0.6  # of findings read with less the pages say that they are uncertain


def asked_of(
    text: str,
    named: Iterable[str],
    concepts: Mapping[str, Concept],
    kinds: tuple[str, ...] = (),
    guidance: Mapping[str, str] = MappingProxyType({}),
) -> Asked:
    """Read what a question asks of findings.

    Parameters
    ----------
    named : iterable of str
        Ids of the concepts that the question names.
    concepts : mapping of str to Concept
        The vocabulary by id.
    kinds : tuple of str
        Kinds of answers it asks for.
    guidance : mapping of str to str
        Of imaging, and of procedures named with it, which guidance they stand for.
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
    kin = frozenset[str]()
    if len(sides) == 1:
        # "medial branch block" in a paper on the lumbar spine is a lumbar facet block: it stands
        # above one of its kinds
        below = (concepts[c] for c in sides[0] if c in concepts)
        kin = sides[0].union(*(_broader(c, concepts) for c in below))
    return Asked(text, frozenset().union(*outcomes), tuple(sides), kin, kinds)


def answering_finding(
    asked: Asked, findings: Iterable[Finding], in_title: Collection[str]
) -> Finding | None:
    """Choose the finding of one paper that answers the question; None where none does.

    Never the rosiest: one that compares groups before one that does not, one that says a direction
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
