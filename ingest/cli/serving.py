"""``mbb serve``: the app in a browser, its own process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from ingest.cli.console import progress_bar, start_logging, tell
from kb.errors import ConfigurationError, StoreNotFound

# As in .streamlit/config.toml, which Streamlit finds in a checkout only; a test compares the two.
_LOOK = {
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    # hides a notice to developers, too, that Streamlit lays over the page
    "logger.hideWelcomeMessage": "true",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": "false",
    "theme.primaryColor": "#0b6e6e",
    "theme.paddingTop": "0.75rem",
    "theme.paddingBottom": "2rem",
    "theme.light.primaryColor": "#0b6e6e",
    "theme.light.linkColor": "#0b6e6e",
    "theme.dark.primaryColor": "#2aa19c",
    "theme.dark.linkColor": "#5cc4c0",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("serve")(serve)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on this machine.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Serve the app on this machine; load the starter set first where nothing is stored.

    Ctrl-C stops it.
    """
    start_logging()
    app_file = find_app()
    _check_port(port)
    if _is_empty():
        _load_starter()
    tell(f"Serving on http://127.0.0.1:{port} (Ctrl-C stops it)")
    raise typer.Exit(_run(app_command(app_file, port=port, headless=headless)))


def _check_port(port: int) -> None:
    """Refuse a port that another program listens on."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise ConfigurationError(
                f"Port {port} is in use, perhaps by this app already: open "
                f"http://127.0.0.1:{port}, or choose another with --port."
            )


def find_app() -> Path:
    """Find ``app.py``, which lies beside the packages in a checkout and when installed.

    Raises
    ------
    ConfigurationError
        It is not there.
    """
    import kb

    app_file = Path(kb.__file__).parent.parent / "app.py"
    if not app_file.is_file():
        raise ConfigurationError(f"{app_file} is missing; install medial-branch-kb again.")
    return app_file


def app_command(app_file: Path, *, port: int, headless: bool) -> list[str]:
    """Write the command line that starts Streamlit on this machine alone."""
    options = {
        **_LOOK,
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": str(headless).lower(),
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(app_file), *flags]


def _is_empty() -> bool:
    """Whether nothing is published: no store, or one whose first load was stopped."""
    from kb import open_kb

    try:
        return open_kb().status().articles == 0
    except StoreNotFound:
        return True


def _load_starter() -> None:
    """Load the starter set, drawing a bar."""
    from ingest.pipeline import load_starter
    from kb import open_writer

    tell("Nothing is stored yet: loading the starter set.")
    with open_writer() as writer, progress_bar(quiet=False) as progress:
        load_starter(writer, progress)


def _run(command: list[str]) -> int:
    """Run a process to its end and give its exit code; 0 where a signal to us stopped both."""
    stopped = False
    with subprocess.Popen(command) as process:  # noqa: S603 - our own interpreter and our own file

        def stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopped
            # A second signal does not ask again.
            (process.kill if stopped else process.terminate)()
            stopped = True

        before = {n: signal.signal(n, stop) for n in (signal.SIGINT, signal.SIGTERM)}
        try:
            code = process.wait()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    if stopped:
        return 0
    return code if code >= 0 else 128 - code
