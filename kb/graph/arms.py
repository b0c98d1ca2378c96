"""What a paper puts to the test, and what it compares that with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from kb.graph.terms import Terms, word
from kb.model import TITLE, Article, Basis, Finding, Mention, Reading, Span, StudyDesign

_TRIALS = (StudyDesign.RANDOMIZED_CONTROLLED_TRIAL, StudyDesign.NON_RANDOMIZED_CONTROLLED_TRIAL)


class Contrast(StrEnum):
    """What the arms of a paper differ in."""

    PLACEBO = "placebo"
    STEROID = "steroid"
    DRUG = "drug"
    GUIDANCE = "guidance"
    PROCEDURE = "procedure"
    CARE = "care"
    NONE = "none"


class Arms(NamedTuple):
    """What is tested against what.

    Attributes
    ----------
    tested : tuple of str
        Procedures put to the test, concept ids in the order of naming.
    active, against : tuple of str
        The two sides of the comparison: procedures, drugs, imaging or comparators.
    contrast : Contrast
        What the sides differ in.
    told : Span or None
        The sentence that tells the comparison.
    """

    tested: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    contrast: Contrast = Contrast.NONE
    told: Span | None = None


class Said(NamedTuple):
    """A sentence with its words in lower case and the concepts that it asserts."""

    span: Span
    low: str
    mentions: tuple[Mention, ...]


def sentences_of(article: Article, reading: Reading, terms: Terms) -> list[Said]:
    """Sentences with what they assert; names within longer names are left out."""
    by_section: dict[int, list[Mention]] = {}
    for m in reading.mentions:
        if m.asserted and terms.category(m.concept_id) is not None:
            by_section.setdefault(m.section, []).append(m)
    found = []
    for span in reading.sentences:
        inside = [
            m
            for m in by_section.get(span.section, ())
            if span.start <= m.start and m.end <= span.end
        ]
        text = article.text(span.section)[span.start : span.end].lower()
        found.append(Said(span, text, tuple(most_specific(inside))))
    return found


def most_specific(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that lie in no longer one: "facet joint" in "facet joint pain" is left out."""
    return [
        m
        for m in mentions
        if not any(
            o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start
            for o in mentions
        )
    ]


def arms_of(
    article: Article, said: Sequence[Said], terms: Terms, findings: Sequence[Finding] = ()
) -> Arms:
    """Tell the arms of a paper by its title and the sentences on allocation.

    Parameters
    ----------
    article : Article
        With its judged design.
    said : sequence of Said
        Of :func:`sentences_of`.
    terms : Terms
    findings : sequence of Finding
        A finding between groups that names placebo tells of an arm with placebo, too.
    """
    title = [s for s in said if s.span.section == TITLE]
    body = [s for s in said if s.span.section != TITLE and not _is_section(article, s, "results")]
    compared = _comparison(title, body, article, terms)
    if compared is None and article.design in _TRIALS:
        compared = _of_findings(findings, terms)
    tested = _tested(title, body, compared, terms)
    if compared is None:
        return Arms(tested=tested)
    contrast, index, against, told = compared
    return Arms(tested, index or tested, against, contrast, told)


_Comparison = tuple[Contrast, tuple[str, ...], tuple[str, ...], Span]


def _comparison(
    title: Sequence[Said], body: Sequence[Said], article: Article, terms: Terms
) -> _Comparison | None:
    """The comparison that the title tells, else the first sentence on allocation that tells one."""
    for s in title:
        found = _split(s, terms)
        if found is not None:
            return found
    own = [s for s in body if not _is_section(article, s, "background")]
    if article.design in _TRIALS:
        for s in (*title, *own):
            found = _with_placebo(s, terms)
            if found is not None:
                return found
    for s in (*title, *own):
        found = _with_steroid(s, terms)
        if found is not None:
            return found
    if article.design in _TRIALS:
        for s in (*title, *own):
            found = _among(s, terms)
            if found is not None:
                return found
    return None


def _split(s: Said, terms: Terms) -> _Comparison | None:
    """The two sides of "A versus B", where both name something of one kind."""
    cut = word("versus_title").search(s.low)
    if cut is None:
        return None
    one = [m.concept_id for m in s.mentions if m.start - s.span.start < cut.start()]
    two = [m.concept_id for m in s.mentions if m.start - s.span.start >= cut.end()]
    return _sides(one, two, s.span, terms)


