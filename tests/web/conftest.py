"""Fixtures of the pages: a fake base, real servers on loopback, a real browser."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

import kb
from tests.web.fakes import FakeBase

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def fake(monkeypatch):
    """Put a fake base behind the pages; change it to change what they are told."""
    base = FakeBase()
    monkeypatch.setattr(kb, "open_kb", lambda path=None: base)
    st.cache_resource.clear()
    yield base
    st.cache_resource.clear()


@contextlib.contextmanager
def serve(script: Path, log: Path, **environment: str) -> Iterator[str]:
    """Serve a script on a free loopback port, as `mbb serve` does, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    options += ["--server.headless", "true"]
    with log.open("wb") as out:
        server = subprocess.Popen(
            command + options,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/_stcore/health", server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers."""
    for _ in range(300):
        if server.poll() is not None:
            break
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(address, timeout=2),
        ):
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _wait_until_loaded(address: str) -> None:
    """Return when the model is in the server's memory."""
    for _ in range(600):
        with urllib.request.urlopen(address, timeout=10) as answer:
            if json.load(answer)["model"] == "loaded":
                return
        time.sleep(0.2)
    pytest.fail("the model was not loaded within two minutes")


@pytest.fixture(scope="session")
def app(starter_home, tmp_path_factory) -> Iterator[str]:
    """Address of the real app over the starter set."""
    log = tmp_path_factory.mktemp("app") / "log.txt"
    with serve(ROOT / "app.py", log, KB_HOME=str(starter_home)) as address:
        # until then words answer alone, in another order: what a test reads would change under it
        _wait_until_loaded(f"{address}/health")
        yield address


@pytest.fixture(scope="session")
def fake_app(tmp_path_factory) -> Iterator[str]:
    """Address of the app over the fake base, which holds what a starter set does not."""
    log = tmp_path_factory.mktemp("fake_app") / "log.txt"
    with serve(Path(__file__).with_name("fake_app.py"), log) as address:
        yield address


def find_chromium() -> str | None:
    """Find a Chromium of this machine."""
    return os.environ.get("KB_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@pytest.fixture(scope="session")
def chromium():
    """Start a real browser. A machine without one skips, continuous integration never does."""
    found = find_chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium; continuous integration needs one")
        pytest.skip("no Chromium; install one or name it in KB_CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(BROWSER_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """Open a fresh tab whose every request is noted in `tab.asked_for`."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.asked_for = asked
    page.set_default_timeout(45_000)
    yield page
    context.close()
