"""Each format is read back, field by field, by a reader that is not our own."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
import rispy
from Bio import Medline
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from kb.citing import FORMATS, export
from kb.citing.table import COLUMNS
from kb.errors import ConfigurationError
from kb.model import (
    AbstractSection,
    Article,
    Author,
    Correction,
    MeshHeading,
    MeshQualifier,
    RecordKind,
    Source,
    StudyDesign,
)

TRIAL = Article(
    pmid="90000001",
    title="Facet & medial branch blocks: 50% relief {a trial} at <3 months_",
    sections=(
        AbstractSection("METHODS", "We gave 0.5 mL at C5 \\ C6; cost was $40 (#2)."),
        AbstractSection("RESULTS", "Relief ≥50% in 12 of 20 (p<0.05)."),
        AbstractSection("", "Bloqueo de la rama medial.", other_abstract="publisher/spa"),
    ),
    journal="The Journal of Nerve Blocks",
    journal_abbreviation="J Nerve Blocks",
    issn="1234-5678",
    year=2008,
    publication_date="2008 Aug 1",
    volume="33",
    issue="17",
    pages="1813-20",
    authors=(
        Author("de la Peña", "José", "J", suffix="Jr", orcid="0000-0001-2345-6789"),
        Author("Smith and Wesson", "Ann Mary", "AM", affiliations=("Pain Clinic, Bern.",)),
        Author(collective="Spine Group and Others"),
    ),
    languages=("eng",),
    publication_types=("Journal Article", "Randomized Controlled Trial"),
    mesh=(
        MeshHeading("Nerve Block", major=True, qualifiers=(MeshQualifier("methods", major=True),)),
        MeshHeading("Humans"),
    ),
    keywords=("facet joint",),
    doi="10.1000/jnb.2008_1(2)",
    pmcid="PMC1234567",
    corrections=(Correction("ErratumIn", "J Nerve Blocks. 2009;34:2", "90000009"),),
    date_revised="2019-01-15",
    source=Source.PUBMED,
    design=StudyDesign.RANDOMIZED_CONTROLLED_TRIAL,
    on_topic=True,
)
SUMMARY = replace(
    TRIAL,
    pmid="90000002",
    sections=(AbstractSection("RESULTS", "Both arms did alike."),),
    source=Source.PROJECT_SUMMARY,
)
RETRACTED = replace(TRIAL, pmid="90000003", retraction="Retracted by PMID 90000004 in 2010.")
BARE = Article("90000005")

ABSTRACT = (
    "METHODS: We gave 0.5 mL at C5 \\ C6; cost was $40 (#2). "
    "RESULTS: Relief ≥50% in 12 of 20 (p<0.05)."
)


def read_ris(articles):
    return rispy.loads(export(articles, "ris"))


def read_nbib(articles):
    return list(Medline.parse(io.StringIO(export(articles, "nbib"))))


def read_bibtex(articles):
    return parse_string(export(articles, "bibtex"), "bibtex").entries


def read_csv(articles):
    return list(csv.DictReader(io.StringIO(export(articles, "csv"))))


def latex_reader():
    """Read LaTeX by pylatexenc, with the kernel symbols its own table leaves out."""
    symbols = {
        "textbraceleft": "{",
        "textbraceright": "}",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
        "textquotedbl": '"',
        "textasciicircum": "^",
    }
    known = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in symbols.items()]
    known.add_context_category("kernel", macros=macros, prepend=True)
    return LatexNodes2Text(latex_context=known, strict_latex_spaces=True)


def plain(latex: str) -> str:
    return latex_reader().latex_to_text(latex)


def test_ris_reads_back_field_by_field():
    (record,) = read_ris([TRIAL])
    assert record["type_of_reference"] == "JOUR"
    assert record["accession_number"] == TRIAL.pmid
    assert record["title"] == TRIAL.title
    assert record["authors"] == [
        "de la Peña, José, Jr",
        "Smith and Wesson, Ann Mary",
        "Spine Group and Others",
    ]
    assert record["secondary_title"] == TRIAL.journal
    assert record["alternate_title1"] == TRIAL.journal_abbreviation
    assert record["year"] == "2008"
    assert record["date"] == "2008/08/01"
    assert (record["volume"], record["number"]) == ("33", "17")
    assert (record["start_page"], record["end_page"]) == ("1813", "1820")
    assert record["issn"] == TRIAL.issn
    assert record["doi"] == TRIAL.doi
    assert record["custom2"] == TRIAL.pmcid
    assert record["language"] == "eng"
    assert record["abstract"] == ABSTRACT
    assert record["keywords"] == ["Nerve Block", "Humans", "facet joint"]
    assert record["urls"] == [TRIAL.pubmed_url]
    assert record["notes"] == ["Abstract (publisher/spa): Bloqueo de la rama medial."]


def test_nbib_reads_back_field_by_field():
    (record,) = read_nbib([TRIAL])
    assert record["PMID"] == TRIAL.pmid
    assert record["TI"] == TRIAL.title
    assert record["AB"] == ABSTRACT
    assert record["FAU"] == ["de la Peña, José Jr", "Smith and Wesson, Ann Mary"]
    assert record["AU"] == ["de la Peña J Jr", "Smith and Wesson AM"]
    assert record["AUID"] == ["ORCID: 0000-0001-2345-6789"]
    assert record["AD"] == ["Pain Clinic, Bern."]
    assert record["CN"] == ["Spine Group and Others"]
    assert (record["JT"], record["TA"]) == (TRIAL.journal, TRIAL.journal_abbreviation)
    assert (record["VI"], record["IP"], record["PG"]) == ("33", "17", "1813-20")
    assert record["DP"] == TRIAL.publication_date
    assert record["IS"] == TRIAL.issn
    assert record["LA"] == ["eng"]
    assert record["PT"] == list(TRIAL.publication_types)
    assert record["MH"] == ["*Nerve Block/*methods", "Humans"]
    assert record["OT"] == ["facet joint"]
    assert record["AID"] == [f"{TRIAL.doi} [doi]"]
    assert record["PMC"] == TRIAL.pmcid
    assert record["LR"] == "20190115"
    assert record["EIN"] == ["J Nerve Blocks. 2009;34:2. PMID: 90000009"]
    assert record["OAB"] == ["Bloqueo de la rama medial."]


def test_bibtex_reads_back_field_by_field():
    entry = read_bibtex([TRIAL])["pmid90000001"]
    assert entry.type == "article"
    read = {key: plain(value) for key, value in entry.fields.items()}
    assert read["title"] == TRIAL.title
    assert read["abstract"] == ABSTRACT
    assert read["journal"] == TRIAL.journal
    assert (read["year"], read["volume"], read["number"]) == ("2008", "33", "17")
    assert entry.fields["pages"] == "1813--1820"
    assert read["doi"] == TRIAL.doi
    assert (read["pmid"], read["pmcid"], read["issn"]) == (TRIAL.pmid, TRIAL.pmcid, TRIAL.issn)
    assert entry.fields["url"] == TRIAL.pubmed_url
    first, second, group = entry.persons["author"]
    assert (first.prelast_names, first.last_names) == (["de", "la"], ["Peña"])
    assert (first.first_names, first.lineage_names) == (["José"], ["Jr"])
    assert [plain(name) for name in second.last_names] == ["Smith and Wesson"]
    assert [plain(name) for name in group.last_names] == ["Spine Group and Others"]


def test_csl_json_reads_back_field_by_field():
    (item,) = json.loads(export([TRIAL], "csl-json"))
    assert item["type"] == "article-journal"
    assert item["title"] == TRIAL.title
    assert item["author"] == [
        {"family": "de la Peña", "given": "José", "suffix": "Jr"},
        {"family": "Smith and Wesson", "given": "Ann Mary"},
        {"literal": "Spine Group and Others"},
    ]
    assert item["issued"] == {"date-parts": [[2008, 8, 1]]}
    assert item["container-title"] == TRIAL.journal
    assert item["page"] == "1813-1820"
    assert (item["PMID"], item["PMCID"], item["DOI"]) == (TRIAL.pmid, TRIAL.pmcid, TRIAL.doi)
    assert item["abstract"] == ABSTRACT
    assert "status" not in item


def test_csv_reads_back_field_by_field():
    (row,) = read_csv([TRIAL])
    assert tuple(row) == COLUMNS
    assert row["PMID"] == TRIAL.pmid
    assert row["title"] == TRIAL.title
    assert row["authors"] == "de la Peña J Jr; Smith and Wesson AM; Spine Group and Others"
    assert (row["journal"], row["year"], row["DOI"]) == (TRIAL.journal, "2008", TRIAL.doi)
    assert row["published abstract"] == ABSTRACT
    assert row["study design"] == "randomized-controlled-trial"
    assert row["on topic"] == "yes"
    assert row["source of text"] == "PubMed"
    assert row["project summary (not the published abstract)"] == ""


def test_a_project_summary_is_marked_and_never_the_abstract():
    mark = "Project summary, not the published abstract: RESULTS: Both arms did alike."
    (ris,) = read_ris([SUMMARY])
    assert ris["notes"] == [mark]
    (nbib,) = read_nbib([SUMMARY])
    assert nbib["GN"] == [mark]
    bibtex = read_bibtex([SUMMARY])["pmid90000002"].fields
    assert bibtex["annote"] == mark
    (csl,) = json.loads(export([SUMMARY], "csl-json"))
    assert csl["note"] == mark
    (row,) = read_csv([SUMMARY])
    column = "project summary (not the published abstract)"
    assert row[column] == "RESULTS: Both arms did alike."
    assert row["published abstract"] == ""
    for read in (ris, bibtex, csl):
        assert "abstract" not in read
    assert "AB" not in nbib


def test_a_retraction_is_marked_in_every_format():
    mark = "RETRACTED PUBLICATION. Retracted by PMID 90000004 in 2010."
    assert read_ris([RETRACTED])[0]["notes"][0] == mark
    nbib = read_nbib([RETRACTED])[0]
    assert nbib["PT"] == [*TRIAL.publication_types, "Retracted Publication"]
    assert nbib["GN"] == [mark]
    assert read_bibtex([RETRACTED])["pmid90000003"].fields["note"] == mark
    (csl,) = json.loads(export([RETRACTED], "csl-json"))
    assert (csl["status"], csl["note"]) == ("retracted", mark)
    assert read_csv([RETRACTED])[0]["retracted"] == mark


def test_a_concern_and_a_paper_off_topic_are_marked():
    article = replace(TRIAL, concern="Concern by 7.", on_topic=False, on_topic_reason="about knees")
    marks = [
        "EXPRESSION OF CONCERN. Concern by 7.",
        "Off topic in this knowledge base: about knees",
    ]
    assert read_ris([article])[0]["notes"][:2] == marks
    (row,) = read_csv([article])
    assert (row["concern"], row["on topic"], row["on topic reason"]) == (
        "Concern by 7.",
        "no",
        "about knees",
    )


def test_a_book_chapter_is_no_journal_article():
    chapter = replace(TRIAL, kind=RecordKind.BOOK_CHAPTER, journal="StatPearls")
    assert read_ris([chapter])[0]["type_of_reference"] == "CHAP"
    entry = read_bibtex([chapter])["pmid90000001"]
    assert (entry.type, entry.fields["booktitle"]) == ("incollection", "StatPearls")
    (csl,) = json.loads(export([chapter], "csl-json"))
    assert csl["type"] == "chapter"
    assert "BTI - StatPearls" in export([chapter], "nbib").replace("BTI  -", "BTI -")


@pytest.mark.parametrize("name", FORMATS)
def test_order_is_kept_and_a_pmid_is_written_once(name):
    text = export([SUMMARY, BARE, TRIAL, SUMMARY], name)
    places = [text.index(a.pmid) for a in (SUMMARY, BARE, TRIAL)]
    assert places == sorted(places)
    assert text.count(SUMMARY.pubmed_url) == text.count(BARE.pubmed_url)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_selected_is_an_empty_file_that_still_reads(name):
    text = export([], name)
    assert text == {"csl-json": "[]\n", "csv": ",".join(COLUMNS) + "\n"}.get(name, text)
    assert "9" not in text


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ConfigurationError, match="ris, nbib, bibtex, csl-json, csv"):
        export([TRIAL], "endnote")


nasty = st.text(
    st.characters(exclude_categories=("Cs", "Cc"))
    | st.sampled_from(list("{}\\\"%$#_&~^<>|=+-@'\t\n\r\v\u2028\x85")),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(nasty, nasty)
def test_no_text_breaks_out_of_its_field(title, text):
    article = Article(
        "90000007",
        title=f"T{title}",
        sections=(AbstractSection("", f"A{text}\nTY  - X\nER  - \nPMID- 1"),),
        authors=(Author(f"N{title.replace(',', '')}", "F"),),
    )
    flat_title = " ".join(article.title.split())
    flat_text = " ".join(article.sections[0].text.split())
    (ris,) = read_ris([article])
    assert (ris["title"], ris["abstract"]) == (flat_title, flat_text)
    (nbib,) = read_nbib([article])
    assert (nbib["PMID"], nbib["TI"], nbib["AB"]) == (article.pmid, flat_title, flat_text)
    entries = read_bibtex([article])
    assert list(entries) == ["pmid90000007"]
    assert set(entries["pmid90000007"].fields) <= {"title", "abstract", "pmid", "url"}
    (csl,) = json.loads(export([article], "csl-json"))
    assert csl["title"] == article.title
    (row,) = read_csv([article])
    assert row["title"].removeprefix("'") == flat_title


@given(nasty, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"]))
def test_no_csv_cell_runs_as_a_formula(rest, sign):
    article = replace(TRIAL, title=sign + rest, journal=sign + rest, concern=sign + rest)
    (row,) = csv.reader(io.StringIO(export([article], "csv").split("\n", 1)[1]))
    for cell in row:
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
