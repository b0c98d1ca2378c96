"""What each publication changed of each record, written in the transaction that publishes it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb.model import Change, RunState, Told, canonical_json
from kb.store.clock import now

# Where and how a text came does not change what it says.
_NOT_SAID = frozenset({"source", "date_revised", "date_completed", "version"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers see of one record."""

    article: dict[str, Any] = field(default_factory=dict)
    on_topic: bool = False
    reason: str = ""
    retraction: str = ""
    concern: str = ""
    deletion: str = ""
    findings: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def seen(db: sqlite3.Connection, pmid: int) -> Seen | None:
    """Read what is published of a record now; None where nothing is."""
    row = db.execute(
        "SELECT r.article, a.on_topic, a.on_topic_reason, a.retraction, a.concern, a.deletion"
        " FROM article a JOIN record r USING (pmid) WHERE pmid = ?",
        (pmid,),
    ).fetchone()
    if row is None:
        return None
    findings = db.execute(
        "SELECT outcome, direction, json_extract(finding, '$.quote.text') FROM finding"
        " WHERE pmid = ?",
        (pmid,),
    )
    text, on_topic, reason, retraction, concern, deletion = row
    return Seen(
        article=json.loads(text),
        on_topic=bool(on_topic),
        reason=reason,
        retraction=retraction,
        concern=concern,
        deletion=deletion,
        findings=Counter(findings.fetchall()),
    )


def note(db: sqlite3.Connection, pmid: int, before: Seen | None) -> None:
    """Remember what changed of a record since `before`; nothing where readers see the same."""
    after = seen(db, pmid)
    if after is None:
        return
    detail: dict[str, Any] = {"is_new": before is None}
    old = before or Seen()
    changed = [
        name
        for name, value in after.article.items()
        if name not in _NOT_SAID and before is not None and old.article.get(name) != value
    ]
    if changed:
        detail["fields"] = changed
    for name in ("retraction", "concern", "deletion"):
        pair = [getattr(old, name), getattr(after, name)]
        if pair[0] != pair[1]:
            detail[name] = pair
    for name, told in (
        ("lost", old.findings - after.findings),
        ("gained", after.findings - old.findings),
    ):
        if told:
            detail[name] = sorted(told.elements())
    turned = before is not None and old.on_topic != after.on_topic
    if before is not None and not turned and len(detail) == 1:
        return
    detail |= {
        "on_topic": [old.on_topic if before else after.on_topic, after.on_topic],
        "reason": after.reason,
        "kept": (old.findings & after.findings).total(),
    }
    db.execute("INSERT INTO change (pmid, detail) VALUES (?, ?)", (pmid, canonical_json(detail)))


def stamp(db: sqlite3.Connection) -> None:
    """Give the changes of this publication its time and the runs that are open."""
    rows = db.execute("SELECT id FROM run WHERE state = ? ORDER BY id", (RunState.RUNNING,))
    runs = [row[0] for row in rows]
    newest = db.execute("SELECT coalesce(max(id), 0) FROM run").fetchone()[0]
    db.execute(
        "UPDATE change SET at = ?, run = ?, runs = ? WHERE runs IS NULL",
        (now(), newest, json.dumps(runs)),
    )


def since(db: sqlite3.Connection, *, run: int = 0, date: str = "") -> Iterator[Change]:
    """Changes published from a run on, or from a date on, oldest first."""
    rows = db.execute(
        "SELECT pmid, at, runs, detail FROM change WHERE run >= ? AND at >= ? AND runs IS NOT NULL"
        " ORDER BY id",
        (run, date),
    )
    for pmid, at, runs, text in rows:
        detail = json.loads(text)
        for name in ("lost", "gained"):
            detail[name] = tuple(Told(*row) for row in detail.get(name, ()))
        for name in ("fields", "retraction", "concern", "deletion", "on_topic"):
            if name in detail:
                detail[name] = tuple(detail[name])
        yield Change(pmid=str(pmid), at=at, runs=tuple(json.loads(runs)), **detail)


def retracted_in(db: sqlite3.Connection, run: int) -> list[str]:
    """PMIDs of papers that came to count as retracted by what a run brought of them.

    Either the record of the paper itself, or a notice that retracts it.
    """
    rows = db.execute(
        "SELECT DISTINCT c.pmid FROM change c, json_each(c.runs) r WHERE r.value = :run"
        " AND json_extract(c.detail, '$.retraction[1]') != ''"
        " AND json_extract(c.detail, '$.retraction[0]') = ''"
        " AND EXISTS (SELECT 1 FROM run_item i WHERE i.run = :run AND i.subject IN"
        " (SELECT CAST(c.pmid AS TEXT) UNION SELECT CAST(k.pmid AS TEXT) FROM correction k"
        " WHERE k.target = c.pmid AND k.kind = 'RetractionOf')) ORDER BY c.pmid",
        {"run": run},
    )
    return [str(row[0]) for row in rows]
