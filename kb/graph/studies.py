"""Which papers report one study, and which come from one group of authors: a pure function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from kb.model import Report, Standing, StudyKind

_YEARS = 10
"""Reports of one study come out within so many years of each other."""
_STAGE_YEARS = 6
_LEAST_N = 8
"""Smaller samples agree by chance."""
_SAME_TOPIC = 0.33
_SAME_STAGE = 0.4
_HUB = 20
"""Papers of more authors (a consensus of everyone) tie no groups together."""
_LARGEST_GROUP = 40
"""A group larger than this is held together by namesakes; then two shared names are asked for."""


def standings(reports: Iterable[Report]) -> dict[int, Standing]:
    """Tell which study each paper reports, and which group of authors it comes from.

    Papers report one study where they carry one registration, where one says that it is another
    report of the other, or where authors, sample, region, years and topic agree. A review is never
    one study with a trial. Authors form a group where papers share a leading author, or two
    authors; lists longer than twenty tie nothing.

    Parameters
    ----------
    reports : iterable of Report
        One a paper, in any order.

    Returns
    -------
    dict of int to Standing
        By PMID. The same papers give the same answer, whatever their order.

    Examples
    --------
    >>> one = Report(1, StudyKind.PRIMARY, registry=("NCT01",), authors=("doe j",))
    >>> two = Report(2, StudyKind.PRIMARY, registry=("NCT01",), authors=("roe r",))
    >>> found = standings([two, one])
    >>> found[2].study, found[2].tied_by, found[2].author_group
    ('1', 'registration NCT01', '2')
    """
    papers = {r.pmid: r for r in sorted(reports, key=lambda r: r.pmid)}
    joined = _Joined(papers)
    reasons: dict[int, str] = {}
    for one, other, why in _ties(papers):
        joined.join(one, other)
        for pmid in (one, other):
            reasons.setdefault(pmid, why)
    groups = _author_groups(papers)
    return {
        pmid: Standing(pmid, str(joined.root(pmid)), reasons.get(pmid, ""), str(groups.root(pmid)))
        for pmid in papers
    }


class _Joined:
    """Sets of numbers that grow together; the root of a set is its smallest number."""

    def __init__(self, members: Iterable[int]) -> None:
        self._parent = {m: m for m in members}

    def root(self, member: int) -> int:
        """Smallest number of the set."""
        at = member
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def _ties(papers: dict[int, Report]) -> Iterator[tuple[int, int, str]]:
    """Pairs that report one study, with the reason; the surest reasons first."""
    yield from _registered(papers.values())
    for paper in papers.values():
        for other in sorted(paper.companions):
            there = papers.get(other)
            if there is not None and there.kind is paper.kind is not StudyKind.NONE:
                yield paper.pmid, other, "stated as another report of the same work"
    yield from _overlapping(papers.values())
    yield from _printed_twice(papers.values())


def _registered(papers: Iterable[Report]) -> Iterator[tuple[int, int, str]]:
    """Papers of one kind that carry one registration."""
    by_number: defaultdict[tuple[StudyKind, str], list[int]] = defaultdict(list)
    for paper in papers:
        if paper.kind is not StudyKind.NONE:
            for number in paper.registry:
                by_number[paper.kind, number].append(paper.pmid)
    for (_, number), pmids in sorted(by_number.items()):
        for one, other in pairwise(pmids):
            yield one, other, f"registration {number}"


def _overlapping(papers: Iterable[Report]) -> Iterator[tuple[int, int, str]]:
    """Primary papers whose authors, sample, region, years and topic agree."""
    by_author: defaultdict[tuple[str, str], list[Report]] = defaultdict(list)
    for paper in papers:
        if paper.kind is StudyKind.PRIMARY and paper.family != "other" and paper.year:
            for author in paper.authors[:_HUB]:
                by_author[paper.family, author].append(paper)
    seen: set[tuple[int, int]] = set()
    for _, block in sorted(by_author.items()):
        block.sort(key=lambda p: (p.year or 0, p.pmid))
        by_n: defaultdict[int, list[Report]] = defaultdict(list)
        for paper in block:
            if paper.n is not None and paper.n >= _LEAST_N:
                by_n[paper.n].append(paper)
        for n, same in sorted(by_n.items()):
            for one, other in pairwise(same):
                if _agree(one, other, _YEARS, _SAME_TOPIC) and _new(seen, one, other):
                    yield one.pmid, other.pmid, f"authors, region, years and n = {n} agree"
        for one, other in _stages(block):
            if _agree(one, other, _STAGE_YEARS, _SAME_STAGE) and _new(seen, one, other):
                yield one.pmid, other.pmid, "authors, region and title agree; one is a stage"


def _stages(block: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Pairs of which one says that it is a preliminary or a later report."""
    for at, one in enumerate(block):
        for other in block[at + 1 :]:
            if (other.year or 0) - (one.year or 0) > _STAGE_YEARS:
                break
            if one.is_stage or other.is_stage:
                yield one, other


