"""From stored texts to everything derived: read, embed, index, and publish in one step.

Nothing that readers see changes until the last transaction. What costs time on the way (vectors)
is kept as it is made, so a job that was killed goes on where it was.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from kb import store
from kb.graph import EvidenceReader, edges_of, rules_fingerprint, standings
from kb.index import (
    Embedder,
    VectorIndex,
    collection_name,
    make_passages,
    parse_vector_id,
    text_hash,
    vector_id,
)
from kb.model import TITLE, Article, Passage, Progress, ProgressListener, Span, StudyDesign, silent
from kb.reading import Reader, split_sentences, trial_numbers
from kb.store import Connection
from kb.store.decisions import Decision
from kb.store.derived import Derived
from kb.store.generations import Generation
from kb.store.vocabularies import StoredVocabulary

logger = logging.getLogger(__name__)

# Articles taken up at a time while cutting and encoding, so that memory stays flat.
_CUT_CHUNK = 1_000
# Passages encoded between two commits: what a killed job may have to encode again.
_ENCODE_CHUNK = 256
# A delta may grow to this share of the main collection before both are merged into a new one.
_DELTA_SHARE = 0.2
_DELTA_MIN = 2_000

Cut = dict[int, list[tuple[Passage, str]]]
"""Passages of records by PMID, each with the hash of its text; the text itself is left out."""


def rules_of(reader: Reader) -> str:
    """Fingerprint of all that is made of texts by rules: readings and evidence."""
    parts = f"{reader.fingerprint}\0{rules_fingerprint()}"
    return hashlib.sha256(parts.encode()).hexdigest()


class Rebuilder:
    """Makes everything derived for one store.

    Parameters
    ----------
    db : Connection
        The writer's connection.
    home : Path
        Folder of the knowledge base; the librarian's decisions lie there.
    reader, embedder, vectors
        The rooms that read texts, encode them, and keep the vectors.
    """

    def __init__(
        self,
        db: Connection,
        home: Path,
        reader: Reader,
        embedder: Embedder,
        vectors: VectorIndex,
    ) -> None:
        self._db = db
        self._home = home
        self._reader = reader
        self._embedder = embedder
        self._vectors = vectors
        self._evidence = EvidenceReader(reader.vocabulary.concepts)

    def update(
        self, progress: ProgressListener = silent, *, everything: bool = False
    ) -> Generation:
        """Read, embed and publish what is pending; all records where asked or where rules changed.

        Returns
        -------
        Generation
            The generation in use afterwards; the one before where nothing was pending.
        """
        db = self._db
        before = store.generations.current(db)
        file = store.decisions.read_decisions(self._home)
        for line in file.refused:
            logger.error("%s", line)
        decisions = file.decided
        self._touch_decided(decisions)
        fingerprints = (self._embedder.fingerprint, rules_of(self._reader))
        if before.number and (before.model, before.reader) != fingerprints:
            everything = True
        pending = store.records.pending_pmids(db, everything=everything)
        if not pending:
            return before
        passages = self._embed(pending, progress)
        new = self._index(before, passages, progress, everything=everything)
        with store.transaction(db):
            for done, item in enumerate(self._derived(pending, passages, decisions), start=1):
                store.derived.write(db, item)
                if done % 50 == 0 or done == len(pending):
                    progress(Progress("Reading", done, len(pending)))
            db.execute("DELETE FROM dirty")
            told = standings(store.studies.reports(db))
            store.studies.write_standings(db, told.values())
            self._count_edges()
            store.vocabularies.put(db, new.number, self._vocabulary())
            store.generations.publish(db, new)
        self._tidy()
        return store.generations.current(db)

    def _count_edges(self) -> None:
        """Count anew what links concepts: one new report may change whose study others are."""
        vocabulary = self._reader.vocabulary
        below = {c: vocabulary.descendants(c) for c in vocabulary.concepts}
        edges = edges_of(store.edges.rows(self._db), store.edges.papers(self._db), below)
        store.edges.write(self._db, edges.places, edges.counts)

    def _vocabulary(self) -> StoredVocabulary:
        """Return the reader's vocabulary as it is stored."""
        vocabulary = self._reader.vocabulary
        return StoredVocabulary(vocabulary.fingerprint, vocabulary.to_json())

    def _touch_decided(self, decisions: Mapping[str, Decision]) -> None:
        """Have records judged anew whose decision changed since they were published."""
        with store.transaction(self._db):
            for pmid, decision in self._db.execute("SELECT pmid, decision FROM article").fetchall():
                said = decisions.get(str(pmid))
                if decision != (said.sentence if said else ""):
                    store.records.touch(self._db, pmid, "decision changed")

    def _embed(self, pmids: list[int], progress: ProgressListener) -> Cut:
        """Cut records into passages and encode those texts that have no vector yet."""
        cut: Cut = {}
        for start in range(0, len(pmids), _CUT_CHUNK):
            chunk = pmids[start : start + _CUT_CHUNK]
            texts: dict[str, str] = {}
            for article in store.records.newest_texts(self._db, chunk):
                made = [(p, text_hash(p.text)) for p in self._passages(article)]
                cut[int(article.pmid)] = [(replace(p, text=""), h) for p, h in made]
                texts.update((h, p.text) for p, h in made)
            model = self._embedder.fingerprint
            missing = store.generations.missing_vectors(self._db, model, texts)
            # longest first, so that a batch holds texts of like length
            missing.sort(key=lambda h: (-len(texts[h]), h))
            for at in range(0, len(missing), _ENCODE_CHUNK):
                done = start + len(chunk) * at // len(missing)
                progress(Progress("Encoding", done, len(pmids)))
                self._encode({h: texts[h] for h in missing[at : at + _ENCODE_CHUNK]})
            progress(Progress("Encoding", start + len(chunk), len(pmids)))
        return cut

    def _passages(self, article: Article) -> list[Passage]:
        """Passages of one record, and its title by itself, which the ranking weighs apart."""
        sentences = sentence_spans(article)
        passages = make_passages(
            article, sentences, self._embedder.count_tokens, self._embedder.passage_tokens
        )
        if article.title:
            spans = tuple(s for s in sentences if s.section == TITLE)
            passages.append(Passage(article.pmid, TITLE, spans, article.title))
        return passages

    def _encode(self, texts: Mapping[str, str]) -> None:
        """Encode texts and keep their vectors."""
        vectors = self._embedder.encode_passages(list(texts.values()))
        with store.transaction(self._db):
            store.generations.put_vectors(
                self._db,
                self._embedder.fingerprint,
                ((h, vector.tobytes()) for h, vector in zip(texts, vectors, strict=True)),
            )

    def _index(
        self, before: Generation, cut: Cut, progress: ProgressListener, *, everything: bool
    ) -> Generation:
        """Write the collections of the next generation beside those in use."""
        new = replace(
            before,
            number=before.number + 1,
            model=self._embedder.fingerprint,
            model_name=self._embedder.name,
            reader=rules_of(self._reader),
        )
        name = collection_name(new.model, new.number)
        published = {(p, o): h for p, o, h in store.generations.published_passages(self._db)}
        changed = {
            (pmid, p.ordinal): h for pmid, made in cut.items() for p, h in made if p.ordinal >= 0
        }
        whole = {key: h for key, h in published.items() if key[0] not in cut} | changed
        fresh = {key: h for key, h in changed.items() if published.get(key) != h}
        limit = max(_DELTA_MIN, int(before.main_size * _DELTA_SHARE))
        if everything or not before.main or before.delta_size + len(fresh) > limit:
            self._write_collection(name, whole, progress)
            return replace(new, main=name, main_size=len(whole), delta="", delta_size=0)
        if not fresh:
            return new
        delta = self._delta_keys(before, whole) | fresh
        self._write_collection(name, delta, progress)
        return replace(new, delta=name, delta_size=len(delta))

    def _delta_keys(
        self, before: Generation, whole: Mapping[tuple[int, int], str]
    ) -> dict[tuple[int, int], str]:
        """Passages of the delta in use that are still current."""
        if not before.delta:
            return {}
        kept = {}
        for key in self._vectors.ids(before.delta):
            pmid, ordinal, text_key = parse_vector_id(key)
            if whole.get((pmid, ordinal)) == text_key:
                kept[pmid, ordinal] = text_key
        return kept

    def _write_collection(
        self, name: str, keys: Mapping[tuple[int, int], str], progress: ProgressListener
    ) -> None:
        """Copy vectors from the store into a new collection."""
        ordered = sorted(keys.items())
        items = self._with_vectors(ordered)
        for done in self._vectors.build(name, items, self._embedder.dimensions):
            progress(Progress("Writing the index", done, len(ordered)))

    def _with_vectors(
        self, ordered: list[tuple[tuple[int, int], str]]
    ) -> Iterator[tuple[str, bytes]]:
        """Ids with their vectors, a chunk at a time."""
        for start in range(0, len(ordered), 2_000):
            chunk = ordered[start : start + 2_000]
            data = store.generations.get_vectors(
                self._db, self._embedder.fingerprint, [h for _, h in chunk]
            )
            for (pmid, ordinal), h in chunk:
                yield vector_id(pmid, ordinal, h), data[h]

    def _derived(
        self, pmids: list[int], cut: Cut, decisions: Mapping[str, Decision]
    ) -> Iterator[Derived]:
        """Read records and work out all that is stored of them."""
        for article in store.records.newest_texts(self._db, pmids):
            reading = self._reader.read(article)
            decision = decisions.get(article.pmid)
            standing = store.standing.standing_of(self._db, article)
            judged = replace(
                article,
                design=StudyDesign(reading.facts.study_design.value),
                on_topic=decision.decision == "include" if decision else reading.on_topic,
                on_topic_reason=decision.sentence if decision else reading.on_topic_reason,
                retraction=standing.retraction,
                concern=standing.concern,
                deletion=standing.deletion,
            )
            trials = trial_numbers(reading.facts.registry_numbers)
            gathered = self._evidence.read(judged, reading, trials)
            yield Derived(
                article=judged,
                reading=reading,
                evidence=gathered.evidence,
                report=gathered.report,
                placebo=gathered.placebo,
                passages=tuple(cut[int(article.pmid)]),
                trials=trials,
                decision=decision.sentence if decision else "",
            )

    def _tidy(self) -> None:
        """Delete collections that neither this generation nor the one before it uses."""
        keep = store.generations.recent_collections(self._db)
        self._vectors.drop(self._vectors.names() - keep)


def sentence_spans(article: Article) -> tuple[Span, ...]:
    """Sentences of title and sections, in order."""
    texts = [(TITLE, article.title), *((i, s.text) for i, s in enumerate(article.sections))]
    return tuple(
        Span(section, start, end) for section, text in texts for start, end in split_sentences(text)
    )
