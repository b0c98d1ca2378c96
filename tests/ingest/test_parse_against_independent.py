"""Every real record, compared field by field with parses written without our parser."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from Bio import Entrez

from ingest.files import read_file
from kb.errors import UnreadableFile
from kb.model import Article, Record, Source


def record_files(shared: Path) -> list[Path]:
    data = shared / "data"
    found = [*data.glob("pubmed/xml/*.xml"), *data.glob("pubmed/oddities/*.xml")]
    return sorted([*found, *data.glob("spine/*.xml"), *data.glob("eutils/biopython/pubmed*.xml")])


@pytest.fixture(scope="module")
def parsed(shared: Path) -> list[tuple[Article, ElementTree.Element]]:
    """Each record as we read it beside its element as the standard library reads it."""
    pairs: list[tuple[Article, ElementTree.Element]] = []
    for path in record_files(shared):
        root = ElementTree.parse(path).getroot()
        if root.tag != "PubmedArticleSet":
            continue
        articles = [record.article for record in read_file(path) if isinstance(record, Record)]
        elements = root.findall("PubmedArticle")
        assert len(articles) == len(elements) == len(root), path
        pairs.extend(zip(articles, elements, strict=True))
    assert len(pairs) > 3_000
    return pairs


def flat(element: ElementTree.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def test_every_record_of_the_import_files_is_read_and_two_files_are_no_article_sets(
    shared: Path,
) -> None:
    counted, read, refused = 0, 0, []
    for path in record_files(shared):
        if path.parent.name == "biopython":
            continue
        counted += len(re.findall(rb"<PubmedArticle>", path.read_bytes()))
        try:
            read += sum(isinstance(record, Record) for record in read_file(path))
        except UnreadableFile as error:
            assert "eLinkResult" in str(error)
            refused.append(path.name)
    assert read == counted
    assert refused == ["medgen_elink_pubmed_0_entries.xml", "sample_related_pmids_result.xml"]


def test_identity_titles_and_abstracts_agree(
    parsed: list[tuple[Article, ElementTree.Element]],
) -> None:
    for article, element in parsed:
        citation = element.find("MedlineCitation")
        assert citation is not None
        assert article.pmid == flat(citation.find("PMID"))
        assert article.title == flat(citation.find("Article/ArticleTitle"))
        assert article.vernacular_title == flat(citation.find("Article/VernacularTitle"))
        own = citation.findall("Article/Abstract/AbstractText")
        other = citation.findall("OtherAbstract/AbstractText")
        assert [s.text for s in article.sections] == [flat(text) for text in [*own, *other]]
        labels = [(text.get("Label") or "").strip() for text in [*own, *other]]
        assert [" ".join(label.split()) for label in labels] == [s.label for s in article.sections]
        assert [bool(s.other_abstract) for s in article.sections] == (
            [False] * len(own) + [True] * len(other)
        )


def test_authors_agree(parsed: list[tuple[Article, ElementTree.Element]]) -> None:
    for article, element in parsed:
        listed = element.findall("MedlineCitation/Article/AuthorList/Author")
        expected = [
            tuple(
                flat(author.find(name))
                for name in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
            )
            for author in listed
            if author.get("ValidYN") != "N"
        ]
        read = [
            (a.last_name, a.fore_name, a.initials, a.suffix, a.collective) for a in article.authors
        ]
        assert read == expected, article.pmid
        affiliations = Counter(flat(a) for author in listed for a in author.iter("Affiliation"))
        assert Counter(a for author in article.authors for a in author.affiliations) == affiliations


def test_dates_agree_and_every_record_with_a_printed_year_has_it(
    parsed: list[tuple[Article, ElementTree.Element]],
) -> None:
    medline_dates = 0
    for article, element in parsed:
        date = element.find("MedlineCitation/Article/Journal/JournalIssue/PubDate")
        assert date is not None
        printed = flat(date.find("MedlineDate"))
        medline_dates += bool(printed)
        year = re.search(r"\d{4}", printed) if printed else None
        assert article.year == int(year[0] if year else flat(date.find("Year"))), article.pmid
        for part in date:
            assert flat(part) in article.publication_date
        revised = element.find("MedlineCitation/DateRevised")
        parts = [] if revised is None else [flat(part).zfill(2) for part in revised]
        assert article.date_revised == "-".join(parts)
    assert medline_dates > 20


def test_mesh_types_identifiers_and_links_agree(
    parsed: list[tuple[Article, ElementTree.Element]],
) -> None:
    for article, element in parsed:
        headings = [
            (
                flat(heading.find("DescriptorName")),
                heading.find("DescriptorName").attrib.get("UI", ""),  # type: ignore[union-attr] # each heading has one
                [
                    (flat(q), q.get("UI", ""), q.get("MajorTopicYN") == "Y")
                    for q in heading.findall("QualifierName")
                ],
            )
            for heading in element.iter("MeshHeading")
        ]
        assert [
            (m.descriptor, m.ui, [(q.name, q.ui, q.major) for q in m.qualifiers])
            for m in article.mesh
        ] == headings
        types = [flat(found) for found in element.iter("PublicationType")]
        assert list(article.publication_types) == types
        assert (article.source is Source.DERIVED) == (not types)
        ids = element.findall("PubmedData/ArticleIdList/ArticleId")
        assert article.pmcid == next((flat(i) for i in ids if i.get("IdType") == "pmc"), "")
        if doi := next((flat(i) for i in ids if i.get("IdType") == "doi"), ""):
            assert article.doi == doi
        assert [(c.kind, c.pmid) for c in article.corrections] == [
            (link.get("RefType"), flat(link.find("PMID")))
            for link in element.iter("CommentsCorrections")
        ]
        assert list(article.keywords) == [
            text for keyword in element.iter("Keyword") if (text := flat(keyword))
        ]


def entrez_records(path: Path) -> Iterator[dict[str, object]]:
    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from Entrez.read(stream, validate=False)["PubmedArticle"]


def unmarked(text: str) -> str:
    """Text of Bio.Entrez, which leaves tags standing in it."""
    return " ".join(re.sub(r"</?[a-z:]+(?: [^<>]*)?>", "", str(text)).split())


@pytest.mark.parametrize(
    "name", ["orthopaedics-211.xml", "orthopaedics-80.xml", "spine-infection-292.xml"]
)
def test_bio_entrez_reads_the_same(shared: Path, name: str) -> None:
    path = shared / "data" / "pubmed" / "xml" / name
    articles = [record.article for record in read_file(path) if isinstance(record, Record)]
    theirs = [record["MedlineCitation"] for record in entrez_records(path)]
    assert len(articles) == len(theirs) == int(re.search(r"\d+(?=\.xml)", name)[0])  # type: ignore[index] # names carry their count
    for article, citation in zip(articles, theirs, strict=True):
        body = citation["Article"]
        assert article.pmid == str(citation["PMID"])
        assert article.title == unmarked(body["ArticleTitle"])
        abstract = body.get("Abstract", {}).get("AbstractText", [])
        other = [t for extra in citation["OtherAbstract"] for t in extra["AbstractText"]]
        assert [s.text for s in article.sections] == [unmarked(t) for t in [*abstract, *other]]
        assert [a.citation_name for a in article.authors] == [
            unmarked(a["CollectiveName"])
            if "CollectiveName" in a
            else " ".join(f"{a['LastName']} {a.get('Initials', '')} {a.get('Suffix', '')}".split())
            for a in body.get("AuthorList", [])
            if a.attributes.get("ValidYN") != "N"
        ]
        assert [m.descriptor for m in article.mesh] == [
            str(m["DescriptorName"]) for m in citation.get("MeshHeadingList", [])
        ]
