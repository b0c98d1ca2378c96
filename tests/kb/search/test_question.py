"""Taking a question apart."""

from __future__ import annotations

import pytest

from kb.reading import Reader, load_vocabulary
from kb.search.question import read_question, suggest


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_vocabulary())


def test_words_are_kept_in_order_without_stop_words(reader: Reader) -> None:
    question = read_question("Does adding a steroid help a medial branch block?", reader)
    assert question.terms == ("adding", "steroid", "medial", "branch", "block")


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


@pytest.mark.parametrize(("text", "pmid"), [("PMID 123", "123"), ("123", "123"), ("L4 123", "")])
def test_a_question_that_is_a_pmid_is_known_as_one(reader: Reader, text: str, pmid: str) -> None:
    question = read_question(text, reader)
    assert question.pmid == pmid
    assert bool(question.terms) is not bool(pmid)


def test_spellings_come_from_the_vocabulary(reader: Reader) -> None:
    assert suggest(["floroscopy", "qqqq"], reader) == ("fluoroscopy",)
    assert suggest(["facet"], reader) == (), "a word is no spelling of itself"


def test_a_huge_question_is_cut_and_not_refused(reader: Reader) -> None:
    question = read_question("facet " * 100_000, reader)
    assert question.terms == ("facet",)
    assert len(question.text) <= 1_000
