"""How fast the pages feel: from Enter to hits in a real browser, beside the search call itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kb import open_kb
from tests.web.conftest import BROWSER_OPTIONS, ROOT, find_chromium, serve

if TYPE_CHECKING:
    from playwright.async_api import Page
    from websockets.asyncio.client import ClientConnection

QUESTIONS = 16
READERS = 10
_PROTOCOL = "streamlit"
_FIRST = "() => document.querySelector('[class*=\"st-key-card-\"] h3')?.innerText || ''"
_ANSWERED = (
    "([before, question]) => { const h = document.querySelector('[class*=\"st-key-card-\"] h3');"
    " const rests = document.querySelector('[data-testid=\"stApp\"]')"
    ".dataset.testScriptState === 'notRunning';"
    " return new URL(location).searchParams.get('q') === question"
    " && !!h && (h.innerText !== before || rests) }"
)
_SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def felt(home: Path, shared: Path) -> dict[str, object]:
    """Ask questions in a browser over a store that is there, one reader and then ten at once.

    Returns
    -------
    dict
        Milliseconds from Enter to the first new hit and to the page at rest, and the same as
        ratios to the search call in this process; the slowest of ten readers at once.
    """
    lines = (shared / "data" / "retrieval" / "mbb-queries-dev.jsonl").read_text("utf-8")
    # every fifth: neighbours ask one need in other words, and their first hit is often the same
    questions = [" ".join(json.loads(line)["query"].split()) for line in lines.splitlines()][::5]
    base = open_kb(home)
    base.warm_up()
    calls = []
    for question in questions[:QUESTIONS]:
        start = time.perf_counter()
        base.search(question)
        calls.append(time.perf_counter() - start)
    base.close()
    with serve(ROOT / "app.py", home / "app.log", KB_HOME=str(home)) as address:
        hits, rest, crowd = asyncio.run(_measure(address, questions))
        served = asyncio.run(_served(address, questions))
    call = statistics.median(calls)
    first, settled = statistics.median(hits), statistics.median(rest)
    return {
        "search call, ms (median)": round(call * 1000),
        "Enter to first hit, ms (median; aim <= 700)": round(first * 1000),
        "Enter to first hit / search call": round(first / call, 1),
        "Enter to page at rest, ms (median)": round(settled * 1000),
        "Enter to page at rest / search call": round(settled / call, 1),
        f"{READERS} readers at once, the server's part, slowest page, ms (aim <= 2000)": round(
            max(served) * 1000
        ),
        f"{READERS} readers in one browser, slowest first hit, ms": round(max(crowd) * 1000),
    }


async def _measure(
    address: str, questions: list[str]
) -> tuple[list[float], list[float], list[float]]:
    """Seconds to the first hit and to rest of one reader, and to the first hit of many."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), args=list(BROWSER_OPTIONS)
        )
        page = await browser.new_page(viewport={"width": 1440, "height": 1000})
        await page.goto(f"{address}/?q=facet+joint+pain")
        await page.wait_for_selector("footer", timeout=120_000)
        await page.wait_for_timeout(15_000)  # the model is loaded aside
        pairs = [await _ask(page, question) for question in questions[:QUESTIONS]]
        pages = [await browser.new_page() for _ in range(READERS)]
        for each in pages:
            await each.goto(f"{address}/?q=facet+joint+pain")
            await each.wait_for_selector("footer", timeout=120_000)
        crowd = await asyncio.gather(
            *(_ask(each, questions[-1 - place]) for place, each in enumerate(pages))
        )
        await browser.close()
    return [first for first, _ in pairs], [rest for _, rest in pairs], [f for f, _ in crowd]


async def _served(address: str, questions: list[str]) -> list[float]:
    """Seconds until the server has sent the whole page to each of many readers who ask at once.

    Ten people have ten machines: their browsers are no part of what they wait for together.
    """
    from websockets.asyncio.client import connect

    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    async with contextlib.AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(
                connect(stream, max_size=None, subprotocols=[_PROTOCOL])
            )
            for _ in range(READERS)
        ]
        for each in readers:
            await _received(each, "facet joint pain")
        asked = zip(readers, reversed(questions), strict=False)
        return await asyncio.gather(*(_received(each, question) for each, question in asked))


async def _received(reader: ClientConnection, question: str) -> float:
    """Seconds until a page is sent to its end."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    wanted, told = BackMsg(), ForwardMsg()
    wanted.rerun_script.query_string = f"q={quote(question)}"
    start = time.perf_counter()
    await reader.send(wanted.SerializeToString())
    while told.WhichOneof("type") != "script_finished":
        told = ForwardMsg.FromString(await reader.recv())
    return time.perf_counter() - start


async def _ask(page: Page, question: str) -> tuple[float, float]:
    """Seconds from Enter to the first new hit, and to the page at rest."""
    before = await page.evaluate(_FIRST)
    box = page.get_by_label("Question")
    await box.fill(question)
    start = time.perf_counter()
    await box.press("Enter")
    await page.wait_for_function(_ANSWERED, arg=[before, question], timeout=60_000)
    first = time.perf_counter() - start
    await page.wait_for_selector(_SETTLED)
    return first, time.perf_counter() - start
