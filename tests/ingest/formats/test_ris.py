"""RIS from databases and reference managers; a number is a PMID only where the file says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.ris import parse_ris, read_ris
from ingest.unread import Unread
from kb.errors import MalformedRecord
from kb.model import Author, Record, RecordKind, Source


def ris(*lines: str, kind: str = "JOUR") -> str:
    return "\n".join((f"TY  - {kind}", *lines, "ER  - "))


def test_a_record_of_a_publisher_is_read() -> None:
    article = parse_ris(
        ris(
            "T1  - Blocks of the medial branch: an",
            "invented trial",
            "A1  - Peña, José, Jr",
            "AU  - Bogus NB",
            "AU  - Spine Group of Bern",
            "JF  - The Journal of Nerve Blocks",
            "JA  - J Nerve Blocks",
            "Y1  - 2008/08/01/",
            "VL  - 33",
            "IS  - 17",
            "SP  - 13",
            "EP  - 20",
            "SN  - 1234-5678",
            "N2  - Relief ≥50% in 12 of 20.",
            "DO  - https://doi.org/10.1000/jnb.1",
            "C2  - PMC1234567",
            "KW  - facet joint",
            "KW  - neck",
            "UR  - https://pubmed.ncbi.nlm.nih.gov/90000001/",
        )
    )
    assert (article.pmid, article.source) == ("90000001", Source.DERIVED)
    assert article.title == "Blocks of the medial branch: an invented trial"
    assert article.authors == (
        Author("Bogus", initials="NB"),
        Author(collective="Spine Group of Bern"),
        Author("Peña", "José", suffix="Jr"),
    )
    assert article.sections[0].text == "Relief ≥50% in 12 of 20."
    assert (article.journal, article.journal_abbreviation) == (
        "The Journal of Nerve Blocks",
        "J Nerve Blocks",
    )
    assert (article.year, article.publication_date) == (2008, "2008 Aug 1")
    assert (article.volume, article.issue, article.pages) == ("33", "17", "13-20")
    assert (article.doi, article.pmcid) == ("10.1000/jnb.1", "PMC1234567")
    assert article.keywords == ("facet joint", "neck")


@pytest.mark.parametrize(
    "lines",
    [
        ("AN  - 90000001", "DB  - PubMed"),
        ("AN  - 90000001", "DP  - NLM"),
        ("N1  - seen; PMID: 90000001",),
        ("C2  - PMID 90000001",),
        ("UR  - http://www.ncbi.nlm.nih.gov/pubmed/90000001",),
        ("AN  - PMID:90000001", "DB  - another"),
    ],
)
def test_the_pmid_is_found_where_programs_put_it(lines: tuple[str, ...]) -> None:
    assert parse_ris(ris("TI  - T", *lines)).pmid == "90000001"


@pytest.mark.parametrize(
    "lines", [("AN  - 90000001", "DB  - Embase"), ("AN  - 90000001",), ("ID  - 90000001",)]
)
def test_a_number_of_another_database_is_no_pmid(lines: tuple[str, ...]) -> None:
    with pytest.raises(MalformedRecord, match="names no PMID"):
        parse_ris(ris("TI  - T", *lines))


def test_retraction_and_concern_in_notes_and_titles_are_not_lost() -> None:
    pmid = "N1  - PMID: 1"
    for line in ("N1  - RETRACTED PUBLICATION. In 2010.", "TI  - RETRACTED: A trial"):
        assert "Retracted Publication" in parse_ris(ris(pmid, line)).publication_types
    article = parse_ris(ris(pmid, "N1  - EXPRESSION OF CONCERN. By the editors.", "TI  - A"))
    assert [(c.kind, c.citation) for c in article.corrections] == [
        ("ExpressionOfConcernIn", "By the editors.")
    ]
    assert parse_ris(ris(pmid, "TI  - Retraction: a notice")).publication_types == ()


def test_one_that_breaks_off_or_has_no_pmid_is_named_and_the_others_go_in() -> None:
    text = "\n".join(
        (
            "1.",
            ris("TI  - First", "N1  - PMID: 1"),
            "TY  - JOUR\nTI  - Broken\nN1  - PMID: 2",
            ris("TI  - Third", "DO  - 10.1000/x"),
            ris("TI  - Fourth", "N1  - PMID: 4", kind="CHAP"),
        )
    )
    first, second, third, fourth = read_ris(text)
    assert isinstance(first, Record) and first.article.title == "First"
    assert isinstance(second, Unread) and "ER" in second.reason
    assert isinstance(third, Unread) and "DOI 10.1000/x" in third.reason
    assert isinstance(fourth, Record) and fourth.article.kind is RecordKind.BOOK_CHAPTER


@given(st.text(max_size=200))
def test_any_text_gives_records_or_names_what_is_none(text: str) -> None:
    for found in read_ris(f"TY  - JOUR\n{text}\nER  - \n"):
        assert isinstance(found, Record | Unread)