def _agree(one: Report, other: Report, years: int, topic: float) -> bool:
    """Whether two papers of one author may be one study."""
    if abs((one.year or 0) - (other.year or 0)) > years:
        return False
    if not set(one.regions) & set(other.regions) and (one.regions or other.regions):
        return False
    shared = len(set(one.authors) & set(other.authors))
    listed = one.authors_complete and other.authors_complete
    if shared < min(2, len(one.authors), len(other.authors)) and listed:
        return False
    words = set(one.title) & set(other.title), set(one.title) | set(other.title)
    return bool(words[1]) and len(words[0]) / len(words[1]) >= topic


def _new(seen: set[tuple[int, int]], one: Report, other: Report) -> bool:
    """Whether a pair is met for the first time."""
    pair = (min(one.pmid, other.pmid), max(one.pmid, other.pmid))
    if pair in seen:
        return False
    seen.add(pair)
    return True


def _printed_twice(papers: Iterable[Report]) -> Iterator[tuple[int, int, str]]:
    """Reviews and guidelines that came out in two journals under one title."""
    by_title: defaultdict[tuple[StudyKind, tuple[str, ...]], list[Report]] = defaultdict(list)
    for paper in papers:
        if paper.kind in (StudyKind.REVIEW, StudyKind.GUIDELINE) and len(paper.title) > 3:
            by_title[paper.kind, paper.title].append(paper)
    for _, same in sorted(by_title.items()):
        for one, other in pairwise(same):
            if set(one.authors) & set(other.authors):
                yield one.pmid, other.pmid, "printed twice under one title"


def _author_groups(papers: dict[int, Report]) -> _Joined:
    """Papers joined by shared authors; a group that grows too large is told apart again."""
    groups = _Joined(papers)
    sure = _shared(papers, leading=False)
    for one, other in sure:
        groups.join(one, other)
    loose = _Joined(papers)
    for one, other in sure:
        loose.join(one, other)
    for one, other in _shared(papers, leading=True):
        loose.join(one, other)
    sizes: defaultdict[int, int] = defaultdict(int)
    for pmid in papers:
        sizes[loose.root(pmid)] += 1
    for pmid in papers:
        root = loose.root(pmid)
        if sizes[root] <= _LARGEST_GROUP:
            groups.join(pmid, root)
    return groups


def _shared(papers: dict[int, Report], *, leading: bool) -> list[tuple[int, int]]:
    """Neighbouring papers of one key: two authors together, or one author who leads both.

    Leading are the first and the last of a whole list, the first of a list known in part.
    Guidelines are written by everyone and tie no groups together.
    """
    by_key: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for paper in papers.values():
        names = paper.authors
        if not names or len(names) > _HUB or paper.kind is StudyKind.GUIDELINE:
            continue
        if leading:
            keys: Iterable[tuple[str, ...]] = {
                (name,) for name in (names[0], names[-1 if paper.authors_complete else 0])
            }
        else:
            keys = combinations(sorted(names), 2)
        for key in keys:
            by_key[key].append(paper.pmid)
    return [pair for _, pmids in sorted(by_key.items()) for pair in pairwise(pmids)]
