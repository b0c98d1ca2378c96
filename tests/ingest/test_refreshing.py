"""A refresh against a server that answers, and fails, as NCBI does."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
import tenacity

import ingest.pubmed
import ingest.pulling
import ingest.refreshing
from ingest.eutils import Eutils
from ingest.pipeline import RefreshReport, refresh
from ingest.pubmed import PubMed
from kb import Settings, Writer, open_kb, open_writer
from kb.model import Outcome, Progress, RunState, SearchStrategy, Source
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import write_article

FACET = SearchStrategy("facet", "facet[tiab]", version=3)
NECK = SearchStrategy("neck", "neck[tiab]")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten records a batch, so that thirty make three."""
    monkeypatch.setattr(ingest.pubmed, "BATCH", 10)


@pytest.fixture
def double() -> Iterator[EutilsDouble]:
    records = {str(n): Served(write_article(str(n), title=f"Facet {n}.")) for n in range(1, 31)}
    with EutilsDouble(records) as server:
        yield server


@pytest.fixture
def writer(home: Path) -> Iterator[Writer]:
    with open_writer() as opened:
        yield opened


def client(double: EutilsDouble) -> PubMed:
    settings = Settings(
        home=Path(), eutils_url=double.url, entrez_email="a@example.org", entrez_api_key="k"
    )
    return PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=2, timeout=5))


def run(double: EutilsDouble, writer: Writer, **options: object) -> RefreshReport:
    return refresh(writer, client(double), [FACET], **options)  # type: ignore[arg-type] # keywords of the test


def test_everything_found_is_stored_published_and_in_the_ledger(
    double: EutilsDouble, writer: Writer
) -> None:
    double.warnings_xml = "<ErrorList><PhraseNotFound>x</PhraseNotFound></ErrorList>"
    report = run(double, writer)
    (one,) = report.strategies
    assert report.exit_code == 0 and one.run.state is RunState.COMPLETE
    assert (one.run.strategy, one.run.strategy_version) == ("facet", 3)
    assert (one.run.query, one.run.translation) == ("facet[tiab]", "facet[tiab]")
    assert one.run.warnings == ("phrase not found: x",)
    assert one.run.found == 30 and one.run.counts == {Outcome.NEW: 30}
    assert report.status.articles == 30 and report.status.pending == 0
    assert report.status.by_source == {str(Source.PUBMED): 30}
    assert report.status.last_refresh is not None
    assert open_kb().article("7").source is Source.PUBMED


def test_a_second_refresh_fetches_nothing_that_did_not_change(
    double: EutilsDouble, writer: Writer
) -> None:
    before = run(double, writer).status
    asked = len(double.fetched())
    report = run(double, writer)
    assert len(double.fetched()) == asked == 30
    one = report.strategies[0].run
    assert report.exit_code == 0 and one.counts == {Outcome.UNCHANGED: 30} and one.not_fetched == 30
    assert (report.status.digest, report.status.generation) == (before.digest, before.generation)


