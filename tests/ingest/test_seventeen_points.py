"""What bites when pulling from PubMed: one test for each point, named by its number.

The points are those of the design's list. Parsing has its own tests (:mod:`test_medline`,
:mod:`test_parse_against_independent`); here they are seen from the wire to the store.
"""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import tenacity

import ingest.refreshing
from ingest.answers import read_fetched, read_search
from ingest.eutils import Eutils
from ingest.pipeline import import_files, refresh
from ingest.pubmed import PubMed
from ingest.slicing import MOST_IDS
from kb import (
    ConfigurationError,
    KbError,
    PubMedRejected,
    PubMedUnavailable,
    Settings,
    Writer,
    open_kb,
    open_writer,
)
from kb.model import Outcome, RecordKind, RunState, SearchStrategy
from tests.ingest.eutils_double import EutilsDouble, Served
from tests.ingest.pubmed_records import TYPES, article_set, write_article

ROOT = Path(__file__).resolve().parents[2]
FACET = SearchStrategy("facet", "facet[tiab]")
KEY = "s3cr3t-k3y"
TODAY = datetime.datetime.now(datetime.UTC).date()


@pytest.fixture
def double() -> Iterator[EutilsDouble]:
    """Four hundred and fifty records: three batches."""
    records = {str(n): Served(write_article(str(n), title=f"Facet {n}.")) for n in range(1, 451)}
    with EutilsDouble(records) as server:
        yield server


@pytest.fixture
def few(double: EutilsDouble) -> EutilsDouble:
    """The server with twelve records."""
    double.records = {p: r for p, r in double.records.items() if int(p) <= 12}
    return double


@pytest.fixture
def writer(home: Path) -> Iterator[Writer]:
    with open_writer() as opened:
        yield opened


def client(double: EutilsDouble, *, key: str = KEY, tries: int = 3, timeout: float = 5) -> PubMed:
    settings = Settings(
        home=Path(), eutils_url=double.url, entrez_email="a@example.org", entrez_api_key=key
    )
    return PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=tries, timeout=timeout))


def test_point_1_slices_by_create_date_and_never_asks_past_9999(home: Path) -> None:
    """25,000 records, most of them published on 1 January, all created in the last ten years."""
    day = datetime.date(2015, 1, 1)
    records = {
        str(n): Served("", created=day + datetime.timedelta(days=n % 3_600))
        for n in range(1, 25_001)
    }
    with EutilsDouble(records) as double:  # it fails the test where retstart goes past 9,998
        answer = client(double, timeout=20).search("pain", today=datetime.date(2026, 1, 1))
        assert answer.is_whole and answer.count == 25_000 and set(answer.ids) == set(records)
        assert all(len(history.ids) <= MOST_IDS for history in answer.histories)
        sliced = [call.parameters["term"] for call in double.calls[1:]]
        assert sliced and all("[CRDT]" in term and "[dp]" not in term for term in sliced)


@pytest.mark.parametrize("key", ["", KEY])
def test_point_2_keeps_the_rate_and_says_who_asks(few: EutilsDouble, key: str) -> None:
    """The server answers 429, and fails the test, beyond three requests a second, or ten."""
    pubmed = client(few, key=key)
    for _ in range(5 if not key else 14):
        pubmed.look("facet")
    assert all(c.parameters["tool"] and c.parameters["email"] for c in few.calls)
    assert {c.parameters.get("api_key", "") for c in few.calls} == {key}


