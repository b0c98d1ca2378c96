"""Taking a question apart."""

from __future__ import annotations

import pytest

from kb.errors import ConfigurationError
from kb.model import SearchFilters
from kb.reading import Reader, load_vocabulary
from kb.search.question import read_question


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_vocabulary())


def test_words_are_kept_in_order_without_stop_words(reader: Reader) -> None:
    question = read_question("Does adding a steroid help a medial branch block?", reader)
    assert question.terms == ("adding", "steroid", "medial", "branch", "block")


def test_a_verb_that_only_asks_is_no_word_to_look_for(reader: Reader) -> None:
    assert read_question("does sedation affect a facet block?", reader).terms == (
        "sedation",
        "facet",
        "block",
    )


def test_a_question_mark_changes_nothing(reader: Reader) -> None:
    asked = read_question("ultrasound or fluoroscopy for MBB ?", reader)
    assert (
        asked.spelled_out == read_question("ultrasound or fluoroscopy for MBB", reader).spelled_out
    )


def test_a_question_of_stop_words_alone_is_still_searched(reader: Reader) -> None:
    assert read_question("what is it", reader).terms == ("what", "is", "it")


def test_coverage_is_the_share_of_words_within_concepts(reader: Reader) -> None:
    assert read_question("medial branch block", reader).coverage == 1.0
    assert read_question("medial branch block zzz", reader).coverage == 0.75
    assert read_question("zzz", reader).coverage == 0.0


def test_each_concept_brings_its_narrower_ones(reader: Reader) -> None:
    (group,) = read_question("medial branch blocks", reader).concept_groups
    assert {"medial-branch-block", "cervical-medial-branch-block"} <= group


def test_an_abbreviation_is_spelled_out_for_the_model(reader: Reader) -> None:
    assert read_question("MBB cutoff", reader).spelled_out == "MBB (medial branch block) cutoff"


@pytest.mark.parametrize(
    ("text", "pmids"),
    [
        ("PMID 123", (123,)),
        ("123", (123,)),
        ("29847426, 28672319", (29847426, 28672319)),
        ("https://pubmed.ncbi.nlm.nih.gov/29847426/", (29847426,)),
        ("L4 123", ()),
    ],
)
def test_a_question_that_is_pmids_is_known_as_such(
    reader: Reader, text: str, pmids: tuple[int, ...]
) -> None:
    question = read_question(text, reader)
    assert question.pmids == pmids
    assert bool(question.terms) is not bool(pmids)
    assert read_question(text, reader, as_words=True).terms


@pytest.mark.parametrize(
    "text", ["10.1000/abc.1", "doi: 10.1000/abc.1", "https://doi.org/10.1000/abc.1"]
)
def test_a_question_that_is_a_doi_is_known_as_one(reader: Reader, text: str) -> None:
    assert read_question(text, reader).doi == "10.1000/abc.1"


def test_filters_in_the_words_are_used_up_and_can_be_switched_off(reader: Reader) -> None:
    text = "RCTs since 2015 on ultrasound-guided cervical blocks"
    question = read_question(text, reader)
    assert question.filters.study_design == ("randomized-controlled-trial",)
    assert question.filters.year_from == 2015
    assert [(f.name, f.text, f.active) for f in question.found] == [
        ("study_design", "RCTs", True),
        ("year_from", "since 2015", True),
    ]
    assert question.terms == ("ultrasound-guided", "cervical", "blocks")
    off = read_question(text, reader, ignore=["study_design", "year_from"])
    assert off.filters.is_empty
    assert not any(f.active for f in off.found)
    assert "rcts" in off.terms
    assert "2015" not in off.terms, "a year is no word to look for"


def test_a_filter_given_beside_the_question_overrules_the_one_in_it(reader: Reader) -> None:
    given = SearchFilters(year_from=2020)
    question = read_question("steroid trials since 2015", reader, given)
    assert question.filters == given
    assert [f.active for f in question.found] == [False]


def test_years_of_question_and_filter_that_leave_nothing_do_not_meet(reader: Reader) -> None:
    given = SearchFilters(year_to=2000)
    assert read_question("facet pain since 2015", reader, given).filters == given


def test_to_ignore_what_is_no_filter_is_an_error(reader: Reader) -> None:
    with pytest.raises(ConfigurationError, match="colour"):
        read_question("pain", reader, ignore=["colour"])


@pytest.mark.parametrize(
    "text", ["lumbar blocks, not cervical", "lumbar blocks excluding cervical"]
)
def test_what_is_left_out_is_not_searched_for(reader: Reader, text: str) -> None:
    question = read_question(text, reader)
    assert question.excluded == ("cervical-spine",)
    assert "cervical" not in question.terms
    assert question.regions == {"lumbar"}
    assert "cervical-spine" in question.reading().negations


def test_names_of_a_concept_are_synonyms_and_the_questions_words_are_not(reader: Reader) -> None:
    question = read_question("MBB", reader)
    assert {"medial", "branch", "block"} <= set(question.synonyms)
    assert "mbb" not in question.synonyms


def test_a_huge_question_is_cut_and_not_refused(reader: Reader) -> None:
    question = read_question("facet " * 100_000, reader)
    assert question.terms == ("facet",)
    assert len(question.text) <= 1_000
