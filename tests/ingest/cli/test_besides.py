"""``mbb similar`` and ``mbb check`` print what a reader needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _of_the_starter_set(starter_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))


def test_similar_prints_papers_with_what_they_share(capsys: Output) -> None:
    assert main(["similar", "18670333", "--limit", "3"]) == 0
    said = capsys.readouterr().out
    assert said.count("https://pubmed.ncbi.nlm.nih.gov/") == 3
    assert "both name" in said and "[project summary]" in said
    assert main(["similar", "18670333", "--limit", "3", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["similar"]) == 3
    assert {"pmid", "cosine", "concepts", "retraction"} <= document["similar"][0].keys()


def test_similar_to_a_paper_that_is_not_here_is_2(capsys: Output) -> None:
    assert main(["similar", "99999999"]) == 2
    assert "99999999" in capsys.readouterr().err


def test_check_prints_how_it_was_read_and_each_group_with_its_number(capsys: Output) -> None:
    sentence = "Radiofrequency denervation reduces pain in chronic low back pain."
    assert main(["check", sentence, "--limit", "2"]) == 0
    said = capsys.readouterr().out
    assert "Read as: pain-intensity, improved" in said
    assert "Differs (" in said and "no difference" in said
    assert "From abstracts only" in said
    assert main(["check", sentence, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["totals"]["differs"] == len(document["differ"])
    assert document["differ"][0]["finding"]["quote"]["text"]


def test_check_of_a_sentence_without_an_outcome_says_so(capsys: Output) -> None:
    assert main(["check", "The sky is blue."]) == 0
    assert "No outcome was read" in capsys.readouterr().out
    assert main(["check", " "]) == 2


def test_a_search_for_nothing_is_wrong_use_and_filters_alone_browse(capsys: Output) -> None:
    assert main(["search", " "]) == 2
    assert "no question" in capsys.readouterr().err
    assert main(["search", "", "--filter", "year_from=2020"]) == 0


def test_a_brief_of_nothing_says_so_and_wrong_use_is_2(capsys: Output) -> None:
    assert main(["brief", "migration of penguins in winter"]) == 0
    assert "No study with data of its own" in capsys.readouterr().out
    assert main(["brief", ""]) == 2
    assert main(["brief", "pain", "--filter", "colour=red"]) == 2
