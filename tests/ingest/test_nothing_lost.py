"""Every real record there is, files and recorded answers alike, against what Bio.Entrez reads."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from Bio import Entrez

from ingest.medline import read_records
from kb.model import Article, Record, Source

# The newest DTD that Biopython ships: records of other years read by it as well, and asking NLM
# for their own would need the network.
_DOCTYPE = (
    b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
    b' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
)

Pair = tuple[Article, Any]


def documents(shared: Path) -> Iterator[tuple[str, bytes]]:
    """Article sets in files and in recorded traffic."""
    data = shared / "data"
    files = [*data.glob("pubmed/xml/*.xml"), *data.glob("pubmed/oddities/*.xml")]
    for path in sorted([*files, *data.glob("eutils/biopython/*.xml")]):
        yield path.name, path.read_bytes()
    for path in sorted(data.glob("eutils/cassettes/*.yaml")):
        cassette = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, one in enumerate(cassette["interactions"]):
            body = one["response"]["body"]["string"]
            yield f"{path.name} {number}", body if isinstance(body, bytes) else body.encode()


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[Pair]:
    """Each record as we read it, beside Bio.Entrez's."""
    found: list[Pair] = []
    for name, answer in documents(shared):
        if b"<PubmedArticleSet" not in answer:
            continue
        body = re.sub(rb"^<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>", b"", answer)
        whole = b'<?xml version="1.0"?>' + _DOCTYPE + body
        records = list(read_records(io.BytesIO(whole), source=Source.PUBMED_XML))
        assert all(isinstance(one, Record) for one in records), name
        articles = [one.article for one in records if isinstance(one, Record)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = Entrez.read(io.BytesIO(whole), validate=False)
        journal = [a for a in articles if not a.is_book_chapter]
        chapters = [a for a in articles if a.is_book_chapter]
        found += zip(journal, theirs["PubmedArticle"], strict=True)
        found += zip(chapters, theirs.get("PubmedBookArticle", []), strict=True)
    return found


@pytest.fixture(scope="module")
def articles(pairs: list[Pair]) -> list[Pair]:
    return [(a, t) for a, t in pairs if not a.is_book_chapter]


@pytest.fixture(scope="module")
def chapters(pairs: list[Pair]) -> list[Pair]:
    return [(a, t["BookDocument"]) for a, t in pairs if a.is_book_chapter]


@cache
def flat(text: str) -> str:
    """Text of Bio.Entrez, which leaves tags standing in it."""
    return " ".join(re.sub(r"</?[a-z:]+(?: [^<>]*)?/?>", "", str(text)).split())


def date(parts: Any) -> str:
    """A date of Bio.Entrez's as we write them."""
    if not parts:
        return ""
    return f"{parts['Year']}-{int(parts['Month']):02}-{int(parts['Day']):02}"


def names(author: Any) -> tuple[str, ...]:
    parts = ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
    return tuple(flat(author.get(part, "")) for part in parts)


def test_there_is_something_to_compare(pairs: list[Pair], chapters: list[Pair]) -> None:
    assert (len(pairs), len(chapters)) == (803, 2)


def test_titles_and_abstracts_are_whole(articles: list[Pair]) -> None:
    structured = others = empty = 0
    for article, record in articles:
        citation = record["MedlineCitation"]
        body = citation["Article"]
        assert article.pmid == citation["PMID"]
        assert article.version == int(citation["PMID"].attributes.get("Version", 1))
        assert article.title == flat(body["ArticleTitle"])
        assert article.vernacular_title == flat("".join(body.get("VernacularTitle", "")))
        own = body.get("Abstract", {}).get("AbstractText", [])
        other = [t for extra in citation["OtherAbstract"] for t in extra["AbstractText"]]
        assert [s.text for s in article.sections] == [flat(t) for t in [*own, *other]]
        labels = [flat(getattr(t, "attributes", {}).get("Label", "")) for t in [*own, *other]]
        assert [s.label for s in article.sections] == labels
        structured += any(labels)
        others += bool(other)
        empty += not own
    assert structured > 100 and others > 2 and empty > 50


def test_authors_are_all_there_groups_included(articles: list[Pair]) -> None:
    groups = 0
    for article, record in articles:
        listed = record["MedlineCitation"]["Article"].get("AuthorList", [])
        valid = [a for a in listed if a.attributes.get("ValidYN") != "N"]
        assert [
            (a.last_name, a.fore_name, a.initials, a.suffix, a.collective) for a in article.authors
        ] == [names(author) for author in valid]
        assert [list(a.affiliations) for a in article.authors] == [
            [flat(one["Affiliation"]) for one in author.get("AffiliationInfo", [])]
            for author in valid
        ]
        if listed:
            assert article.authors_complete == (listed.attributes.get("CompleteYN", "Y") == "Y")
        groups += any(a.collective for a in article.authors)
    assert groups > 5


def test_dates_are_as_printed(articles: list[Pair]) -> None:
    medline_dates = electronic = 0
    for article, record in articles:
        citation = record["MedlineCitation"]
        body = citation["Article"]
        printed = body["Journal"]["JournalIssue"]["PubDate"]
        order = ("MedlineDate", "Year", "Season", "Month", "Day")
        words = " ".join(str(printed[part]) for part in order if part in printed)
        years = re.findall(r"\b[12][0-9]{3}\b", words)
        if years:
            assert article.publication_date == words
            assert article.year == int(years[0])
        medline_dates += "MedlineDate" in printed
        first = next(iter(body["ArticleDate"]), None)
        assert article.electronic_date == date(first)
        electronic += first is not None
        assert article.date_revised == date(citation.get("DateRevised"))
        assert article.date_completed == date(citation.get("DateCompleted"))
        entries = [
            one
            for status in ("entrez", "pubmed")
            for one in record["PubmedData"].get("History", [])
            if one.attributes["PubStatus"] == status
        ]
        if entries:
            assert article.date_created == date(entries[0])
    assert medline_dates > 20 and electronic > 100


def test_identifiers_are_all_there(articles: list[Pair]) -> None:
    kinds: set[str] = set()
    for article, record in articles:
        ids = record["PubmedData"]["ArticleIdList"]
        read = {f"doi:{article.doi}", f"pmc:{article.pmcid}", *article.other_ids}
        for one in ids:
            kind = one.attributes["IdType"]
            kinds.add(kind)
            if flat(one) and kind != "pubmed":
                assert f"{kind}:{flat(one)}" in read, article.pmid
        citation = record["MedlineCitation"]
        banks = [
            flat(number)
            for bank in citation["Article"].get("DataBankList", [])
            for number in bank.get("AccessionNumberList", [])
        ]
        assert list(article.registry_numbers) == banks
    assert kinds >= {"doi", "pmc", "pii", "pubmed"}


def test_indexing_types_and_links_are_all_there(articles: list[Pair]) -> None:
    links = qualified = 0
    for article, record in articles:
        citation = record["MedlineCitation"]
        body = citation["Article"]
        assert [
            (
                (m.descriptor, m.ui, m.major),
                [(q.name, q.ui, q.major) for q in m.qualifiers],
            )
            for m in article.mesh
        ] == [
            (term(heading["DescriptorName"]), [term(q) for q in heading["QualifierName"]])
            for heading in citation.get("MeshHeadingList", [])
        ]
        qualified += any(m.qualifiers for m in article.mesh)
        assert list(article.publication_types) == [flat(t) for t in body["PublicationTypeList"]]
        assert list(article.languages) == [flat(one) for one in body["Language"]]
        assert list(article.keywords) == [
            flat(word) for group in citation["KeywordList"] for word in group if flat(word)
        ]
        told = citation.get("CommentsCorrectionsList", [])
        assert [(c.kind, c.citation, c.pmid) for c in article.corrections] == [
            (link.attributes["RefType"], flat(link["RefSource"]), str(link.get("PMID", "")))
            for link in told
        ]
        links += len(told)
        issue = body["Journal"]["JournalIssue"]
        assert (article.volume, article.issue) == (
            flat(issue.get("Volume", "")),
            flat(issue.get("Issue", "")),
        )
        assert article.journal == flat(body["Journal"].get("Title", ""))
        pages = body.get("Pagination", {})
        assert article.pages == flat(pages.get("MedlinePgn", ""))
    assert links > 30 and qualified > 300


def term(element: Any) -> tuple[str, str, bool]:
    attributes = element.attributes
    return flat(element), attributes.get("UI", ""), attributes.get("MajorTopicYN") == "Y"


def test_book_chapters_keep_their_fields(chapters: list[Pair]) -> None:
    for article, document in chapters:
        assert article.pmid == document["PMID"]
        assert article.journal == flat(document["Book"]["BookTitle"])
        assert article.title == flat(document.get("ArticleTitle") or document["Book"]["BookTitle"])
        own = document.get("Abstract", {}).get("AbstractText", [])
        assert [s.text for s in article.sections] == [flat(text) for text in own]
        lists = [*document["AuthorList"], *document["Book"]["AuthorList"]]
        listed = next((one for one in lists if one.attributes.get("Type") != "editors"), lists[0])
        assert [
            (a.last_name, a.fore_name, a.initials, a.suffix, a.collective) for a in article.authors
        ] == [names(author) for author in listed]
        for one in document["ArticleIdList"]:
            kind, value = one.attributes["IdType"], flat(one)
            assert value in (article.doi, article.pmcid) or f"{kind}:{value}" in article.other_ids
        assert list(article.publication_types) == [flat(t) for t in document["PublicationType"]]
