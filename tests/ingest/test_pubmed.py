"""The client against a server that answers, and fails, as NCBI does."""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import tenacity
from hypothesis import given
from hypothesis import strategies as st

from ingest.answers import HistoryExpired, SearchPage, error_text, fault, read_fetched, read_search
from ingest.eutils import Eutils
from ingest.pubmed import Batch, PubMed
from ingest.transport import base_address
from kb.errors import ConfigurationError, KbError, PubMedRejected, PubMedUnavailable
from kb.model import Record
from kb.settings import Settings
from tests.ingest.eutils_double import EutilsDouble, Served, served
from tests.ingest.pubmed_records import write_article

KEY = "s3cr3t-k3y"


def some_records(count: int) -> dict[str, Served]:
    return {str(n): Served(write_article(str(n))) for n in range(1, count + 1)}


@pytest.fixture
def double() -> Iterator[EutilsDouble]:
    with EutilsDouble(some_records(450)) as server:
        yield server


def client(double: EutilsDouble, *, tries: int = 3, timeout: float = 1.0) -> PubMed:
    """Wait for nothing between tries; with a key ten requests a second are allowed."""
    settings = Settings(
        home=Path(), eutils_url=double.url, entrez_email="a@example.org", entrez_api_key=KEY
    )
    return PubMed(Eutils(settings, wait=tenacity.wait_none(), tries=tries, timeout=timeout))


def pmids(batches: list[Batch]) -> list[str]:
    return [record.article.pmid for batch in batches for record in batch.records]


def test_an_email_is_needed() -> None:
    with pytest.raises(ConfigurationError, match="KB_ENTREZ_EMAIL"):
        PubMed(Eutils(Settings(home=Path())))


def test_search_gives_all_ids_the_translation_and_the_warnings(double: EutilsDouble) -> None:
    double.warnings_xml = (
        "<ErrorList><PhraseNotFound>facte</PhraseNotFound></ErrorList><WarningList>"
        "<OutputMessage>Some message.</OutputMessage></WarningList>"
    )
    answer = client(double).search("Facet[tiab]")
    assert answer.count == 450 and set(answer.ids) == set(double.records)
    assert answer.translation == "facet[tiab]"
    assert answer.warnings == ("phrase not found: facte", "message: Some message.")
    assert answer.webenv and answer.query_key == "1"


def test_a_server_that_hands_out_few_ids_at_a_time_is_paged(double: EutilsDouble) -> None:
    double.page_limit = 100
    assert set(client(double).search("facet").ids) == set(double.records)


def test_fetch_uses_the_history_server_in_batches_of_200(double: EutilsDouble) -> None:
    pubmed = client(double)
    answer = pubmed.search("facet")
    batches = list(pubmed.fetch(answer.ids, answer.histories))
    assert [len(batch.asked) for batch in batches] == [200, 200, 50]
    assert set(pmids(batches)) == set(double.records) and len(pmids(batches)) == 450
    assert all("WebEnv" in call.parameters for call in double.calls[1:])


def test_a_mirror_without_a_history_server_is_asked_by_id(double: EutilsDouble) -> None:
    double.has_history = False
    pubmed = client(double)
    answer = pubmed.search("facet")
    assert len(pmids(list(pubmed.fetch(answer.ids, answer.histories)))) == 450
    assert all(call.ids for call in double.calls[1:])


def test_expired_history_falls_back_on_ids(double: EutilsDouble) -> None:
    pubmed = client(double)
    answer = pubmed.search("facet")
    double.history_expires = True
    batches = list(pubmed.fetch(answer.ids, answer.histories))
    assert sorted(pmids(batches)) == sorted(double.records)


def test_history_that_expires_on_the_way_repeats_nothing(double: EutilsDouble) -> None:
    pubmed = client(double)
    answer = pubmed.search("facet")
    fetching = pubmed.fetch(answer.ids, answer.histories)
    first = next(fetching)
    double.history_expires = True
    batches = [first, *fetching]
    assert len(pmids(batches)) == len(set(pmids(batches))) == 450


