"""PubMed XML to articles: the rules, and hostile input."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ingest.medline import Deleted, Unread, parse_article, parse_articles
from kb.errors import MalformedRecord
from kb.model import (
    AbstractSection,
    Article,
    Correction,
    MeshHeading,
    MeshQualifier,
    Record,
    RecordKind,
    Source,
)
from tests.ingest.pubmed_records import TYPES, article_set, read_all, write_article


def read_one(xml: str) -> Article:
    """Read the only article of a document."""
    (article,) = parse_articles(article_set(xml))
    return article


def test_markup_in_title_and_abstract_cuts_nothing_off() -> None:
    article = read_one(
        write_article(
            title="Effect of <i>Botulinum</i> on H<sub>2</sub>O &amp; <b>pain <i>now</i></b>.",
            abstract="<Abstract><AbstractText>p&lt;0.05, <sup>a</sup>\n  see"
            '<mml:math xmlns:mml="m"><mml:mi>x</mml:mi></mml:math> end<!-- no -->.'
            "</AbstractText></Abstract>",
        )
    )
    assert article.title == "Effect of Botulinum on H2O & pain now."
    assert article.sections[0].text == "p<0.05, a seex end."


def test_each_abstract_text_is_one_section_also_an_empty_one() -> None:
    article = read_one(
        write_article(
            abstract="<Abstract>"
            '<AbstractText Label="METHODS" NlmCategory="METHODS">We did.</AbstractText>'
            '<AbstractText Label="METHODS"></AbstractText>'
            "<AbstractText> Alone. </AbstractText>"
            "<CopyrightInformation>(c) A publisher</CopyrightInformation></Abstract>",
            citation='<OtherAbstract Type="plain-language-summary" Language="spa">'
            "<AbstractText>Claro.</AbstractText></OtherAbstract>"
            '<OtherAbstract Type="Publisher"><AbstractText/></OtherAbstract>',
        )
    )
    assert article.sections == (
        AbstractSection("METHODS", "We did.", "METHODS"),
        AbstractSection("METHODS", ""),
        AbstractSection("", "Alone."),
        AbstractSection("", "Claro.", "", "plain-language-summary/spa"),
        AbstractSection("", "", "", "Publisher/eng"),
    )
    assert article.copyright == "(c) A publisher"


@pytest.mark.parametrize(
    ("date", "year", "printed"),
    [
        ("<Year>1998</Year><Month>Dec</Month><Day>3</Day>", 1998, "1998 Dec 3"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998, "1998 Dec-1999 Jan"),
        ("<MedlineDate>Winter 2004</MedlineDate>", 2004, "Winter 2004"),
        ("<Year>2004</Year><Season>Spring</Season>", 2004, "2004 Spring"),
        ("<MedlineDate>Winter</MedlineDate>", None, "Winter"),
        ("", None, ""),
    ],
)
def test_year_is_the_first_four_digit_year_and_the_date_stays_as_printed(
    date: str, year: int | None, printed: str
) -> None:
    article = read_one(write_article(date=date))
    assert (article.year, article.publication_date) == (year, printed)


def test_year_falls_back_to_the_electronic_publication() -> None:
    electronic = (
        '<ArticleDate DateType="Electronic"><Year>2019</Year><Month>05</Month></ArticleDate>'
    )
    article = read_one(write_article(date="", article=TYPES + electronic))
    assert (article.year, article.publication_date) == (2019, "2019 05")


def test_authors_keep_suffix_orcid_affiliations_and_groups_and_drop_invalid_names() -> None:
    authors = """<AuthorList CompleteYN="N">
      <Author ValidYN="Y"><LastName>Smith</LastName><ForeName>John A</ForeName>
        <Initials>JA</Initials><Suffix>Jr</Suffix>
        <Identifier Source="ORCID">https://orcid.org/0000-0002-1825-009x</Identifier>
        <AffiliationInfo><Affiliation>One.</Affiliation></AffiliationInfo>
        <AffiliationInfo><Affiliation>Two.</Affiliation></AffiliationInfo></Author>
      <Author ValidYN="N"><LastName>Smit</LastName></Author>
      <Author><CollectiveName>Facet <i>Study</i> Group</CollectiveName></Author></AuthorList>"""
    article = read_one(write_article(article=TYPES + authors))
    person, group = article.authors
    assert person.citation_name == "Smith JA Jr"
    assert person.orcid == "0000-0002-1825-009X"
    assert person.affiliations == ("One.", "Two.")
    assert group.citation_name == "Facet Study Group"
    assert not article.authors_complete


def test_mesh_keeps_identifiers_major_topics_qualifiers_and_who_indexed() -> None:
    mesh = (
        '<MeshHeadingList><MeshHeading><DescriptorName UI="D017116" MajorTopicYN="N">Low Back Pain'
        '</DescriptorName><QualifierName UI="Q000188" MajorTopicYN="Y">drug therapy</QualifierName>'
        "</MeshHeading></MeshHeadingList>"
    )
    xml = write_article(citation=mesh)
    heading = MeshHeading(
        "Low Back Pain", "D017116", False, (MeshQualifier("drug therapy", "Q000188", True),)
    )
    assert read_one(xml).mesh == (heading,)
    assert read_one(xml).mesh_indexing == ""
    for method, stored in [("Manual", ""), ("Automated", "Automated"), ("Curated", "Curated")]:
        marked = xml.replace("<MedlineCitation ", f'<MedlineCitation IndexingMethod="{method}" ')
        assert read_one(marked).mesh_indexing == stored


def test_identifiers_are_the_records_own_never_those_of_its_references() -> None:
    article = read_one(
        write_article(
            data='<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1/other'
            "</ArticleId></ArticleIdList></Reference></ReferenceList>"
            '<ArticleIdList><ArticleId IdType="pubmed">1</ArticleId>'
            '<ArticleId IdType="doi">10.1/own</ArticleId><ArticleId IdType="pmc">PMC7</ArticleId>'
            "</ArticleIdList>",
        )
    )
    assert (article.doi, article.pmcid) == ("10.1/own", "PMC7")


def test_doi_comes_from_a_valid_location_where_the_id_list_has_none() -> None:
    locations = (
        '<ELocationID EIdType="doi" ValidYN="N">10.1/bad</ELocationID>'
        '<ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID>'
        '<ELocationID EIdType="doi" ValidYN="Y">10.1/good</ELocationID>'
    )
    assert read_one(write_article(article=TYPES + locations)).doi == "10.1/good"


def test_corrections_registry_numbers_and_dates_are_read() -> None:
    bank = (
        "<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName>"
        "<AccessionNumberList><AccessionNumber>NCT00000001</AccessionNumber>"
        "</AccessionNumberList></DataBank></DataBankList>"
    )
    article = read_one(
        write_article(
            article=TYPES + bank,
            citation="<DateRevised><Year>2020</Year><Month>2</Month><Day>31</Day></DateRevised>"
            "<DateCompleted><Year>2019</Year><Month>Mar</Month><Day>5</Day></DateCompleted>"
            '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
            '<RefSource>Pain. 2020</RefSource><PMID Version="1">99</PMID></CommentsCorrections>'
            "</CommentsCorrectionsList>",
            data='<History><PubMedPubDate PubStatus="pubmed"><Year>2001</Year><Month>2</Month>'
            '<Day>4</Day></PubMedPubDate><PubMedPubDate PubStatus="entrez"><Year>2001</Year>'
            "<Month>2</Month><Day>3</Day></PubMedPubDate></History>",
        )
    )
    assert article.registry_numbers == ("NCT00000001",)
    assert article.corrections == (Correction("RetractionIn", "Pain. 2020", "99"),)
    assert article.date_created == "2001-02-03"
    assert article.date_completed == "2019-03-05"
    assert article.date_revised == "2020-02"  # February has no 31st


def test_a_record_without_publication_types_is_derived_whatever_its_source() -> None:
    derived, own = write_article("1", article=""), write_article("2")
    sources = [
        record.article.source
        for record in read_all(article_set(derived, own), Source.PUBMED)
        if isinstance(record, Record)
    ]
    assert sources == [Source.DERIVED, Source.PUBMED]


BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">30422567</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
<Book><BookTitle book="x">StatPearls</BookTitle>
<PubDate><Year>2024</Year><Month>01</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList></Book>
<ArticleTitle>Facet Joint <i>Block</i></ArticleTitle><Language>eng</Language>
<AuthorList Type="authors" CompleteYN="Y"><Author><LastName>Writer</LastName></Author></AuthorList>
<PublicationType UI="D000072643">Study Guide</PublicationType>
<Abstract><AbstractText>Chapter.</AbstractText></Abstract>
</BookDocument></PubmedBookArticle>"""


