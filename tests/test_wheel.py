"""What people install holds all it needs, and serves from anywhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_PIP = (sys.executable, "-m", "pip", "--quiet")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [
            *_PIP,
            "wheel",
            "--no-build-isolation",
            "--wheel-dir",
            str(folder),
            "--no-deps",
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("medial_branch_kb-*.whl"))


def test_the_wheel_holds_the_app_the_data_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in ("app.py", "kb/py.typed", "kb/reading/vocabulary.json", "ingest/strategies.toml"):
        assert path in names
    assert "ingest/starter/papers.jsonl" in names
    data = {p.relative_to(ROOT).as_posix() for p in (ROOT / "kb").rglob("*.toml")}
    assert data <= names
    assert not [name for name in names if name.startswith(("tests", "docs"))]


def test_an_installed_wheel_serves_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    subprocess.run([*_PIP, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    elsewhere.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(site), "KB_HOME": str(tmp_path / "kb")}
    log = (tmp_path / "log.txt").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "ingest", "serve", "--headless", "--port", str(port)],
        cwd=elsewhere,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        assert _answers(f"http://127.0.0.1:{port}/_stcore/health", server), (
            tmp_path / "log.txt"
        ).read_text(encoding="utf-8")
        found = subprocess.run(
            [sys.executable, "-c", "import kb; print(kb.__file__, kb.open_kb().status().articles)"],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.split() == [str(site / "kb" / "__init__.py"), "146"]
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether a server answers within two minutes."""
    for _ in range(240):
        if server.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    return False
