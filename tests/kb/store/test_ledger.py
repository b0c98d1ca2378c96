"""The ledger keeps what a run planned, got and lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import NotFound, open_writer
from kb.model import Outcome, RunItem, RunState, SearchStrategy
from tests.kb.records import article

STRATEGY = SearchStrategy("blocks", "medial branch block", version=3)


def test_a_run_carries_its_query_counts_and_software(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        run = writer.begin_run(
            "refresh",
            strategy=STRATEGY,
            query="mbb[tiab]",
            translation="long",
            warnings=["w"],
            found=3,
        )
        writer.plan(run, ["101", "102", "103"])
        writer.add_articles([article("101"), article("102")], run=run)
        writer.note(run, [RunItem("103", Outcome.NOT_OBTAINED, "PubMed sent nothing")])
        ended = writer.end_run(run, RunState.INCOMPLETE, "one missing")
    assert (ended.strategy, ended.strategy_version, ended.query) == ("blocks", 3, "mbb[tiab]")
    assert ended.counts == {"new": 2, "not obtained": 1}
    assert ended.warnings == ("w",)
    assert ended.found == 3
    assert ended.ended >= ended.started
    assert ended.software.startswith("medial-branch-kb")


def test_what_a_killed_run_still_owes_is_known(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        run = writer.begin_run("refresh", strategy=STRATEGY, query="q")
        writer.plan(run, ["9", "101", "20"])
        writer.add_articles([article("101")], run=run)
    with open_writer(tmp_path) as writer:
        left = writer.unfinished_run("refresh", strategy="blocks", query="q")
        assert left is not None
        assert left.state is RunState.RUNNING
        assert writer.unsettled(left.id) == ["9", "20"]
        assert writer.unfinished_run("refresh", strategy="blocks", query="other") is None
        writer.end_run(run, RunState.COMPLETE)
        assert writer.unfinished_run("refresh", strategy="blocks", query="q") is None


def test_meeting_a_new_record_again_in_the_same_run_leaves_it_new(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        run = writer.begin_run("import")
        writer.add_articles([article()], run=run)
        writer.add_articles([article()], run=run)
        assert writer.run_items(run) == [RunItem("101", Outcome.NEW)]


def test_a_run_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer, pytest.raises(NotFound, match="no run 7"):
        writer.run(7)
