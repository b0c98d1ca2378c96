"""Stored records that no search returned are looked at by PMID, and what is gone is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import tenacity

import ingest.pubmed
import ingest.rechecking
from ingest.eutils import Eutils
from ingest.pipeline import RefreshReport, refresh
from ingest.pubmed import PubMed
from ingest.reports import StrategyReport
from kb import Settings, Writer, open_kb, open_writer
from kb.model import Article, Outcome, RunState, SearchStrategy, Source
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import write_article

FACET = SearchStrategy("facet", "facet[tiab]")


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[EutilsDouble]:
    """Thirty records, of which the search finds those up to 20."""
    monkeypatch.setattr(ingest.pubmed, "BATCH", 10)
    records = {str(n): Served(write_article(str(n), title=f"Facet {n}.")) for n in range(1, 31)}
    with EutilsDouble(records) as server:
        server.matches = lambda query: [p for p in server.records if int(p) <= 20]
        yield server


@pytest.fixture
def writer(home: Path) -> Iterator[Writer]:
    with open_writer() as opened:
        yield opened


def run(double: EutilsDouble, writer: Writer, **options: bool) -> RefreshReport:
    settings = Settings(
        home=Path(), eutils_url=double.url, entrez_email="a@example.org", entrez_api_key="k"
    )
    pubmed = PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=2, timeout=5))
    return refresh(writer, pubmed, [FACET], **{"whole": True, **options})  # type: ignore[arg-type] # flags alone


def rest(report: RefreshReport) -> StrategyReport:
    found = [one for one in report.strategies if one.run.kind == "recheck"]
    assert len(found) == 1
    return found[0]


def summary(pmid: str) -> Article:
    return Article(pmid=pmid, title="Ours.", source=Source.PROJECT_SUMMARY)


def test_a_summary_that_no_search_finds_is_replaced_by_its_live_record(
    double: EutilsDouble, writer: Writer
) -> None:
    writer.add_articles([summary("3"), summary("25"), summary("99")])
    report = run(double, writer)
    assert report.exit_code == 0
    assert open_kb().article("3").title == "Facet 3."
    assert open_kb().article("25").title == "Facet 25."
    one = rest(report)
    assert one.run.found == 2
    assert one.run.counts == {Outcome.CHANGED: 1, Outcome.NOT_OBTAINED: 1}
    assert [item.subject for item in one.items] == ["99"]
    assert open_kb().article("99").is_summary


def test_many_absent_records_beside_one_that_is_there_are_absent_and_no_outage(
    double: EutilsDouble, writer: Writer
) -> None:
    writer.add_articles([summary(str(n)) for n in range(901, 909)])
    one = rest(run(double, writer))
    assert one.run.state is RunState.COMPLETE
    assert one.run.counts == {Outcome.NOT_OBTAINED: 8}
    again = run(double, writer)
    assert [report.run.kind for report in again.strategies] == ["refresh"]  # not every day


def test_a_record_that_is_no_longer_found_is_looked_at_and_was_only_indexed_anew(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    double.matches = lambda query: [p for p in double.records if int(p) <= 19]
    double.calls.clear()
    one = rest(run(double, writer))
    assert one.run.counts == {Outcome.UNCHANGED: 1} and double.fetched() == ["20"]


def test_a_record_that_pubmed_has_no_more_is_told_as_deleted_and_kept(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    del double.records["20"]
    report = run(double, writer)
    one = rest(report)
    assert report.exit_code == 0 and one.run.counts == {Outcome.DELETED: 1}
    assert one.items[0].subject == "20" and "no longer hands it out" in one.items[0].reason
    assert open_kb().article("20").title == "Facet 20."


def test_a_merged_record_is_told_with_its_successor_which_is_fetched(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    double.merged = {"20": "30"}
    double.matches = lambda query: [p for p in double.records if int(p) <= 19]
    one = rest(run(double, writer))
    assert one.run.found == 2 and one.run.counts == {Outcome.DELETED: 1, Outcome.NEW: 1}
    assert "merged into PMID 30" in one.items[0].reason
    assert open_kb().article("30").title == "Facet 30."


def test_an_outage_of_the_look_leaves_the_run_open_and_the_next_goes_on(
    double: EutilsDouble, writer: Writer
) -> None:
    writer.add_articles([summary(str(n)) for n in range(21, 31)])
    double.fail_efetch_after_n_batches = 2
    report = run(double, writer)
    assert report.exit_code == 1 and rest(report).run.state is RunState.INCOMPLETE
    assert report.status.articles == 30
    double.fail_efetch_after_n_batches = None
    double.calls.clear()
    again = run(double, writer)
    assert again.exit_code == 0 and rest(again).run.id == rest(report).run.id
    assert sorted(double.fetched()) == [str(n) for n in range(21, 31)]


def test_records_of_other_strategies_are_left_alone_where_only_one_is_refreshed(
    double: EutilsDouble, writer: Writer
) -> None:
    writer.add_articles([Article(pmid="27", title="Facet 27.", source=Source.PUBMED)])
    report = run(double, writer, whole=False)
    assert [one.run.kind for one in report.strategies] == ["refresh"]
    assert rest(run(double, writer)).run.found == 1


def test_what_no_strategy_covers_is_looked_at_once_a_week(
    double: EutilsDouble, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.add_articles([Article(pmid="27", title="Old.", source=Source.PUBMED)])
    assert rest(run(double, writer)).run.counts == {Outcome.CHANGED: 1}
    assert len(run(double, writer).strategies) == 1
    monkeypatch.setattr(ingest.rechecking, "_EVERY", datetime.timedelta(0))
    assert rest(run(double, writer)).run.counts == {Outcome.UNCHANGED: 1}
