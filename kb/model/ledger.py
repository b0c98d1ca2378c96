"""The nouns of the ledger: what was searched, found, changed and lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one record in one run."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    NOT_OBTAINED = "not obtained"
    REJECTED = "rejected"
    DELETED = "deleted"


class RunState(StrEnum):
    """A run that was killed stays "running" until the next one closes it."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SearchStrategy:
    """A PubMed query with a name, a version and the librarian's notes."""

    name: str
    query: str
    version: int = 1
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RunItem:
    """One record's outcome in a run; `subject` is its PMID, or a place in a file where none is."""

    subject: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the ledger.

    Attributes
    ----------
    kind : str
        "starter", "import", "refresh", "recheck", "add" or "rebuild".
    query : str
        Exactly as sent to PubMed; empty for other kinds.
    translation : str
        PubMed's QueryTranslation.
    warnings : tuple of str
        What PubMed said about the query: phrases not found, fields ignored.
    found : int or None
        How many records PubMed, or the files, held.
    counts : mapping of str to int
        Records by :class:`Outcome`; of a complete refresh they add up to `found`.
    not_fetched : int
        Those of the unchanged records that were stored already and, by PubMed's dates, had not
        changed, so that they were not fetched.
    started, ended : str
        UTC, ISO 8601; `ended` is empty while running.
    """

    id: int
    kind: str
    state: RunState
    started: str
    ended: str = ""
    strategy: str = ""
    strategy_version: int = 0
    query: str = ""
    translation: str = ""
    warnings: tuple[str, ...] = ()
    found: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    message: str = ""
    software: str = ""
    not_fetched: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """What the knowledge base holds, without loading a model.

    Attributes
    ----------
    articles : int
        Journal articles that can be searched.
    book_chapters : int
        Chapters of books, kept apart: not among the articles, nor in any count of them.
    retracted, deleted : int
        Articles that are retracted, or that PubMed no longer has.
    pending : int
        Records stored and not yet read and indexed: the last command did not finish.
    by_source : mapping of str to int
        Records by :class:`Source`.
    generation : int
        Number of the index generation in use, 0 where nothing is indexed.
    model : str
        Name and fingerprint of the model that made the vectors.
    last_run : Run or None
        The newest row of the ledger.
    last_refresh : Run or None
        The newest complete refresh from PubMed: the date of the data.
    digest : str
        SHA-256 over articles, mentions, facts and evidence.
    published_at : str
        When this state was published (ISO 8601, UTC); empty where nothing was.
    """

    path: str
    articles: int
    book_chapters: int
    on_topic: int
    retracted: int
    deleted: int
    pending: int
    by_source: Mapping[str, int]
    years: tuple[int, int] | None
    passages: int
    mentions: int
    evidence: int
    generation: int
    model: str
    digest: str
    last_run: Run | None
    last_refresh: Run | None
    schema: int
    reader: str
    size_bytes: int
    published_at: str = ""

    @property
    def snapshot_id(self) -> str:
        """What to cite: day, counts and digest of the state that answers rest on.

        Two bases with one digest give the same answers, whenever and wherever they were made.
        Empty where nothing was published.
        """
        if not self.generation:
            return ""
        return (
            f"medial-branch-kb snapshot {self.published_at[:10]}, {self.articles} articles, "
            f"{self.evidence} pieces of evidence, sha256:{self.digest[:16]}"
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is.

    Attributes
    ----------
    step : str
        What is being done, for a person.
    done, total : int
        Items; `total` is 0 where unknown.
    """

    step: str
    done: int
    total: int


ProgressListener = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Listen to progress and say nothing."""
