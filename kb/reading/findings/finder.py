"""Findings of a record: outcomes, which way they point, and the sentences that say so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kb.model import Article, Basis, Category, Fact, Finding, Mention, Quote
from kb.reading.findings.clauses import hard_clauses, soft_segments
from kb.reading.findings.context import Context, Roles, record_context
from kb.reading.findings.cues import Cue, find_cues, significance
from kb.reading.findings.directions import Verdict, decide
from kb.reading.findings.figures import figures_in, time_in
from kb.reading.findings.flips import flipped
from kb.reading.findings.outcomes import Named, Outcomes
from kb.reading.findings.roles import Role, Sentence, assign_roles
from kb.reading.findings.ties import tie
from kb.reading.patterns import Place
from kb.reading.vocabulary import Vocabulary

_VERSION = "1"
_BASELINE = re.compile(
    r"\bbaseline (?:characteristics|demographic|data|values|scores|pain|vas|nrs|clinical|variables)"
    r"|\b(?:at|in) baseline (?:between|,|$)|\bdemographic|\bbefore (?:the )?(?:procedure|treatment|"
    r"intervention|block|injection|surgery) \(|\b(?:sex|age|gender|weight|height|bmi)\b,? (?:and"
    r"|or|,)"
)
_GOES_ON = re.compile(
    r"^(?:however,? )?(?:these|this|the (?:same )?(?:differences?|effects?|improvements?|benefits?|"
    r"results?|changes?|reductions?)|no (?:\w+ )*?(?:differences?)|both (?:groups|techniques|"
    r"treatments|methods)|neither|there (?:was|were) no|it (?:was|is)|similar)\b"
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:baseline|demographic|characteristics|kypho\w+|cobb|height|angles?|weight|age|gender|sex|"
    r"radiograph\w+|fusion|blood loss|hospital stay|lordosis|cortisol|pressure|glucose"
    r"|heterogeneity|"
    r"bias|adherence|dropouts?|volume|sleep|cost|fatigue)\b"
)
_RESULT_ROLES = (Role.RESULTS, Role.CONCLUSION)
# A cue this close before an outcome belongs to it; for others it counts as this much farther.
_BESIDE = 12
_TAKEN = 60


class _Hit(NamedTuple):
    """A finding before it is tied to its arms."""

    named: Named
    verdict: Verdict
    clause: tuple[int, int]
    inherited: bool


class FindingReader:
    """Reads findings with one vocabulary; built once, then a pure function of the record."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        concepts = vocabulary.concepts.values()
        of = {c: frozenset(x.id for x in concepts if x.category is c) for c in Category}
        self._outcomes = Outcomes(of[Category.OUTCOME], of[Category.COMPLICATION])
        self._roles = Roles(
            interventions=of[Category.INTERVENTION],
            comparators=of[Category.COMPARATOR],
            indications=of[Category.INDICATION],
            denervations=frozenset(
                vocabulary.with_narrower(["radiofrequency-ablation", "facet-denervation"])
                if "radiofrequency-ablation" in vocabulary.concepts
                else ()
            ),
            complications=of[Category.COMPLICATION],
        )

    def read(
        self,
        article: Article,
        places: Sequence[Place],
        cut: Sequence[Sequence[tuple[int, int]]],
        mentions: Sequence[Mention],
        design: Fact,
    ) -> tuple[Finding, ...]:
        """Read the findings of a record.

        Parameters
        ----------
        article : Article
            The record.
        places : sequence of Place
            Its title and sections.
        cut : sequence of sequence of (int, int)
            The sentences of each place.
        mentions : sequence of Mention
            All mentions, in the order of places and offsets.
        design : Fact
            Its study design.

        Returns
        -------
        tuple of Finding
            In the order of the text; `quote` is the sentence that says it.
        """
        body = [i for i, place in enumerate(places) if place.section >= 0 and cut[i]]
        sentences = assign_roles(
            article,
            [(places[i].section, cut[i]) for i in body],
            [places[i].low for i in body],
        )
        context = record_context(article, [p.low for p in places], mentions, design, self._roles)
        by_section: dict[int, list[Mention]] = {}
        for m in mentions:
            by_section.setdefault(m.section, []).append(m)
        found: dict[tuple[str, str, Basis, str], Finding] = {}
        before: list[Named] = []
        main: list[Named] = []
        for sentence in sentences:
            if sentence.role not in _RESULT_ROLES:
                if sentence.role is not Role.OTHER:
                    before = []
                continue
            inside = _inside(by_section.get(sentence.section, []), sentence)
            named = self._outcomes.named(sentence.low, sentence.start, inside, context.success)
            verdicts = list(self._in_sentence(sentence, named, before, main, inside, context))
            for hit in verdicts:
                finding = self._finding(article, sentence, hit, inside, context)
                key = (finding.outcome, finding.direction, finding.basis, finding.time)
                if key not in found:
                    found[key] = finding
            if named:
                before = named
            if not main:
                main = [h.named for h in verdicts if not h.named.harm and h.named.good][:1]
        return tuple(self._settled(found.values(), context))

    def _settled(self, found: Iterable[Finding], context: Context) -> Iterator[Finding]:
        """Findings without the conclusion's "safe" where the results count the harms."""
        kept = list(found)
        counted = any(
            f.outcome in self._roles.complications and _said_by(f, Role.RESULTS) for f in kept
        )
        for f in kept:
            is_echo = (
                counted
                and f.basis is Basis.DESCRIPTIVE
                and f.outcome in self._roles.complications
                and _said_by(f, Role.CONCLUSION)
            )
            if not is_echo:
                yield f

    def _in_sentence(
        self,
        sentence: Sentence,
        named: Sequence[Named],
        before: Sequence[Named],
        main: Sequence[Named],
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[_Hit]:
        """Findings of one sentence.

        A clause that names no outcome but says "no difference" or "superior" speaks of the
        outcomes before it in its sentence, of those of the sentence before where it goes on from
        there ("these results"), or of the record's first one.
        """
        low = sentence.low
        goes_on = bool(before) and bool(_GOES_ON.match(low))
        last: Sequence[Named] = before if goes_on else ()
        if not named and not last:
            if not main or _OTHER_SUBJECT.search(low):
                return
            last = main
        for start, end in hard_clauses(low):
            clause = low[start:end]
            here = [n for n in named if start <= n.start < end]
            signs = significance(clause)
            if here:
                for n, cue in _assigned(low, start, end, here):
                    hit = self._hit(n, cue, low, start, end, context, inside, sentence)
                    if hit is not None:
                        yield hit
                last = here
                continue
            cues = [c for c in find_cues(clause) if c.family == "null" or c.compares]
            if not cues or not last:
                continue
            cue = next((c for c in cues if c.family == "null"), cues[0])
            for n in last:
                if n.harm and cue.family != "null":
                    continue
                borrowed = n._replace(start=0, end=0, turned=(0, 0), needs_cue=False, negated=False)
                verdict = decide(
                    borrowed,
                    self._outcomes.kind(n.outcome),
                    self._outcomes.good(n.outcome),
                    cue,
                    clause,
                    signs,
                    case_report=context.case_report,
                )
                if verdict is not None:
                    verdict = flipped(verdict, clause, start, sentence.start, inside, context)
                    yield _Hit(n, verdict, (start, end), True)

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
    ) -> _Hit | None:
        """Finding of one outcome in one clause, if the clause says which way."""
        clause = low[start:end]
        if _BASELINE.search(clause) and (cue is None or cue.family in ("null", "differ")):
            return None
        local = named._replace(
            start=named.start - start,
            end=named.end - start,
            turned=(named.turned[0] - start, named.turned[1] - start),
        )
        verdict = decide(
            local,
            self._outcomes.kind(named.outcome),
            self._outcomes.good(named.outcome),
            cue,
            clause,
            significance(clause),
            case_report=context.case_report,
        )
        if verdict is None:
            return None
        verdict = flipped(verdict, clause, start, sentence.start, inside, context)
        return _Hit(named, verdict, (start, end), False)

    def _finding(
        self,
        article: Article,
        sentence: Sentence,
        hit: _Hit,
        inside: Sequence[Mention],
        context: Context,
    ) -> Finding:
        """Put a finding together."""
        text = article.text(sentence.section)[sentence.start : sentence.end]
        a, b = hit.clause
        ties = tie(inside, context, self._roles)
        rule = f"{sentence.role.value}/{hit.verdict.rule}"
        return Finding(
            pmid=article.pmid,
            outcome=hit.named.outcome,
            direction=hit.verdict.direction,
            basis=hit.verdict.basis,
            quote=Quote(sentence.section, sentence.start, sentence.end, text),
            time=time_in(text[a:b], sentence.low[a:b]) or time_in(text, sentence.low),
            value_text=figures_in(text[a:b], sentence.low[a:b]),
            intervention=ties.intervention,
            comparator=ties.comparator if hit.verdict.basis is Basis.BETWEEN_GROUP else "",
            indication=ties.indication,
            rule=f"findings-{_VERSION}:{rule}" + ("+carried" if hit.inherited else ""),
        )


