"""Opening the SQLite file: for one writer, or for any number of readers."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import SchemaTooNew, StoreError, StoreLocked, StoreNotFound
from kb.store.schema import MIGRATIONS, migrate, schema_version

FILE_NAME = "kb.sqlite"
_LOCK_NAME = "write.lock"
_BUSY_MS = 10_000


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's foreseeable complaints into errors that name the file and the next step."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise StoreLocked(
                f"The knowledge base {path} is being written by another process. "
                "Try again when it is done."
            ) from error
        if "full" in text:
            raise StoreError(
                f"The disk that holds {path} is full. Make room, then run the same command again."
            ) from error
        if "readonly" in text or "unable to open" in text:
            raise StoreError(
                f"The knowledge base {path} cannot be opened ({text}). "
                "Check the folder's permissions."
            ) from error
        if "malformed" in text or "not a database" in text or "disk I/O" in text:
            raise StoreError(
                f"The knowledge base {path} is damaged ({text}). Put a copy of it back, or move it "
                "away and load the records again with `mbb import` or `mbb refresh`."
            ) from error
        raise


class ReadConnections:
    """Read-only connections to one store, lent to one thread at a time.

    A store that was replaced on disk (deleted and made anew) is noticed at the next loan.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME
        self._idle: list[sqlite3.Connection] = []
        self._inode = 0
        self._lock = threading.Lock()
        self._held = threading.local()
        if not self.path.is_file():
            raise _not_found(home)
        with self.snapshot() as db:
            _check_schema(db, self.path)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a read transaction: all statements see one state."""
        with translated_errors(self.path):
            held: sqlite3.Connection | None = getattr(self._held, "connection", None)
            if held is not None:
                yield held
                return
            db = self._borrow()
            try:
                db.execute("BEGIN")
                yield db
            finally:
                db.rollback()
                self._give_back(db)

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Give this thread the same state at every loan until the block ends."""
        with self.snapshot() as db:
            outer = getattr(self._held, "connection", None)
            self._held.connection = db
            try:
                yield
            finally:
                self._held.connection = outer

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()

    def _borrow(self) -> sqlite3.Connection:
        """An idle connection to the file that is there now, or a new one."""
        try:
            inode = os.stat(self.path).st_ino  # noqa: PTH116 - a bare stat, at every query
        except FileNotFoundError:
            raise _not_found(self.path.parent) from None
        with self._lock:
            stale: list[sqlite3.Connection] = []
            if inode != self._inode:
                stale, self._idle, self._inode = self._idle, [], inode
            db = self._idle.pop() if self._idle else None
        for old in stale:
            old.close()
        return db or _open_read_only(self.path)

    def _give_back(self, db: sqlite3.Connection) -> None:
        """Keep a connection for the next loan."""
        with self._lock:
            self._idle.append(db)


@contextmanager
def writing(home: Path) -> Iterator[sqlite3.Connection]:
    """Open the store for the one writer, making folder and tables where there are none.

    Raises
    ------
    StoreLocked
        Another process holds the lock.
    SchemaTooNew
        The store was written by a newer version.
    """
    path = home / FILE_NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / _LOCK_NAME)
        lock.acquire(timeout=0)
    except Timeout:
        raise StoreLocked(
            f"Another command is writing the knowledge base {home}. Try again when it is done."
        ) from None
    except OSError as error:
        raise StoreError(
            f"The folder {home} cannot be written ({error.strerror or error}). "
            "Set KB_HOME to one that can."
        ) from error
    try:
        with translated_errors(path):
            db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                # NORMAL loses no committed transaction to a killed process, only to a power cut
                db.execute("PRAGMA synchronous = NORMAL")
                db.execute("PRAGMA foreign_keys = ON")
                _check_schema(db, path, may_migrate=True)
                migrate(db)
                yield db
            finally:
                db.close()
    finally:
        lock.release()


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; used by one thread at a time, so the check is off."""
    db = sqlite3.connect(
        f"{path.as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_MS / 1000,
    )
    db.execute("PRAGMA query_only = ON")
    return db


def _check_schema(db: sqlite3.Connection, path: Path, *, may_migrate: bool = False) -> None:
    """Refuse a store that this version cannot read."""
    version = schema_version(db)
    if version > len(MIGRATIONS):
        raise SchemaTooNew(
            f"The knowledge base {path} was written by a newer version (schema {version}, this "
            f"version knows {len(MIGRATIONS)}). Update this program."
        )
    if version < len(MIGRATIONS) and not may_migrate:
        raise StoreError(
            f"The knowledge base {path} was written by an older version (schema {version}, this "
            f"version needs {len(MIGRATIONS)}). Run `mbb rebuild` once."
        )


def _not_found(home: Path) -> StoreNotFound:
    """The error for a folder without a store."""
    return StoreNotFound(
        f"There is no knowledge base in {home}. Make one with `mbb starter` or `mbb import FILE`, "
        "or set KB_HOME to the folder of one."
    )