def test_what_pubmed_changed_and_what_is_new_is_fetched(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    today = datetime.datetime.now(datetime.UTC).date()
    double.records["5"] = Served(write_article("5", title="Mended."), modified=today)
    double.records["31"] = Served(write_article("31"))
    double.calls.clear()
    report = run(double, writer)
    assert sorted(double.fetched()) == ["31", "5"]
    counts = {Outcome.CHANGED: 1, Outcome.NEW: 1, Outcome.UNCHANGED: 29}
    assert report.strategies[0].run.counts == counts
    assert open_kb().article("5").title == "Mended."


def test_full_fetches_everything_and_since_takes_its_own_date(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    double.calls.clear()
    assert run(double, writer, full=True).strategies[0].run.counts == {Outcome.UNCHANGED: 30}
    assert len(double.fetched()) == 30
    double.records["9"].modified = datetime.date(2022, 2, 2)
    double.calls.clear()
    report = run(double, writer, since=datetime.date(2022, 2, 1))
    assert double.fetched() == ["9"]
    assert "2022-02-01" in report.strategies[0].run.message


def test_an_outage_in_the_middle_keeps_what_came_and_the_next_run_asks_for_the_rest(
    double: EutilsDouble, writer: Writer
) -> None:
    double.fail_efetch_after_n_batches = 2
    report = run(double, writer)
    (one,) = report.strategies
    assert report.exit_code == 1 and one.run.state is RunState.INCOMPLETE
    assert "500" in one.error
    assert one.run.counts == {Outcome.NEW: 20} and len(one.waiting) == 10
    assert report.status.articles == 20  # published, although the run is not complete
    assert report.status.last_refresh is None
    double.fail_efetch_after_n_batches = None
    double.calls.clear()
    again = run(double, writer)
    assert sorted(double.fetched()) == sorted(one.waiting)
    assert not any(call.utility == "esearch.fcgi" for call in double.calls)
    assert again.strategies[0].run.id == one.run.id and again.exit_code == 0
    assert again.strategies[0].run.counts == {Outcome.NEW: 30}


def test_what_changes_between_incomplete_runs_is_fetched_by_the_first_complete_one(
    double: EutilsDouble, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (ingest.refreshing, ingest.pulling):
        monkeypatch.setattr(room, "RESUMABLE", datetime.timedelta(0))  # time passes
    double.fail_efetch_after_n_batches = 2
    (one,) = run(double, writer).strategies
    double.fail_efetch_after_n_batches = None
    today = datetime.datetime.now(datetime.UTC).date()
    double.records["30"] = Served(write_article("30", title="Mended."), modified=today)
    assert "30" not in one.waiting
    double.calls.clear()
    again = run(double, writer)
    assert sorted(double.fetched()) == sorted([*one.waiting, "30"])
    assert again.exit_code == 0 and again.strategies[0].run.id != one.run.id
    assert open_kb().article("30").title == "Mended."


def test_an_outage_of_the_search_is_no_empty_result(double: EutilsDouble, writer: Writer) -> None:
    double.search_faults.extend(["500"] * 9)
    report = refresh(writer, client(double), [FACET, NECK])
    (one,) = report.strategies
    assert report.exit_code == 1 and report.not_begun == ("neck",)
    assert one.run.found is None and one.run.state is RunState.INCOMPLETE
    double.search_faults.clear()
    again = refresh(writer, client(double), [FACET, NECK])
    assert again.exit_code == 0 and again.strategies[0].run.id == one.run.id


def test_no_records_where_there_were_some_is_an_outage_not_an_answer(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    double.matches = lambda query: []
    report = run(double, writer)
    assert report.exit_code == 1
    assert "counted 30" in report.strategies[0].error
    assert report.status.articles == 30


def test_what_pubmed_counts_and_does_not_name_is_told(double: EutilsDouble, writer: Writer) -> None:
    double.kept_back = 2
    report = run(double, writer)
    assert report.exit_code == 1 and "counts 32 records and names 30" in report.strategies[0].error
    assert report.status.articles == 30
    double.kept_back = 0
    again = run(double, writer)
    assert again.exit_code == 0 and again.strategies[0].run.found == 30
    assert len(double.fetched()) == 30  # nothing twice


def test_a_query_that_never_found_anything_says_so(double: EutilsDouble, writer: Writer) -> None:
    double.matches = lambda query: []
    report = run(double, writer)
    assert report.exit_code == 0 and report.strategies[0].run.found == 0
    assert "no record" in report.strategies[0].run.message


def test_records_never_handed_out_or_unreadable_are_named_and_asked_for_next_time(
    double: EutilsDouble, writer: Writer
) -> None:
    double.missing = {"4"}
    double.records["6"] = Served(
        write_article("6").replace("<Article>", "<Nothing>").replace("</Article>", "</Nothing>")
    )
    report = run(double, writer)
    (one,) = report.strategies
    assert report.exit_code == 0  # PubMed answered; a rerun would not mend it
    assert {(item.subject, item.outcome) for item in one.items} == {
        ("4", Outcome.NOT_OBTAINED),
        ("6", Outcome.REJECTED),
    }
    assert one.run.counts == {Outcome.NEW: 28, Outcome.NOT_OBTAINED: 1, Outcome.REJECTED: 1}
    assert sum(one.run.counts.values()) == one.run.found
    double.missing = set()
    double.calls.clear()
    assert run(double, writer).strategies[0].run.counts[Outcome.NEW] == 1
    assert sorted(set(double.fetched())) == ["4", "6"]


def test_a_refused_query_fails_and_the_other_strategies_go_on(
    double: EutilsDouble, writer: Writer
) -> None:
    double.search_faults.append("refused")
    report = refresh(writer, client(double), [FACET, NECK])
    assert [one.run.state for one in report.strategies] == [RunState.FAILED, RunState.COMPLETE]
    assert report.exit_code == 2
    assert report.status.articles == 30


def test_an_interrupt_closes_the_run_and_the_next_goes_on(
    double: EutilsDouble, writer: Writer
) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.step.startswith("Fetching") and progress.done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(double, writer, progress=interrupt)
    assert writer.run(1).state is RunState.INCOMPLETE
    double.calls.clear()
    report = run(double, writer)
    assert len(double.fetched()) == 10
    assert report.strategies[0].run.id == 1 and report.exit_code == 0


def test_a_run_that_wanted_less_is_not_taken_up_for_full(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    double.records["31"] = Served(write_article("31"))
    double.fail_efetch_after_n_batches = 0
    double.calls.clear()
    assert run(double, writer).exit_code == 1
    double.fail_efetch_after_n_batches = None
    report = run(double, writer, full=True)
    assert report.strategies[0].run.counts == {Outcome.NEW: 1, Outcome.UNCHANGED: 30}


def test_what_two_strategies_find_is_fetched_once(double: EutilsDouble, writer: Writer) -> None:
    report = refresh(writer, client(double), [FACET, NECK], full=True)
    assert sorted(double.fetched(), key=int) == [str(n) for n in range(1, 31)]
    first, second = (one.run for one in report.strategies)
    assert first.counts == {Outcome.NEW: 30}
    assert second.found == 30 and second.counts == {Outcome.UNCHANGED: 30}
    assert writer.run_items(second.id)[0].reason == "fetched by run 1 of the same refresh"


def test_what_is_retracted_is_told_with_the_run_that_brought_it(
    double: EutilsDouble, writer: Writer
) -> None:
    run(double, writer)
    today = datetime.datetime.now(datetime.UTC).date()
    types = (
        "<PublicationTypeList><PublicationType UI='D016441'>Retracted Publication"
        "</PublicationType></PublicationTypeList>"
    )
    double.records["5"] = Served(write_article("5", article=types), modified=today)
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionOf"><RefSource>Pain'
        '</RefSource><PMID Version="1">6</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )
    double.records["31"] = Served(write_article("31", citation=notice))
    (one,) = run(double, writer).strategies
    assert one.retracted == ("5", "6")
    assert one.run.counts == {Outcome.NEW: 1, Outcome.CHANGED: 1, Outcome.UNCHANGED: 29}
    assert run(double, writer).strategies[0].retracted == ()


def test_the_ledger_is_asked_for_the_first_run_and_not_read_run_by_run(
    double: EutilsDouble, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(50):
        writer.end_run(writer.begin_run("rebuild"), RunState.COMPLETE)
    read: list[int] = []
    one_run = Writer.run
    monkeypatch.setattr(Writer, "run", lambda self, n: read.append(n) or one_run(self, n))  # type: ignore[func-returns-value] # append gives None
    run(double, writer)
    assert set(read) == {51}