def test_book_chapters_are_read_and_kept_apart() -> None:
    article = read_one(BOOK)
    assert article.kind is RecordKind.BOOK_CHAPTER
    assert (article.pmid, article.title) == ("30422567", "Facet Joint Block")
    assert (article.journal, article.year) == ("StatPearls", 2024)
    assert [author.last_name for author in article.authors] == ["Writer"]
    assert article.sections[0].text == "Chapter."
    assert article.source is Source.PUBMED_XML


def test_deleted_pmids_stand_beside_records() -> None:
    xml = article_set(
        write_article("5"), "<DeleteCitation><PMID>7</PMID><PMID>8</PMID></DeleteCitation>"
    )
    assert read_all(xml)[1:] == [Deleted("7"), Deleted("8")]


def test_a_record_that_cannot_be_read_is_named_and_the_others_go_in() -> None:
    xml = article_set(
        write_article("11"),
        write_article("").replace('<PMID Version="1"></PMID>', ""),
        "<PubmedArticle><MedlineCitation><PMID>12</PMID></MedlineCitation></PubmedArticle>",
        write_article("n/a"),
        write_article("13"),
    )
    first, no_pmid, no_article, no_number, last = read_all(xml)
    assert isinstance(first, Record) and isinstance(last, Record)
    assert no_pmid == Unread("record 2", "The record has no PMID.")
    assert isinstance(no_article, Unread) and no_article.subject == "12"
    assert isinstance(no_number, Unread) and "n/a" in no_number.reason


