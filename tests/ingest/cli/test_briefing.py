"""``mbb brief``: counts with the sentences behind them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.cli import main

QUESTION = "do therapeutic lumbar facet blocks work?"


@pytest.fixture
def at_starter(monkeypatch: pytest.MonkeyPatch, starter_home: Path) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))


def test_a_brief_begins_with_the_placebo_controlled_trial_and_its_sentence(
    at_starter: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", QUESTION]) == 0
    shown = capsys.readouterr().out
    first = shown.index("PMID 29847426")
    assert shown[:first].count("PMID") == 0, "it stands at the head"
    assert "no difference, against placebo" in shown[:first]
    assert "Guidelines (" in shown and "risk of bias not assessed" in shown


def test_a_brief_as_json_holds_every_voice_with_its_quote(
    at_starter: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", QUESTION, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    voices = [v for b in document["balances"] for v in b["voices"]]
    assert voices and all(v["findings"][0]["quote"]["text"] for v in voices)
    pooled = {*document["reviews"], *document["guidelines"]}
    assert pooled and not pooled & {v["pmid"] for v in voices}


def test_where_nothing_answers_a_brief_says_so(
    at_starter: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["brief", "chocolate cake recipe"]) == 0
    assert "No study with data of its own was found." in capsys.readouterr().out
