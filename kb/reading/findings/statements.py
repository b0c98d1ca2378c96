"""What one sentence of results says: outcomes it names, and those it goes on about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kb.model import Direction, Mention
from kb.reading.findings.assignment import assigned
from kb.reading.findings.clauses import hard_clauses
from kb.reading.findings.context import Context, Roles
from kb.reading.findings.cues import Cue, find_cues, significance
from kb.reading.findings.directions import decide
from kb.reading.findings.flips import flipped
from kb.reading.findings.outcomes import Named, Outcomes
from kb.reading.findings.roles import Sentence
from kb.reading.findings.verdict import Verdict

_BASELINE = re.compile(
    r"\bbaseline (?:characteristics|demographic|data|values|scores|pain|vas|nrs|clinical|variables)"
    r"|\b(?:at|in) baseline(?: between|,|\.|$)|\b(?:in|during|at) the preoperative (?:period"
    r"|phase)|\bdemographic|\bbefore (?:the )?(?:procedure"
    r"|treatment|"
    r"intervention|block|injection|surgery) \(|\b(?:sex|age|gender|weight|height|bmi)\b,? (?:and"
    r"|or|,)"
)
_GOES_ON = re.compile(
    r"^(?:(?:at|after|by) [^,]{1,30}, )?(?:however,? )?(?:these|this"
    r"|the (?:same )?(?:differences?|effects?|improvements?|benefits?|"
    r"results?|changes?|reductions?)|no (?:\w+ )*?(?:differences?)|both (?:groups|techniques|"
    r"treatments|methods)|[\w-]+(?:[ -][\w-]+){0,5} comparisons? (?:was|were)|neither"
    r"|there (?:was|were) no|it (?:was|is)|similar)\b"
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:baseline|demographic|characteristics|kypho\w+|cobb|height|angles?|weight|age|gender|sex|"
    r"radiograph\w+|fusion|blood loss|hospital stay|lordosis|cortisol|pressure|glucose"
    r"|heterogeneity|"
    r"bias|adherence|dropouts?|volume|sleep|cost|fatigue)\b"
)
_VERDICT = re.compile(
    r"\b(?:no (?:\w+ ){0,3}(?:differences?|advantages?|benefits?|gain|separation|effect)|"
    r"not (?:needed|superior|better|more effective)|superior|better|"
    r"no better|similar|comparable|equivalent|"
    r"equivalence|not (?:\w+ )?(?:supported|justified)|"
    r"as effective|more effective|inferior|non-?inferior|less effective|not differ\w*)\b"
)
# Words by which a clause without an outcome goes on about the one before it.
_CARRIES = re.compile(
    r"differ|\bgroups?\b|\barms?\b|signific|superior|better|\bthan\b|ahead|advantage|needed|gain|"
    r"separation|comparable|similar|effective|inferior|favou?r|independent|irrespective"
    r"|^not (?:at|after|by)\b|equivalen|not supported"
)
# A clause that first goes on about what was named before, then names something of its own.
_ON_BEFORE = re.compile(
    r"^(?:this|these|it|they|which|both|neither) (?:\w+ ){0,2}(?:was|were|is|are|did)\b"
)
# "All parameters improved", "no difference at any time point": what the methods list is meant.
_ALL = re.compile(
    r"\b(?:all|any|other|both|each|none) (?:of )?(?:the )?(?:\w+ ){0,2}(?:outcomes?|parameters?"
    r"|measures?"
    r"|measurements?|variables|scores|scales|end ?points?|indices|items)\b"
)
_OTHER = re.compile(r"\bother (?:\w+ ){0,2}(?:outcomes?|parameters|measures|variables)")
_GROUPS = re.compile(
    r"\bno (?:\w+ ){0,3}differences? (?:\w+ ){0,3}(?:between"
    r"|among) (?:the )?(?:\w+ ){0,3}(?:groups|arms|"
    r"treatments)\b"
)


class Hit(NamedTuple):
    """A finding before it is tied to its arms.

    Attributes
    ----------
    inherited : bool
        Whether its clause names no outcome but goes on about one named before.
    """

    named: Named
    verdict: Verdict
    clause: tuple[int, int]
    inherited: bool


class Memory(NamedTuple):
    """What a sentence may go on about.

    Attributes
    ----------
    before : sequence of Named
        Outcomes of the sentence before.
    main : sequence of Named
        The record's first outcome with a finding.
    said : sequence of Named
        Outcomes other than harms that sentences before had findings of, each once.
    listed : callable
        Outcomes that the methods list and nothing was said of yet.
    """

    before: Sequence[Named]
    main: Sequence[Named]
    said: Sequence[Named]
    listed: Callable[[], Sequence[Named]]


class StatementReader:
    """Reads what sentences of results say.

    Parameters
    ----------
    outcomes : Outcomes
        What is good for the patient.
    roles : Roles
        What concepts are.
    """

    def __init__(self, outcomes: Outcomes, roles: Roles) -> None:
        self._outcomes = outcomes
        self._roles = roles

    def read(
        self,
        sentence: Sentence,
        named: Sequence[Named],
        memory: Memory,
        inside: Sequence[Mention],
        context: Context,
    ) -> list[Hit]:
        """Findings of one sentence; of an outcome that it is clear about, none that is not.

        Parameters
        ----------
        sentence : Sentence
            A sentence of results or conclusion.
        named : sequence of Named
            The outcomes it names.
        memory : Memory
            What it may go on about.
        inside : sequence of Mention
            Mentions inside it.
        context : Context
            The record's arms and design.
        """
        return _clearest(list(self._hits(sentence, named, memory, inside, context)))

    def _hits(
        self,
        sentence: Sentence,
        named: Sequence[Named],
        memory: Memory,
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[Hit]:
        """Findings of one sentence, clause by clause.

        A clause that names no outcome but says "no difference" or "superior" speaks of the
        outcomes before it in its sentence, of those of the sentence before where it goes on from
        there ("these results"), or of the record's first one.
        """
        low = sentence.low
        last: Sequence[Named] = ()
        if memory.before and _GOES_ON.match(low):
            last = memory.before
        if not named and (_ALL.search(low) or (not last and _GROUPS.search(low))):
            listed = list(memory.listed())
            if not _OTHER.search(low):
                listed += memory.said
            if listed:
                yield from self._of_all(sentence, listed, inside, context)
                return
        if not named and not last:
            last = self._main(low, memory.main, inside)
            if not last:
                return
        for start, end in hard_clauses(low):
            clause = low[start:end]
            here = [n for n in named if start <= n.start < end]
            if here:
                if last and _ON_BEFORE.search(clause[: here[0].start - start]):
                    yield from self._carried(
                        sentence, last, (start, here[0].start), inside, context
                    )
                for n, cue in assigned(low, start, end, here, self._outcomes.kind):
                    hit = self._hit(n, cue, low, start, end, context, inside, sentence)
                    if hit is not None:
                        yield hit
                last = here
                continue
            if _CARRIES.search(clause):
                yield from self._carried(sentence, last, (start, end), inside, context)

    def _main(self, low: str, main: Sequence[Named], inside: Sequence[Mention]) -> Sequence[Named]:
        """The record's first outcome, where a sentence without one judges the intervention."""
        if not main or _OTHER_SUBJECT.search(low) or not _VERDICT.search(low):
            return ()
        treats = self._roles.interventions | self._roles.comparators
        return main if any(m.concept_id in treats for m in inside) else ()

    def _of_all(
        self,
        sentence: Sentence,
        listed: Sequence[Named],
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[Hit]:
        """What is said of all outcomes at once: "all parameters improved"."""
        low = sentence.low
        cue = next((c for c in find_cues(low) if c.family in ("null", "gain", "differ")), None)
        if cue is None or _BASELINE.search(low):
            return
        span = (0, len(low))
        yield from self._said_of(listed, cue, sentence, span, inside, context)

    def _carried(
        self,
        sentence: Sentence,
        last: Sequence[Named],
        span: tuple[int, int],
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[Hit]:
        """What a clause that names no outcome says of those named before it."""
        start, end = span
        clause = sentence.low[start:end]
        cues = [c for c in find_cues(clause) if c.family == "null" or c.compares]
        if not cues:
            return
        cue = next((c for c in cues if c.family == "null"), cues[0])
        yield from self._said_of(last, cue, sentence, span, inside, context)

    def _said_of(
        self,
        outcomes: Sequence[Named],
        cue: Cue,
        sentence: Sentence,
        span: tuple[int, int],
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[Hit]:
        """What a word of direction says of outcomes that its clause does not name."""
        start, end = span
        clause = sentence.low[start:end]
        for n in outcomes:
            if n.harm:
                continue  # what goes on about outcomes goes on about those that were measured
            borrowed = n._replace(start=0, end=0, turned=(0, 0), needs_cue=False, negated=False)
            verdict = self._verdict(borrowed, cue, clause, start, inside, context, sentence)
            if verdict is not None:
                yield Hit(n, verdict, span, True)

    def _hit(
        self,
        named: Named,
        cue: Cue | None,
        low: str,
        start: int,
        end: int,
        context: Context,
        inside: Sequence[Mention],
        sentence: Sentence,
    ) -> Hit | None:
        """Finding of one outcome in one clause, if the clause says which way."""
        clause = low[start:end]
        if _BASELINE.search(clause) and (cue is None or cue.family in ("null", "differ")):
            return None
        local = named._replace(
            start=named.start - start,
            end=named.end - start,
            turned=(named.turned[0] - start, named.turned[1] - start),
        )
        verdict = self._verdict(local, cue, clause, start, inside, context, sentence)
        return None if verdict is None else Hit(named, verdict, (start, end), False)

    def _verdict(
        self,
        named: Named,
        cue: Cue | None,
        clause: str,
        start: int,
        inside: Sequence[Mention],
        context: Context,
        sentence: Sentence,
    ) -> Verdict | None:
        """Direction of an outcome, its offsets within a clause that begins at `start`."""
        verdict = decide(
            named,
            self._outcomes.kind(named.outcome),
            self._outcomes.good(named.outcome),
            cue,
            clause,
            significance(clause),
            case_report=context.case_report,
        )
        return verdict and flipped(verdict, clause, start, sentence.start, inside, context)


def _clearest(hits: Sequence[Hit]) -> list[Hit]:
    """Hits of one sentence, without the unclear ones of an outcome another hit is clear about."""
    clear = {h.named.outcome for h in hits if h.verdict.direction is not Direction.UNCLEAR}
    return [
        h
        for h in hits
        if h.verdict.direction is not Direction.UNCLEAR or h.named.outcome not in clear
    ]
