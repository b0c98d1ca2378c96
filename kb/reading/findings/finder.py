"""Findings of a record: outcomes, which way they point, and the sentences that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from kb.model import TITLE, Article, Basis, Category, Direction, Fact, Finding, Mention, Quote
from kb.reading.findings.cases import after_care, harms_of_case
from kb.reading.findings.confidence import with_confidence
from kb.reading.findings.context import DENERVATION, Context, Roles, record_context
from kb.reading.findings.figures import figures_in, time_in
from kb.reading.findings.outcomes import Named, Outcomes, Word, words_for
from kb.reading.findings.roles import Role, Sentence, assign_roles
from kb.reading.findings.statements import Hit, Memory, StatementReader
from kb.reading.findings.ties import only, tie
from kb.reading.patterns import Place
from kb.reading.vocabulary import Vocabulary

_VERSION = "1"
# Longer than any sentence: a table or a text without full stops, of which no clause can be told.
_LONGEST = 3000
_MEASURED = re.compile(
    r"\boutcomes?\b|\bmeasur|\bassess|\bevaluat|\brecord|\bparameter|\bquestionnaire|\bend ?point"
    r"|\bcompare|\bindex\b|\bscales?\b"
)
# Kinds of outcome that "all parameters" can mean.
_SCORES = ("", "passing")
_JUDGED = ("global-perceived-effect", "patient-satisfaction", "return-to-work")
_RESULT_ROLES = (Role.RESULTS, Role.CONCLUSION)


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
            imaging=of[Category.IMAGING],
        )
        self._statements = StatementReader(self._outcomes, self._roles)

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
        titled = self._named_in_title(places, mentions, context)
        said: dict[str, Named] = {}

        def listed(said: Mapping[tuple[str, str, Basis, str], Finding]) -> list[Named]:
            """Outcomes that the methods name and no finding was said of yet."""
            done = {finding.outcome for finding in said.values()}
            return [
                n
                for n in self._listed(sentences, by_section, low, context)
                if n.outcome not in done
            ]

        for sentence in sentences:
            if sentence.role not in _RESULT_ROLES or len(sentence.low) > _LONGEST:
                if sentence.role is not Role.OTHER:
                    before = []
                continue
            inside = _inside(by_section.get(sentence.section, []), sentence)
            at = sentence.section
            if at not in words:
                words[at] = words_for(low[at])
            named = self._named(sentence, inside, context, words[at])
            memory = Memory(before, main or titled, tuple(said.values()), partial(listed, found))
            verdicts = self._statements.read(sentence, named, memory, inside, context)
            for hit in verdicts:
                finding = self._finding(article, sentence, hit, named, inside, context)
                key = (finding.outcome, finding.direction, finding.basis, finding.time)
                if key not in found:
                    found[key] = finding
            if named:
                before = [h.named for h in verdicts if not h.inherited] or named
            said |= {h.named.outcome: h.named for h in verdicts if not h.named.harm}
            if not main:
                main = [h.named for h in verdicts if not h.named.harm and h.named.good][:1]
        if context.case_report:
            for finding in self._of_case(article, sentences, mentions, context):
                found.setdefault((finding.outcome, finding.direction, finding.basis, ""), finding)
        told = list(found.values())
        if context.case_report and not after_care(places[0].low):
            told = [f for f in told if not f.rule.endswith("/harm-case")]
        settled = list(self._settled(told, context))
        return tuple(with_confidence(settled, self._outcomes.kind, self._titled(mentions)))

    def _named_in_title(
        self, places: Sequence[Place], mentions: Sequence[Mention], context: Context
    ) -> list[Named]:
        """The first score that the title names: what a verdict is on before any result is told."""
        title = next((place.low for place in places if place.section == TITLE), "")
        inside = [m for m in mentions if m.section == TITLE]
        named = self._outcomes.named(title, 0, inside, context.standard, words_for(title))
        scores = (n for n in named if n.good and not (n.harm or n.needs_cue))
        return [n for n in scores if not self._outcomes.kind(n.outcome)][:1]

    def _titled(self, mentions: Sequence[Mention]) -> frozenset[str]:
        """Outcomes that the title names."""
        return frozenset(
            self._outcomes.of_concept(m.concept_id) for m in mentions if m.section == TITLE
        )

    def _named(
        self,
        sentence: Sentence,
        inside: Sequence[Mention],
        context: Context,
        words: Sequence[Word],
    ) -> list[Named]:
        """Outcomes that a sentence names."""
        standard = context.standard
        if DENERVATION.search(sentence.low):
            standard = standard._replace(
                success="rf-success", response=standard.response or "rf-success"
            )
        return self._outcomes.named(sentence.low, sentence.start, inside, standard, words)

    def _listed(
        self,
        sentences: Sequence[Sentence],
        by_section: Mapping[int, Sequence[Mention]],
        low: Mapping[int, str],
        context: Context,
    ) -> Iterator[Named]:
        """Scores that the methods say were measured, each once."""
        told: set[str] = set()
        for sentence in sentences:
            if sentence.role not in (Role.METHODS, Role.OTHER) or not _MEASURED.search(
                sentence.low
            ):
                continue
            inside = _inside(by_section.get(sentence.section, ()), sentence)
            words = words_for(low[sentence.section])
            for n in self._named(sentence, inside, context, words):
                is_score = n.outcome in _JUDGED or self._outcomes.kind(n.outcome) in _SCORES
                if is_score and n.outcome not in told and not n.harm:
                    told.add(n.outcome)
                    yield n

    def _of_case(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        context: Context,
    ) -> Iterator[Finding]:
        """Harms a case report is about."""
        named: dict[str, list[Mention]] = {}
        for m in mentions:
            outcome = self._outcomes.of_concept(m.concept_id)
            if outcome in self._roles.complications and not m.negated:
                named.setdefault(outcome, []).append(m)
        for outcome, said in harms_of_case(article, sentences, named, context):
            yield Finding(
                pmid=article.pmid,
                outcome=outcome,
                direction=Direction.WORSE,
                basis=Basis.DESCRIPTIVE,
                quote=said,
                intervention=only(context.studied),
                indication=only(context.ills),
                rule=f"findings-{_VERSION}:case/harm-case",
            )

    def _settled(self, found: Iterable[Finding], context: Context) -> Iterator[Finding]:
        """Findings without those that others make needless.

        Needless is a figure that says no direction where another sentence says one of the same
        outcome, and the conclusion's "safe" where the results count the harms.
        """
        kept = list(found)
        counted = any(
            f.outcome in self._roles.complications and _said_by(f, Role.RESULTS) for f in kept
        )
        clear = {f.outcome for f in kept if f.direction is not Direction.UNCLEAR}
        clear -= self._roles.complications | self._outcomes.validity
        for f in kept:
            if f.direction is Direction.UNCLEAR and f.outcome in clear:
                continue  # a figure beside the sentence that says what it means
            is_echo = (
                counted
                and f.basis is Basis.DESCRIPTIVE
                and f.outcome in self._roles.complications
                and _said_by(f, Role.CONCLUSION)
            )
            if not is_echo:
                yield f

    def _finding(
        self,
        article: Article,
        sentence: Sentence,
        hit: Hit,
        named: Sequence[Named],
        inside: Sequence[Mention],
        context: Context,
    ) -> Finding:
        """Put a finding together."""
        text = article.text(sentence.section)[sentence.start : sentence.end]
        a, b = hit.clause
        first, last = _own_words(hit, named)
        between = hit.verdict.basis is Basis.BETWEEN_GROUP
        ties = tie(sentence, inside, context, self._roles, compares=between)
        rule = f"{sentence.role.value}/{hit.verdict.rule}"
        return Finding(
            pmid=article.pmid,
            outcome=hit.named.outcome,
            direction=hit.verdict.direction,
            basis=hit.verdict.basis,
            quote=Quote(sentence.section, sentence.start, sentence.end, text),
            time=time_in(text[a:b], sentence.low[a:b]) or time_in(text, sentence.low),
            value_text=figures_in(text[first:last], sentence.low[first:last]),
            intervention=ties.intervention,
            comparator=ties.comparator if between else "",
            indication=ties.indication,
            rule=f"findings-{_VERSION}:{rule}" + ("+carried" if hit.inherited else ""),
        )


def _own_words(hit: Hit, named: Sequence[Named]) -> tuple[int, int]:
    """Where the figures of an outcome stand in its clause: up to the next outcome, from its name.

    Those before the first name are the first outcome's: "54% had relief and 12% side effects".
    """
    start, end = hit.clause
    others = [n.start for n in named if n.outcome != hit.named.outcome and start <= n.start < end]
    if hit.inherited or not others:
        return start, end
    if any(n < hit.named.start for n in others):
        start = hit.named.start
    return start, min((n for n in others if n > hit.named.start), default=end)


def _said_by(finding: Finding, role: Role) -> bool:
    """Whether a sentence of this role said it."""
    return f":{role.value}/" in finding.rule


def _inside(mentions: Sequence[Mention], sentence: Sentence) -> list[Mention]:
    """Mentions inside a sentence."""
    return [m for m in mentions if sentence.start <= m.start and m.end <= sentence.end]