def _assigned(
    low: str, start: int, end: int, named: Sequence[Named]
) -> Iterator[tuple[Named, Cue | None]]:
    """Give each outcome of a clause its word of direction; offsets of cues count from `start`."""
    spans = soft_segments(low, start, end)
    cues: list[Sequence[Cue]] = []
    for a, b in spans:
        cues.append(
            [
                c._replace(start=c.start + a - start, end=c.end + a - start)
                for c in find_cues(low[a:b])
            ]
        )
    for n in named:
        at = bisect_left([b for _, b in spans], n.start + 1)
        at = min(at, len(spans) - 1)
        own = cues[at]
        if not own:
            own = _borrowed(at, spans, cues, named)
        yield n, _choose(own, n, start, named)


def _borrowed(
    at: int,
    spans: Sequence[tuple[int, int]],
    cues: Sequence[Sequence[Cue]],
    named: Sequence[Named],
) -> Sequence[Cue]:
    """Cues for a segment without one: of the list before it, else of the one behind it."""
    previous = next((i for i in range(at - 1, -1, -1) if cues[i]), None)
    following = next((i for i in range(at + 1, len(spans)) if cues[i]), None)
    if previous is not None:
        a, b = spans[previous]
        inside = [n for n in named if a <= n.start < b]
        first_cue = cues[previous][0].start + spans[0][0]
        if not inside or inside[0].start >= first_cue or following is None:
            return cues[previous]
    return cues[following] if following is not None else ()


def _choose(cues: Sequence[Cue], at: Named, start: int, others: Sequence[Named]) -> Cue | None:
    """The cue that belongs to an outcome: a null first, then the nearest.

    A cue right before another outcome ("decreased pain") belongs to that one first.
    """
    a, b = at.start - start, at.end - start

    def rank(cue: Cue) -> tuple[int, int]:
        gap = max(cue.start - b, a - cue.end, 0)
        if cue.family in ("null", "mixed"):
            return 0, gap
        if cue.compares:
            gap -= 15
        for n in others:
            if n is not at and 0 <= n.start - start - cue.end <= _BESIDE:
                gap += _TAKEN
        return 1, gap

    mine = [c for c in cues if not (at.harm or _is_own(c, a, b))] if not at.harm else list(cues)
    return min(mine, key=rank) if mine else None


def _is_own(cue: Cue, start: int, end: int) -> bool:
    """Whether a cue is a word of the outcome's own name: "relief" in "at least 50% relief"."""
    return start <= cue.start and cue.end <= end


def _said_by(finding: Finding, role: Role) -> bool:
    """Whether a sentence of this role said it."""
    return f":{role.value}/" in finding.rule


def _inside(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """Mentions inside a sentence."""
    return [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
