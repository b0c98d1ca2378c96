"""``mbb extract``, ``mbb evaluate reading`` and ``mbb vocabulary``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import SKOS

from ingest.cli import main
from tests.ingest.pubmed_records import article_set, write_article

Output = pytest.CaptureFixture[str]
OWN_GOLD = Path(__file__).resolve().parents[2] / "data" / "starter-dev.jsonl"
ABSTRACT = (
    "<Abstract><AbstractText>Lumbar medial branch blocks relieved facet joint pain."
    "</AbstractText></Abstract>"
)


@pytest.mark.parametrize("argv", [["extract"], ["evaluate", "reading"], ["vocabulary"]])
def test_every_command_explains_itself(argv: list[str], capsys: Output) -> None:
    assert main([*argv, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_extract_prints_a_line_a_record_and_touches_no_knowledge_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "vocabulary.json").write_text("broken", encoding="utf-8")
    monkeypatch.setenv("KB_HOME", str(home))
    path = tmp_path / "two.xml"
    records = [write_article(str(n), title="Facet.", abstract=ABSTRACT) for n in (11, 12)]
    path.write_text(article_set(*records), encoding="utf-8")
    assert main(["extract", str(path), str(OWN_GOLD), "--jsonl"]) == 0
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["doc_id"] for line in lines[:2]] == ["11", "12"] and len(lines) == 42
    assert lines[0]["on_topic"] is True and lines[0]["region"] == ["lumbar"]
    names = {concept["name"] for concept in lines[0]["concepts"]}
    assert "lumbar-medial-branch-block" in names
    assert said.err == "" and [p.name for p in home.iterdir()] == ["vocabulary.json"]


def test_extract_names_a_bad_record_and_ends_well(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "some.xml"
    bad = write_article("x").replace("<PMID", "<NoPMID").replace("</PMID", "</NoPMID")
    path.write_text(article_set(bad, write_article("12")), encoding="utf-8")
    assert main(["extract", "--jsonl", str(path)]) == 0
    said = capsys.readouterr()
    assert [json.loads(line)["doc_id"] for line in said.out.splitlines()] == ["12"]
    assert re.match(r"mbb: not read: record 1 in .*some\.xml: ", said.err)


def test_extract_reads_on_past_a_file_that_is_something_else(
    tmp_path: Path, capsys: Output
) -> None:
    other, path = tmp_path / "other.xml", tmp_path / "one.xml"
    other.write_text("<eLinkResult/>", encoding="utf-8")
    path.write_text(article_set(write_article("12")), encoding="utf-8")
    assert main(["extract", str(other), str(tmp_path / "none.xml"), str(path), "--jsonl"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["doc_id"] == "12"
    assert "eLinkResult" in said.err and "none.xml" in said.err


def test_what_extract_prints_scores_as_evaluate_reads(tmp_path: Path, capsys: Output) -> None:
    main(["extract", str(OWN_GOLD), "--jsonl"])
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(capsys.readouterr().out, encoding="utf-8")
    answers = []
    for more in ([], ["--predictions", str(predicted)]):
        assert main(["evaluate", "reading", str(OWN_GOLD), "--json", *more]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert answers[0]["documents"] == 40
    assert answers[0]["scores"]["concepts"]["overall"]["f1"] > 0.8


def test_evaluate_saves_what_it_prints(tmp_path: Path, capsys: Output) -> None:
    path = tmp_path / "table.md"
    assert main(["evaluate", "reading", str(OWN_GOLD), "--output", str(path)]) == 0
    said = capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == said
    assert "| Concepts | F1 |" in said and "plain dictionary" in said


@pytest.mark.parametrize(
    "argv",
    [
        ["evaluate"],
        ["evaluate", "reading"],
        ["evaluate", "reading", "none.jsonl"],
        ["evaluate", "reading", str(OWN_GOLD), "--predictions", "none.jsonl"],
        ["evaluate", "reading", str(OWN_GOLD), "--output", str(OWN_GOLD.parent)],
        ["evaluate", "weather", str(OWN_GOLD)],
        ["vocabulary"],
        ["vocabulary", "paint"],
    ],
)
def test_wrong_use_is_2_and_prints_no_data(argv: list[str], capsys: Output) -> None:
    assert main(argv) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err and said.err
    assert "| Concepts |" not in said.out


def test_vocabulary_counts_with_the_librarians_own_labels(
    home: Path, tmp_path: Path, capsys: Output
) -> None:
    home.mkdir(exist_ok=True)
    (home / "vocabulary.toml").write_text(
        '[[concepts]]\nid = "foam-lavage"\npref_label = "foam lavage"\ncategory = "intervention"\n',
        encoding="utf-8",
    )
    path = tmp_path / "some.xml"
    abstract = ABSTRACT.replace("relieved", "and foam lavage relieved zorbic stiffness and")
    records = [write_article(str(n), title="Facet.", abstract=abstract) for n in (11, 12, 13)]
    path.write_text(article_set(*records), encoding="utf-8")
    assert main(["import", "--quiet", str(path)]) == 0
    capsys.readouterr()
    assert main(["vocabulary", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counts = {concept["id"]: concept["articles"] for concept in found["concepts"]}
    assert counts["foam-lavage"] == 3 and found["articles"] == 3
    assert "zorbic stiffness" in {candidate["text"] for candidate in found["candidates"]}
    assert main(["vocabulary"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"3 +foam-lavage", said) and "zorbic stiffness" in said


def test_vocabulary_export_writes_skos_that_reads_back(
    starter_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))
    path = tmp_path / "vocabulary.ttl"
    assert main(["vocabulary", "export", "--format", "skos", "--output", str(path)]) == 0
    assert "concepts written to" in capsys.readouterr().err
    labels = set(Graph().parse(path, format="turtle").objects(None, SKOS.prefLabel))
    assert Literal("medial branch block", lang="en") in labels
    assert [p.name for p in tmp_path.glob("vocabulary*")] == ["vocabulary.ttl"]


def test_vocabulary_export_refuses_a_format_it_does_not_know(
    starter_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))
    path = tmp_path / "vocabulary.owl"
    assert main(["vocabulary", "export", "--format", "owl", "--output", str(path)]) == 2
    assert "'owl'" in capsys.readouterr().err
    assert not path.exists()
