"""Reports of one trial, and papers of one group of authors, are known to be kin."""

from __future__ import annotations

from kb.model import Article, Author
from kb.weighing import author_groups, trial_keys


def _by(pmid: str, *names: str) -> Article:
    """A paper of these authors, written as family name and initials."""
    return Article(pmid, authors=tuple(Author(n.split()[0], initials=n.split()[1]) for n in names))


def test_reports_that_share_a_registration_have_one_key_the_smallest_pmid() -> None:
    keys = trial_keys({"30": {"NCT1"}, "4": {"NCT1", "NCT2"}, "100": {"NCT2"}, "7": set()})
    assert keys == {"30": "4", "4": "4", "100": "4", "7": "7"}


def test_two_shared_authors_make_one_group_and_one_does_not() -> None:
    papers = [
        _by("1", "Ash A", "Birch B", "Cedar C"),
        _by("2", "Birch BX", "ash a", "Elm E"),
        _by("3", "Ash A", "Fir F", "Gum G"),
    ]
    assert author_groups(papers) == {"1": "1", "2": "1", "3": "3"}


def test_groups_reach_over_a_paper_between() -> None:
    papers = [_by("1", "Ash A", "Birch B"), _by("3", "Cedar C", "Elm E")]
    between = _by("2", "Ash A", "Birch B", "Cedar C", "Elm E")
    assert len(set(author_groups(papers).values())) == 2
    assert set(author_groups([*papers, between]).values()) == {"1"}


def test_a_single_author_belongs_to_the_group_that_holds_her() -> None:
    assert author_groups([_by("1", "Ash A", "Birch B"), _by("2", "Ash A")]) == {"1": "1", "2": "1"}


def test_papers_without_authors_stand_alone() -> None:
    assert author_groups([_by("1"), _by("2")]) == {"1": "1", "2": "2"}


def test_a_group_that_signs_as_author_counts_by_its_name() -> None:
    one, other = (Article(p, authors=(Author(collective="Study Group"),)) for p in ("1", "2"))
    assert author_groups([one, other]) == {"1": "1", "2": "1"}
