"""Addresses and view states are one and the same."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from kb.model import SORTS, Region, StudyDesign
from kb.web.address import LEVELS, PAGE_SIZE, ViewState, href, parse, pubmed_search, query

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), max_size=20)
ids = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
years = st.none() | st.integers(1000, 9999)


def some(values):
    return st.lists(values, max_size=3, unique=True).map(tuple)


states = st.builds(
    ViewState,
    q=st.lists(words.filter(bool), max_size=5).map(" ".join),
    year_from=years,
    year_to=years,
    design=some(st.sampled_from([str(each) for each in StudyDesign])),
    region=some(st.sampled_from([str(each) for each in Region])),
    indication=some(ids),
    outcome=some(ids),
    imaging=some(ids),
    intervention=some(ids),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 999_999),
    level=some(st.sampled_from(LEVELS)),
    min_n=st.none() | st.integers(1, 9_999_999),
    ignore=some(ids),
).filter(lambda state: (state.year_from or 0) <= (state.year_to or 9999))


@given(states)
def test_what_is_written_is_read_back_through_a_real_address(state):
    address = href("", query(state))
    read = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert parse(read) == (state, ())


@given(
    st.dictionaries(
        st.sampled_from(["q", "from", "to", "design", "page", "sort", "x"]),
        st.lists(st.text(max_size=8), min_size=1, max_size=3),
    )
)
def test_any_address_is_read(params):
    state, _ = parse(params)
    assert parse(query(state))[0] == state


def test_the_default_view_has_an_empty_query():
    assert query(ViewState()) == {}
    assert href("", query(ViewState())) == "/"


def test_what_cannot_be_had_is_said_and_not_silently_dropped():
    state, problems = parse(
        {"from": ["soon"], "design": ["trial"], "sort": ["best"], "page": ["0"], "level": ["7"]}
    )
    assert state == ViewState()
    said = " ".join(problems)
    for name in ("from='soon'", "design='trial'", "'best'", "'0'", "level='7'"):
        assert name in said
    assert len(problems) == 5


def test_reversed_years_are_said_and_exchanged():
    state, (said,) = parse({"from": ["2015"], "to": ["2010"]})
    assert (state.year_from, state.year_to) == (2010, 2015)
    assert "No paper is from 2015 or later and from 2010 or earlier" in said


def test_a_number_of_participants_that_is_none_is_said():
    state, (said,) = parse({"min_n": ["many"]})
    assert state.min_n is None
    assert "'many'" in said
    assert parse({"min_n": ["50"]})[0].filters.min_n == 50


def test_lists_stand_as_repeated_names_or_with_commas():
    repeated, _ = parse({"region": ["lumbar", "cervical"]})
    commas, _ = parse({"region": ["lumbar,cervical"]})
    assert repeated == commas == ViewState(region=("lumbar", "cervical"))


def test_any_change_starts_again_at_page_1_and_a_new_page_does_not():
    state = ViewState(q="steroid", page=4)
    assert state.changed(q="ultrasound").page == 1
    assert state.changed(region=("lumbar",)).page == 1
    assert state.changed(page=5) == ViewState(q="steroid", page=5)
    assert state.changed(page=5).offset == 4 * PAGE_SIZE


def test_filters_reach_the_search_under_its_own_names():
    state, _ = parse(
        {"from": ["2001"], "to": ["2009"], "design": ["case-report"], "outcome": ["a"]}
    )
    filters = state.filters
    assert (filters.year_from, filters.year_to) == (2001, 2009)
    assert filters.study_design == ("case-report",)
    assert filters.outcome == ("a",)
    assert state.without_filters().filters.is_empty


def test_a_path_below_which_the_app_is_served_is_kept():
    assert href("article", {"pmid": "1"}, "kb/") == "/kb/article?pmid=1"


def test_a_pubmed_link_carries_the_question_whole():
    address = urlsplit(pubmed_search("steroid & block #2?"))
    assert address.netloc == "pubmed.ncbi.nlm.nih.gov"
    assert parse_qs(address.query) == {"term": ["steroid & block #2?"]}
