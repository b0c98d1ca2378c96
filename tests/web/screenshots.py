"""Make the screenshots of the README: ``python -m tests.web.screenshots [KB_HOME]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from kb import Settings
from tests.web.conftest import BROWSER_OPTIONS, ROOT, find_chromium, serve

QUESTION = "does adding a steroid help a medial branch block?"
PAGES = {
    "search": f"/?q={quote(QUESTION)}",
    "article": "/article?pmid=18670333",
    "table": f"/table?q={quote(QUESTION)}&cell=5.direction",
    "map": "/map",
    "graph": "/graph?id=medial-branch-block",
    "concept": "/concept?id=medial-branch-block",
    "list": "/list?list=18670333,20567613&note=18670333:read%20the%20methods",
    "corpus": "/corpus",
}
LIMIT = 300_000
"""Largest picture in bytes: the README is read over slow lines too."""


def main(home: str) -> None:
    """Photograph the pages over a knowledge base that holds the starter set."""
    folder = ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        serve(ROOT / "app.py", Path(scratch) / "log.txt", KB_HOME=home) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(BROWSER_OPTIONS)
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, path in PAGES.items():
            page.goto(address + path)
            page.wait_for_selector("footer", timeout=60_000)
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            page.wait_for_selector("text=still being loaded", state="detached", timeout=60_000)
            page.wait_for_timeout(1500)
            picture = page.screenshot(path=folder / f"{name}.png")
            if len(picture) > LIMIT:
                sys.exit(f"{name}.png has {len(picture)} bytes, more than {LIMIT}")
            print(f"docs/screenshots/{name}.png: {len(picture)} bytes")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit("usage: python -m tests.web.screenshots [KB_HOME]")
    main(sys.argv[1] if len(sys.argv) == 2 else str(Settings.from_env().home))
