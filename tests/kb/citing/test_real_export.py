"""Every real record, written in each format and read back by a reader that is not our own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rispy
from Bio import Medline
from pybtex.database import parse_string

from ingest.files import read_file
from ingest.formats.bibtex import read_bibtex
from ingest.formats.medline_text import read_medline_text
from ingest.formats.ris import read_ris
from kb.citing import INCOMPLETE_AUTHORS, export
from kb.citing.fields import abstract
from kb.citing.table import defuse
from kb.model import Article, Author, Record
from tests.kb.citing.test_export import plain


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[Article]:
    data = shared / "data" / "pubmed"
    paths = [*sorted(data.glob("xml/*.xml")), *sorted(data.glob("oddities/[0-9]*.xml"))]
    found = {
        one.article.pmid: one.article
        for path in paths
        for one in read_file(path)
        if isinstance(one, Record)
    }
    assert len(found) > 650
    return list(found.values())


def flat(text: str) -> str:
    return " ".join(text.split())


def test_ris(articles: list[Article]) -> None:
    read = rispy.loads(export(articles, "ris"))
    for article, record in zip(articles, read, strict=True):
        assert record["accession_number"] == article.pmid
        assert record.get("title", "") == article.title
        assert record.get("abstract", "") == abstract(article)
        assert record.get("year", "") == str(article.year or "")
        assert record.get("doi", "") == article.doi
        assert record.get("secondary_title", "") == article.journal
        assert len(record.get("authors", [])) == len(article.authors)
        for name, author in zip(record.get("authors", []), article.authors, strict=True):
            assert name.startswith(author.last_name or author.collective)
        assert record.get("keywords", []) == [
            *(m.descriptor for m in article.mesh),
            *article.keywords,
        ]


def test_nbib(articles: list[Article]) -> None:
    read = [r for r in Medline.parse(io.StringIO(export(articles, "nbib"))) if r]
    for article, record in zip(articles, read, strict=True):
        assert record["PMID"] == article.pmid
        assert record.get("TI", "") == article.title
        assert record.get("AB", "") == abstract(article)
        assert record.get("DP", "") == article.publication_date
        assert record.get("AU", []) == [
            a.citation_name for a in article.authors if not a.collective
        ]
        assert record.get("CN", []) == [a.collective for a in article.authors if a.collective]
        assert record.get("PT", []) == list(article.publication_types)
        assert record.get("LA", []) == list(article.languages)
        assert len(record.get("MH", [])) == len(article.mesh)
        assert record.get("PG", "") == article.pages


def test_bibtex(articles: list[Article]) -> None:
    read = parse_string(export(articles, "bibtex"), "bibtex").entries
    assert len(read) == len(articles)
    for number, article in enumerate(articles):
        entry = read[f"pmid{article.pmid}"]
        assert entry.fields.get("year", "") == str(article.year or "")
        assert entry.fields["pmid"] == article.pmid
        people = entry.persons.get("author", [])
        assert len(people) == len(article.authors) + (
            bool(article.authors) and not article.authors_complete
        )
        if number % 5 == 0:  # reading LaTeX takes its time
            assert plain(entry.fields.get("title", "")) == article.title
            assert plain(entry.fields.get("abstract", "")) == abstract(article)


def test_csl_json_and_csv(articles: list[Article]) -> None:
    items = json.loads(export(articles, "csl-json"))
    rows = list(csv.DictReader(io.StringIO(export(articles, "csv"))))
    for article, item, row in zip(articles, items, rows, strict=True):
        assert (item["PMID"], row["PMID"]) == (article.pmid, article.pmid)
        assert item.get("title", "") == article.title and row["title"] == defuse(article.title)
        assert item.get("abstract", "") == abstract(article)
        assert row["published abstract"] == defuse(abstract(article))
        assert len(item.get("author", [])) == len(article.authors)
        assert row["DOI"] == article.doi == item.get("DOI", "")
        assert row["year"] == str(article.year or "")
        assert row["MeSH"] == defuse("; ".join(m.descriptor for m in article.mesh))


@pytest.mark.parametrize(
    ("name", "read"), [("ris", read_ris), ("nbib", read_medline_text), ("bibtex", read_bibtex)]
)
def test_our_own_importer_takes_all_of_it_back(articles: list[Article], name: str, read) -> None:
    for article, one in zip(articles, read(export(articles, name)), strict=True):
        assert isinstance(one, Record), one
        back = one.article
        assert (back.pmid, back.title, back.year, back.doi) == (
            article.pmid,
            article.title,
            article.year,
            article.doi,
        )
        assert " ".join(s.text for s in back.sections if not s.other_abstract) == abstract(article)
        assert len(back.authors) == len(article.authors)
        assert [a.last_name or a.collective for a in back.authors] == [
            flat(a.last_name or a.collective) for a in article.authors
        ]


def test_an_author_list_that_is_not_complete_says_so_in_every_format() -> None:
    article = Article("1", title="T", authors=(Author("First", "A", "A"),), authors_complete=False)
    assert INCOMPLETE_AUTHORS in rispy.loads(export([article], "ris"))[0]["notes"]
    assert INCOMPLETE_AUTHORS in export([article], "nbib")
    assert "First, A and others" in export([article], "bibtex")
    assert json.loads(export([article], "csl-json"))[0]["note"] == INCOMPLETE_AUTHORS
    (row,) = csv.DictReader(io.StringIO(export([article], "csv")))
    assert row["authors"] == "First A; et al."