def test_point_2_the_key_shows_in_no_error_log_or_dump(
    few: EutilsDouble, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("key-in-200", "key-in-500", "429", "bad-key"):
        few.search_faults.extend([name] * 3)
        with pytest.raises(KbError) as error:
            client(few).search("facet")
        few.search_faults.clear()
        assert KEY not in f"{error.value!r}{error.value.__context__!r}{error.getrepr()}"
    assert caplog.text and KEY not in caplog.text
    assert KEY not in repr(Settings(home=Path(), entrez_api_key=KEY))


@pytest.mark.parametrize(
    "name",
    [
        *("html", "error", "rate-limit", "nothing", "empty", "expired"),
        *("400", "429", "500", "truncated", "cut-off", "drop", "slow"),
    ],
)
def test_point_3_an_error_inside_an_answer_is_none_and_passes(
    double: EutilsDouble, name: str
) -> None:
    double.fetch_faults.append(name)
    pubmed = client(double, timeout=1)
    answer = pubmed.search("facet")
    got = [r.article.pmid for b in pubmed.fetch(answer.ids, answer.histories) for r in b.records]
    assert sorted(got) == sorted(double.records)


def test_point_3_json_with_a_raw_newline_in_a_string_is_read(shared: Path) -> None:
    lines = (shared / "data" / "eutils" / "error-bodies.jsonl").read_text("utf-8").splitlines()
    body = next(b for b in (json.loads(line)["body"] for line in lines) if "9998" in b)
    with pytest.raises(ValueError, match="control character"):
        json.loads(body)
    with pytest.raises(PubMedRejected, match="9998"):
        read_search(body.encode())


def test_point_4_what_came_is_counted_against_what_was_asked(
    few: EutilsDouble, writer: Writer
) -> None:
    """Missing, twice, unasked and unreadable records in one answer; every PMID is accounted for."""
    few.missing = {"4"}
    few.hidden_once = {"5"}
    few.handed_out_twice = {"6"}
    few.records["900"] = Served(write_article("900", title="A stranger."))
    few.strangers = {"900"}
    few.matches = lambda query: [p for p in few.records if p != "900"]
    few.records["7"] = Served(
        write_article("7").replace("<Article>", "<X>").replace("</Article>", "</X>")
    )
    (one,) = refresh(writer, client(few), [FACET]).strategies
    assert one.run.found == 12
    assert one.run.counts == {Outcome.NEW: 10, Outcome.NOT_OBTAINED: 1, Outcome.REJECTED: 1}
    assert {(i.subject, str(i.outcome)) for i in one.items} == {
        ("4", "not obtained"),
        ("7", "rejected"),
    }
    alone = [call.ids for call in few.calls if len(call.ids) == 1]
    assert ["4"] in alone
    assert "900" not in {article.pmid for article in open_kb().articles()}


@pytest.mark.parametrize("knob", ["kept_back", "duplicate_ids"])
def test_point_4_a_count_that_the_ids_do_not_bear_out_is_not_complete(
    few: EutilsDouble, writer: Writer, knob: str
) -> None:
    setattr(few, knob, 2)
    report = refresh(writer, client(few), [FACET])
    assert report.exit_code == 1 and report.strategies[0].run.state is RunState.INCOMPLETE
    assert "try again" in report.strategies[0].error
    setattr(few, knob, 0)
    again = refresh(writer, client(few), [FACET])
    assert again.exit_code == 0 and again.status.articles == 12


def test_point_4_a_list_that_changes_between_two_pages_loses_nothing(
    double: EutilsDouble,
) -> None:
    double.page_limit = 100

    def come_and_go() -> None:
        double.records["451"] = Served(write_article("451"))  # pushes one onto the next page
        del double.records["449"], double.records["448"]  # draws two past the page's end

    double.between_pages = come_and_go
    answer = client(double).search("facet")
    assert answer.is_whole and set(answer.ids) == set(double.records)


def test_point_5_what_pubmed_drops_from_a_query_is_kept_and_shown(
    few: EutilsDouble, writer: Writer
) -> None:
    few.warnings_xml = (
        "<ErrorList><PhraseNotFound>facte</PhraseNotFound><FieldNotFound>titel</FieldNotFound>"
        "</ErrorList><WarningList><PhraseIgnored>of</PhraseIgnored><QuotedPhraseNotFound>"
        '"a b"</QuotedPhraseNotFound><OutputMessage>Note.</OutputMessage></WarningList>'
    )
    run = refresh(writer, client(few), [FACET]).strategies[0].run
    assert run.translation == "facet[tiab]"
    assert open_kb().run(run.id).warnings == (
        "phrase not found: facte",
        "field not found: titel",
        "phrase ignored: of",
        'quoted phrase not found: "a b"',
        "message: Note.",
    )


def test_point_6_a_window_has_both_ends_an_overlap_and_the_hash_decides(
    few: EutilsDouble, writer: Writer
) -> None:
    """An old create date hides no new record; a touched date without a change is none."""
    refresh(writer, client(few), [FACET])
    few.records["13"] = Served(write_article("13"), created=datetime.date(1999, 1, 1))
    few.records["5"] = Served(write_article("5", title="Mended."), modified=TODAY)
    few.records["6"].modified = TODAY - ingest.refreshing.OVERLAP + datetime.timedelta(days=1)
    few.calls.clear()
    (one,) = refresh(writer, client(few), [FACET]).strategies
    assert sorted(few.fetched()) == ["13", "5", "6"]
    assert one.run.counts == {Outcome.NEW: 1, Outcome.CHANGED: 1, Outcome.UNCHANGED: 11}
    (window,) = [call.parameters for call in few.calls if "mindate" in call.parameters]
    assert window["datetype"] == "mdat" and window["maxdate"] > window["mindate"]


def test_point_7_deleted_merged_and_versions(few: EutilsDouble, writer: Writer) -> None:
    refresh(writer, client(few), [FACET])
    del few.records["3"]
    few.merged = {"4": "12"}
    few.matches = lambda query: [p for p in few.records if p != "4"]
    second = write_article("5", title="Second.").replace('Version="1"', 'Version="2"')
    few.records["5"] = Served(second, modified=TODAY)
    report = refresh(writer, client(few), [FACET])
    outcomes = {item.subject: item for one in report.strategies for item in one.items}
    assert outcomes["3"].outcome is outcomes["4"].outcome is Outcome.DELETED
    assert "merged into PMID 12" in outcomes["4"].reason
    assert open_kb().article("5").version == 2
    assert open_kb().article("3").title == "Facet 3."  # kept


def test_point_8_a_book_chapter_counts_in_the_total_and_is_told_apart(
    few: EutilsDouble, writer: Writer
) -> None:
    few.records["13"] = Served(
        '<PubmedBookArticle><BookDocument><PMID Version="1">13</PMID><ArticleIdList/><Book>'
        "<Publisher><PublisherName>P</PublisherName></Publisher><BookTitle>A book</BookTitle>"
        "<PubDate><Year>2020</Year></PubDate></Book><ArticleTitle>A chapter</ArticleTitle>"
        "<Abstract><AbstractText>Facet joints.</AbstractText></Abstract></BookDocument>"
        "</PubmedBookArticle>"
    )
    (one,) = refresh(writer, client(few), [FACET]).strategies
    assert one.run.found == 13 and one.run.counts == {Outcome.NEW: 13}
    assert open_kb().article("13").kind is RecordKind.BOOK_CHAPTER


def test_points_9_and_10_dates_and_markup_arrive_whole(few: EutilsDouble, writer: Writer) -> None:
    few.records = {
        "1": Served(
            write_article(
                "1",
                title="[Facet <i>joint</i> H<sub>2</sub>O &lt;b&gt;.]",
                date="<MedlineDate>Winter 2004-2005</MedlineDate>",
                abstract="<Abstract><AbstractText>p &lt; <sup>0</sup>.05 in <b>all</b> arms."
                "</AbstractText></Abstract>",
            )
        )
    }
    refresh(writer, client(few), [FACET])
    article = open_kb().article("1")
    assert (article.year, article.publication_date) == (2004, "Winter 2004-2005")
    assert article.title == "[Facet joint H2O <b>.]"
    assert article.sections[0].text == "p < 0.05 in all arms."


def test_point_11_a_look_that_failed_does_not_clear_a_retracted_paper(
    few: EutilsDouble, writer: Writer
) -> None:
    retracted = TYPES.replace("Journal Article", "Retracted Publication")
    few.records["5"] = Served(write_article("5", article=retracted))
    refresh(writer, client(few), [FACET])
    assert open_kb().article("5").retracted
    few.missing = {"5"}  # PubMed stumbles over this one
    refresh(writer, client(few), [FACET], full=True)
    assert open_kb().article("5").retracted
    few.fetch_faults.extend(["500"] * 9)
    refresh(writer, client(few), [FACET], full=True)
    assert open_kb().article("5").retracted
    few.fetch_faults.clear()
    few.missing = set()
    few.records["5"] = Served(write_article("5"))  # reinstated, in so many words
    refresh(writer, client(few), [FACET], full=True)
    assert not open_kb().article("5").retracted


def test_point_12_no_strategy_rests_on_mesh_alone(tmp_path: Path) -> None:
    """A record of this week has no MeSH: each strategy's OR lists hold free text, too."""
    from ingest.strategies import load_strategies

    for strategy in load_strategies(tmp_path).values():
        heart = strategy.query.removesuffix('NOT ("Animals"[mh] NOT "Humans"[mh])')
        assert heart != strategy.query, strategy.name
        for part in heart.split(" AND "):
            assert "[tiab]" in part or "[mh]" not in part, (strategy.name, part)


def test_point_13_long_lists_go_by_post_or_history(double: EutilsDouble) -> None:
    """The server answers 414, and fails the test, to an address of more than 2,000 characters."""
    wanted = [str(n) for n in range(20_000_000, 20_000_190)]
    double.records = {pmid: Served(write_article(pmid)) for pmid in wanted}
    assert sum(len(b.records) for b in client(double).fetch(wanted)) == 190
    assert client(double).look(" OR ".join(f'"facet {n}"[tiab]' for n in range(300))).count
    assert {call.method for call in double.calls} == {"POST"}


def test_point_14_the_library_has_a_time_out_another_address_and_writes_no_file(
    few: EutilsDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    few.fetch_faults.extend(["slow"] * 3)
    with pytest.raises(PubMedUnavailable, match="timed out"):
        list(client(few, tries=1, timeout=0.3).fetch(["1", "2"]))
    assert few.calls and list(tmp_path.iterdir()) == []


def test_point_15_no_abstract_is_shipped_and_the_source_is_named() -> None:
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    assert "belong to their publishers" in readme
    assert "Library of Medicine" in readme and "of which date the data are" in readme
    lines = (ROOT / "ingest/starter/papers.jsonl").read_text("utf-8").splitlines()
    papers = [json.loads(line) for line in lines]
    assert len(papers) == 146 and not any("abstract" in paper for paper in papers)


def test_point_16_xml_from_outside_opens_no_file_and_grows_no_memory(
    few: EutilsDouble, writer: Writer, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not read", encoding="utf-8")
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(9))
    document = article_set(
        write_article("1", title="&file;"), write_article("2", title="&a8;"), write_article("3")
    ).replace(
        "<PubmedArticleSet>",
        f'<!DOCTYPE PubmedArticleSet [<!ENTITY file SYSTEM "{secret.as_uri()}">{entities}]>'
        "<PubmedArticleSet>",
        1,
    )
    try:
        found = read_fetched(document.encode())
    except PubMedUnavailable:
        found = []  # the parser may refuse the whole document
    assert "do not read" not in repr(found) and len(repr(found)) < 100_000
    path = tmp_path / "evil.xml"
    path.write_text(document, encoding="utf-8")
    report = import_files(writer, [path])
    assert report.files[0].error or report.files[0].rejected
    assert "do not read" not in repr([open_kb().article(a.pmid) for a in open_kb().articles()])


def test_point_17_an_export_that_fails_leaves_no_half_file(
    few: EutilsDouble, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.cli.written import write_whole

    output = tmp_path / "out.csv"
    output.write_text("before", encoding="utf-8")

    def full(self: Path, *args: object, **more: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ConfigurationError, match="No space"):
        write_whole(output, "after", "utf-8")
    assert output.read_bytes() == b"before" and not list(tmp_path.glob("*.part"))
