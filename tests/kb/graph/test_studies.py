"""Which papers report one study: the same answer in any order, and never without a reason."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.graph import standings
from kb.model import Report, StudyKind

TRIAL = Report(
    10,
    StudyKind.PRIMARY,
    authors=("invented a", "imagined b"),
    year=2010,
    n=64,
    regions=("lumbar",),
    tested=("medial-branch-block",),
    family="trial",
    title=("blocks", "lumbar", "steroid", "trial"),
)

_NAMES = st.sampled_from(["ada a", "bell b", "cole c", "dunn d", "east e"])
_REPORTS = st.lists(
    st.builds(
        Report,
        pmid=st.integers(1, 60),
        kind=st.sampled_from(list(StudyKind)),
        registry=st.lists(st.sampled_from(["NCT01", "NCT02"]), max_size=1).map(tuple),
        companions=st.lists(st.integers(1, 60), max_size=1).map(tuple),
        authors=st.lists(_NAMES, max_size=3, unique=True).map(tuple),
        authors_complete=st.booleans(),
        year=st.one_of(st.none(), st.integers(1990, 2025)),
        n=st.sampled_from([None, 5, 20, 64]),
        regions=st.sampled_from([(), ("lumbar",), ("cervical",)]),
        family=st.sampled_from(["trial", "cohort", "other"]),
        title=st.sampled_from([TRIAL.title, ("blocks", "neck", "pain", "review", "trial")]),
        is_stage=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda r: r.pmid,
)


def _studies(*reports: Report) -> list[str]:
    found = standings(reports)
    return [found[r.pmid].study for r in reports]


@given(_REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_papers_changes_nothing(reports: list[Report], random: object) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert standings(shuffled) == standings(reports)


@given(_REPORTS)
def test_a_study_is_named_by_its_smallest_paper_and_holds_one_kind(reports: list[Report]) -> None:
    found = standings(reports)
    kinds = {r.pmid: r.kind for r in reports}
    assert set(found) == set(kinds)
    for pmid, standing in found.items():
        root = int(standing.study)
        assert root <= pmid and found[root].study == standing.study
        assert kinds[root] is kinds[pmid]
        alone = sum(s.study == standing.study for s in found.values()) == 1
        assert alone or standing.tied_by
        assert int(standing.author_group) <= pmid


@given(_REPORTS)
def test_a_paper_that_shares_nothing_changes_no_other(reports: list[Report]) -> None:
    stranger = Report(9999, StudyKind.PRIMARY, authors=("zoo z",), year=2001, family="trial")
    before, after = standings(reports), standings([*reports, stranger])
    assert {p: s for p, s in after.items() if p != 9999} == before
    assert after[9999].study == "9999"


def test_one_registration_is_one_study() -> None:
    one = replace(TRIAL, registry=("NCT01",))
    other = Report(11, StudyKind.PRIMARY, registry=("NCT01",), authors=("else e",))
    assert _studies(one, other) == ["10", "10"]


def test_a_review_is_never_one_study_with_a_trial() -> None:
    one = replace(TRIAL, registry=("NCT01",))
    review = replace(TRIAL, pmid=11, kind=StudyKind.REVIEW, registry=("NCT01",), companions=(10,))
    assert _studies(one, review) == ["10", "11"]


def test_authors_sample_region_and_topic_together_make_one_study() -> None:
    later = replace(TRIAL, pmid=12, year=2014)
    assert _studies(TRIAL, later) == ["10", "10"]
    for change in (
        {"n": 65},
        {"regions": ("cervical",)},
        {"authors": ("invented a", "other o")},
        {"year": 2024},
        {"family": "cohort"},
        {"title": ("epidural", "stenosis", "trial")},
    ):
        assert _studies(TRIAL, replace(later, **change)) == ["10", "12"], change


def test_a_preliminary_report_is_the_trial_whatever_its_sample() -> None:
    first = replace(TRIAL, n=24, is_stage=True)
    whole = replace(TRIAL, pmid=12, year=2013)
    assert _studies(first, whole) == ["10", "10"]
    assert _studies(first, replace(whole, year=2020)) == ["10", "12"]


def test_a_guideline_printed_twice_is_one() -> None:
    one = replace(TRIAL, kind=StudyKind.GUIDELINE)
    assert _studies(one, replace(one, pmid=15, n=None)) == ["10", "10"]


def test_author_groups_join_leading_authors_and_pairs_but_no_crowd() -> None:
    def groups(*names: tuple[str, ...]) -> list[str]:
        papers = [Report(i, StudyKind.PRIMARY, authors=n) for i, n in enumerate(names, start=1)]
        return [s.author_group for s in standings(papers).values()]

    assert groups(("ada a", "bell b"), ("ada a", "cole c")) == ["1", "1"]
    assert groups(("x", "ada a", "y"), ("p", "ada a", "q")) == ["1", "2"]
    assert groups(("x", "ada a", "bell b", "y"), ("p", "ada a", "bell b", "q")) == ["1", "1"]
    crowd = tuple(f"author {i}" for i in range(30))
    assert groups(crowd, crowd) == ["1", "2"]
