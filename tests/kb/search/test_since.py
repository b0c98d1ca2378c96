"""What a refresh changed in a search."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.cli import main
from kb import KnowledgeBase, NotFound, open_kb, open_writer
from kb.model import AbstractSection, Article, RunState, SearchChanges
from tests.kb.records import article

QUESTION = "cervical medial branch blocks with steroid"
OUTSIDE = AbstractSection("RESULTS", "The wards were painted in calmer colours.", "RESULTS")


def _refresh(home: Path, *articles: Article, retracted: Sequence[str] = ()) -> int:
    """Publish records as one run does, and give its number."""
    with open_writer(home) as writer:
        run = writer.begin_run("import")
        writer.add_articles(articles)
        for pmid in retracted:
            writer.mark_retracted(pmid, "Retracted by the journal.")
        writer.update()
        writer.end_run(run, RunState.COMPLETE)
    return run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Three trials on the question, published by a first run."""
    folder = tmp_path / "changing"
    _refresh(folder, article("101"), article("102"), article("103"))
    return folder


def _told(home: Path, run: int, question: str = QUESTION) -> SearchChanges:
    """What changed in a search since a run."""
    base: KnowledgeBase = open_kb(home)
    try:
        return base.search_changes(question, run)
    finally:
        base.close()


def test_new_changed_and_retracted_papers_are_told_apart(home: Path) -> None:
    longer = replace(article("102"), title=article("102").title + ", two years on")
    run = _refresh(
        home, article("104"), replace(longer, date_revised="2013-01-01"), retracted=["103"]
    )
    told = _told(home, run)
    assert [hit.article.pmid for hit in told.new] == ["104"]
    assert [(hit.article.pmid, hit.what[0]) for hit in told.changed] == [("102", "title")]
    assert [(hit.article.pmid, hit.what) for hit in told.lost] == [("103", ("retracted",))]


def test_a_run_that_brought_nothing_changed_nothing(home: Path) -> None:
    run = _refresh(home, article("101"))
    assert _told(home, run) == SearchChanges((), (), ())


def test_since_the_first_run_everything_is_new(home: Path) -> None:
    assert {hit.article.pmid for hit in _told(home, 1).new} == {"101", "102", "103"}


def test_a_paper_whose_text_lost_the_words_of_the_question_is_lost(home: Path) -> None:
    other = article(
        "102", title="A hospital repainted", sections=(OUTSIDE,), mesh=(), date_revised="2013-01-01"
    )
    told = _told(home, _refresh(home, other))
    (lost,) = told.lost
    assert lost.article.pmid == "102"
    assert "off topic" in lost.what[0] or "no longer has" in lost.what[0]


def test_a_change_in_another_paper_is_not_told(home: Path) -> None:
    elsewhere = article("300", title="A hospital repainted", sections=(OUTSIDE,), mesh=())
    assert not _told(home, _refresh(home, elsewhere)).new


def test_a_run_that_never_was_is_an_error(home: Path) -> None:
    with pytest.raises(NotFound):
        _told(home, 99)


def test_the_command_prints_what_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = str(_refresh(home, article("104"), retracted=["103"]))
    monkeypatch.setenv("KB_HOME", str(home))
    assert main(["search", QUESTION, "--since", run]) == 0
    said = capsys.readouterr().out
    assert f"New since run {run} (1):" in said and "PMID 104" in said
    assert f"Lost since run {run} (1):" in said and "[RETRACTED]" in said
    assert "PMID 101" not in said
    assert main(["search", QUESTION, "--since", run, "--json"]) == 0
    since = json.loads(capsys.readouterr().out)["since"]
    assert [one["pmid"] for one in since["new"]] == ["104"]
    assert main(["search", QUESTION, "--since", "99"]) == 2


def test_the_command_says_how_a_question_was_read(
    starter_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))
    assert main(["search", "RCTs since 2015 on lumbar MBB, not cervical", "--limit", "3"]) == 0
    said = capsys.readouterr().out
    assert "Read as: " in said and "medial branch block" in said
    assert "Read as a filter: " in said and "--ignore year_from" in said
    assert "Left out, and put last: cervical" in said
    assert main(["search", 'title:"facet joint" xyzzyq fcaet']) == 0
    said = capsys.readouterr().out
    assert "Every hit meets: " in said
    assert "No record has: " in said and "xyzzyq" in said
    assert "Did you mean: " in said
    assert main(["search", "penguin migration"]) == 0
    assert "Nothing relevant to 'penguin migration'" in capsys.readouterr().out
