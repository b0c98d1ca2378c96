"""The commands of a living search against a server that answers as NCBI does."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from kb import open_kb, open_writer
from tests.ingest.cli.living import ABSTRACT, STRATEGIES
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import article_set, write_article

Output = pytest.CaptureFixture[str]


def run_json(capsys: Output, *argv: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main(argv) == code
    return json.loads(capsys.readouterr().out)


def written(folder: Path) -> dict[str, str]:
    """Every file with its hash; SQLite's shared memory holds nothing that lasts."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def test_a_preview_counts_compares_and_writes_nothing(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    before = written(home)
    found = run_json(capsys, "preview", "facet", "--json")
    assert (found["count"], found["new"], found["here"], found["changed"]) == (8, 8, 0, None)
    assert written(home) == before  # no knowledge base was made
    with open_writer() as writer:
        from ingest.medline import parse_articles

        writer.add_articles(parse_articles(article_set(write_article("2"))))
    assert main(["refresh", "facet"]) == 0
    double.records["9"] = Served(write_article("9"))
    double.warnings_xml = "<ErrorList><PhraseNotFound>facte</PhraseNotFound></ErrorList>"
    digest, before = open_kb().status().digest, written(home)
    found = run_json(capsys, "preview", "facet", "--json")
    assert (found["count"], found["new"], found["here"], found["to_replace"]) == (9, 1, 8, 0)
    assert (found["changed"], found["requests"]) == (0, 1)
    assert found["translation"] == '"facet joint*"[tiab]'
    assert found["warnings"] == ["phrase not found: facte"]
    assert main(["preview", "facet"]) == 0
    said = capsys.readouterr().out
    assert "facet (version 3): 9 records" in said and "PubMed says   phrase not found" in said
    assert written(home) == before and open_kb().status().digest == digest