def test_what_is_left_out_once_is_asked_for_again(double: EutilsDouble) -> None:
    double.hidden_once = {"7", "300"}
    pubmed = client(double)
    answer = pubmed.search("facet")
    batches = list(pubmed.fetch(answer.ids, answer.histories))
    assert set(pmids(batches)) == set(double.records)
    assert not any(batch.missing for batch in batches)


def test_what_is_never_handed_out_is_named(double: EutilsDouble) -> None:
    double.missing = {"7", "8", "300"}
    pubmed = client(double)
    answer = pubmed.search("facet")
    batches = list(pubmed.fetch(answer.ids, answer.histories))
    assert {pmid for batch in batches for pmid in batch.missing} == {"7", "8", "300"}
    assert len(pmids(batches)) == 447
    asked_alone = [call.ids[0] for call in double.calls if len(call.ids) == 1]
    assert sorted(asked_alone) == ["300", "7", "8"]


def test_an_answer_that_does_not_come_is_given_up_and_asked_for_again(
    double: EutilsDouble,
) -> None:
    pubmed = client(double, timeout=0.5)
    double.fetch_faults.append("slow")
    assert pmids(list(pubmed.fetch(["1", "2"]))) == ["1", "2"]


@pytest.mark.parametrize("name", ["html", "search-error", "rate-limit", "500", "truncated", "drop"])
def test_a_passing_fault_in_a_search_is_survived(double: EutilsDouble, name: str) -> None:
    double.search_faults.append(name)
    assert client(double).search("facet").count == 450


@pytest.mark.parametrize(
    "name", ["html", "error", "rate-limit", "empty", "429", "500", "truncated", "drop"]
)
def test_a_lasting_fault_is_an_outage_after_the_last_try(double: EutilsDouble, name: str) -> None:
    double.fetch_faults.extend([name] * 50)
    with pytest.raises(PubMedUnavailable):
        list(client(double).fetch(list(double.records)))
    assert sum(call.utility == "efetch.fcgi" for call in double.calls) == 3


def test_batches_before_an_outage_are_handed_out(double: EutilsDouble) -> None:
    double.fail_efetch_after_n_batches = 1
    got = []
    with pytest.raises(PubMedUnavailable, match="500"):
        for batch in client(double).fetch(list(double.records)):
            got.append(batch)
    assert len(pmids(got)) == 200


@pytest.mark.parametrize("name", ["refused", "404"])
def test_what_another_try_cannot_change_is_not_tried_again(double: EutilsDouble, name: str) -> None:
    double.search_faults.extend([name] * 5)
    with pytest.raises(PubMedRejected):
        client(double).search("facet")
    assert len(double.calls) == 1


def test_a_refused_key_names_the_setting(double: EutilsDouble) -> None:
    double.search_faults.append("bad-key")
    with pytest.raises(ConfigurationError, match="KB_ENTREZ_API_KEY") as error:
        client(double).search("facet")
    assert KEY not in str(error.value)


