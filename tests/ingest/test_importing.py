"""Files and the starter set into the store: every record counted, and nothing twice."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
import tenacity

import ingest.importing
from ingest.again import read_again
from ingest.eutils import Eutils
from ingest.pipeline import import_files, load_starter
from ingest.pubmed import PubMed
from kb import Settings, open_kb, open_writer
from kb.citing import FORMATS, export
from kb.model import Outcome, Progress, RunState, Source
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import article_set, write_article


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files that share records, with entries of every kind, and one that is none."""
    first = article_set(*(write_article(str(n), title=f"Title {n}.") for n in range(1, 31)))
    second = article_set(
        *(write_article(str(n), title=f"Title {n}.") for n in range(21, 26)),  # the same
        write_article(
            "30", title="Later.", citation="<DateRevised><Year>2024</Year></DateRevised>"
        ),
        write_article("29", title="Worse.", article=""),  # derived
        write_article("n/a"),
        "<DeleteCitation><PMID>3</PMID></DeleteCitation>",
    )
    third = article_set(write_article("31"), write_article("32"))
    paths = [tmp_path / name for name in ("first.xml", "second.xml", "third.xml.gz", "page.xml")]
    contents = (first.encode(), second.encode(), gzip.compress(third.encode()), b"<html></html>")
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def test_every_record_is_stored_or_named_with_the_reason(home: Path, files: list[Path]) -> None:
    with open_writer() as writer:
        report = import_files(writer, files)
    first, second, third, page = report.files
    assert first.counts == {Outcome.NEW: 30} and third.counts == {Outcome.NEW: 2}
    assert second.counts == {
        Outcome.UNCHANGED: 5,
        Outcome.CHANGED: 1,
        Outcome.SUPERSEDED: 1,
        Outcome.REJECTED: 1,
        Outcome.DELETED: 1,
    }
    for path, one in zip(files[:2], report.files, strict=False):
        assert one.records == len(re.findall("<PubmedArticle>", path.read_text(encoding="utf-8")))
    assert "n/a" in second.rejected[0].reason
    assert "HTML" in page.error and not page.counts
    assert report.exit_code == 2
    assert report.run.state is RunState.INCOMPLETE and "page.xml" in report.run.message
    assert report.run.found == 30 + 8 + 2
    assert report.status.articles == 32 and report.status.pending == 0
    base = open_kb()
    assert base.article("30").title == "Later." and base.article("29").title == "Title 29."
    assert b"<ArticleTitle>Later." in base.raw("30")


def test_imported_again_in_any_order_nothing_changes(home: Path, files: list[Path]) -> None:
    with open_writer() as writer:
        before = import_files(writer, files[:3])
        again = import_files(writer, files[2::-1])
    outcomes: Counter[Outcome] = Counter()
    for one in again.files:
        outcomes.update(one.counts)
    assert outcomes[Outcome.NEW] == outcomes[Outcome.CHANGED] == 0
    assert again.status.digest == before.status.digest
    assert again.status.generation == before.status.generation


def test_another_order_gives_the_same_store(home: Path, files: list[Path], tmp_path: Path) -> None:
    with open_writer() as writer:
        one = import_files(writer, files[:3])
    with open_writer(tmp_path / "other") as writer:
        other = import_files(writer, files[2::-1])
    assert one.status.digest == other.status.digest


