"""The whole way over every real record there is, with a model of random weights."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ingest.pipeline import ImportReport, import_files
from kb import KnowledgeBase, open_kb, open_writer
from kb.model import Source, Status
from kb.reading import Reader, load_vocabulary

# importing some 3,100 records, reading them all, and encoding 6,500 passages with a tiny model
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    found: list[Path] = []
    for folder in ("spine", "pubmed/xml", "pubmed/oddities"):
        found += sorted((shared / "data" / folder).glob("*.xml"))
    return found


@pytest.fixture(scope="module")
def counted(files: list[Path]) -> tuple[int, set[str]]:
    """Records and distinct PMIDs, counted by another parser."""
    records, pmids = 0, set()
    for path in files:
        root = ElementTree.parse(path).getroot()
        if root.tag != "PubmedArticleSet":
            continue
        for element in root:
            pmid = element.find(".//PMID")
            if pmid is not None:
                records += 1
                pmids.add(str(pmid.text))
    return records, pmids


@pytest.fixture(scope="module")
def imported(
    files: list[Path], tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, ImportReport]]:
    home = tmp_path_factory.mktemp("corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_MODEL", str(tiny_model))
        with open_writer(home) as writer:
            report = import_files(writer, files)
        yield home, report


@pytest.fixture
def corpus(
    imported: tuple[Path, ImportReport], tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    base = open_kb(imported[0])
    yield base
    base.close()


def test_every_record_is_stored_and_the_counts_are_those_of_another_parser(
    imported: tuple[Path, ImportReport], corpus: KnowledgeBase, counted: tuple[int, set[str]]
) -> None:
    records, pmids = counted
    report = imported[1]
    assert sum(file.records for file in report.files) == records == 3_332
    assert {a.pmid for a in corpus.articles()} == pmids
    assert corpus.status().articles == len(pmids) == 3_143
    refused = sorted(Path(file.path).name for file in report.files if file.error)
    assert refused == [
        "medgen_elink_pubmed_0_entries.xml",
        "sample_related_pmids_result.xml",
    ]


def test_imported_again_in_another_order_nothing_changes(
    imported: tuple[Path, ImportReport],
    files: list[Path],
    tiny_model: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    before = _status(imported[0])
    order = random.Random(3).sample(files, len(files))
    with open_writer(imported[0]) as writer:
        again = import_files(writer, order)
    after = _status(imported[0])
    assert (after.digest, after.generation) == (before.digest, before.generation)
    assert sum(file.counts.get("new", 0) for file in again.files) == 0
    assert sum(file.counts.get("changed", 0) for file in again.files) == 0


def test_imported_anew_in_another_order_the_digest_is_the_same(
    imported: tuple[Path, ImportReport],
    files: list[Path],
    tiny_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KB_MODEL", str(tiny_model))
    order = random.Random(5).sample(files, len(files))
    with open_writer(tmp_path / "other") as writer:
        status = import_files(writer, order).status
    assert status.digest == _status(imported[0]).digest


def test_the_better_of_two_sources_was_kept(corpus: KnowledgeBase, shared: Path) -> None:
    derived = {
        str(pmid.text)
        for path in (shared / "data" / "spine").glob("*.xml")
        for pmid in ElementTree.parse(path).getroot().iterfind("PubmedArticle/MedlineCitation/PMID")
    }
    published = {
        str(pmid.text)
        for path in (shared / "data" / "pubmed" / "xml").glob("*.xml")
        for pmid in ElementTree.parse(path).getroot().iterfind("PubmedArticle/MedlineCitation/PMID")
    }
    both = derived & published
    assert len(both) == 11
    assert {corpus.article(pmid).source for pmid in both} == {Source.PUBMED_XML}


def test_every_mention_and_every_sentence_stands_at_its_offsets(corpus: KnowledgeBase) -> None:
    mentions = evidence = 0
    reader = Reader(load_vocabulary())
    for number, article in enumerate(corpus.articles()):
        if number % 7 == 0:  # the stored rows slice the text; the reader says what must stand there
            assert corpus.mentions(article.pmid) == sorted(
                reader.read(article).mentions,
                key=lambda m: (m.section, m.start, m.end, m.concept_id),
            )
        for mention in corpus.mentions(article.pmid):
            text = article.text(mention.section)
            assert text[mention.start : mention.end] == mention.text != ""
            mentions += 1
    assert mentions == corpus.status().mentions > 50_000
    for found in corpus.evidence():
        article = corpus.article(found.pmid)
        assert article.text(found.section)[found.start : found.end] == found.sentence
        assert article.gives_evidence
        evidence += 1
    assert evidence == corpus.status().evidence


def test_facts_are_quoted_word_for_word(corpus: KnowledgeBase) -> None:
    quotes = 0
    for article in corpus.articles():
        facts = corpus.facts(article.pmid)
        for fact in (facts.study_design, *facts.region, *facts.imaging_guidance):
            if fact.quote is not None:
                text = article.text(fact.quote.section)
                assert text[fact.quote.start : fact.quote.end] == fact.quote.text
                quotes += 1
    assert quotes > 2_000


def test_each_sentence_of_each_record_is_in_a_passage(corpus: KnowledgeBase) -> None:
    """Whole: none of these records has a sentence longer than the model reads."""
    from kb.index import Embedder, make_passages
    from kb.rebuild import sentence_spans

    embedder = Embedder(str(corpus._rooms.settings.model))
    longest = 0
    for number, article in enumerate(corpus.articles()):
        if number % 10:
            continue
        passages = make_passages(
            article, sentence_spans(article), embedder.count_tokens, embedder.passage_tokens
        )
        for span in sentence_spans(article):
            sentence = article.text(span.section)[span.start : span.end]
            assert any(sentence in passage.text for passage in passages)
        sizes = embedder.count_tokens([p.text for p in passages])
        longest = max(longest, *sizes)
    assert 200 < longest <= embedder.passage_tokens


def _status(home: Path) -> Status:
    base = open_kb(home)
    status = base.status()
    base.close()
    return status