def test_parse_articles_yields_all_it_can_and_then_names_what_it_could_not() -> None:
    articles = parse_articles(article_set(write_article("n/a"), write_article("2")))
    assert next(articles).pmid == "2"
    with pytest.raises(MalformedRecord, match="n/a"):
        next(articles)


def test_a_title_that_only_looks_like_an_entity_is_read() -> None:
    assert read_one(write_article(title="R&amp;D; <![CDATA[&x;]]>")).title == "R&D; &x;"


def test_raw_bytes_parse_to_the_same_article() -> None:
    (record,) = read_all(article_set(write_article(title="Größe &lt; <i>5</i> µg")))
    assert isinstance(record, Record)
    assert parse_article(etree.fromstring(record.raw), Source.PUBMED_XML) == record.article


characters = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M"))
texts = st.text(characters, max_size=60)


@given(title=texts, label=texts, parts=st.lists(st.tuples(texts, texts), max_size=5))
def test_no_character_of_title_or_abstract_is_lost(
    title: str, label: str, parts: list[tuple[str, str]]
) -> None:
    """Whatever stands in the text and around its markup arrives, white space collapsed."""
    body = "".join(f"{escape(plain)}<i>{escape(italic)}</i>" for plain, italic in parts)
    article = read_one(
        write_article(
            title=escape(title),
            abstract=f"<Abstract><AbstractText Label={quoteattr(label)}>{body}</AbstractText>"
            "</Abstract>",
        )
    )
    assert article.title == " ".join(title.split())
    assert article.sections[0].label == " ".join(label.split())
    assert article.sections[0].text == " ".join("".join(map("".join, parts)).split())
