"""BibTeX as people and programs write it: nothing that is no LaTeX may cut a text off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.bibtex import parse_bibtex, plain, read_bibtex
from ingest.unread import Unread
from kb.model import Author, Record, RecordKind

ENTRIES = r"""
@string{jnb = "The Journal of Nerve Blocks"}
@comment{left alone}
@article{one,
  title = {Relief {\geq}50\% in {CT} blocks},
  author = "Pe{\~n}a, Jr., Jos{\'e} and {Spine Group and Others} and de la Cruz, Ana and others",
  journal = jnb, month = aug, year = 2008, volume = {33}, number = {17}, pages = {13--20},
  abstract = {Cost $40; 60% got relief & went home.},
  note = {PMID: 90000001}, keywords = {facet joint, neck},
  doi = {https://doi.org/10.1000/jnb.1}
}
@article{one, title = {The key twice}, pmid = {90000002}, date = {2009-03-04}}
@article{none, title = {No number}, doi = {10.1/x}}
@article{broken, title = {never closed, year = 2000
@incollection{pmid90000003, title = {A chapter}, booktitle = {A book}, year = {2011}}
"""


@pytest.fixture
def found() -> list[Record | Unread]:
    return list(read_bibtex(ENTRIES))


def articles(found: list[Record | Unread]) -> list:
    return [one.article for one in found if isinstance(one, Record)]


def test_an_entry_is_read_with_abbreviations_and_latex_resolved(found) -> None:
    article = articles(found)[0]
    assert article.pmid == "90000001"
    assert article.title == "Relief ≥50% in CT blocks"
    assert article.authors == (
        Author("Peña", "José", suffix="Jr."),
        Author(collective="Spine Group and Others"),
        Author("de la Cruz", "Ana"),
    )
    assert not article.authors_complete
    assert article.journal == "The Journal of Nerve Blocks"
    assert (article.year, article.publication_date) == (2008, "2008 Aug")
    assert (article.volume, article.issue, article.pages) == ("33", "17", "13-20")
    assert article.sections[0].text == "Cost $40; 60% got relief & went home."
    assert (article.doi, article.keywords) == ("10.1000/jnb.1", ("facet joint", "neck"))


def test_a_key_used_twice_an_eprint_and_a_key_with_the_number_go_in(found) -> None:
    second, third = articles(found)[1:]
    assert (second.pmid, second.title, second.publication_date) == (
        "90000002",
        "The key twice",
        "2009 Mar 4",
    )
    assert (third.pmid, third.kind, third.journal) == (
        "90000003",
        RecordKind.BOOK_CHAPTER,
        "A book",
    )
    eprint = "@article{x, title={T}, eprint={7}, eprinttype={pubmed}}"
    assert parse_bibtex(eprint).pmid == "7"
    assert [type(one) for one in read_bibtex("@article{x, eprint={2001.1}, title={T}}")] == [Unread]


def test_what_cannot_be_read_is_named(found) -> None:
    none, broken = (one for one in found if isinstance(one, Unread))
    assert none.subject == "entry none" and "10.1/x" in none.reason
    assert broken.subject.startswith("line ") and "whole" in broken.reason


def test_pieces_read_again_give_the_same_article(found) -> None:
    for record in found:
        if isinstance(record, Record):
            assert parse_bibtex(record.raw.decode()) == record.article


@given(st.text(st.characters(categories=("L", "N", "Zs"), include_characters="%$&#<>=.,;:()≥µ")))
def test_signs_that_exporters_forget_to_escape_cut_nothing_off(text: str) -> None:
    if text.count("$") < 2:  # two of them are a formula
        assert plain(text) == " ".join(text.split())
    assert [c for c in plain(text) if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.text(max_size=200))
def test_any_text_gives_records_or_names_what_is_none(text: str) -> None:
    for found in read_bibtex(f"@article{{a, title = {{T}}, pmid = {{1}}}}\n{text}"):
        assert isinstance(found, Record | Unread)
