"""Files are told apart by content; what is no article set is named for what it is."""

from __future__ import annotations

import gzip
from hashlib import sha512
from pathlib import Path

import pytest

from ingest.files import FileKind, kind_of, read_file, read_pmids
from ingest.medline import Deleted
from kb.errors import UnreadableFile
from kb.model import Record
from tests.ingest.pubmed_records import article_set, write_article


def pmids(path: Path) -> list[str]:
    return [record.article.pmid for record in read_file(path) if isinstance(record, Record)]


@pytest.fixture
def document() -> bytes:
    """300 records with titles that hardly compress, so that a cut falls where it says."""
    titles = (sha512(str(n).encode()).hexdigest() for n in range(1, 301))
    records = (write_article(str(n), title=title) for n, title in enumerate(titles, start=1))
    return article_set(*records).encode()


def test_plain_and_gzipped_files_read_alike_whatever_their_name(
    tmp_path: Path, document: bytes
) -> None:
    (tmp_path / "plain.gz").write_bytes(document)
    (tmp_path / "zipped.xml").write_bytes(gzip.compress(document))
    assert pmids(tmp_path / "plain.gz") == pmids(tmp_path / "zipped.xml")
    assert len(pmids(tmp_path / "plain.gz")) == 300


def test_other_encodings_are_read(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?>' + article_set(
        write_article(title="Größe")
    ).removeprefix('<?xml version="1.0"?>\n')
    (tmp_path / "wide.xml").write_bytes(text.encode("utf-16"))
    (record,) = read_file(tmp_path / "wide.xml")
    assert isinstance(record, Record) and record.article.title == "Größe"


def test_an_empty_article_set_holds_nothing_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "none.xml").write_text("<PubmedArticleSet></PubmedArticleSet>", encoding="utf-8")
    assert list(read_file(tmp_path / "none.xml")) == []


def test_update_files_name_deleted_pmids(tmp_path: Path) -> None:
    text = article_set("<DeleteCitation><PMID Version='1'>4</PMID></DeleteCitation>")
    (tmp_path / "update.xml").write_text(text, encoding="utf-8")
    assert list(read_file(tmp_path / "update.xml")) == [Deleted("4")]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04....", "zip archive"),
        (b"<!DOCTYPE html>\n<HTML lang='en'>", "HTML"),
        (b"<eLinkResult><LinkSet/></eLinkResult>", "eLinkResult"),
        (b'{"pmid": 1}', "JSON"),
        (b"PMID,Title\n1,x\n", "not XML"),
        (gzip.compress(b"%PDF-1.7"), "PDF"),
        (gzip.compress(b""), "empty"),
        (b"\x1f\x8b nonsense", "cannot be read"),
        (b"1" * 50_000 + b"x", "not XML"),
        (b"1998 was a year of many numbers", "not XML"),
    ],
)
def test_what_is_no_article_set_is_named(tmp_path: Path, content: bytes, named: str) -> None:
    path = tmp_path / "some.file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=named) as error:
        list(read_file(path))
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<PubmedArticleSet></PubmedArticleSet>", FileKind.XML),
        (b"\n\nPMID- 1\nTI  - Title", FileKind.MEDLINE),
        (b"\xef\xbb\xbfTY  - JOUR\nER  - \n", FileKind.RIS),
        (b"Provider: a publisher\nDatabase: one\n\nTY  - JOUR\nER  - \n", FileKind.RIS),
        (b"% exported\n@article{key,\n title = {A}\n}", FileKind.BIBTEX),
        (b"18670333\n18670334\n", FileKind.PMIDS),
        (b"# of the review\r\nPMID\r\n18670333, 18670334\r\n", FileKind.PMIDS),
        (b"PMID: 18670333\nnonsense\n", FileKind.PMIDS),
        ("PMID- 1\nTI  - Gr\u00f6\u00dfe".encode("utf-16"), FileKind.MEDLINE),
        (gzip.compress(b"PMID- 1\nTI  - Title"), FileKind.MEDLINE),
    ],
)
def test_kinds_are_told_by_what_is_in_the_file(
    tmp_path: Path, content: bytes, kind: FileKind
) -> None:
    path = tmp_path / "some.pdf"
    path.write_bytes(content)
    assert kind_of(path) is kind


def test_a_list_of_pmids_names_each_once_and_what_is_none_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("PMID\n12, 13;14\n\n# 99\n012 x\n13\n123456789\nPMID: 15 PMID16\n")
    pmids, unread = read_pmids(path)
    assert pmids == ["12", "13", "14", "15", "16"]
    assert [one.subject for one in unread] == ["line 5", "line 5", "line 7"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_exports_come_in(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "export.nbib"
    path.write_bytes("PMID- 1\nTI  - Größe – é\n".encode(encoding))
    (record,) = read_file(path)
    assert isinstance(record, Record) and record.article.title == "Größe – é"


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file"):
        list(read_file(tmp_path / "absent.xml"))
    with pytest.raises(UnreadableFile, match="folder"):
        list(read_file(tmp_path))


@pytest.mark.parametrize("part", [0.2, 0.5, 0.99])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_that_breaks_off_gives_its_whole_records_first(
    tmp_path: Path, document: bytes, part: float, zipped: bool
) -> None:
    path = tmp_path / "cut.xml"
    whole = gzip.compress(document) if zipped else document
    path.write_bytes(whole[: int(len(whole) * part)])
    read = []
    with pytest.raises(UnreadableFile, match="whole records") as error:
        for record in read_file(path):
            assert isinstance(record, Record)
            read.append(record.article.pmid)
    assert read == [str(n) for n in range(1, len(read) + 1)]
    assert f"after {len(read)} whole records" in str(error.value)
    if not zipped:
        assert len(read) == document[: int(len(document) * part)].count(b"</PubmedArticle>")
