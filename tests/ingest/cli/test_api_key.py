"""The key to NCBI is read from its file and shows nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.cli import main
from tests.ingest.cli.living import KEY
from tests.ingest.eutils_double import EutilsDouble

Output = pytest.CaptureFixture[str]


def test_the_api_key_is_read_from_a_file_and_shows_nowhere(
    home: Path, double: EutilsDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command in a process of its own, with faults that repeat the key; all is searched."""
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.delenv("KB_ENTREZ_API_KEY")
    monkeypatch.setenv("KB_ENTREZ_API_KEY_FILE", str(file))
    double.search_faults.extend(["key-in-500", "key-in-200", "429"])
    double.fetch_faults.append("rate-limit")
    output = tmp_path / "out"
    output.mkdir()
    said = ""
    for argv in (
        ["refresh", "facet", "--json"],
        ["refresh", "facet", "odd"],
        ["preview", "facet"],
        ["strategies", "--check"],
        ["add", "3"],
        ["report"],
        ["report", "--format", "json"],
        ["changes", "--json"],
        ["status", "--json"],
        ["export", "--format", "csv", "--output", str(output / "x.csv")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "ingest", *argv],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert done.returncode == 0, done.stderr
        said += done.stdout + done.stderr
    assert "Next try" in said
    assert {call.parameters["api_key"] for call in double.calls} == {KEY}
    assert KEY not in said
    for path in [*home.rglob("*"), *output.rglob("*")]:
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("content", [None, "", "two words", b"\xff\xfe"])
def test_a_key_file_that_holds_no_key_is_named(
    home: Path,
    double: EutilsDouble,
    tmp_path: Path,
    content: str | bytes | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    monkeypatch.delenv("KB_ENTREZ_API_KEY")
    monkeypatch.setenv("KB_ENTREZ_API_KEY_FILE", str(file))
    assert main(["refresh"]) == 2
    said = capsys.readouterr().err
    assert "KB_ENTREZ_API_KEY_FILE" in said and "two words" not in said
