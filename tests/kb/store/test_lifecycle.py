"""What happens to a record is kept, and what speaks of it is found from both sides."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from kb import open_kb, open_writer, store
from kb.model import (
    Article,
    ChangeKind,
    Correction,
    LinkedRecord,
    Outcome,
    Record,
    RecordKind,
    Source,
    Trial,
)
from tests.kb.records import article, retraction_notice

GONE = "NLM's update file lists this PMID as deleted."


@pytest.fixture
def home(tmp_path: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    return tmp_path / "kb"


def published(home: Path, *records: Article, run: int | None = None) -> None:
    with open_writer(home) as writer:
        writer.add_articles(records, run=run)
        writer.update()


def kinds(home: Path, pmid: str = "101") -> list[ChangeKind]:
    base = open_kb(home)
    found = [step.kind for step in base.history(pmid)]
    base.close()
    return found


def test_history_says_which_fields_changed_in_which_run_and_keeps_the_text_before(
    home: Path,
) -> None:
    first, second = article(), article(title="Another title", year=2012, date_revised="2013-01-02")
    with open_writer(home) as writer:
        runs = [writer.begin_run("import"), writer.begin_run("import")]
        writer.add_articles([first], run=runs[0])
        writer.add_articles([first], run=runs[1])
        writer.add_articles([second], run=runs[1])
        writer.update()
    added, changed = open_kb(home).history("101")
    assert (added.kind, added.run, added.before) == (ChangeKind.ADDED, runs[0], None)
    assert (changed.kind, changed.run) == (ChangeKind.CHANGED, runs[1])
    assert set(changed.fields) == {"title", "year", "date_revised"}
    assert changed.before == first and added.content_hash != changed.content_hash
    assert (changed.source, changed.version, changed.date_revised) == (
        Source.PUBMED_XML,
        1,
        "2013-01-02",
    )
    assert added.at <= changed.at and added.at.endswith("+00:00")


def test_a_higher_version_and_a_better_source_are_changes_and_a_lower_is_none(home: Path) -> None:
    published(home, article(version=2))
    published(home, article(version=1, title="Older"))
    published(home, article(version=1, source=Source.PUBMED))
    steps = open_kb(home).history("101")
    assert [(s.kind, s.version, s.source) for s in steps] == [
        (ChangeKind.ADDED, 2, Source.PUBMED_XML),
        (ChangeKind.CHANGED, 1, Source.PUBMED),
    ]


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_retraction_is_linked_both_ways_and_the_notice_is_not_the_paper(
    home: Path, notice_first: bool
) -> None:
    pair = (retraction_notice("301", "101"), article())
    for one in pair if notice_first else pair[::-1]:
        published(home, one)
    base = open_kb(home)
    paper, notice = base.article("101"), base.article("301")
    assert paper.retraction == "Retracted by the notice PMID 301." and not paper.gives_evidence
    assert not notice.retracted
    assert base.links("101") == [LinkedRecord("RetractionIn", "301", stored=True)]
    assert base.links("301") == [
        LinkedRecord("RetractionOf", "101", "J Invent Pain 2011", stored=True)
    ]
    assert kinds(home) == [ChangeKind.ADDED, ChangeKind.RETRACTED]
    assert kinds(home, "301") == [ChangeKind.ADDED]
    (told,) = (s for s in base.history("101") if s.kind is ChangeKind.RETRACTED)
    assert told.note == paper.retraction


def test_a_retraction_that_the_record_takes_back_is_withdrawn(home: Path) -> None:
    published(
        home, article(publication_types=("Retracted Publication",), date_revised="2012-01-01")
    )
    published(home, article(date_revised="2013-01-01"))
    assert kinds(home) == [
        ChangeKind.ADDED,
        ChangeKind.RETRACTED,
        ChangeKind.CHANGED,
        ChangeKind.RETRACTION_WITHDRAWN,
    ]
    assert not open_kb(home).article("101").retracted


@pytest.mark.parametrize(
    ("kind", "told", "event"),
    [
        ("ExpressionOfConcernFor", "ExpressionOfConcernIn", ChangeKind.CONCERN),
        ("PartialRetractionOf", "PartialRetractionIn", ChangeKind.CONCERN),
        ("RetractedandRepublishedFrom", "RetractedandRepublishedIn", ChangeKind.RETRACTED),
        ("ErratumFor", "ErratumIn", ChangeKind.CORRECTED),
        ("CorrectedandRepublishedFrom", "CorrectedandRepublishedIn", ChangeKind.CORRECTED),
        ("UpdateOf", "UpdateIn", ChangeKind.CORRECTED),
    ],
)
def test_notices_of_every_kind_reach_the_paper(
    home: Path, kind: str, told: str, event: ChangeKind
) -> None:
    published(home, article())
    notice = article("401", title="A notice", corrections=(Correction(kind, "J 2011", "101"),))
    published(home, notice)
    base = open_kb(home)
    assert base.links("101") == [LinkedRecord(told, "401", stored=True)]
    assert kinds(home) == [ChangeKind.ADDED, event]
    paper = base.article("101")
    assert bool(paper.concern) == (event is ChangeKind.CONCERN)
    assert paper.retracted == (event is ChangeKind.RETRACTED)


def test_a_link_to_a_paper_that_is_not_here_says_so(home: Path) -> None:
    published(home, article(corrections=(Correction("CommentIn", "J 2012", "999"),)))
    assert open_kb(home).links("101") == [LinkedRecord("CommentIn", "999", "J 2012", stored=False)]


def _deleted_and_stored(home: Path, order: tuple[str, ...], source: Source) -> tuple[str, str]:
    with open_writer(home) as writer:
        for step in order:
            if step == "record":
                writer.add_articles([article(source=source)])
            else:
                writer.mark_deleted("101", GONE, source=Source.PUBMED_XML)
        status = writer.update()
    base = open_kb(home)
    deletion = base.article("101").deletion
    base.close()
    return status.digest, deletion


@pytest.mark.parametrize("source", [Source.PUBMED_XML, Source.DERIVED, Source.PUBMED])
def test_a_list_of_deletions_counts_whatever_the_order(home: Path, source: Source) -> None:
    orders = [*itertools.permutations(("record", "list")), ("list", "record", "list", "record")]
    found = {
        _deleted_and_stored(home / str(number), order, source)
        for number, order in enumerate(orders)
    }
    ((_, deletion),) = found
    assert deletion == ("" if source is Source.PUBMED else GONE)


def test_a_deleted_record_is_kept_marked_and_out_of_evidence(home: Path) -> None:
    published(home, article())
    base = open_kb(home)
    assert base.evidence(pmid="101")
    with open_writer(home) as writer:
        assert writer.mark_deleted("101", GONE, source=Source.PUBMED_XML, merged_into="102")
        assert not writer.mark_deleted("103", GONE, source=Source.PUBMED_XML)
        status = writer.update()
    paper = base.article("101")
    assert paper.deleted and not paper.gives_evidence
    assert paper.deletion == f"{GONE} It was merged into PMID 102."
    assert (status.articles, status.deleted) == (1, 1)
    assert base.evidence(pmid="101") == [] and base.findings() == []
    (hit,) = base.search("cervical medial branch blocks")
    assert hit.article.deleted
    assert len(base.search("cervical blocks", filters={"include_retracted": False})) == 0
    assert kinds(home) == [ChangeKind.ADDED, ChangeKind.DELETED]


def test_what_pubmed_hands_out_again_is_restored(home: Path) -> None:
    pulled = article(source=Source.PUBMED)
    published(home, pulled)
    with open_writer(home) as writer:
        writer.mark_deleted("101", "PubMed no longer has it.")
        writer.update()
        (item,) = writer.add_articles([pulled])
        writer.update()
    assert item.outcome is Outcome.UNCHANGED
    assert not open_kb(home).article("101").deleted
    assert kinds(home) == [ChangeKind.ADDED, ChangeKind.DELETED, ChangeKind.RESTORED]


def test_reports_of_one_trial_are_tied_by_its_number_from_list_and_text(home: Path) -> None:
    listed = article(registry_numbers=("nct01234567", "GSE1234"))
    section = replace(listed.sections[0], text="Registered as NCT 01234567; review CRD42019135321.")
    published(
        home,
        listed,
        article("102", sections=(section,)),
        article("103", registry_numbers=("ISRCTN12345678",)),
    )
    base = open_kb(home)
    both = Trial("NCT01234567", ("101", "102"))
    assert base.trials() == [Trial("ISRCTN12345678", ("103",)), both]
    assert base.trials("102") == [both] and base.trials(at_least=2) == [both]


def test_book_chapters_are_counted_and_listed_apart_found_and_no_evidence(home: Path) -> None:
    chapter = article("501", kind=RecordKind.BOOK_CHAPTER, title="Cervical medial branch blocks")
    published(home, article(), chapter)
    base = open_kb(home)
    status = base.status()
    assert (status.articles, status.book_chapters) == (1, 1)
    assert [a.pmid for a in base.articles()] == ["101"]
    assert [a.pmid for a in base.book_chapters()] == ["501"]
    assert not base.article("501").gives_evidence and base.evidence(pmid="501") == []
    assert {hit.article.pmid for hit in base.search("cervical medial branch blocks")} == {
        "101",
        "501",
    }


def test_bytes_read_again_by_a_better_parser_change_the_text_and_say_so(home: Path) -> None:
    with open_writer(home) as writer:
        writer.add_articles(
            [Record(article(str(n)), b"bytes %d" % n, "old") for n in range(101, 104)]
        )
        writer.update()
        run = writer.begin_run("rebuild")

        def parse(old: Record) -> Record | None:
            if old.article.pmid == "103":
                return None  # cannot be read any more
            title = "Better" if old.article.pmid == "101" else old.article.title
            assert old.raw == b"bytes %s" % old.article.pmid.encode()
            return Record(replace(old.article, title=title), old.raw)

        assert writer.read_again(parse, "new", run=run) == 1
        assert writer.read_again(parse, "new", run=run) == 0
        writer.update()
    base = open_kb(home)
    assert base.article("101").title == "Better"
    step = base.history("101")[-1]
    assert (step.kind, step.run, step.fields) == (ChangeKind.READ_AGAIN, run, ("title",))
    assert kinds(home, "102") == kinds(home, "103") == [ChangeKind.ADDED]
    assert base.raw("101") == b"bytes 101"


def test_reading_again_goes_through_more_than_one_batch(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.base.writing._READ_AGAIN", 2)
    with open_writer(home) as writer:
        writer.add_articles([Record(article(str(n)), b"x", "old") for n in range(1, 6)])
        assert (
            writer.read_again(lambda old: replace(old, article=replace(old.article, year=1)), "n")
            == 5
        )
        left = store.records.stale_raw(writer._db, "n", 10)
        assert list(left) == []
