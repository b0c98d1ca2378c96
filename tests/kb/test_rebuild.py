"""Everything derived turns in one step, whatever happens on the way."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb import Writer, open_kb, open_writer, store
from kb.index import Embedder, VectorIndex
from kb.model import AbstractSection, Article, MeshHeading, Record, Source
from kb.reading import Reader, load_vocabulary
from kb.rebuild import Rebuilder
from tests.kb.records import article, filled, off_topic, retraction_notice


class FailingEmbedder(Embedder):
    """Encodes a number of texts, then fails as a machine does that runs out of memory."""

    def __init__(self, setting: str, fail_after: int) -> None:
        super().__init__(setting)
        self.left = fail_after

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.left -= len(texts)
        if self.left < 0:
            raise MemoryError("out of memory")
        return super().encode_passages(texts)


class CountingEmbedder(Embedder):
    """Counts the texts it encodes."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.encoded = 0

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        return super().encode_passages(texts)


class FailingVectorIndex(VectorIndex):
    """Fails in the middle of writing a collection."""

    def build(self, name: str, items: object, dimensions: int) -> Iterator[int]:
        yield 0
        raise OSError("no space left on device")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_vocabulary())


def _corpus(size: int = 40) -> list[Article]:
    return [
        article(str(1000 + n), title=f"Trial {n} of cervical medial branch blocks for neck pain")
        for n in range(size)
    ]


def test_the_same_records_in_any_order_and_grouping_give_the_same_digest(home: Path) -> None:
    records = [*_corpus(12), off_topic(), retraction_notice("900", of="1003"), article("1003")]
    digests = set()
    for seed in range(4):
        order = random.Random(seed).sample(records, len(records))
        where = home.with_name(f"order-{seed}")
        with open_writer(where) as writer:
            for start in range(0, len(order), seed + 2):
                writer.add_articles(order[start : start + seed + 2])
                if seed % 2:
                    writer.update()
            digests.add(writer.update().digest)
    assert len(digests) == 1


def test_a_rebuild_changes_no_digest_and_no_answer(home: Path) -> None:
    base = filled(home, [*_corpus(8), off_topic()])
    before = base.status()
    answers = [h.article.pmid for h in base.search("neck pain blocks")]
    with open_writer(home) as writer:
        after = writer.rebuild()
    assert after.digest == before.digest
    assert after.generation == before.generation + 1
    assert [h.article.pmid for h in base.search("neck pain blocks")] == answers
    base.close()


def test_records_added_again_are_neither_encoded_nor_published_again(
    home: Path, tiny_model: Path, reader: Reader
) -> None:
    embedder = CountingEmbedder(str(tiny_model))
    vectors = VectorIndex(home / "chroma")
    numbers = []
    for _ in range(2):
        with store.writing(home) as db:
            rebuilder = Rebuilder(db, home, reader, embedder, vectors)
            with store.transaction(db):
                for record in _corpus(5):
                    store.records.put(db, Record(record))
            numbers.append((rebuilder.update().number, embedder.encoded))
    assert numbers[0] == numbers[1]
    assert numbers[0][1] >= 5


@pytest.mark.parametrize("fail_after", [0, 10, 300])
def test_an_encoder_that_fails_leaves_the_old_state_and_loses_no_finished_chunk(
    home: Path, tiny_model: Path, reader: Reader, fail_after: int
) -> None:
    base = filled(home, _corpus(3))
    before = base.status()
    more = [article(str(5000 + n), title=f"Later trial {n}") for n in range(320)]
    with open_writer(home) as writer:
        writer.add_articles(more)
    failing = FailingEmbedder(str(tiny_model), fail_after)
    with (
        store.writing(home) as db,
        pytest.raises(MemoryError),
    ):
        Rebuilder(db, home, reader, failing, VectorIndex(home / "chroma")).update()
    during = base.status()
    assert (during.digest, during.articles, during.pending) == (before.digest, 3, 320)
    assert len(base.search("later trial", limit=50)) == 3
    counting = CountingEmbedder(str(tiny_model))
    with store.writing(home) as db:
        Rebuilder(db, home, reader, counting, VectorIndex(home / "chroma")).update()
    # each record has a passage and a title; the first 256 texts were kept where they were done
    assert counting.encoded == (384 if fail_after == 300 else 640)
    unbroken = filled(home.with_name("unbroken"), [*_corpus(3), *more])
    assert base.status().digest == unbroken.status().digest
    base.close()
    unbroken.close()


def test_an_index_that_cannot_be_written_leaves_the_old_state(
    home: Path, tiny_model: Path, reader: Reader
) -> None:
    base = filled(home, _corpus(3))
    before = base.status().digest
    with open_writer(home) as writer:
        writer.add_articles([article("5000")])
    with store.writing(home) as db, pytest.raises(OSError, match="no space"):
        Rebuilder(
            db, home, reader, Embedder(str(tiny_model)), FailingVectorIndex(home / "chroma")
        ).update()
    assert base.status().digest == before
    assert [h.article.pmid for h in base.search("neck pain")] == [
        h.article.pmid for h in base.search("neck pain")
    ]
    with open_writer(home) as writer:
        assert writer.update().articles == 4
    base.close()


