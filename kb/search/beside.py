"""Looking beside a question: papers like a paper, and findings like a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from kb import store
from kb.errors import ArticleNotFound, ConfigurationError
from kb.model import (
    Article,
    Bearing,
    Change,
    CheckedFinding,
    SearchChanges,
    SearchFilters,
    SentenceCheck,
    SimilarArticle,
)
from kb.reading import Reader
from kb.search.claims import Claimed, Stood, by_paper, read_claims, stands
from kb.search.engine import SearchEngine
from kb.search.similar import similar_articles
from kb.search.since import changes_in
from kb.store import Connection

_NO_OUTCOME = (
    "No outcome was read in this sentence, so nothing can be set beside it. Name what changed or "
    "did not (pain, function, complications …), or search for its words."
)
_NOTHING = "No stored finding speaks of this outcome. That is not evidence against the sentence."
_AT_ONCE = 10_000  # SQLite takes 32,766 values in one statement
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


def changes_since(
    engine: SearchEngine, text: str, filters: SearchFilters, run: int, ignore: Collection[str]
) -> SearchChanges:
    """See :meth:`kb.base.search_verbs.SearchVerbs.search_changes`."""
    with engine.state() as (db, _):
        started = store.ledger.get(db, run).started
        question = engine.read(text, filters, ignore)
        # retracted papers must be found to be told as lost
        shown = replace(filters, include_retracted=True)
        ranked, count = engine.rank(text, shown, ignore=ignore)
        changes = list(store.changes.since(db, run=run))
        found = ranked[:count]
        before = _replaced(db, changes, started)
        wanted = ({change.pmid for change in changes} & set(found)) | set(before)
        articles: dict[str, Article] = {}
        numbers = sorted(map(int, wanted))
        for start in range(0, len(numbers), _AT_ONCE):
            some = numbers[start : start + _AT_ONCE]
            articles |= {str(p): a for p, a in store.catalogue.articles_by_pmid(db, some).items()}
        return changes_in(found, changes, articles, before, question.weights)


def _replaced(db: Connection, changes: Iterable[Change], since: str) -> dict[str, Article]:
    """The text of each record as it was at a time, where it was replaced since."""
    came_since = {change.pmid for change in changes if change.is_new}
    before: dict[str, Article] = {}
    for pmid in {c.pmid for c in changes if c.fields} - came_since:
        steps = store.history.of_record(db, int(pmid))
        texts = [s.before for s in steps if s.before is not None and s.at >= since]
        if texts:
            before[pmid] = texts[0]
    return before


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