def _sides(one: Sequence[str], two: Sequence[str], span: Span, terms: Terms) -> _Comparison | None:
    """What two sides of a comparison differ in."""
    here, there = _unique(one), _unique(two)
    modes = _modalities(here, terms), _modalities(there, terms)
    if modes[0] and modes[1] and set(modes[0]) != set(modes[1]):
        return Contrast.GUIDANCE, modes[0], modes[1], span
    placebo = tuple(c for c in there if c in terms.placebo)
    procedures = tuple(c for c in here if terms.is_procedure(c) and c not in terms.conservative)
    if placebo and procedures:
        return Contrast.PLACEBO, procedures, placebo, span
    rivals = tuple(c for c in there if terms.is_procedure(c) and c not in here)
    if procedures and rivals:
        care = all(c in terms.conservative for c in rivals)
        return (Contrast.CARE if care else Contrast.PROCEDURE), procedures, rivals, span
    drugs = tuple(c for c in here if c in terms.drugs)
    others = tuple(c for c in there if c in terms.drugs and c not in here)
    if drugs and others:
        both_steroid = any(c in terms.steroids for c in drugs) and not any(
            c in terms.steroids for c in others
        )
        return (Contrast.STEROID if both_steroid else Contrast.DRUG), drugs, others, span
    if (procedures or drugs) and (rivals or others):
        return Contrast.PROCEDURE, (*procedures, *drugs), (*rivals, *others), span
    return None


def _with_placebo(s: Said, terms: Terms) -> _Comparison | None:
    """An arm with placebo, sham or saline; what the others got, where the sentence names it."""
    named = _unique([m.concept_id for m in _allotted(s)])
    placebo = tuple(c for c in named if c in terms.placebo)
    if not placebo:
        return None
    sedation = tuple(c for c in named if c in terms.modes and c in terms.drugs)
    if sedation:
        return Contrast.DRUG, sedation, placebo, s.span
    blind = "placebo" in s.low and word("confirmed").search(s.low)
    procedures = tuple(c for c in named if _is_arm(c, terms))
    return None if blind else (Contrast.PLACEBO, procedures, placebo, s.span)


def _with_steroid(s: Said, terms: Terms) -> _Comparison | None:
    """Arms with and without steroid, or with steroid and with anaesthetic instead."""
    named = _unique([m.concept_id for m in s.mentions])
    steroids = tuple(c for c in named if c in terms.steroids)
    bare = tuple(c for c in named if c in terms.without_steroid)
    without = word("without").search(s.low)
    if steroids and (bare or without):
        return Contrast.STEROID, steroids, (terms.of_steroid,), s.span
    if bare and without and without.group().startswith("with"):
        return Contrast.STEROID, (terms.steroid,), (terms.of_steroid,), s.span
    if bare and word("allocation").search(s.low) and _names_steroid_beside(s, terms):
        return Contrast.STEROID, (terms.steroid,), (terms.of_steroid,), s.span
    drugs = [m for m in _allotted(s) if m.concept_id in terms.drugs]
    if word("allocation").search(s.low):
        for one, other in pairwise(drugs):
            ids = one.concept_id, other.concept_id
            if not terms.are_kin(*ids) and _are_alternatives(s, one, other):
                index, against = sorted(ids, key=lambda c: c not in terms.steroids)
                is_steroid = index in terms.steroids and against not in terms.steroids
                contrast = Contrast.STEROID if is_steroid else Contrast.DRUG
                return contrast, (index,), (against,), s.span
    return None


def _names_steroid_beside(s: Said, terms: Terms) -> bool:
    """Whether a sentence that names a group without steroid says "steroid" elsewhere, too.

    "Anaesthetic alone or anaesthetic and steroid": the second is one name for both drugs.
    """
    left = list(s.low)
    for m in s.mentions:
        if m.concept_id in terms.without_steroid:
            start, end = m.start - s.span.start, m.end - s.span.start
            left[start:end] = " " * (end - start)
    return bool(word("steroid").search("".join(left)))