def test_an_open_base_sees_what_another_process_publishes_at_its_next_query(home: Path) -> None:
    base = filled(home, _corpus(3))
    assert base.search("5001")[0].reasons[0].ranker != "pmid"
    code = (
        "import sys, kb; from tests.kb.records import article\n"
        "with kb.open_writer(sys.argv[1]) as w:\n"
        "    w.add_articles([article('5001', title='Ultrasound guided lumbar facet injection')])\n"
        "    w.update()\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code, str(home)], check=True, cwd=root)
    hit = base.search("5001")[0]
    assert hit.article.title == "Ultrasound guided lumbar facet injection"
    assert hit.reasons[0].ranker == "pmid"
    words = base.search("ultrasound guided lumbar facet injection")[0]
    assert (words.article.pmid, words.passage is not None) == ("5001", True)
    base.close()


def test_changed_text_replaces_its_passages_mentions_and_words(home: Path) -> None:
    base = filled(home, [*_corpus(3), article(source=Source.PROJECT_SUMMARY)])
    changed = article(
        title="Lumbar facet joint injection under ultrasound",
        sections=(AbstractSection("", "Ten cadavers were injected with dye."),),
        source=Source.PUBMED,
    )
    with open_writer(home) as writer:
        writer.add_articles([changed])
        writer.update()
    assert base.article("101").title == changed.title
    assert {m.concept_id for m in base.mentions("101")}.isdisjoint({"cervical-medial-branch-block"})
    hit = next(h for h in base.search("dye in cadavers") if h.article.pmid == "101")
    assert hit.passage is not None
    assert hit.passage.text.startswith(changed.title)
    assert base.search("betamethasone", limit=9).unmatched == ()
    assert base.status().articles == 4
    base.close()


def test_many_small_updates_and_a_merge_find_what_one_update_finds(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.rebuild._DELTA_MIN", 4)
    records = _corpus(14)
    with open_writer(home) as writer:
        for record in records:
            writer.add_articles([record])
            writer.update()
    small = open_kb(home)
    whole = filled(home.with_name("whole"), records)
    question = "trial 7 of cervical medial branch blocks"
    assert [h.article.pmid for h in small.search(question)] == [
        h.article.pmid for h in whole.search(question)
    ]
    assert small.status().digest == whole.status().digest
    collections = VectorIndex(home / "chroma").names()
    assert len(collections) <= 4, "collections that nobody is led to are deleted"
    small.close()
    whole.close()


def test_a_retraction_that_arrives_later_takes_the_evidence_away(home: Path) -> None:
    base = filled(home, [*_corpus(2), article("101")])
    assert base.evidence(pmid="101")
    with open_writer(home) as writer:
        writer.add_articles([retraction_notice("900", of="101")])
        writer.update()
    assert base.article("101").retraction == "Retracted by the notice PMID 900."
    assert base.evidence(pmid="101") == []
    assert not base.article("900").gives_evidence
    base.close()


def test_another_model_rebuilds_the_index_and_a_stale_one_is_refused(
    home: Path, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb import IndexOutOfDate

    filled(home, _corpus(3)).close()
    monkeypatch.setenv("KB_MODEL", f"{tiny_model}?query=q:")
    base = open_kb(home)
    with pytest.raises(IndexOutOfDate, match="mbb rebuild"):
        base.search("neck pain")
    with open_writer(home) as writer:
        writer.rebuild()
    assert len(base.search("neck pain")) == 3
    base.close()


def test_a_lost_index_folder_is_an_error_that_a_rebuild_mends(home: Path) -> None:
    import shutil

    from kb import IndexOutOfDate

    filled(home, _corpus(3)).close()
    (home / "chroma").rename(home / "lost")
    code = "import sys, kb; kb.open_kb(sys.argv[1]).search('neck pain')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(home)], capture_output=True, text=True, check=False
    )
    assert IndexOutOfDate.__name__ in done.stderr
    shutil.rmtree(home / "chroma")
    code = "import sys, kb\nwith kb.open_writer(sys.argv[1]) as w: w.rebuild()"
    subprocess.run([sys.executable, "-c", code, str(home)], check=True)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, kb; print(len(kb.open_kb(sys.argv[1]).search('neck pain')))",
            str(home),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "3"


def test_what_only_mesh_names_is_kept_apart_from_what_the_text_says(home: Path) -> None:
    record = article(mesh=(MeshHeading("Zygapophyseal Joint"), MeshHeading("Headache")))
    base = filled(home, [record])
    connections = store.ReadConnections(home)
    with connections.snapshot() as db:
        kept = dict(db.execute("SELECT concept, mentions FROM article_concept").fetchall())
    connections.close()
    assert kept["headache"] == 0 and kept["fluoroscopy"] > 0
    assert "headache" not in base.concept_counts()
    assert "headache" not in {m.concept_id for m in base.mentions("101")}
    assert "headache" not in base.graph()
    assert not list(base.articles({"indication": ["headache"]}))
    base.close()


def test_a_killed_update_goes_on_to_the_same_state(home: Path) -> None:
    code = (
        "import os, sys, kb; from tests.kb.test_rebuild import _corpus\n"
        "with kb.open_writer(sys.argv[1]) as w:\n"
        "    w.add_articles(_corpus(30))\n"
        "    w.update(lambda p: os._exit(9) if p.step == sys.argv[2] else None)\n"
    )
    root = Path(__file__).resolve().parents[2]
    whole = filled(home.with_name("whole"), _corpus(30)).status().digest
    for step in ("Encoding", "Writing the index", "Reading"):
        where = home.with_name(f"killed-{step.split()[0]}")
        done = subprocess.run([sys.executable, "-c", code, str(where), step], check=False, cwd=root)
        assert done.returncode == 9
        with open_writer(where) as writer:
            assert writer.status().articles == 0
            assert writer.update().digest == whole
        base = open_kb(where)
        assert len(base.search("neck pain", limit=50)) == 30
        base.close()


def test_writers_are_context_managers_and_can_be_closed_by_hand(home: Path) -> None:
    writer = open_writer(home)
    assert isinstance(writer, Writer)
    writer.add_articles([replace(article(), on_topic=True)])
    writer.close()
    with open_writer(home) as again:
        assert again.status().pending == 1
