"""Findings of a record: outcomes, which way they point, and the sentences that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kb.model import TITLE, Article, Basis, Category, Direction, Fact, Finding, Mention, Quote
from kb.reading.findings.assignment import assigned
from kb.reading.findings.clauses import hard_clauses
from kb.reading.findings.confidence import confidence_of
from kb.reading.findings.context import DENERVATION, Context, Roles, record_context
from kb.reading.findings.cues import Cue, find_cues, significance
from kb.reading.findings.directions import decide
from kb.reading.findings.figures import figures_in, time_in
from kb.reading.findings.flips import flipped
from kb.reading.findings.outcomes import Named, Outcomes, Word, words_for
from kb.reading.findings.roles import Role, Sentence, assign_roles
from kb.reading.findings.ties import only, tie
from kb.reading.findings.verdict import Verdict
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
    r"treatments|methods)|[\w-]+(?:[ -][\w-]+){0,5} comparisons? (?:was|were)|neither|there (?:was|were) no|it (?:was|is)|similar)\b"
)
_OTHER_SUBJECT = re.compile(
    r"\b(?:baseline|demographic|characteristics|kypho\w+|cobb|height|angles?|weight|age|gender|sex|"
    r"radiograph\w+|fusion|blood loss|hospital stay|lordosis|cortisol|pressure|glucose"
    r"|heterogeneity|"
    r"bias|adherence|dropouts?|volume|sleep|cost|fatigue)\b"
)
# Longer than any sentence: a table or a text without full stops, of which no clause can be told.
_LONGEST = 3000
_VERDICT = re.compile(
    r"\b(?:no (?:\w+ ){0,3}(?:differences?|advantages?|benefits?|gain|separation|effect)|"
    r"not (?:needed|superior|better|more effective)|superior|better|"
    r"no better|similar|comparable|equivalent|"
    r"as effective|more effective|inferior|non-?inferior|less effective|not differ\w*)\b"
)
# Words by which a clause without an outcome goes on about the one before it.
_CARRIES = re.compile(
    r"differ|\bgroups?\b|\barms?\b|signific|superior|better|\bthan\b|ahead|advantage|needed|gain|"
    r"separation|comparable|similar|effective|inferior|favou?r|independent|irrespective"
)
_CASE_OF = re.compile(
    r"\b(?:report|present|describe|document)\w* (?:\w+ ){0,3}(?:cases?|patients?|instances?|\w+ who)\b"
    r"[^.;]{0,60}\Z"
)
# A clause that first goes on about what was named before, then names something of its own.
_ON_BEFORE = re.compile(r"^(?:this|these|it|they|which|both|neither) (?:\w+ ){0,2}(?:was|were|is|are|did)\b")
_RESULT_ROLES = (Role.RESULTS, Role.CONCLUSION)


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
        low = {places[i].section: places[i].low for i in body}
        words: dict[int, Sequence[Word]] = {}
        before: list[Named] = []
        main: list[Named] = []
        for sentence in sentences:
            if sentence.role not in _RESULT_ROLES or len(sentence.low) > _LONGEST:
                if sentence.role is not Role.OTHER:
                    before = []
                continue
            inside = _inside(by_section.get(sentence.section, []), sentence)
            at = sentence.section
            if at not in words:
                words[at] = words_for(low[at])
            success = "rf-success" if DENERVATION.search(sentence.low) else context.success
            named = self._outcomes.named(sentence.low, sentence.start, inside, success, words[at])
            verdicts = _clearest(
                list(self._in_sentence(sentence, named, before, main, inside, context))
            )
            for hit in verdicts:
                finding = self._finding(article, sentence, hit, inside, context)
                key = (finding.outcome, finding.direction, finding.basis, finding.time)
                if key not in found:
                    found[key] = finding
            if named:
                before = [h.named for h in verdicts if not h.inherited] or named
            if not main:
                main = [h.named for h in verdicts if not h.named.harm and h.named.good][:1]
        if context.case_report:
            for finding in self._of_case(article, sentences, mentions, context):
                found.setdefault((finding.outcome, finding.direction, finding.basis, ""), finding)
        return tuple(self._settled(found.values(), context))

    def _of_case(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        context: Context,
    ) -> Iterator[Finding]:
        """Harms a case report is about: in its title, or told again under a title of harm."""
        named: dict[str, list[Mention]] = {}
        for m in mentions:
            outcome = self._outcomes.of_concept(m.concept_id)
            if outcome in self._roles.complications and not m.negated:
                named.setdefault(outcome, []).append(m)
        for outcome, places in named.items():
            told = {(m.section, m.start) for m in places}
            named_so = [m for m in places if self._is_case_of(m, sentences)]
            in_title = any(section == TITLE for section, _ in told)
            if outcome == "complications" or not (in_title or named_so or len(told) > 1):
                continue
            if not in_title and not named_so and not context.harms:
                continue
            said = Quote(TITLE, 0, len(article.title), article.title)
            if not in_title:
                m = (named_so or places)[0]
                around = next(
                    s for s in sentences if s.section == m.section and s.start <= m.start < s.end
                )
                text = article.text(m.section)[around.start : around.end]
                said = Quote(m.section, around.start, around.end, text)
            yield Finding(
                pmid=article.pmid,
                outcome=outcome,
                direction=Direction.WORSE,
                basis=Basis.DESCRIPTIVE,
                quote=said,
                intervention=only(context.studied),
                indication=only(context.ills),
                rule=f"findings-{_VERSION}:case/harm-case",
                confidence=confidence_of("case/harm-case", Direction.WORSE),
            )

    @staticmethod
    def _is_case_of(mention: Mention, sentences: Sequence[Sentence]) -> bool:
        """Whether a sentence presents this harm: "we report a case of paraplegia"."""
        return any(
            s.section == mention.section
            and s.start <= mention.start < s.end
            and _CASE_OF.search(s.low, 0, mention.start - s.start) is not None
            for s in sentences
        )

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
            if not _VERDICT.search(low) or not any(
                m.concept_id in self._roles.interventions or m.concept_id in self._roles.comparators
                for m in inside
            ):
                return
            last = main
        for start, end in hard_clauses(low):
            clause = low[start:end]
            here = [n for n in named if start <= n.start < end]
            if here:
                if last and _ON_BEFORE.search(clause[: here[0].start - start]):
                    yield from self._carried(sentence, last, (start, here[0].start), inside, context)
                for n, cue in assigned(low, start, end, here, self._outcomes.kind):
                    hit = self._hit(n, cue, low, start, end, context, inside, sentence)
                    if hit is not None:
                        yield hit
                last = here
                continue
            if _CARRIES.search(clause):
                yield from self._carried(sentence, last, (start, end), inside, context)

    def _carried(
        self,
        sentence: Sentence,
        last: Sequence[Named],
        span: tuple[int, int],
        inside: Sequence[Mention],
        context: Context,
    ) -> Iterator[_Hit]:
        """What a clause that names no outcome says of those named before it."""
        start, end = span
        clause = sentence.low[start:end]
        cues = [c for c in find_cues(clause) if c.family == "null" or c.compares]
        if not cues:
            return
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
                significance(clause),
                case_report=context.case_report,
            )
            if verdict is not None:
                verdict = flipped(verdict, clause, start, sentence.start, inside, context)
                yield _Hit(n, verdict, span, True)

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
            confidence=confidence_of(rule, hit.verdict.direction),
        )


def _clearest(hits: Sequence[_Hit]) -> list[_Hit]:
    """Hits of one sentence, without the unclear ones of an outcome another hit is clear about."""
    clear = {h.named.outcome for h in hits if h.verdict.direction is not Direction.UNCLEAR}
    return [
        h
        for h in hits
        if h.verdict.direction is not Direction.UNCLEAR or h.named.outcome not in clear
    ]


def _said_by(finding: Finding, role: Role) -> bool:
    """Whether a sentence of this role said it."""
    return f":{role.value}/" in finding.rule


def _inside(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """Mentions inside a sentence."""
    return [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