def _among(s: Said, terms: Terms) -> _Comparison | None:
    """Arms of a trial that get different procedures, care or guidance."""
    if not word("allocation").search(s.low):
        return None
    found = _split(s, terms)
    if found is not None:
        return found
    named = [m for m in _allotted(s) if _is_arm(m.concept_id, terms)]
    for one, other in pairwise(named):
        apart = not terms.are_kin(one.concept_id, other.concept_id)
        if apart and _are_alternatives(s, one, other):
            return Contrast.PROCEDURE, (one.concept_id,), (other.concept_id,), s.span
    care = _unique([m.concept_id for m in s.mentions if m.concept_id in terms.conservative])
    if named and care:
        return Contrast.CARE, _unique([m.concept_id for m in named]), care, s.span
    modes = _modalities([m.concept_id for m in s.mentions], terms)
    if len(modes) > 1:
        return Contrast.GUIDANCE, modes[:1], modes[1:2], s.span
    return None


def _of_findings(findings: Sequence[Finding], terms: Terms) -> _Comparison | None:
    """An arm with placebo that only the results name."""
    for f in findings:
        if f.basis is Basis.BETWEEN_GROUP and f.comparator in terms.placebo:
            index = (f.intervention,) if terms.is_procedure(f.intervention) else ()
            span = Span(f.quote.section, f.quote.start, f.quote.end)
            return Contrast.PLACEBO, index, (f.comparator,), span
    return None


def _allotted(s: Said) -> tuple[Mention, ...]:
    """What is named behind "randomised to", before what came after; all of it without such words.

    Who was randomised stands before it: "people with positive blocks were randomised to …".
    """
    found = word("allotted").search(s.low)
    if found is None:
        return s.mentions
    later = word("later").search(s.low, found.end())
    end = later.start() if later else len(s.low)
    start = s.span.start
    return tuple(m for m in s.mentions if found.end() <= m.start - start < end)


def _are_alternatives(s: Said, one: Mention, other: Mention) -> bool:
    """Whether the words between two mentions set them side by side as arms."""
    between = s.low[one.end - s.span.start : other.start - s.span.start]
    is_title = s.span.section == TITLE
    return bool(word("alternative").search(between)) or (is_title and between.strip() == "and")


def _is_arm(concept: str, terms: Terms) -> bool:
    """Whether a concept can be what an arm gets: a procedure, and no test that chooses patients."""
    return (
        terms.is_procedure(concept)
        and concept not in terms.conservative
        and concept not in terms.selecting
    )


def _tested(
    title: Sequence[Said], body: Sequence[Said], compared: _Comparison | None, terms: Terms
) -> tuple[str, ...]:
    """Procedures put to the test: those compared, else of the title, else the most named one."""
    if compared is not None:
        contrast, index, _, _ = compared
        if contrast in (Contrast.PLACEBO, Contrast.CARE) and index:
            return index
        if contrast is Contrast.PROCEDURE:
            return tuple(c for c in index if terms.is_procedure(c))
    named: list[str] = []
    for s in title:
        cut = word("before").search(s.low)
        end = cut.start() if cut else len(s.low)
        named += [
            m.concept_id
            for m in s.mentions
            if terms.is_procedure(m.concept_id) and m.start - s.span.start < end
        ]
    rivals = compared[2] if compared is not None else ()
    if compared is not None and compared[0] is Contrast.GUIDANCE:
        named = [terms.without_guidance(c) for c in named]
    own = tuple(c for c in _unique(named) if c not in rivals and c not in terms.conservative)
    if own:
        return own
    counts = Counter(
        m.concept_id
        for s in body
        for m in s.mentions
        if terms.is_procedure(m.concept_id) and m.concept_id not in terms.conservative
    )
    if not counts:
        return ()
    most = max(counts.values())
    return (min(c for c, n in counts.items() if n == most),)


def _modalities(named: Sequence[str], terms: Terms) -> tuple[str, ...]:
    """Guidance that imaging concepts, and procedures named with it, stand for."""
    return _unique([terms.modality[c] for c in named if c in terms.modality])


def _is_section(article: Article, s: Said, which: str) -> bool:
    """Whether a sentence stands in a section of results, or of background."""
    if s.span.section == TITLE:
        return False
    section = article.sections[s.span.section]
    return bool(word(which).search(f"{section.label} {section.nlm_category}".lower()))


def _unique(many: Sequence[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(many))
