"""The tables, one migration after another. A migration that has been released is never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def m001_create_store(db: sqlite3.Connection) -> None:
    """Create all tables of the first release.

    `incoming` holds chosen texts that are stored but not yet read and indexed; `record` those that
    readers see. Everything from `article` on is derived and made again by a rebuild. Rows move
    from `incoming` to `record`, and everything derived turns with them, in one transaction.
    """
    for name in ("record", "incoming"):
        db.execute(
            f"CREATE TABLE {name} (pmid INTEGER PRIMARY KEY, source TEXT NOT NULL,"
            " version INTEGER NOT NULL, date_revised TEXT NOT NULL, content_hash TEXT NOT NULL,"
            " article TEXT NOT NULL, raw BLOB NOT NULL, parser TEXT NOT NULL,"
            " stored_at TEXT NOT NULL)"
        )
    statements = (
        # PMIDs whose derived rows must be made again although their text did not change.
        "CREATE TABLE dirty (pmid INTEGER PRIMARY KEY, why TEXT NOT NULL)",
        "CREATE TABLE retraction_mark (pmid INTEGER PRIMARY KEY, reason TEXT NOT NULL,"
        " marked_at TEXT NOT NULL)",
        # PMIDs that NLM deleted or merged, stored here or not: a list may come before the record
        "CREATE TABLE deletion (pmid INTEGER PRIMARY KEY, source TEXT NOT NULL,"
        " reason TEXT NOT NULL, merged_into INTEGER, at TEXT NOT NULL)",
        # what happened to each record; `before` is the text that was replaced, deflated
        "CREATE TABLE history (id INTEGER PRIMARY KEY, pmid INTEGER NOT NULL, kind TEXT NOT NULL,"
        " at TEXT NOT NULL, run INTEGER, fields TEXT NOT NULL, source TEXT NOT NULL,"
        " version INTEGER NOT NULL, date_revised TEXT NOT NULL, content_hash TEXT NOT NULL,"
        " note TEXT NOT NULL, before BLOB)",
        "CREATE INDEX history_pmid ON history(pmid)",
        # which publications the newest text of a record speaks of
        "CREATE TABLE correction (pmid INTEGER NOT NULL, kind TEXT NOT NULL,"
        " target INTEGER NOT NULL, PRIMARY KEY (pmid, kind, target)) WITHOUT ROWID",
        "CREATE INDEX correction_target ON correction(target, kind)",
        # -- the ledger
        "CREATE TABLE run (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL,"
        " started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', strategy TEXT NOT NULL DEFAULT '',"
        " strategy_version INTEGER NOT NULL DEFAULT 0, query TEXT NOT NULL DEFAULT '',"
        " translation TEXT NOT NULL DEFAULT '', warnings TEXT NOT NULL DEFAULT '[]',"
        " found INTEGER, message TEXT NOT NULL DEFAULT '', software TEXT NOT NULL)",
        # outcome is NULL while a record is planned and not yet settled
        "CREATE TABLE run_item (run INTEGER NOT NULL REFERENCES run(id), subject TEXT NOT NULL,"
        " outcome TEXT, reason TEXT NOT NULL DEFAULT '', PRIMARY KEY (run, subject))"
        " WITHOUT ROWID",
        # -- derived
        "CREATE TABLE article (pmid INTEGER PRIMARY KEY, kind TEXT NOT NULL, year INTEGER,"
        " design TEXT NOT NULL, on_topic INTEGER NOT NULL, on_topic_reason TEXT NOT NULL,"
        " retraction TEXT NOT NULL, concern TEXT NOT NULL, deletion TEXT NOT NULL,"
        " gives_evidence INTEGER NOT NULL, decision TEXT NOT NULL, facts TEXT NOT NULL,"
        " sentences TEXT NOT NULL, digest BLOB NOT NULL)",
        "CREATE INDEX article_year ON article(year)",
        "CREATE TABLE article_region (pmid INTEGER NOT NULL, region TEXT NOT NULL,"
        " PRIMARY KEY (region, pmid)) WITHOUT ROWID",
        "CREATE INDEX article_region_pmid ON article_region(pmid)",
        "CREATE TABLE article_trial (pmid INTEGER NOT NULL, number TEXT NOT NULL,"
        " PRIMARY KEY (number, pmid)) WITHOUT ROWID",
        "CREATE INDEX article_trial_pmid ON article_trial(pmid)",
        # mentions: how often named in the text and not negated; 0 where only MeSH names it
        "CREATE TABLE article_concept (concept TEXT NOT NULL, pmid INTEGER NOT NULL,"
        " mentions INTEGER NOT NULL, in_title INTEGER NOT NULL, PRIMARY KEY (concept, pmid))"
        " WITHOUT ROWID",
        "CREATE INDEX article_concept_pmid ON article_concept(pmid)",
        "CREATE TABLE mention (pmid INTEGER NOT NULL, section INTEGER NOT NULL,"
        " start INTEGER NOT NULL, end INTEGER NOT NULL, concept TEXT NOT NULL,"
        " status TEXT NOT NULL, role TEXT NOT NULL, role_source TEXT NOT NULL,"
        " negated INTEGER GENERATED ALWAYS AS (status IN ('negated', 'excluded')) VIRTUAL,"
        " PRIMARY KEY (pmid, section, start, end, concept))"
        " WITHOUT ROWID",
        "CREATE TABLE evidence (pmid INTEGER NOT NULL, section INTEGER NOT NULL,"
        " start INTEGER NOT NULL, end INTEGER NOT NULL, subject TEXT NOT NULL,"
        " predicate TEXT NOT NULL, object TEXT NOT NULL, extractor TEXT NOT NULL,"
        " PRIMARY KEY (pmid, section, start, predicate, subject, object)) WITHOUT ROWID",
        "CREATE INDEX evidence_subject ON evidence(subject, predicate)",
        "CREATE INDEX evidence_object ON evidence(object, predicate)",
        "CREATE TABLE finding (pmid INTEGER NOT NULL, number INTEGER NOT NULL,"
        " outcome TEXT NOT NULL, direction TEXT NOT NULL, basis TEXT NOT NULL,"
        " finding TEXT NOT NULL, PRIMARY KEY (pmid, number)) WITHOUT ROWID",
        "CREATE INDEX finding_outcome ON finding(outcome, direction)",
        "CREATE TABLE passage (pmid INTEGER NOT NULL, ordinal INTEGER NOT NULL,"
        " spans TEXT NOT NULL, text_hash TEXT NOT NULL, PRIMARY KEY (pmid, ordinal))"
        " WITHOUT ROWID",
        "CREATE INDEX passage_text ON passage(text_hash)",
        "CREATE VIRTUAL TABLE article_text USING fts5 (title, abstract, terms,"
        " tokenize = 'porter unicode61 remove_diacritics 2')",
        # the concepts that the published records were read with, as one JSON text
        "CREATE TABLE vocabulary (generation INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL,"
        " concepts TEXT NOT NULL)",
        # -- vectors, kept by what was encoded and with which model, whatever the generation
        "CREATE TABLE vector (model TEXT NOT NULL, text_hash TEXT NOT NULL, data BLOB NOT NULL,"
        " PRIMARY KEY (model, text_hash))",
        # -- the pointer: readers use the row with the largest number
        "CREATE TABLE generation (number INTEGER PRIMARY KEY, published_at TEXT NOT NULL,"
        " model TEXT NOT NULL, model_name TEXT NOT NULL, reader TEXT NOT NULL,"
        " main TEXT NOT NULL, main_size INTEGER NOT NULL, delta TEXT NOT NULL,"
        " delta_size INTEGER NOT NULL, digest TEXT NOT NULL, counts TEXT NOT NULL)",
    )
    for statement in statements:
        db.execute(statement)


def m002_keep_found_sets_and_changes(db: sqlite3.Connection) -> None:
    """Keep which records each search found, and what each publication changed.

    A set of PMIDs is kept once, by its hash: most refreshes find what the one before found.
    `runs` of a change is NULL until the transaction that publishes it names the open runs.
    """
    for statement in (
        "CREATE TABLE pmid_set (hash TEXT PRIMARY KEY, pmids BLOB NOT NULL) WITHOUT ROWID",
        "ALTER TABLE run ADD COLUMN found_set TEXT NOT NULL DEFAULT ''",
        # records found that were stored already and, by PubMed's dates, had not changed
        "ALTER TABLE run ADD COLUMN known INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX run_kind ON run(kind, strategy)",
        "CREATE TABLE change (id INTEGER PRIMARY KEY, pmid INTEGER NOT NULL,"
        " detail TEXT NOT NULL, at TEXT NOT NULL DEFAULT '', run INTEGER NOT NULL DEFAULT 0,"
        " runs TEXT)",
        "CREATE INDEX change_at ON change(at)",
        "CREATE INDEX change_run ON change(run)",
    ):
        db.execute(statement)


def m003_split_fields_of_the_full_text_index(db: sqlite3.Connection) -> None:
    """Give MeSH, keywords, journal and authors columns of their own, to be asked for by field.

    Records are marked to be read again, since the index is made from their texts.
    """
    db.execute("DROP TABLE article_text")
    db.execute(
        "CREATE VIRTUAL TABLE article_text USING fts5 (title, abstract, mesh, keywords, journal,"
        " authors, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    db.execute("INSERT OR IGNORE INTO dirty SELECT pmid, 'fields of the index' FROM record")


def m004_type_evidence(db: sqlite3.Connection) -> None:
    """Give evidence its question, direction and basis, and papers the study that they report.

    Records are marked to be read again, since their evidence is made anew; until the next update
    has done so, the graph is out of date, and the verbs on evidence say so.
    """
    for statement in (
        "DROP TABLE evidence",
        # number: 0, or more where one sentence makes a statement twice; detail: JSON
        "CREATE TABLE evidence (pmid INTEGER NOT NULL, section INTEGER NOT NULL,"
        " start INTEGER NOT NULL, end INTEGER NOT NULL, subject TEXT NOT NULL,"
        " predicate TEXT NOT NULL, object TEXT NOT NULL, number INTEGER NOT NULL,"
        " extractor TEXT NOT NULL, question TEXT NOT NULL, direction TEXT NOT NULL,"
        " basis TEXT NOT NULL, detail TEXT NOT NULL,"
        " PRIMARY KEY (pmid, section, start, predicate, subject, object, number)) WITHOUT ROWID",
        "CREATE INDEX evidence_subject ON evidence(subject, predicate, object)",
        "CREATE INDEX evidence_object ON evidence(object, predicate, subject)",
        # report: what tells which study a paper reports; study, tied_by, author_group: the answer
        "CREATE TABLE study (pmid INTEGER PRIMARY KEY, kind TEXT NOT NULL,"
        " placebo INTEGER NOT NULL, report TEXT NOT NULL, study TEXT NOT NULL DEFAULT '',"
        " tied_by TEXT NOT NULL DEFAULT '', author_group TEXT NOT NULL DEFAULT '')",
        "INSERT OR IGNORE INTO dirty SELECT pmid, 'evidence is typed' FROM record",
    ):
        db.execute(statement)


def m005_count_edges(db: sqlite3.Connection) -> None:
    """Keep what links concepts with its counts, made anew by every publication.

    One record is marked to be read again: its publication makes the edges of all. Until then the
    verbs on neighbours say that they wait for it.
    """
    for statement in (
        # places: PMID, section, start and number of each piece of evidence, int32 each, in order
        "CREATE TABLE edge (id INTEGER PRIMARY KEY, subject TEXT NOT NULL,"
        " predicate TEXT NOT NULL, object TEXT NOT NULL, denied INTEGER NOT NULL,"
        " places BLOB NOT NULL, UNIQUE (subject, predicate, object, denied))",
        "CREATE INDEX edge_object ON edge(object)",
        # with_narrower: whether evidence on the concept's narrower ones is counted, too
        "CREATE TABLE neighbour (concept TEXT NOT NULL, with_narrower INTEGER NOT NULL,"
        " far TEXT NOT NULL, predicate TEXT NOT NULL, articles INTEGER NOT NULL,"
        " sentences INTEGER NOT NULL, studies INTEGER NOT NULL, reviews INTEGER NOT NULL,"
        " author_groups INTEGER NOT NULL,"
        " PRIMARY KEY (concept, with_narrower, far, predicate)) WITHOUT ROWID",
        "INSERT OR IGNORE INTO dirty SELECT pmid, 'edges are counted' FROM record"
        " ORDER BY pmid LIMIT 1",
    ):
        db.execute(statement)


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    m001_create_store,
    m002_keep_found_sets_and_changes,
    m003_split_fields_of_the_full_text_index,
    m004_type_evidence,
    m005_count_edges,
)
"""In order; ``user_version`` counts how many a store has been through."""


def migrate(db: sqlite3.Connection) -> None:
    """Bring a store up to this version, each migration in a transaction of its own."""
    at = schema_version(db)
    for number, migration in enumerate(MIGRATIONS[at:], start=at + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            migration(db)
            db.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def schema_version(db: sqlite3.Connection) -> int:
    """How many migrations this store has been through."""
    row = db.execute("PRAGMA user_version").fetchone()
    return int(row[0])
