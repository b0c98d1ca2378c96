"""Looking beside a question: papers like a paper, and findings like a sentence."""

from __future__ import annotations

from collections import Counter

import numpy as np

from kb import store
from kb.errors import ArticleNotFound, ConfigurationError
from kb.model import Bearing, CheckedFinding, SentenceCheck, SimilarArticle
from kb.reading import Reader
from kb.search.claims import Claimed, Stood, by_paper, read_claims, stands
from kb.search.engine import SearchEngine
from kb.search.similar import similar_articles
from kb.store import Connection

_NO_OUTCOME = (
    "No outcome was read in this sentence, so nothing can be set beside it. Name what changed or "
    "did not (pain, function, complications …), or search for its words."
)
_NOTHING = "No stored finding speaks of this outcome. That is not evidence against the sentence."
_NO_SENTENCE = "There is no sentence to check: give one that says what a treatment or test does."


def similar(engine: SearchEngine, pmid: str, limit: int) -> list[SimilarArticle]:
    """See :meth:`kb.base.search_verbs.SearchVerbs.similar`."""
    _check_limit(limit)
    with engine.state() as (db, corpus):
        article = store.catalogue.article(db, pmid)
        rows = corpus.rows_of([int(article.pmid)])
        if not rows:
            raise ArticleNotFound(f"PMID {pmid} is stored, and is not among what is searched.")
        return similar_articles(db, corpus, rows[0], limit)


def check(engine: SearchEngine, reader: Reader, sentence: str, limit: int) -> SentenceCheck:
    """See :meth:`kb.base.search_verbs.SearchVerbs.check`."""
    _check_limit(limit)
    claimed = read_claims(sentence, reader)
    if not claimed.sentence:
        raise ConfigurationError(_NO_SENTENCE)
    if not claimed.claims:
        return SentenceCheck(claimed.sentence, notice=_NO_OUTCOME)
    with engine.state() as (db, corpus):
        findings = by_paper(store.catalogue.findings(db, outcomes=sorted(claimed.asked.outcomes)))
        if not findings:
            return SentenceCheck(claimed.sentence, claimed.claims, notice=_NOTHING)
        question, ranking = engine.judged(claimed.sentence)
        rows = dict(zip(findings, corpus.rows_of([int(p) for p in findings]), strict=True))
        elsewhere = (
            corpus.studies.elsewhere(question.regions)
            if question.regions
            else np.zeros(len(corpus), dtype=np.bool_)
        )
        titles = store.lexical.title_concepts(db, [int(p) for p in findings])
        stood = {
            pmid: one
            for pmid, of_it in findings.items()
            if (
                one := stands(
                    claimed,
                    of_it,
                    titles.get(pmid, frozenset()),
                    reader,
                    elsewhere=bool(elsewhere[rows[pmid]]),
                )
            )
        }
        scores = {pmid: float(ranking.score[rows[pmid]]) for pmid in stood}
        return _answer(db, claimed, stood, scores, limit)


def _answer(
    db: Connection,
    claimed: Claimed,
    stood: dict[str, Stood],
    scores: dict[str, float],
    limit: int,
) -> SentenceCheck:
    """Nearest papers first in each group, ties by PMID."""
    order = sorted(stood, key=lambda pmid: (-scores[pmid], int(pmid)))
    groups = {s: [p for p in order if stood[p].stance is s][:limit] for s in Bearing}
    shown = [int(pmid) for chosen in groups.values() for pmid in chosen]
    articles = store.catalogue.articles_by_pmid(db, shown)
    made = {
        stance: tuple(
            CheckedFinding(
                articles[int(pmid)],
                stood[pmid].finding,
                stance,
                stood[pmid].why,
                round(scores[pmid], 6),
            )
            for pmid in chosen
        )
        for stance, chosen in groups.items()
    }
    totals = Counter(one.stance for one in stood.values())
    return SentenceCheck(
        sentence=claimed.sentence,
        claims=claimed.claims,
        agree=made[Bearing.AGREES],
        differ=made[Bearing.DIFFERS],
        same_outcome=made[Bearing.SAME_OUTCOME],
        totals=tuple((stance, totals[stance]) for stance in Bearing),
        notice="" if stood else _NOTHING,
    )


def _check_limit(limit: int) -> None:
    """Refuse a page that is none."""
    if limit < 1:
        raise ConfigurationError("limit must be at least 1.")
