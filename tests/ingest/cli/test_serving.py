"""``mbb serve``: the command line, the first load, signals and exit codes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.cli import main, serving
from kb import open_kb


def test_the_app_is_served_on_this_machine_alone_and_phones_nowhere() -> None:
    command = serving.app_command(Path("app.py"), port=9000, headless=True)
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    options = dict(part.removeprefix("--").split("=", 1) for part in command[5:])
    assert options.pop("server.address") == "127.0.0.1"
    assert options.pop("server.port") == "9000"
    assert options.pop("server.headless") == "true"
    assert options["browser.gatherUsageStats"] == "false"
    root = Path(__file__).resolve().parents[3]
    sections = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert options == dict(_flat(sections)), "an installed app looks as one in a checkout"


def _flat(sections: dict[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in sections.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value if isinstance(value, str) else str(value).lower()


def test_the_app_lies_beside_the_packages() -> None:
    assert serving.find_app().name == "app.py"


def serve_with(
    monkeypatch: pytest.MonkeyPatch, code: str, argv: tuple[str, ...] = ("serve", "--headless")
) -> int:
    """Run the command with a script of ours in place of Streamlit."""
    monkeypatch.setattr(
        serving, "app_command", lambda app_file, **options: [sys.executable, "-c", code]
    )
    return main(argv)


def test_the_starter_set_is_loaded_where_nothing_is_stored_and_only_there(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve_with(monkeypatch, "") == 0
    assert open_kb().status().articles == 146
    assert "starter set" in capsys.readouterr().err
    assert serve_with(monkeypatch, "") == 0
    assert "starter set" not in capsys.readouterr().err
    assert len(open_kb().runs()) == 1


def test_the_exit_code_is_passed_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_is_empty", lambda: False)
    assert serve_with(monkeypatch, "raise SystemExit(3)") == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_app_too(number: signal.Signals, home: Path, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    child = (
        "import os, pathlib, time; "
        f"pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    code = (
        "import sys, ingest.cli.serving as s; from ingest.cli import main\n"
        "s._is_empty = lambda: False\n"
        f"s.app_command = lambda *a, **k: [sys.executable, '-c', {child!r}]\n"
        "sys.exit(main(['serve']))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        deadline = time.monotonic() + 30
        while not (mark.exists() and mark.read_text()):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


def test_a_port_in_use_is_told_before_anything_is_served(
    starter_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_HOME", str(starter_home))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", "--headless", "--port", str(taken.getsockname()[1])]) == 2
    said = capsys.readouterr().err
    assert "--port" in said and "Serving on" not in said


def test_a_rebuild_makes_no_knowledge_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "none"))
    assert main(["rebuild"]) == 2
    assert "no knowledge base" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