def test_a_file_that_breaks_off_leaves_its_whole_records(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = article_set(*(write_article(str(n)) for n in range(1, 31)))
    path = tmp_path / "cut.xml"
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    whole = path.read_text(encoding="utf-8").count("</PubmedArticle>")
    assert whole > 5
    monkeypatch.setattr(ingest.importing, "_BATCH", whole - 1)  # the fault falls inside a batch
    with open_writer() as writer:
        report = import_files(writer, [path])
    assert report.files[0].counts == {Outcome.NEW: whole}
    assert f"after {whole} whole records" in report.files[0].error
    assert report.status.articles == whole


def test_an_interrupted_import_is_closed_and_the_next_one_goes_on(
    home: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.importing, "_BATCH", 10)

    def interrupt(progress: Progress) -> None:
        if progress.done >= 20:
            raise KeyboardInterrupt

    with open_writer() as writer:
        with pytest.raises(KeyboardInterrupt):
            import_files(writer, files[:1], interrupt)
        assert writer.run(1).state is RunState.INCOMPLETE
        report = import_files(writer, files[:1])
    assert report.files[0].counts == {Outcome.UNCHANGED: 20, Outcome.NEW: 10}
    assert report.run.state is RunState.COMPLETE and report.status.articles == 30


def test_a_killed_import_is_closed_by_the_next(home: Path, files: list[Path]) -> None:
    with open_writer() as writer:
        killed = writer.begin_run("import")
        import_files(writer, files[:1])
        assert writer.run(killed).state is RunState.INCOMPLETE


def test_the_starter_set_goes_in_and_gives_way_to_published_records(
    home: Path, tmp_path: Path
) -> None:
    with open_writer() as writer:
        report = load_starter(writer)
        assert report.files[0].counts == {Outcome.NEW: 146}
        assert report.status.by_source == {str(Source.PROJECT_SUMMARY): 146}
        path = tmp_path / "one.xml"
        path.write_text(article_set(write_article("1387521", title="Real.")), encoding="utf-8")
        assert import_files(writer, [path]).files[0].counts == {Outcome.CHANGED: 1}
        again = load_starter(writer)
    assert again.files[0].counts == {Outcome.UNCHANGED: 145, Outcome.SUPERSEDED: 1}
    article = open_kb().article("1387521")
    assert article.title == "Real." and not article.is_summary


def test_real_files_are_stored_as_counted(home: Path, shared: Path) -> None:
    data = shared / "data" / "pubmed"
    paths = [data / "xml" / "orthopaedics-80.xml", *sorted(data.glob("oddities/3[0-2]*.xml"))]
    counted = sum(path.read_bytes().count(b"<PubmedArticle>") for path in paths)
    with open_writer() as writer:
        report = import_files(writer, paths)
    assert sum(one.records for one in report.files) == counted > 80
    assert sum(report.run.counts.values()) == report.status.articles
    assert report.exit_code == 0


TEXTS = {
    "some.nbib": "PMID- 41\nTI  - Facet one\nAB  - Ours.\nDP  - 2001\n\nTI  - None\n\nPMID- 1\n"
    "TI  - Worse\n",
    "some.ris": "TY  - JOUR\nTI  - Facet two\nAN  - 42\nDB  - PubMed\nER  - \nTY  - JOUR\n"
    "TI  - None\nER  - \n",
    "some.bib": "@article{a, title = {Facet three}, pmid = {43}}\n@article{b, title = {None}}\n",
}


def test_other_formats_go_in_below_pubmeds_own_xml(home: Path, tmp_path: Path) -> None:
    paths = []
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    xml = tmp_path / "one.xml"
    xml.write_text(article_set(write_article("1", title="Better.")), encoding="utf-8")
    with open_writer() as writer:
        report = import_files(writer, [xml, *paths])
    _, nbib, ris, bib = report.files
    assert nbib.counts == {Outcome.NEW: 1, Outcome.REJECTED: 1, Outcome.SUPERSEDED: 1}
    assert ris.counts == bib.counts == {Outcome.NEW: 1, Outcome.REJECTED: 1}
    assert all("no PMID" in one.rejected[0].reason for one in (nbib, ris, bib))
    assert report.exit_code == 0 and report.run.state is RunState.COMPLETE
    base = open_kb()
    assert [base.article(p).title for p in ("1", "41", "42", "43")] == [
        "Better.",
        "Facet one",
        "Facet two",
        "Facet three",
    ]
    assert base.article("42").source is Source.DERIVED and b"Facet two" in base.raw("42")


@pytest.mark.parametrize("name", ["ris", "nbib", "bibtex"])
def test_what_we_export_comes_back_and_never_takes_the_place_of_a_summary(
    name: str, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"ours{FORMATS[name].extension}"
    record = write_article(
        "51",
        title="Half &amp; half {50%}",
        article="<PublicationTypeList><PublicationType>Retracted Publication</PublicationType>"
        "</PublicationTypeList><AuthorList CompleteYN='N'><Author><LastName>A</LastName>"
        "<ForeName>B</ForeName></Author></AuthorList>",
    )
    xml = tmp_path / "one.xml"
    xml.write_text(article_set(record), encoding="utf-8")
    with open_writer() as writer:
        load_starter(writer)
        import_files(writer, [xml])
    base = open_kb()
    before = base.status().digest
    path.write_text(export(base.articles(), name), encoding="utf-8")
    with open_writer() as writer:
        report = import_files(writer, [path])
    assert report.files[0].counts == {Outcome.SUPERSEDED: 1, Outcome.REJECTED: 146}
    assert report.status.digest == before
    with open_writer(tmp_path / "elsewhere") as writer:
        import_files(writer, [path])
    back = open_kb(tmp_path / "elsewhere").article("51")
    assert back.title == "Half & half {50%}" and back.retracted and not back.authors_complete


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
    with EutilsDouble({str(n): Served(write_article(str(n))) for n in range(1, 9)}) as double:
        monkeypatch.setenv("KB_EUTILS_URL", double.url)
        yield double


def client() -> PubMed:
    return PubMed(Eutils(Settings.from_env(), wait=tenacity.wait_none(), tries=2, timeout=5))


def test_a_list_of_pmids_is_fetched_and_each_is_accounted_for(
    home: Path, tmp_path: Path, server: EutilsDouble
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("PMID\n3\n5, 3\n99\nnonsense\n", encoding="utf-8")
    with open_writer() as writer:
        report = import_files(writer, [path], pubmed=client())
    (file,) = report.files
    assert file.counts == {Outcome.NEW: 2, Outcome.NOT_OBTAINED: 1, Outcome.REJECTED: 1}
    assert {item.subject for item in file.rejected} == {"99", "list.txt, line 5"}
    assert report.exit_code == 0
    assert open_kb().article("5").source is Source.PUBMED


def test_a_list_that_pubmed_fails_is_to_be_run_again(
    home: Path, tmp_path: Path, server: EutilsDouble
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("3\n5\n", encoding="utf-8")
    server.fail_efetch_after_n_batches = 0
    with open_writer() as writer:
        report = import_files(writer, [path], pubmed=client())
    assert report.exit_code == 1 and report.run.state is RunState.INCOMPLETE
    server.fail_efetch_after_n_batches = None
    with open_writer() as writer:
        assert import_files(writer, [path], pubmed=client()).exit_code == 0


def test_deleted_pmids_are_marked_in_the_run_that_brings_them(
    home: Path, files: list[Path]
) -> None:
    with open_writer() as writer:
        report = import_files(writer, files[:2])
        items = {i.subject: i for i in writer.run_items(report.run.id)}
    assert items["3"].outcome is Outcome.NEW  # what became of it first in this run
    base = open_kb()
    assert base.article("3").deletion == ingest.importing.DELETED
    assert base.history("3")[-1].run == report.run.id
    assert report.status.deleted == 1


def test_stored_records_of_every_format_are_read_again_from_their_bytes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = []
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    xml = tmp_path / "one.xml"
    xml.write_text(article_set(write_article("44", title="Facet four")), encoding="utf-8")
    with open_writer() as writer:
        load_starter(writer)
        before = import_files(writer, [*paths, xml]).status
        writer._db.execute("UPDATE record SET parser = 'old'")
        writer._db.execute(
            "UPDATE record SET article = replace(article, 'Facet', 'Face'), content_hash = 'x'"
        )
        assert read_again(writer, None) == before.articles
        assert read_again(writer, None) == 0
        after = writer.update()
    assert after.digest == before.digest
    assert [open_kb().article(str(n)).title[:5] for n in (41, 42, 43, 44)] == ["Facet"] * 4
