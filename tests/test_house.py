"""The rules of the house that no linter knows."""

from __future__ import annotations

import importlib.metadata
import pkgutil
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [*sorted((ROOT / "kb").rglob("*.py")), *sorted((ROOT / "ingest").rglob("*.py"))]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_the_face_hands_on_what_it_says_and_no_more() -> None:
    public = {name for name in vars(kb) if not name.startswith("_")}
    modules = {m.name for m in pkgutil.iter_modules(kb.__path__)}
    assert set(kb.__all__) == public - modules
    assert list(kb.__all__) == sorted(kb.__all__)


def test_every_public_name_says_what_it_is() -> None:
    for name in kb.__all__:
        assert getattr(kb, name).__doc__, name
    for verb, value in vars(kb.KnowledgeBase).items():
        if not verb.startswith("_") and callable(value):
            assert value.__doc__, verb


def test_importing_the_face_loads_no_heavy_library_and_makes_no_file(tmp_path: Path) -> None:
    code = (
        "import sys, kb\n"
        "heavy = {'torch', 'chromadb', 'streamlit', 'transformers', 'networkx', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert _run("-c", code).stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_no_module_does_anything_when_it_is_imported() -> None:
    """Importing every module in a fresh process prints nothing and touches no setting."""
    names = [
        m.name
        for package in ("kb", "ingest")
        for m in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
        if not m.name.endswith("__main__")
    ]
    assert len(names) > 40
    code = (
        # Streamlit names a matplotlib backend when it is imported; that is not ours to judge
        "import importlib, os, sys, streamlit\nbefore = dict(os.environ)\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "assert 'torch' not in sys.modules and 'chromadb' not in sys.modules\n"
        "assert dict(os.environ) == before\n"
    )
    done = _run("-W", "error::DeprecationWarning:kb", "-c", code)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["status"]])
def test_light_commands_answer_in_well_under_a_second(
    arguments: list[str], starter_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared with starting Python and importing typer and rich alone, since machines differ."""
    monkeypatch.setenv("KB_HOME", str(starter_home))

    def seconds(*command: str) -> float:
        best = 99.0
        for _ in range(6):  # the best of several, since machines are shared
            start = time.perf_counter()
            done = _run(*command)
            best = min(best, time.perf_counter() - start)
            assert done.returncode == 0, done.stderr
        return best

    bare = seconds("-c", "import typer, rich.table, rich.console")
    assert seconds("-m", "ingest", *arguments) < bare + 0.5


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_file_has_two_subjects(path: Path) -> None:
    """At 400 lines a file is asked whether it has two."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_only_settings_read_the_environment() -> None:
    readers = {
        p.relative_to(ROOT).as_posix()
        for p in SOURCES
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", p.read_text(encoding="utf-8"))
    }
    # a child process is given a copy of the whole environment
    assert readers - {"ingest/cli/serving.py"} == {"kb/settings.py"}


def test_every_ignore_says_why() -> None:
    for path in SOURCES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if "# noqa" in line or "# type: ignore" in line:
                assert re.search(
                    r"(noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]) +(- |# )\S+", line
                ), f"{path.name}:{number}: {line.strip()}"


def test_there_are_no_rooms_for_odds_and_ends() -> None:
    names = {p.stem for p in SOURCES}
    assert names.isdisjoint({"utils", "util", "helpers", "common", "misc", "types", "manager"})


def test_the_version_is_written_once() -> None:
    assert importlib.metadata.version("medial-branch-kb") in (ROOT / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )
