"""The commands: exit codes, one JSON document on stdout, and all else on stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tenacity

import ingest.cli.refreshing
from ingest.cli import main
from ingest.eutils import Eutils
from ingest.pubmed import PubMed
from kb import Settings, open_writer
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import article_set, write_article

COMMANDS = ["serve", "starter", "import", "refresh", "search", "status", "rebuild", "export"]
Output = pytest.CaptureFixture[str]


def run_json(capsys: Output, *argv: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main(argv) == code
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def record_file(tmp_path: Path) -> Path:
    abstract = (
        "<Abstract><AbstractText>Lumbar medial branch blocks relieved facet joint pain."
        "</AbstractText></Abstract>"
    )
    path = tmp_path / "some.xml"
    records = [write_article(str(n), title=f"Facet {n}.", abstract=abstract) for n in (11, 12, 13)]
    path.write_text(article_set(*records), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: Output) -> None:
    assert main([command, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_wrong_use_is_2(home: Path, capsys: Output) -> None:
    for argv in (
        ["bogus"],
        ["import"],
        ["export"],
        ["refresh", "--since", "soon"],
        ["status", "x"],
    ):
        assert main(argv) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("argv", [["status"], ["search", "facet"], ["export", "--format", "ris"]])
def test_where_no_knowledge_base_is_a_line_says_so(
    argv: list[str], home: Path, tmp_path: Path, capsys: Output
) -> None:
    extra = ["--output", str(tmp_path / "x.ris")] if argv[0] == "export" else []
    assert main(argv + extra) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("mbb: ") and said.err.count("\n") == 1
    assert str(home) in said.err


def test_import_prints_a_table_and_names_what_is_wrong(
    home: Path, record_file: Path, tmp_path: Path, capsys: Output
) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text("<eLinkResult/>", encoding="utf-8")
    assert main(["import", str(record_file), str(bad)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.search(r"some\.xml +3 +3 +0", said.err)
    assert re.search(r"2 in all +3 +3", said.err)
    assert "eLinkResult" in said.err
    assert main(["import", "--quiet", str(record_file)]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_mistyped_file_name_leaves_no_knowledge_base_behind(
    home: Path, tmp_path: Path, capsys: Output
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7")
    assert main(["import", str(tmp_path / "mistyped.xml"), str(bad)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "no such file" in said.err and "PDF" in said.err
    assert not home.exists()


def test_a_list_of_pmids_is_imported_from_pubmed(
    home: Path,
    tmp_path: Path,
    double: EutilsDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    path = tmp_path / "list.txt"
    path.write_text("3\n99\n", encoding="utf-8")
    assert main(["import", str(path)]) == 2  # no e-mail is set
    assert "KB_ENTREZ_EMAIL" in capsys.readouterr().err and not home.exists()
    monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
    assert main(["import", str(path)]) == 0
    assert "99" in capsys.readouterr().err
    assert main(["search", "3"]) == 0


def test_import_as_json_is_one_document(home: Path, record_file: Path, capsys: Output) -> None:
    document = run_json(capsys, "import", "--json", str(record_file))
    assert document["files"][0]["counts"] == {"new": 3} and document["files"][0]["records"] == 3
    assert document["run"]["kind"] == "import" and document["status"]["articles"] == 3


def test_status_tells_what_is_there(home: Path, record_file: Path, capsys: Output) -> None:
    main(["import", str(record_file)])
    document = run_json(capsys, "status", "--json")
    assert document["articles"] == 3 and document["by_source"] == {"PubMed XML file": 3}
    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"articles +3 \(3 PubMed XML file\)", said)
    assert re.search(r"chapters +0 of books", said)
    assert document["digest"] in said and re.search(r"last refresh +none", said)
    assert "run that command again" not in said


def test_status_tells_of_what_is_unfinished(home: Path, record_file: Path, capsys: Output) -> None:
    from ingest.medline import parse_articles

    main(["import", str(record_file)])
    with open_writer() as writer:
        writer.add_articles(parse_articles(article_set(write_article("99"))))
    assert main(["status"]) == 0
    assert "1 stored records are not yet read and indexed" in capsys.readouterr().out


def test_rebuild_gives_the_same_digest(home: Path, record_file: Path, capsys: Output) -> None:
    main(["import", str(record_file)])
    before = run_json(capsys, "status", "--json")
    after = run_json(capsys, "rebuild", "--json")
    assert after["digest"] == before["digest"]
    assert after["last_run"]["kind"] == "rebuild" and after["last_run"]["state"] == "complete"


def test_search_prints_what_a_reader_needs(home: Path, capsys: Output) -> None:
    assert main(["starter", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["search", "retracted intradiscal 35242295", "--limit", "3"]) == 0
    assert main(["search", "35242295"]) == 0
    said = capsys.readouterr().out
    assert "[RETRACTED] [off topic] [project summary]" in said
    assert "https://pubmed.ncbi.nlm.nih.gov/35242295/" in said
    document = run_json(capsys, "search", "third occipital nerve block", "--limit", "5", "--json")
    assert document["question"] == "third occipital nerve block"
    assert 0 < len(document["hits"]) <= 5
    first = document["hits"][0]
    assert first["is_summary"] is True and first["url"].endswith(f"/{first['pmid']}/")


def test_text_of_records_cannot_steer_the_terminal(
    home: Path, tmp_path: Path, capsys: Output
) -> None:
    path = tmp_path / "evil.xml"
    record = write_article("5", title="Facet \x9b31m block [red]x[/red]")
    path.write_text(article_set(record), encoding="utf-8")
    main(["import", "--quiet", str(path)])
    main(["search", "facet block"])
    said = capsys.readouterr().out
    assert "\x9b" not in said and "[red]x[/red]" in said


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[EutilsDouble]:
    """Name a server in the environment, and have the client not wait between tries."""

    def make_client(settings: Settings) -> PubMed:
        return PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=2, timeout=5))

    monkeypatch.setattr(ingest.cli.refreshing, "make_client", make_client)
    with EutilsDouble({str(n): Served(write_article(str(n))) for n in range(1, 9)}) as server:
        monkeypatch.setenv("KB_EUTILS_URL", server.url)
        monkeypatch.setenv("KB_ENTREZ_API_KEY", "s3cr3t")
        yield server


def test_refresh_needs_an_email_and_known_strategies(
    home: Path, double: EutilsDouble, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    assert main(["refresh"]) == 2
    assert "KB_ENTREZ_EMAIL" in capsys.readouterr().err
    monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
    assert main(["refresh", "nope"]) == 2
    assert "medial-branch-and-facet-blocks" in capsys.readouterr().err
    assert main(["refresh", "--full", "--since", "2024-01-01"]) == 2
    assert not double.calls and not home.exists()


def test_refresh_reports_and_a_rerun_after_an_outage_completes(
    home: Path, double: EutilsDouble, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
    double.fail_efetch_after_n_batches = 0
    assert main(["refresh"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["exit"] == 1 and said.out.count("\n") == 1
    assert "8 found" in said.err and "not yet fetched: 1, 2, 3" in said.err and "500" in said.err
    double.fail_efetch_after_n_batches = None
    double.missing = {"3"}
    assert main(["refresh"]) == 0
    said = capsys.readouterr()
    assert "7 new" in said.err and "not obtained: PMID 3" in said.err
    document = run_json(capsys, "refresh", "--json")
    assert document["strategies"][0]["run"]["found"] == 8
    assert document["status"]["last_refresh"]["query"]
    for path in home.rglob("*"):
        assert path.is_dir() or b"s3cr3t" not in path.read_bytes()


def test_another_writer_is_1(home: Path, record_file: Path, capsys: Output) -> None:
    code = f"import kb; w = kb.open_writer({str(home)!r}); print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        assert main(["import", str(record_file)]) == 1
        assert holder.stdin is not None
        holder.stdin.close()
    said = capsys.readouterr()
    assert said.out == "" and said.err.splitlines()[-1].startswith("mbb: ")


def test_ctrl_c_is_1_and_says_how_to_go_on(
    home: Path, record_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.pipeline.import_files", interrupt)
    assert main(["import", str(record_file)]) == 1
    assert "the same command goes on" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["ris", "nbib", "bibtex", "csl-json", "csv"])
def test_export_writes_every_article(
    name: str, home: Path, record_file: Path, tmp_path: Path, capsys: Output
) -> None:
    main(["import", "--quiet", str(record_file)])
    output = tmp_path / f"out.{name}"
    assert main(["export", "--format", name, "--output", str(output)]) == 0
    assert "3 articles" in capsys.readouterr().err
    text = output.read_text(encoding="utf-8-sig")
    assert all(f"Facet {n}" in text for n in (11, 12, 13))
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_csv_has_no_doubled_line_ends(home: Path, record_file: Path, tmp_path: Path) -> None:
    main(["import", "--quiet", str(record_file)])
    output = tmp_path / "out.csv"
    main(["export", "--format", "csv", "--output", str(output), "--quiet"])
    raw = output.read_bytes()
    assert b"\r\r\n" not in raw
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert len(rows) == 4 and all(len(row) == len(rows[0]) for row in rows)


def test_export_of_a_run_a_strategy_and_a_search(
    home: Path,
    record_file: Path,
    tmp_path: Path,
    double: EutilsDouble,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KB_ENTREZ_EMAIL", "a@example.org")
    assert main(["import", "--quiet", str(record_file)]) == 0
    assert main(["refresh", "--quiet"]) == 0
    output = tmp_path / "out.json"

    def exported(*options: str) -> set[str]:
        argv = ["export", "--format", "csl-json", "--output", str(output), *options]
        assert main(argv) == 0
        return {item["PMID"] for item in json.loads(output.read_text(encoding="utf-8"))}

    live = {str(n) for n in range(1, 9)}
    assert exported("--run", "1") == {"11", "12", "13"}
    assert exported("--strategy", "medial-branch-and-facet-blocks") == live
    assert exported() == live | {"11", "12", "13"}
    assert exported("--query", "12") >= {"12"}
    before = output.read_bytes()
    name = "medial-branch-and-facet-blocks"
    for options in (["--run", "99"], ["--strategy", "nope"], ["--run", "1", "--strategy", name]):
        argv = ["export", "--format", "csl-json", "--output", str(output), *options]
        assert main(argv) == 2
    assert output.read_bytes() == before


def test_an_output_that_cannot_be_written_is_a_line(
    home: Path, record_file: Path, tmp_path: Path, capsys: Output
) -> None:
    main(["import", "--quiet", str(record_file)])
    output = tmp_path / "absent" / "out.ris"
    assert main(["export", "--format", "ris", "--output", str(output)]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["ris", "csv", "csl-json"])
def test_a_dash_writes_to_standard_output(
    name: str, home: Path, record_file: Path, capsys: Output
) -> None:
    main(["import", "--quiet", str(record_file)])
    capsys.readouterr()
    assert main(["export", "--format", name, "--output", "-"]) == 0
    said = capsys.readouterr()
    assert "Facet 11" in said.out and "3 articles written to standard output" in said.err


def test_a_folder_is_no_output_and_a_device_is(
    home: Path, record_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    main(["import", "--quiet", str(record_file)])
    monkeypatch.chdir(tmp_path)
    for folder in (".", "..", str(tmp_path)):
        assert main(["export", "--format", "ris", "--output", folder]) == 2
        assert "is a folder" in capsys.readouterr().err
    if Path("/dev/null").exists():
        assert main(["export", "--format", "ris", "--output", "/dev/null"]) == 0
        assert Path("/dev/null").is_char_device()
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


@pytest.mark.parametrize("argv", [["--help"], ["status"]])
def test_help_and_status_answer_at_once_and_load_nothing_heavy(
    argv: list[str], home: Path, record_file: Path
) -> None:
    main(["import", "--quiet", str(record_file)])
    code = (
        "import sys, time; begun = time.perf_counter()\n"
        "from ingest.cli import main\n"
        f"assert main({argv!r}) == 0\n"
        "print(time.perf_counter() - begun, file=sys.stderr)\n"
        "heavy = {'torch', 'chromadb', 'streamlit', 'Bio', 'numpy', 'networkx'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stderr.splitlines()[-1]) < 1.0


def test_the_module_runs_as_the_command_does(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "status"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and done.stderr.startswith("mbb: ") and not done.stdout


def test_time_is_not_part_of_the_import(home: Path, record_file: Path, capsys: Output) -> None:
    """The same file imported twice, a second apart, gives the same digest."""
    first = run_json(capsys, "import", "--json", str(record_file))
    time.sleep(1.1)
    second = run_json(capsys, "import", "--json", str(record_file))
    assert first["status"]["digest"] == second["status"]["digest"]
