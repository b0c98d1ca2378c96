"""Whether everyone can use the pages: by keyboard alone, by ear, in either theme, on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.records import HOSTILE, RETRACTED
from tests.web.test_browser import QUESTION, settle

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    f"/?q={QUESTION}",
    f"/?q={QUESTION}&region=lumbar&design=randomized-controlled-trial",
    "/?q=zzyzx",
    "/article?pmid=18670333",
    "/concept",
    "/concept?id=medial-branch-block",
    "/table",
    f"/table?q={QUESTION}&cell=2.outcome",
    "/list",
    "/list?list=18670333",
    "/corpus",
    "/graph?edges=located_at&edge=medial-branch-block~lumbar-spine~located_at",
    "/map?cell=facet-joint-pain~pain-intensity",
    "/nothing",
)
OTHERS = (f"/article?pmid={RETRACTED.pmid}", f"/article?pmid={HOSTILE.pmid}", "/?q=steroid")
"""Pages over records that the starter set does not hold."""

_HEADINGS = """() => [...document.querySelectorAll('main :is(h1, h2, h3, h4)')]
  .map(each => Number(each.tagName[1]))"""
_FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  return {
    name: at.getAttribute('aria-label') || at.innerText || '',
    tag: at.tagName,
    seen: box.right > 0 && box.left < innerWidth && box.width > 0,
    ring: getComputedStyle(at).outlineStyle !== 'none',
  };
}"""


def press_until(page, name, tag="", most=60):
    """Press Tab until something of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if name in focus["name"] and tag in focus["tag"]:
            return focus
    pytest.fail(f"{name!r} is not within reach of {most} presses of Tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_fault_of_accessibility(app, fake_app, chromium, scheme):
    """Judged by axe with all that opens laid open; headings are in order on each page."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme=scheme, reduced_motion="reduce"
    )
    try:
        page = context.new_page()
        page.set_default_timeout(45_000)
        found = []
        for address in (*(app + path for path in PAGES), *(fake_app + path for path in OTHERS)):
            page.goto(address)
            settle(page)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            for fault in Axe().run(page).response["violations"]:
                if fault["impact"] in ("serious", "critical"):
                    places = [" ".join(map(str, node["target"])) for node in fault["nodes"]]
                    found.append((address, fault["id"], places[:3]))
            levels = page.evaluate(_HEADINGS)
            steps = zip([0, *levels], levels, strict=False)
            if levels.count(1) != 1 or any(after > before + 1 for before, after in steps):
                found.append((address, "headings", levels))
        assert found == []
    finally:
        context.close()


def test_by_keyboard_alone_a_question_is_asked_and_the_sentence_behind_a_finding_opened(app, tab):
    tab.goto(app)
    settle(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # skip to the content
    press_until(tab, "Question", "INPUT", most=10)
    tab.keyboard.type(QUESTION)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**q=*")
    tab.wait_for_selector("text=Studies at a glance")
    settle(tab)
    press_until(tab, "pain intensity", "SUMMARY")
    tab.keyboard.press("Enter")
    assert tab.get_by_label("Brief").get_by_text("in its place").first.is_visible()
    focus = press_until(tab, "no difference between groups", "SUMMARY")
    assert focus["ring"], "where the keyboard is must be seen"
    tab.keyboard.press("Enter")
    press_until(tab, "in its place", "A", most=1)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/article?*at=*")
    settle(tab)
    assert tab.get_by_role("note").last.inner_text().startswith("project summary")


def test_by_keyboard_alone_map_and_graph_open_their_sentences_from_a_table(app, tab):
    for path, link, parameter in (
        ("/map", "lumbar facet joint pain – pain intensity", "cell="),
        ("/graph", "medial branch block – lumbar spine: sentences", "edge="),
    ):
        tab.goto(app + path)
        settle(tab)
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        press_until(tab, "The same as a table", "SUMMARY")
        tab.keyboard.press("Enter")
        press_until(tab, link, "A")
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"**{parameter}*")
        settle(tab)
        assert tab.locator("main").get_by_text("“").first.is_visible()


def test_by_keyboard_alone_a_cell_of_the_table_shows_its_sentence(app, tab):
    tab.goto(f"{app}/table?q={QUESTION}")
    settle(tab)
    tab.get_by_test_id("data-grid-canvas").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        tab.keyboard.press(key)
    tab.wait_for_url("**cell=*")
    tab.get_by_role("status").filter(has_text="“").wait_for()


def test_on_a_phone_the_keyboard_meets_nothing_that_is_out_of_sight(app, chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    try:
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.goto(f"{app}/?q={QUESTION}")
        settle(page)
        for _ in range(16):
            page.keyboard.press("Tab")
            assert page.evaluate(_FOCUS)["seen"], page.evaluate(_FOCUS)
    finally:
        context.close()