@pytest.mark.parametrize("name", ["429", "rate-limit", "500", "drop", "key-in-200", "key-in-500"])
def test_the_api_key_shows_nowhere(
    double: EutilsDouble, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    double.search_faults.extend([name] * 5)
    pubmed = client(double)
    with pytest.raises(KbError) as error:
        pubmed.search("facet")
    assert "Next try" in caplog.text
    shown = f"{error.value!r}{error.value.__cause__!r}{caplog.text}"
    assert KEY not in shown
    assert KEY not in repr(Settings(home=Path(), entrez_api_key=KEY))


def test_a_day_with_more_than_9999_records_is_refused_not_cut_short() -> None:
    records = {str(n): Served("") for n in range(1, 10_002)}
    with EutilsDouble(records) as double, pytest.raises(PubMedRejected, match="2020-01-01"):
        client(double, timeout=10).search("pain", today=datetime.date(2026, 1, 1))


def test_records_without_a_create_date_are_missed_aloud() -> None:
    records = {str(n): Served("") for n in range(1, 10_002)}
    records["1"].created = datetime.date(2027, 1, 1)
    records["2"].created = datetime.date(2027, 1, 1)
    lost = pytest.raises(PubMedRejected, match="10001 records and 9999")
    with EutilsDouble(records) as double, lost:
        client(double, timeout=10).search("pain", today=datetime.date(2026, 1, 1))


def test_changed_since_sends_both_ends_of_the_window(double: EutilsDouble) -> None:
    double.records["5"].modified = datetime.date(2024, 5, 6)
    answer = client(double).search("facet", modified_since=datetime.date(2024, 5, 1))
    assert answer.ids == ("5",)
    sent = double.calls[0].parameters
    assert sent["datetype"] == "mdat" and sent["mindate"] == "2024/05/01" and sent["maxdate"]


@pytest.mark.parametrize(
    ("url", "message"),
    [("ftp://x/", "KB_EUTILS_URL"), ("nonsense", "KB_EUTILS_URL"), ("http://ncbi.test/e", "https")],
)
def test_base_addresses_that_cannot_be_used_are_refused(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        base_address(url, has_key=True)


def test_real_records_arrive_whole(shared: Path) -> None:
    path = shared / "data" / "pubmed" / "xml" / "orthopaedics-80.xml"
    with EutilsDouble(served(path)) as double:
        pubmed = client(double)
        answer = pubmed.search("orthopaedics")
        assert len(set(pmids(list(pubmed.fetch(answer.ids, answer.histories))))) == 80


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_an_error_for_people(body: bytes) -> None:
    for read in (read_search, read_fetched):
        with contextlib.suppress(KbError):
            assert isinstance(read(body), SearchPage | list)
    assert isinstance(error_text(body), str)


EXPECTED = {
    "esearch retstart > 9998": PubMedRejected,
    "rate limit (HTTP 429": PubMedUnavailable,
    "rate limit as documented": PubMedUnavailable,
    "expired/unknown WebEnv, esearch JSON": HistoryExpired,
    "expired/unknown WebEnv, efetch XML": HistoryExpired,
    "history lost": HistoryExpired,
    "efetch retstart beyond cap": PubMedRejected,
    "backend outage, esearch JSON": PubMedUnavailable,
}


def test_recorded_error_bodies_are_told_apart(shared: Path) -> None:
    path = shared / "data" / "eutils" / "error-bodies.jsonl"
    met = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        recorded = json.loads(line)
        case = next((name for name in EXPECTED if recorded["case"].startswith(name)), None)
        if case is None:
            continue
        met.add(case)
        read = read_search if "esearch" in recorded["case"] else read_fetched
        with pytest.raises(KbError) as error:
            read(recorded["body"].encode())
        assert type(error.value) is EXPECTED[case], recorded["case"]
        assert type(fault(error_text(recorded["body"].encode()))) is EXPECTED[case]
    assert met == set(EXPECTED)


def test_no_valid_id_is_an_answer_without_records(shared: Path) -> None:
    body = b"<eFetchResult><ERROR>Empty result - nothing to do</ERROR></eFetchResult>"
    assert read_fetched(body) == []


def test_recorded_search_answers_are_read(shared: Path) -> None:
    folder = shared / "data" / "eutils" / "biopython"
    found = read_search((folder / "esearch2.xml").read_bytes())
    assert (found.count, len(found.ids), found.query_key) == (42_249, 100, "1")
    assert found.webenv == "MCID_6927d6e7fee3e90f880ec190"
    nothing = read_search((folder / "esearch8.xml").read_bytes())
    assert nothing.count == 0
    assert nothing.warnings == ("phrase not found: abcXYZ", "message: No items found.")


def test_an_html_answer_to_a_fetch_is_an_outage(shared: Path) -> None:
    with pytest.raises(PubMedUnavailable, match="HTML"):
        read_fetched((shared / "data" / "eutils" / "biopython" / "pubmed3.html").read_bytes())


def test_recorded_fetches_give_their_records(shared: Path) -> None:
    for path in sorted((shared / "data" / "eutils" / "biopython").glob("pubmed*.xml")):
        body = path.read_bytes()
        records = read_fetched(body)
        assert all(isinstance(record, Record) for record in records)
        assert len(records) == body.count(b"<PubmedArticle>") + body.count(b"<PubmedBookArticle>")