def test_strategies_are_listed_with_the_last_translation_and_checked_on_demand(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    rows = {row["name"]: row for row in run_json(capsys, "strategies", "--json")}
    assert rows["facet"]["place"] == "yours" and rows["facet"]["translation"] == ""
    assert rows["lumbar-blocks"]["place"] == "packaged"
    assert not double.calls  # offline
    assert rows["odd"]["doubts"] == [
        "[titel] is no field of PubMed's, which ignores it",
        'a small "or" is a word to PubMed: write OR',
        "ton* is cut off after fewer than four letters",
    ]
    main(["refresh", "facet", "--quiet"])
    asked = len(double.calls)
    (row,) = run_json(capsys, "strategies", "facet", "--json")
    assert (row["translation"], row["count"]) == ('"facet joint*"[tiab]', 8) and row["asked"]
    assert len(double.calls) == asked
    double.records["9"] = Served(write_article("9"))
    (row,) = run_json(capsys, "strategies", "facet", "--check", "--json")
    assert row["count"] == 9 and len(double.calls) == asked + 1
    assert main(["strategies", "facet"]) == 0
    assert "facet (version 3, yours)" in capsys.readouterr().out


def test_a_strategy_that_is_broken_is_named_with_its_place(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    (home / "strategies.toml").write_text('[[strategy]]\nname = "x"\nquery = "(a"', "utf-8")
    assert main(["strategies"]) == 2
    assert "strategy 1 (x): the parentheses" in capsys.readouterr().err


def test_add_fetches_by_pmid_and_names_what_is_not_there(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    assert main(["add", "PMID:3", "https://pubmed.ncbi.nlm.nih.gov/5/", "77"]) == 0
    said = capsys.readouterr()
    assert "2 new" in said.err and "not obtained: PMID 77" in said.err
    assert sorted(article.pmid for article in open_kb().articles()) == ["3", "5"]
    assert main(["add", "x12"]) == 2
    assert "'x12' is not a PMID" in capsys.readouterr().err
    double.fetch_faults.extend(["500"] * 4)
    assert main(["add", "6"]) == 1
    double.fetch_faults.clear()
    capsys.readouterr()
    assert main(["add", "6", "--quiet"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["exit"] == 0 and line["counts"] == {"new": 1}


def test_the_last_line_is_for_a_scheduler_whatever_happened(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    double.fail_efetch_after_n_batches = 0
    assert main(["refresh", "facet", "--quiet"]) == 1
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["exit"], line["runs"], line["not_finished"], line["waiting"]) == (1, [1], [1], 8)
    double.fail_efetch_after_n_batches = None
    assert main(["refresh", "facet", "--quiet"]) == 0
    said = capsys.readouterr()
    line = json.loads(said.out)
    assert said.err == "" and said.out.count("\n") == 1
    assert (line["exit"], line["found"], line["counts"]) == (0, 8, {"new": 8})
    assert line["digest"] == open_kb().status().digest


def test_two_refreshes_never_run_at_once(home: Path, double: EutilsDouble, capsys: Output) -> None:
    code = f"import kb; w = kb.open_writer({str(home)!r}); print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        assert main(["refresh", "--quiet"]) == 1
        assert holder.stdin is not None
        holder.stdin.close()
    assert "Another command is writing" in capsys.readouterr().err
    assert not double.calls


def test_decisions_need_a_reason_survive_a_rebuild_and_are_counted(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    main(["refresh", "facet", "--quiet"])
    assert main(["decide", "3", "--exclude"]) == 2
    assert main(["decide", "3", "--exclude", "--reason", " "]) == 2
    assert main(["decide", "3", "--reason", "x"]) == 2
    assert main(["decide", "3", "999", "--exclude", "--reason", "x"]) == 2
    assert "PMID 999 is not in this knowledge base" in capsys.readouterr().err
    assert not (home / "decisions.csv").exists()
    argv = ["decide", "3", "4", "--exclude", "--reason", "an animal study", "--who", "A. Librarian"]
    assert main(argv) == 0
    article = open_kb().article("3")
    assert article.on_topic is False
    assert article.on_topic_reason == "Excluded by A. Librarian: an animal study"
    main(["rebuild", "--quiet"])
    assert open_kb().article("4").on_topic is False
    document = run_json(capsys, "decide", "--made", "--json")
    assert [d["pmid"] for d in document["decisions"]] == ["3", "4"]
    assert all(d["when"] and d["who"] for d in document["decisions"])
    flow = run_json(capsys, "report", "--format", "json")["flow"]
    assert (flow["screened"], flow["excluded_by_librarian"], flow["included"]) == (8, 2, 6)


def test_a_line_of_the_file_without_a_reason_is_told_and_the_rest_holds(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    main(["refresh", "facet", "--quiet"])
    text = "pmid,decision,reason,who,when\n3,exclude,,JL,\n4,exclude,a survey,JL,2026-01-02\n"
    (home / "decisions.csv").write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["rebuild", "--quiet"]) == 0
    assert "line 2: the decision on PMID 3 has no reason" in capsys.readouterr().err
    assert open_kb().article("3").on_topic and not open_kb().article("4").on_topic
    assert main(["decide", "--made"]) == 2


def test_decisions_travel_with_an_export_and_are_taken_over_elsewhere(
    home: Path,
    double: EutilsDouble,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    main(["refresh", "facet", "--quiet"])
    main(["decide", "3", "--exclude", "--reason", "a survey", "--who", "JL", "--quiet"])
    output = tmp_path / "out.ris"
    assert main(["export", "--format", "ris", "--output", str(output), "--quiet"]) == 0
    beside = tmp_path / "out.ris.decisions.csv"
    rows = list(csv.DictReader(io.StringIO(beside.read_text("utf-8"))))
    assert [(row["pmid"], row["reason"], row["who"]) for row in rows] == [("3", "a survey", "JL")]
    other = tmp_path / "other"
    other.mkdir()
    (other / "strategies.toml").write_text(STRATEGIES, encoding="utf-8")
    monkeypatch.setenv("KB_HOME", str(other))
    main(["refresh", "facet", "--quiet"])
    assert main(["decide", "--from", str(beside)]) == 0
    assert main(["decide", "--from", str(beside)]) == 0
    assert "0 decisions taken over" in capsys.readouterr().err
    assert open_kb().article("3").on_topic_reason == "Excluded by JL: a survey"


def test_doubtful_records_are_listed_with_the_sentence_why(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    plain = "<AbstractText>Pain was measured in all patients at every visit.</AbstractText>"
    named = "<AbstractText>Some of them had medial branch blocks before.</AbstractText>"
    double.records = {
        "1": Served(
            write_article(
                "1",
                title="Pain after a fall.",
                abstract=f"<Abstract>{plain * 3}{named * 2}</Abstract>",
            )
        ),
        "2": Served(write_article("2", title="Medial branch blocks.", abstract=ABSTRACT)),
        "3": Served(write_article("3", title="Knees.", abstract=f"<Abstract>{plain}</Abstract>")),
    }
    main(["refresh", "facet", "--quiet"])
    (doubt,) = run_json(capsys, "decide", "--list", "--json")
    assert doubt["pmid"] == "1"
    assert doubt["sentence"] == "Some of them had medial branch blocks before."
    assert doubt["reason"]
    main(["decide", "1", "--exclude", "--reason", "a fall", "--quiet"])
    assert run_json(capsys, "decide", "--list", "--json") == []


def test_a_report_answers_prisma_s_and_says_what_it_cannot(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    double.missing = {"8"}
    double.warnings_xml = "<ErrorList><PhraseNotFound>facte</PhraseNotFound></ErrorList>"
    main(["refresh", "--quiet"])
    document = run_json(capsys, "report", "--format", "json")
    items = {item["number"]: item for item in document["prisma_s"]}
    assert sorted(items) == list(range(1, 17))
    assert [n for n, item in items.items() if not item["answered"]] == [3, 4, 5, 6, 10, 11, 14]
    flow = document["flow"]
    assert flow["without_record"] == {"not obtained": 1} and flow["screened"] == 7
    identified = sum(flow["identified"].values())
    assert identified == 8 * len(run_json(capsys, "strategies", "--json"))
    assert identified == flow["duplicates"] + 1 + flow["screened"]
    assert main(["report", "--latest"]) == 0
    said = capsys.readouterr().out
    assert "# Search report: run" in said and "PubMed said: phrase not found: facte" in said
    (row,) = [r for r in document["runs"] if r["run"]["strategy"] == "facet"]
    assert row["run"]["query"] == row["run"]["translation"] == '"facet joint*"[tiab]'
    assert row["numbers"]["not obtained"] == 1 and row["lost"][0]["reason"]
    assert row["seconds"] >= 0 and row["run"]["software"].startswith("medial-branch-kb")
    assert main(["report", str(row["run"]["id"]), "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert ["flow", "screened", "7"] in rows and all(len(r) == 3 for r in rows)
    assert main(["report", "99"]) == 2


def test_changes_are_told_in_words_with_the_findings_they_touch(
    home: Path, double: EutilsDouble, capsys: Output
) -> None:
    main(["refresh", "facet", "--quiet"])
    assert main(["changes"]) == 0
    assert "New (8)" in capsys.readouterr().out
    today = Served("").modified.today()
    retracted = (
        "<PublicationTypeList><PublicationType UI='D016441'>Retracted Publication"
        "</PublicationType></PublicationTypeList>"
    )
    worse = ABSTRACT.replace("relieved", "did not relieve")
    double.records["2"] = Served(
        write_article("2", title="Facet 2.", abstract=ABSTRACT, article=retracted), modified=today
    )
    double.records["3"] = Served(
        write_article("3", title="Facet 3.", abstract=worse), modified=today
    )
    double.records["10"] = Served(write_article("10", title="Knees."))
    del double.records["5"]
    main(["refresh", "facet", "--quiet"])
    found = run_json(capsys, "changes", "--json")
    assert [one["pmid"] for one in found["new"]] == ["10"]
    assert [one["pmid"] for one in found["retracted"]] == ["2"]
    assert [one["pmid"] for one in found["deleted"]] == ["5"]
    assert {one["pmid"] for one in found["changed"]} == {"2", "3"}
    stored = open_kb().findings("2")
    assert stored and len(found["retracted"][0]["touched"]) == len(stored)
    changed = next(one for one in found["changed"] if one["pmid"] == "3")
    assert changed["touched"] and "abstract" in changed["said"]
    assert main(["changes", "--since", "1"]) == 0
    said = capsys.readouterr().out
    assert "New (9)" in said and "Retracted (1)" in said and "no longer count" in said
    assert main(["changes", "--since", "2100-01-01"]) == 0
    assert "nothing changed" in capsys.readouterr().out
    assert main(["changes", "--since", "soon"]) == 2
    assert main(["changes", "--since", "99"]) == 2


def test_an_export_of_a_strategy_holds_what_another_one_had_stored_before(
    home: Path, double: EutilsDouble, tmp_path: Path
) -> None:
    main(["refresh", "facet", "--quiet"])
    both = STRATEGIES + '[[strategy]]\nname = "again"\nquery = \'"facet joint*"[tiab]\'\n'
    (home / "strategies.toml").write_text(both, encoding="utf-8")
    main(["refresh", "again", "--quiet"])
    output = tmp_path / "out.json"
    argv = ["export", "--format", "csl-json", "--strategy", "again", "-o", str(output), "--quiet"]
    assert main(argv) == 0
    held = {item["PMID"] for item in json.loads(output.read_text(encoding="utf-8"))}
    assert held == {str(n) for n in range(1, 9)}
