"""A knowledge base of a few records; it searches by plain words."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from kb.errors import ArticleNotFound, ConceptNotFound, KbError
from kb.model import (
    Article,
    Bearing,
    BriefPaper,
    Category,
    Change,
    ChangeKind,
    CheckedFinding,
    Claim,
    Direction,
    Evidence,
    Fact,
    Finding,
    Flow,
    FollowUp,
    LinkedRecord,
    Mention,
    MentionStatus,
    Neighbour,
    Predicate,
    QuestionReading,
    Quote,
    Reason,
    RecordChange,
    SampleSize,
    SearchFilters,
    SearchHit,
    SearchResult,
    SentenceCheck,
    SentenceClaim,
    SimilarArticle,
    Span,
    Stance,
    Standing,
    Status,
    StudyFacts,
    Tier,
    Voice,
    Weighing,
)
from kb.weighing import Asked, answering_finding, asked_of, strongest_finding, weigh
from kb.weighing.evidence_map import map_paper, mapped
from tests.web.records import (
    ARTICLES,
    CONCEPTS,
    FINDINGS,
    OFF_TOPIC,
    RETRACTED,
    RUN,
    STUDY,
    SUMMARY,
    TOLD,
    TRIAL,
)

_BY_ID = {concept.id: concept for concept in CONCEPTS}


@dataclass
class FakeBase:
    """Stands in for the knowledge base; set `error` to see an outage."""

    held: tuple[Article, ...] = ARTICLES
    read: tuple[Finding, ...] = FINDINGS
    error: KbError | None = None
    notice: str = ""
    is_warm: bool = True
    is_loading: bool = False
    lost_index: KbError | None = None
    treatment: str = "corticosteroid"
    cut_off: frozenset[str] = frozenset({OFF_TOPIC.pmid})
    asked: list[tuple[str, SearchFilters, int, int, str]] = field(default_factory=list)

    def one_state(self):
        return contextlib.nullcontext()

    def search(
        self,
        question,
        *,
        filters=None,
        limit=20,
        offset=0,
        sort="relevance",
        ignore=(),
        wait=True,
    ):
        if self.error is not None:
            raise self.error
        wanted = SearchFilters.of(filters)
        self.asked.append((question, wanted, limit, offset, sort))
        words = _words(question)
        found = [hit for article in self.held if (hit := self._hit(article, words, wanted))]
        found.sort(key=lambda hit: not hit.relevant)
        relevant = [hit for hit in found if hit.relevant]
        unmatched = self._unmatched(question)
        return SearchResult(
            hits=tuple(found[offset : offset + limit]),
            total=len(found),
            total_relevant=len(relevant),
            facets={
                "study_design": Counter(str(hit.article.design) for hit in relevant),
                "region": {"cervical": len(relevant)},
            },
            reading=QuestionReading(
                question,
                terms=tuple(words),
                concepts=tuple(c.id for c in CONCEPTS if c.pref_label in question),
                filters=wanted,
            ),
            unmatched=unmatched,
            suggestions=("steroid",) if unmatched else (),
            offset=offset,
            limit=limit,
            notice=self.notice,
            meaning_searched=wait or self.is_warm,
        )

    def _unmatched(self, question):
        everything = " ".join(_text(article) for article in self.held).casefold()
        return tuple(word for word in _words(question) if word not in everything)

    def _hit(self, article, words, filters):
        spans = [
            (index, match.start(), match.end())
            for index in range(-1, len(article.sections))
            for word in words
            for match in re.finditer(re.escape(word), article.text(index), re.IGNORECASE)
        ]
        year = article.year or 0
        if words and not spans:
            return None
        if year < (filters.year_from or 0) or year > (filters.year_to or 9999):
            return None
        if filters.study_design and str(article.design) not in filters.study_design:
            return None
        section = max((index for index, _, _ in spans), default=-1)
        text = article.text(section)
        return SearchHit(
            article,
            score=1.0,
            relevant=article.pmid not in self.cut_off,
            passage=None,
            sentence=Quote(section, 0, len(text), text),
            matched=tuple(Span(*span) for span in spans if span[0] == section),
            reasons=(Reason("words", 1, f"words: {', '.join(words)}"),),
        )

    def articles(self, filters=None):
        return iter(self.held)

    def article(self, pmid):
        for article in self.held:
            if article.pmid == pmid:
                return article
        raise ArticleNotFound(f"No record with PMID {pmid} is in this knowledge base.")

    def links(self, pmid):
        return [LinkedRecord(c.kind, c.pmid, c.citation) for c in self.article(pmid).corrections]

    def history(self, pmid):
        return [
            RecordChange(pmid, ChangeKind.ADDED, "2026-01-02T03:04:05+00:00", 1),
            RecordChange(pmid, ChangeKind.CHANGED, "2026-02-03T04:05:06+00:00", 2, ("title",)),
        ]

    def mentions(self, pmid):
        article = self.article(pmid)
        return [
            Mention(
                pmid,
                index,
                m.start(),
                m.end(),
                m[0],
                concept.id,
                MentionStatus.NEGATED if m[0] == "haematoma" else MentionStatus.ASSERTED,
            )
            for index in range(-1, len(article.sections))
            for concept in CONCEPTS
            for label in (concept.pref_label, *concept.alt_labels)
            for m in re.finditer(label, article.text(index), re.IGNORECASE)
        ]

    def facts(self, pmid):
        article = self.article(pmid)
        if article.design is None:
            return StudyFacts(pmid)
        return StudyFacts(
            pmid,
            study_design=Fact(str(article.design), "publication type"),
            region=(Fact("cervical", "text", Quote(0, 14, 23, "neck pain")),),
            sample_size=SampleSize(60, "patients", Quote(0, 0, 8, "Patients"), 0.9),
            follow_up=FollowUp(12.0, "one year", Quote(0, 0, 8, "Patients"), 0.5),
        )

    def findings(self, pmid=None):
        return [each for each in self.read if pmid in (None, each.pmid)]

    def chief_findings(self, pmids, asked=None):
        found = {}
        for pmid in pmids:
            read = self.findings(pmid) if self.article(pmid).gives_evidence else []
            question = asked_of(asked.question, asked.concepts, _BY_ID) if asked else None
            chosen = (
                strongest_finding(read)
                if question is None
                else answering_finding(question, read, set())
            )
            found |= {pmid: chosen} if chosen else {}
        return found

    def check_index(self):
        if self.lost_index is not None:
            raise self.lost_index

    def concept(self, id_or_label):
        for concept in CONCEPTS:
            if id_or_label in (concept.id, concept.pref_label):
                return concept
        raise ConceptNotFound(f"The vocabulary has no concept {id_or_label!r}.")

    def concepts(self):
        return CONCEPTS

    def similar(self, pmid, limit=10):
        if self.lost_index is not None:
            raise self.lost_index
        return [SimilarArticle(a, 0.5, 0.5, ("neck-pain",)) for a in self.held if a.pmid != pmid]

    def check(self, sentence, limit=10):
        other = CheckedFinding(SUMMARY, self.read[0], Bearing.DIFFERS, "other direction", 0.5)
        claim = SentenceClaim("pain-relief", Direction.IMPROVED, intervention=self.treatment)
        totals = ((Bearing.AGREES, 0), (Bearing.DIFFERS, 3), (Bearing.SAME_OUTCOME, 0))
        return SentenceCheck(sentence, claims=(claim,), differ=(other,), totals=totals)

    def brief(self, question, *, filters=None, limit=60, ignore=()):
        papers = [
            BriefPaper(
                a,
                self.facts(a.pmid),
                tuple(f for f in self.read if f.pmid == a.pmid),
                frozenset(),
                Standing(int(a.pmid), a.pmid, "", a.pmid),
            )
            for a in self.held
        ]
        return weigh(Asked(question), papers, len(papers), unmatched=self._unmatched(question))

    def evidence_map(self, rows, question, filters=None):
        known = {c.id: c for c in CONCEPTS}
        papers = [
            map_paper(
                a,
                self.facts(a.pmid),
                {m.concept_id for m in self.mentions(a.pmid) if not m.negated},
                self.findings(a.pmid),
                known,
                rows,
                question,
            )
            for a in self.articles(filters)
        ]
        found = [paper for paper in papers if paper is not None]
        return mapped(found, known, most_rows=12, most_columns=10)

    def statements(self, concept, *, limit=8, filters=None):
        claim = Claim(
            "c", "c", ("medial-branch-block",), "reports_outcome", ("pain-relief",), "improved", ""
        )
        one = Voice(
            STUDY, (TRIAL.pmid,), Stance.NEUTRAL, Tier.CONTROLLED, tuple(self.evidence(ids=("e1",)))
        )
        return [Weighing(claim, voices=(one, replace(one, stance=Stance.FOR)), within=(one,))]

    def concept_counts(self):
        named = [(m.concept_id, a.pmid) for a in self.held for m in self.mentions(a.pmid)]
        return Counter(concept for concept, _ in set(named))

    def concept_count(self, concept_id):
        return self.concept_counts()[concept_id] + 1

    def concept_years(self, concept_id):
        return {2008: 3, 2012: 1}

    def neighbours(self, concept, category=None, limit=20):
        if concept != "medial-branch-block" or category not in (None, Category.INDICATION):
            return []
        together = Neighbour("corticosteroid", Predicate.CO_MENTIONED, 1, 1, ("e2",))
        return [Neighbour("neck-pain", Predicate.EVALUATED_FOR, 1, 1, ("e1",)), together]

    def evidence(self, subject=None, predicate=None, object=None, ids=None):  # noqa: A002 - as in kb
        return [
            Evidence(
                each, "medial-branch-block", said, other, a.pmid, 0, 0, len(text), text, "test"
            )
            for each, said, other, a in (
                ("e1", Predicate.EVALUATED_FOR, "neck-pain", TRIAL),
                ("e2", Predicate.CO_MENTIONED, "corticosteroid", SUMMARY),
            )
            if ids is None or each in ids
            for text in (a.text(0),)
        ]

    def status(self):
        return Status(
            path="",
            articles=len(self.held),
            on_topic=3,
            book_chapters=0,
            retracted=1,
            deleted=0,
            pending=0,
            by_source=Counter(str(article.source) for article in self.held),
            years=(2008, 2012),
            passages=5,
            mentions=12,
            evidence=1,
            generation=1,
            model="fake",
            digest="0" * 64,
            last_run=RUN,
            last_refresh=RUN,
            schema=1,
            reader="1",
            size_bytes=1,
        )

    @property
    def accounts(self):
        return FakeAccounts()

    def runs(self, limit=20):
        return [RUN]

    def warm_up(self):
        """Nothing to load."""


class FakeAccounts:
    """Tells of one refresh that brought a paper and retracted another."""

    def last_refresh(self):
        return RUN.id

    def changes(self, *, run=0, date=""):
        return [
            Change(TRIAL.pmid, RUN.ended, (run,), is_new=True, gained=(TOLD,)),
            Change(RETRACTED.pmid, RUN.ended, (run,), retraction=("", "Retraction in: 3")),
        ]

    def flow(self, run=None):
        return Flow({"PubMed: medial-branch": 6}, 1, {}, 5, 1, 1, 3, included_retracted=1)


def _words(question):
    return [word.casefold() for word in re.findall(r"\w+", question)]


def _text(article: Article) -> str:
    return " ".join(article.text(index) for index in range(-1, len(article.sections)))
