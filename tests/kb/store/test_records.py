"""One record per PMID, whatever the order of arrival."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import MalformedRecord, store
from kb.model import Outcome, Record, Source, content_hash
from tests.kb.records import article

VERSIONS = (
    article(title="As summarised", source=Source.PROJECT_SUMMARY, date_revised=""),
    article(title="As exported", source=Source.DERIVED, date_revised=""),
    article(title="As exported elsewhere", source=Source.DERIVED, date_revised=""),
    article(title="As in a file", date_revised="2012-01-02"),
    article(title="As in a later file", date_revised="2013-01-02"),
    article(title="As in a file of version 2", version=2, date_revised="2011-01-02"),
    article(title="As pulled", source=Source.PUBMED, date_revised="2010-01-02"),
)


def _kept(home: Path, records: list) -> str:
    with store.writing(home) as db:
        for record in records:
            with store.transaction(db):
                store.records.put(db, Record(record, record.title.encode()))
        (kept,) = store.records.newest_texts(db, [101])
        return kept.title


@pytest.mark.parametrize("size", [2, 3])
def test_the_same_record_is_kept_whatever_the_order(tmp_path: Path, size: int) -> None:
    for number, chosen in enumerate(itertools.combinations(VERSIONS, size)):
        kept = {
            _kept(tmp_path / f"{number}-{turn}", list(order))
            for turn, order in enumerate(itertools.permutations(chosen))
        }
        assert len(kept) == 1, chosen


def test_better_sources_win_over_later_dates(tmp_path: Path) -> None:
    assert _kept(tmp_path / "a", list(VERSIONS)) == "As pulled"
    assert _kept(tmp_path / "b", list(VERSIONS[:-1])) == "As in a file of version 2"
    assert _kept(tmp_path / "c", list(VERSIONS[:5])) == "As in a later file"


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(VERSIONS))
def test_records_arriving_twice_in_any_order_change_nothing(
    order: list, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("order")
    assert _kept(home, order) == _kept(home, list(reversed(order))) == "As pulled"


def test_what_became_of_a_record_is_said(tmp_path: Path) -> None:
    with store.writing(tmp_path) as db, store.transaction(db):
        outcomes = [
            store.records.put(db, Record(a)).outcome
            for a in (VERSIONS[3], VERSIONS[3], VERSIONS[4], VERSIONS[0], VERSIONS[6])
        ]
    assert outcomes == [
        Outcome.NEW,
        Outcome.UNCHANGED,
        Outcome.CHANGED,
        Outcome.SUPERSEDED,
        Outcome.CHANGED,
    ]


def test_a_later_pull_replaces_an_earlier_one_that_only_its_text_tells_apart(
    tmp_path: Path,
) -> None:
    pulls = [article(title=t, source=Source.PUBMED) for t in ("One spelling", "Another spelling")]
    for order in (pulls, pulls[::-1]):
        assert _kept(tmp_path / order[0].title, order) == order[1].title


def test_the_bytes_of_a_record_come_back_whole(tmp_path: Path) -> None:
    raw = "<PubmedArticle>é ≥50%</PubmedArticle>".encode()
    with store.writing(tmp_path) as db:
        with store.transaction(db):
            store.records.put(db, Record(article(), raw))
            db.execute("INSERT INTO record SELECT * FROM incoming")
        assert store.records.raw(db, 101) == raw


@pytest.mark.parametrize("pmid", ["", "12a", "-5", "0", "123456789", "١٢٣"])
def test_what_is_no_pmid_is_refused_by_name(tmp_path: Path, pmid: str) -> None:
    with (
        store.writing(tmp_path) as db,
        pytest.raises(MalformedRecord, match="is not a PMID"),
        store.transaction(db),
    ):
        store.records.put(db, Record(article(pmid)))


def test_the_content_hash_ignores_source_and_judgements_only() -> None:
    assert content_hash(article()) == content_hash(article(source=Source.PUBMED, on_topic=True))
    assert content_hash(article()) != content_hash(article(year=2012))
