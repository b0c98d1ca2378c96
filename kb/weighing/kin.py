"""Which papers report one trial, and which come from one group of authors."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence

from kb.model import Article

_SHARED = 2
"""Two papers with so many authors in common come from one group; one name alone may be chance."""


def trial_keys(numbers: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Give papers that share a registration number one key; each other paper its own PMID.

    Parameters
    ----------
    numbers : mapping of str to collection of str
        Registration numbers of each paper by PMID.
    """
    return _joined({pmid: set(of_it) for pmid, of_it in numbers.items()}, 1)


def author_groups(articles: Sequence[Article]) -> dict[str, str]:
    """Give papers of authors who publish together one key, by PMID.

    Two papers belong together where they share two authors (family name and first initial), or
    all where one has a single author. A paper without authors stands alone.
    """
    return _joined({a.pmid: _names(a) for a in articles}, _SHARED)


def _joined(of: Mapping[str, Collection[Hashable]], least: int) -> dict[str, str]:
    """Join what shares so many members, or all of the smaller; the key is the smallest PMID."""
    key = {pmid: pmid for pmid in of}

    def root(pmid: str) -> str:
        while key[pmid] != pmid:
            pmid = key[pmid]
        return pmid

    ordered = sorted(of, key=int)
    for place, one in enumerate(ordered):
        for other in ordered[:place]:
            shared = len(set(of[one]) & set(of[other]))
            if shared and shared >= min(least, len(of[one]), len(of[other])):
                low, high = sorted((root(one), root(other)), key=int)
                key[high] = low
    return {pmid: root(pmid) for pmid in of}


def _names(article: Article) -> set[str]:
    """Its authors as family name and first initial; collective names as they are."""
    return {_name(a.last_name, a.initials or a.fore_name, a.collective) for a in article.authors}


def _name(family: str, given: str, collective: str) -> str:
    """One author, whatever the case."""
    return collective.casefold() if collective else f"{family} {given[:1]}".strip().casefold()
