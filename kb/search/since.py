"""What a refresh changed in a search: pure functions over what changed and what is found now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kb.model import Article, Change, ChangedHit, SearchChanges
from kb.search.explain import word_spans

Befores = Mapping[str, Article]
"""The oldest text of each record that was replaced since, by PMID."""


def changes_in(
    relevant: Sequence[str],
    changes: Iterable[Change],
    articles: Mapping[str, Article],
    before: Befores,
    stems: Collection[str],
) -> SearchChanges:
    """Sort what changed into what a search gained, what changed in it, and what it lost.

    Parameters
    ----------
    relevant : sequence of str
        PMIDs that the search holds relevant now, best first.
    changes : iterable of Change
        Oldest first.
    articles : mapping of str to Article
        The records that changed, as they are now.
    stems : collection of str
        Stems of the words of the question.
    """
    by_pmid: dict[str, list[Change]] = {}
    for change in changes:
        by_pmid.setdefault(change.pmid, []).append(change)
    new, changed, lost = [], [], []
    for pmid in relevant:
        of_it = by_pmid.get(pmid)
        if of_it is None:
            continue
        gone, told = _gone(of_it, articles[pmid]), _told(of_it)
        if of_it[0].is_new:
            new.append(ChangedHit(articles[pmid], ()))
        elif gone:
            lost.append(ChangedHit(articles[pmid], gone))
        elif told:
            changed.append(ChangedHit(articles[pmid], told))
    found = set(relevant)
    for pmid in sorted(set(by_pmid) - found, key=int):
        if pmid not in articles or pmid not in before:
            continue
        words = _words(before[pmid], stems) - _words(articles[pmid], stems)
        if words:
            said = f"its text no longer has: {', '.join(sorted(words))}"
            lost.append(ChangedHit(articles[pmid], (said,)))
    return SearchChanges(tuple(new), tuple(changed), tuple(lost))


def _gone(changes: Sequence[Change], now: Article) -> tuple[str, ...]:
    """Why a paper no longer counts, where it did before."""
    first, last = changes[0], changes[-1]
    said = (
        ("retracted", bool(now.retraction) and not _before(changes, "retraction")),
        ("deleted from PubMed", bool(now.deletion) and not _before(changes, "deletion")),
        ("judged off topic", first.on_topic[0] and not last.on_topic[1]),
    )
    return tuple(what for what, holds in said if holds)


def _before(changes: Sequence[Change], name: str) -> str:
    """What was said of retraction or deletion before the first change of it; "" for nothing.

    Where no change speaks of it, it was the same before.
    """
    pairs = [pair for change in changes if (pair := getattr(change, name)) != ("", "")]
    return str(pairs[0][0]) if pairs else "unchanged"


def _told(changes: Sequence[Change]) -> tuple[str, ...]:
    """What changed of a paper, in words."""
    fields = sorted({name for change in changes for name in change.fields})
    gained = sum(len(change.gained) for change in changes)
    lost = sum(len(change.lost) for change in changes)
    first, last = changes[0], changes[-1]
    said = (
        (", ".join(fields), bool(fields)),
        (f"{gained} findings gained, {lost} lost", bool(gained or lost)),
        ("judged on topic", not first.on_topic[0] and last.on_topic[1]),
        ("an expression of concern", any(c.concern[1] for c in changes)),
        ("no longer retracted", any(c.retraction[0] and not c.retraction[1] for c in changes)),
    )
    return tuple(what for what, holds in said if holds)


def _words(article: Article, stems: Collection[str]) -> set[str]:
    """Stems of the question that stand in title or abstract."""
    return {stem for _, stem in word_spans(article, stems)}
