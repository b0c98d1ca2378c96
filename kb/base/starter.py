"""The starter set as a knowledge base of its own, made at first use."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kb
from kb import store
from kb.base.knowledge_base import KnowledgeBase, open_kb
from kb.base.rooms import Rooms
from kb.errors import ConfigurationError, StoreError
from kb.settings import Settings, cache_folder

# Run in a process of its own: this side of the house knows no parser. Reads KB_MODEL as we do.
_MAKE = (
    "import sys\n"
    "from ingest.pipeline import load_starter\n"
    "from kb import open_writer\n"
    "with open_writer(sys.argv[1]) as writer: load_starter(writer)\n"
)
_LONGEST = 900  # seconds; half a minute on two cores


def open_starter(cache: str | Path | None = None, *, quiet: bool = False) -> KnowledgeBase:
    """Open the papers that come with this program, without a folder of one's own.

    They are read and indexed at the first call (about half a minute), in the platform's cache
    folder; later calls and other processes take what is there. A version with other rules, or
    another model, makes its own beside it. ``KB_HOME`` is not looked at.

    Parameters
    ----------
    cache : str or Path, optional
        Where to keep it; else ``KB_CACHE``, else the platform's user cache folder.
    quiet : bool, default False
        Say nothing on standard error at the first call, which takes its time.

    Returns
    -------
    KnowledgeBase

    Raises
    ------
    StoreError
        It could not be made; the message says why.
    ConfigurationError
        The cache folder cannot be written.

    Examples
    --------
    >>> import kb
    >>> base = kb.open_starter()
    >>> base.status().articles
    146
    >>> edge = base.neighbours("third occipital nerve block", "indication")[0]
    >>> [e.pmid for e in base.evidence(ids=edge.evidence[:1])] != []
    True
    >>> base.close()
    """
    folder = Path(cache) if cache is not None else cache_folder()
    home = folder / f"starter-{_key(folder)}"
    if not home.is_dir():
        if not quiet:
            sys.stderr.write(f"Reading the starter set into {home}: once, about half a minute.\n")
        _make(home)
    return open_kb(home)


def _key(home: Path) -> str:
    """Differs where another version, vocabulary, set of rules or model would read differently."""
    from kb.rebuild import rules_of

    rooms = Rooms(Settings.from_env(home))
    parts = (
        *(store.ledger.software_version(), str(store.SCHEMA)),
        *(rules_of(rooms.reader), rooms.embedder.fingerprint),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _make(home: Path) -> None:
    """Make the base beside its place and move it there whole; who comes second takes the first."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{home.name}-", dir=home.parent))
    except OSError as error:
        raise ConfigurationError(
            f"The starter set cannot be kept in {home.parent}: {error.strerror}. Name another "
            "folder: open_starter(cache)."
        ) from error
    try:
        done = subprocess.run(  # noqa: S603 - this Python and the code above
            [sys.executable, "-c", _MAKE, str(part)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
            cwd=Path(kb.__file__).parent.parent,  # found there even where it is not installed
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise StoreError(
                f"The starter set could not be made in {home.parent}: "
                f"{said[-1] if said else f'exit code {done.returncode}'}"
            )
        if not home.is_dir():
            part.rename(home)
    except subprocess.TimeoutExpired as error:
        raise StoreError(
            f"The starter set was not made within {_LONGEST} seconds; call again."
        ) from error
    except OSError as error:
        if not home.is_dir():
            raise StoreError(
                f"The starter set could not be kept in {home}: {error.strerror}."
            ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
