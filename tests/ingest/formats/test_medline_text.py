"""MEDLINE text, read in the order of its lines; Biopython's reader and the XML are the check."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from io import StringIO
from pathlib import Path

import pytest
from Bio import Medline
from hypothesis import given
from hypothesis import strategies as st

from ingest.files import read_file
from ingest.formats.medline_text import parse_medline_text, read_medline_text
from ingest.unread import Unread
from kb.errors import MalformedRecord
from kb.model import (
    AbstractSection,
    Article,
    Author,
    Correction,
    MeshHeading,
    MeshQualifier,
    Record,
    Source,
)

RECORD = """PMID- 90000001
DCOM- 20190110
LR  - 20190115
IS  - 1234-5678 (Print)
VI  - 33
IP  - 17
DP  - 1998 Dec-1999 Jan
TI  - [Blocks of the medial branch: an invented
      trial].
PG  - 13-20
LID - 10.1000/jnb.1 [doi]
AB  - METHODS: Ours. RESULTS:
      Relief in 12 of 20.
FAU - Peña, José A Jr
AU  - Peña JA Jr
AUID- ORCID: 0000000123456789
AD  - Clinic, Bern.
AD  - Clinic, Basel.
CN  - Spine Group
FAU - van Dam, Eva
AU  - van Dam E
FIR - Other, One
IR  - Other O
AD  - Not an author's.
LA  - ger
SI  - ClinicalTrials.gov/NCT01234567
PT  - Journal Article
DEP - 20181206
TT  - Blockaden.
TA  - J Nerve Blocks
JT  - The Journal of Nerve Blocks
MH  - *Nerve Block/*methods/instrumentation
MH  - Humans
OT  - facet joint
EDAT- 2018/12/05 06:00
PMC - PMC1234567
AID - S0001(18)30001-2 [pii]
AID - 10.1000/jnb.1 [doi]
EIN - J Nerve Blocks. 2009;34:2. PMID: 90000009
RIN - J Nerve Blocks. 2010;35:3
OAB - Resumen.
OABL- spa
SO  - J Nerve Blocks. 1998;33(17):13-20.
"""


def test_every_field_is_read() -> None:
    article = parse_medline_text(RECORD)
    assert article == Article(
        pmid="90000001",
        title="[Blocks of the medial branch: an invented trial].",
        vernacular_title="Blockaden.",
        sections=(
            AbstractSection("", "METHODS: Ours. RESULTS: Relief in 12 of 20."),
            AbstractSection("", "Resumen.", other_abstract="other/spa"),
        ),
        journal="The Journal of Nerve Blocks",
        journal_abbreviation="J Nerve Blocks",
        issn="1234-5678",
        year=1998,
        publication_date="1998 Dec-1999 Jan",
        electronic_date="2018-12-06",
        volume="33",
        issue="17",
        pages="13-20",
        authors=(
            Author(
                "Peña",
                "José A",
                "JA",
                "Jr",
                orcid="0000-0001-2345-6789",
                affiliations=("Clinic, Bern.", "Clinic, Basel."),
            ),
            Author(collective="Spine Group"),
            Author("van Dam", "Eva", "E"),
        ),
        languages=("ger",),
        publication_types=("Journal Article",),
        mesh=(
            MeshHeading(
                "Nerve Block",
                major=True,
                qualifiers=(MeshQualifier("methods", major=True), MeshQualifier("instrumentation")),
            ),
            MeshHeading("Humans"),
        ),
        keywords=("facet joint",),
        doi="10.1000/jnb.1",
        pmcid="PMC1234567",
        other_ids=("pii:S0001(18)30001-2",),
        registry_numbers=("NCT01234567",),
        corrections=(
            Correction("ErratumIn", "J Nerve Blocks. 2009;34:2", "90000009"),
            Correction("RetractionIn", "J Nerve Blocks. 2010;35:3"),
        ),
        date_created="2018-12-05",
        date_completed="2019-01-10",
        date_revised="2019-01-15",
        source=Source.DERIVED,
    )


def test_old_records_have_short_names_alone() -> None:
    authors = parse_medline_text("PMID- 1\nTI  - T\nAU  - de la Cruz JM 3rd\nAU  - et al.").authors
    assert authors == (Author("de la Cruz", initials="JM", suffix="3rd"),)
    assert not parse_medline_text("PMID- 1\nTI  - T\nAU  - A B\nAU  - et al.").authors_complete


def test_a_record_that_cannot_be_read_is_named_and_the_others_go_in() -> None:
    text = "TI  - no number\n\nPMID- 12\nTI  - Fine\n\nPMID- n/a\nTI  - Odd\n\nPMID- 13\n"
    first, second, third, fourth = read_medline_text(text)
    assert isinstance(second, Record) and second.article.pmid == "12"
    assert [one.subject for one in (first, third, fourth) if isinstance(one, Unread)] == [
        "record 1",
        "record 3",
        "record 4",
    ]


def test_pieces_read_again_give_the_same_article() -> None:
    (record,) = read_medline_text(RECORD)
    assert isinstance(record, Record)
    assert parse_medline_text(record.raw.decode()) == record.article


def test_a_last_record_that_breaks_off_is_named_and_not_stored_in_half() -> None:
    text = f"{RECORD}\n{RECORD}"
    *_, last = read_medline_text(text[: text.rindex("RESULTS")])
    assert last == Unread("record 2", "It breaks off: the line SO that ends it is missing.")
    assert all(isinstance(one, Record) for one in read_medline_text(text))


@given(st.text(max_size=200))
def test_any_text_gives_records_or_names_what_is_none(text: str) -> None:
    for found in read_medline_text(f"PMID- 1\nTI  - T\n{text}"):
        assert isinstance(found, Record | Unread)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_no_word_of_an_abstract_is_lost_however_it_is_wrapped(text: str) -> None:
    lines = textwrap.wrap(text, 40) or ["x"]
    record = "PMID- 1\nTI  - T\nAB  - " + "\n      ".join(lines) + "\nDP  - 2001\n"
    article = parse_medline_text(record)
    told = " ".join(section.text for section in article.sections)
    assert told == " ".join(" ".join(lines).split())
    assert article.year == 2001


def test_a_summary_of_ours_is_refused() -> None:
    with pytest.raises(MalformedRecord, match="mbb starter"):
        parse_medline_text(
            "PMID- 1\nTI  - T\nGN  - Project summary, not the published abstract: x\n"
        )


def unaccented(text: str) -> str:
    """One of the exports spells names in ASCII, or leaves letters out."""
    return unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()


def medline_files(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "pubmed" / "medline").iterdir())


def test_real_exports_read_as_biopython_reads_them(shared: Path) -> None:
    count = 0
    for path in medline_files(shared):
        text = path.read_text(encoding="utf-8")
        ours = [one.article for one in read_file(path) if isinstance(one, Record)]
        theirs = [record for record in Medline.parse(StringIO(text)) if record]
        assert len(ours) == len(theirs) == len(re.findall(r"^PMID-", text, re.M)), path
        for article, record in zip(ours, theirs, strict=True):
            assert article.pmid == record["PMID"]
            assert article.title == " ".join(record["TI"].split())
            assert [s.text for s in article.sections] == (
                [" ".join(record["AB"].split())] if "AB" in record else []
            )
            assert [a.citation_name for a in article.authors if not a.collective] == record.get(
                "AU", []
            )
            assert [a.collective for a in article.authors if a.collective] == record.get("CN", [])
            assert [p for a in article.authors for p in a.affiliations] == record.get("AD", [])
            assert list(article.publication_types) == record["PT"]
            assert list(article.languages) == record.get("LA", [])
            assert len(article.mesh) == len(record.get("MH", []))
            assert article.publication_date == record["DP"]
            assert article.pages == record.get("PG", "")
            assert (article.volume, article.issue) == (record.get("VI", ""), record.get("IP", ""))
            count += 1
    assert count == 298


def test_real_exports_say_what_the_xml_of_the_same_records_says(shared: Path) -> None:
    xml = {
        one.article.pmid: one.article
        for folder in ("xml", "oddities")
        for path in sorted((shared / "data" / "pubmed" / folder).glob("*.xml"))
        if "entries" not in path.name and "related" not in path.name
        for one in read_file(path)
        if isinstance(one, Record)
    }
    both = 0
    for path in medline_files(shared):
        for one in read_file(path):
            assert isinstance(one, Record)
            mine, theirs = one.article, xml.get(one.article.pmid)
            if theirs is None:
                continue
            both += 1
            assert mine.year == theirs.year
            assert [unaccented(a.last_name)[:1] for a in mine.authors] == [
                unaccented(a.last_name)[:1] for a in theirs.authors
            ]
            assert set(mine.publication_types) == set(theirs.publication_types)
            assert mine.doi.lower() == theirs.doi.lower()
    assert both > 100
