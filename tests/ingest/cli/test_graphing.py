"""``mbb graph`` never leaves a reader with an empty screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.cli import main

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _of_the_starter_set(starter_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))


def test_paths_say_so_where_there_is_none(capsys: Output) -> None:
    assert main(["graph", "paths", "acupuncture", "dizziness"]) == 0
    assert "No edge that was read leads from acupuncture to dizziness" in capsys.readouterr().out
    assert main(["graph", "paths", "medial branch block", "pain intensity", "--limit", "1"]) == 0
    assert "No edge" not in capsys.readouterr().out


def test_an_export_into_a_folder_that_is_not_there_names_it(capsys: Output, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "graph"
    assert main(["graph", "export", "--format", "json", "-o", str(target)]) == 2
    assert f"no folder {target.parent}" in capsys.readouterr().err
