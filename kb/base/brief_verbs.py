"""The verb on a question's answer: what the studies that a search finds say together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kb import store
from kb.base.evidence_verbs import EvidenceVerbs, Filters
from kb.errors import ConfigurationError
from kb.model import (
    TIER_STRENGTH,
    Article,
    Brief,
    BriefPaper,
    Finding,
    Question,
    SearchFilters,
    Standing,
    Tier,
)

if TYPE_CHECKING:
    from kb.graph.terms import Terms
    from kb.store.evidence import FindingTie
    from kb.weighing import Asked

_PAPERS = 60
_Key = tuple[int, int, int, str]  # PMID, section, start, outcome
_Ties = Mapping[_Key, "Sequence[FindingTie]"]


class BriefVerbs(EvidenceVerbs):
    """What a knowledge base answers. Part of :class:`~kb.base.KnowledgeBase`."""

    def brief(
        self,
        question: str,
        filters: Filters = None,
        *,
        limit: int = _PAPERS,
        ignore: Collection[str] = (),
    ) -> Brief:
        """Gather what the most relevant studies find, counted without misleading.

        After a search for the same question with the same filters nothing is ranked anew.

        Only words that stand in the records: findings by outcome and direction, one voice a trial,
        those between groups before those within one, kinds of questions apart, reviews and
        guidelines on lines of their own, and what is missing.

        Parameters
        ----------
        question : str
            As for :meth:`search`.
        filters : SearchFilters or mapping, optional
        limit : int
            How many papers are looked at, the most relevant first.
        ignore : collection of str
            As for :meth:`search`.

        Returns
        -------
        Brief
            Empty balances where nothing answers; `missing` says why, and which words of the
            question no record has.

        Raises
        ------
        IndexOutOfDate, ConceptNotFound, ConfigurationError
            As :meth:`search` does; and where there is no question.
        """
        from kb.weighing import asked_in, weigh

        if not question.strip():
            raise ConfigurationError("There is no question to make a brief of.")
        with self._connections.one_state():
            best = self._engine.best(question, SearchFilters.of(filters), limit, ignore=ignore)
            concepts = self._reader.vocabulary.concepts
            asked = asked_in(best.reading, concepts, self._terms.modality)
            papers = self._papers(best.articles, asked)
            return weigh(asked, papers, best.total_relevant, unmatched=best.unmatched)

    def _papers(self, articles: Sequence[Article], asked: Asked) -> list[BriefPaper]:
        """Records as they enter a brief."""
        numbers, terms = [int(article.pmid) for article in articles], self._terms
        # who asks for a drug or a kind of guidance asks for just this difference
        ways = terms.drugs | set(terms.modality)
        for_way = any(side <= ways for side in asked.sides)
        with self._connections.snapshot() as db:
            studies = store.studies.studies(db, numbers)
            ties = store.evidence.finding_ties(db, numbers)
            titles = store.lexical.title_concepts(db, numbers)
            named = store.lexical.asserted_concepts(db, numbers)
            papers = []
            for article in articles:
                pmid = article.pmid
                study = studies.get(pmid)
                findings = store.catalogue.findings(db, pmid=pmid)
                papers.append(
                    BriefPaper(
                        article=article,
                        facts=store.catalogue.facts(db, pmid),
                        findings=tuple(findings),
                        named=titles.get(pmid, frozenset()),
                        # a paper that gives no evidence reports no study, and has no voice
                        standing=Standing(int(pmid), pmid, "", pmid)
                        if study is None
                        else Standing(int(pmid), study.study, study.tied_by, study.author_group),
                        questions=tuple(_question(f, ties) for f in findings),
                        subjects=tuple(_subjects(f, ties) for f in findings),
                        placebo=study is not None and study.placebo,
                        tiers=tuple(_tier(f, ties, terms, for_way=for_way) for f in findings),
                        compared=tuple(_compared(f, ties) for f in findings),
                        concepts=named.get(pmid, frozenset()),
                    )
                )
        return papers


def _subjects(finding: Finding, ties: _Ties) -> frozenset[str]:
    """What the evidence of a finding is about; empty where it is no evidence."""
    return frozenset(tie.subject for tie in ties.get(_key(finding), ()))


def _compared(finding: Finding, ties: _Ties) -> frozenset[str]:
    """What the evidence of a finding compares with."""
    return frozenset(tie.comparator for tie in ties.get(_key(finding), ()) if tie.comparator)


def _tier(finding: Finding, ties: _Ties, terms: Terms, *, for_way: bool) -> Tier:
    """What a comparison of groups can bear; the strongest that its evidence gives."""
    from kb.graph.weighing import compared_with

    others = _compared(finding, ties) or {finding.comparator}
    tier = min((compared_with(o, terms) for o in others), key=TIER_STRENGTH.__getitem__)
    return Tier.OBSERVED if tier is Tier.VARIANT and for_way else tier


def _question(finding: Finding, ties: _Ties) -> Question | None:
    """The question a finding answers, as its evidence has it; None where it is no evidence.

    One that speaks of a predictor beside a treatment answers the narrower question of the two.
    """
    kinds = [tie.question for tie in ties.get(_key(finding), ())]
    if Question.PROGNOSTIC in kinds:
        return Question.PROGNOSTIC
    return Question(kinds[0]) if kinds and kinds[0] else None


def _key(finding: Finding) -> _Key:
    """The place of a finding, and its outcome."""
    return int(finding.pmid), finding.quote.section, finding.quote.start, finding.outcome
