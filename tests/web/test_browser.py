"""The app in a real browser, over a real server on loopback."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.model import StudyDesign
from tests.web.records import HOSTILE, RETRACTED

pytestmark = pytest.mark.browser

QUESTION = "does adding a steroid help a medial branch block?"
OTHER = "complications of radiofrequency neurotomy"
FOOT = "footer"
TITLE = 'h3 a[href*="/article?pmid="]'


def ask(tab, question):
    box = tab.get_by_label("Question")
    box.fill(question)
    box.press("Enter")
    tab.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [question])
    settle(tab)


def settle(tab):
    """Wait until the page is drawn to its foot and the script has ended."""
    tab.wait_for_selector(FOOT)
    tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def question_in(tab):
    return tab.get_by_label("Question").input_value()


def shows(tab, question):
    """Wait until the box shows a question."""
    tab.wait_for_function(
        "wanted => document.querySelector('input[aria-label=Question]')?.value === wanted",
        arg=question,
    )


def first_card(tab):
    return tab.locator('[class*="st-key-card-"]').first


def titles(tab):
    return [each.inner_text() for each in tab.locator(TITLE).all() if each.is_visible()]


def test_a_typed_question_shows_hits_with_all_a_reader_needs(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    card = first_card(tab)
    title = card.locator(TITLE)
    assert len(title.inner_text()) > 20
    pmid = parse_qs(urlsplit(title.get_attribute("href")).query)["pmid"][0]
    link = card.locator(f'a[href="https://pubmed.ncbi.nlm.nih.gov/{pmid}/"]')
    assert link.inner_text() == f"PubMed {pmid}"
    assert len(card.locator("em").first.inner_text()) > 3
    assert re.search(r"\b(19|20)\d\d\b", link.locator("xpath=..").inner_text())
    design = card.get_by_title(re.compile("design read from: (publication type|MeSH|text)")).first
    assert design.inner_text().replace(" ", "-") in set(map(str, StudyDesign))
    sentence = card.get_by_test_id("sentence")
    assert "project summary, not the published abstract" in sentence.inner_text()
    mark = sentence.locator("mark").first
    assert mark.inner_text()
    tint = mark.evaluate("each => getComputedStyle(each).backgroundColor")
    assert tint not in ("rgba(0, 0, 0, 0)", "transparent")


@pytest.mark.parametrize("path", ["/nothing", "/article/18670333", "/foo/bar?q=x"])
def test_an_address_that_names_no_page_says_so(app, tab, path):
    tab.goto(app + path)
    settle(tab)
    assert "There is no such page" in tab.inner_text('[data-testid="stMain"]')


def test_the_article_opens_from_a_hit_and_back_returns_to_the_question(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    before = titles(tab)
    tab.locator(TITLE).first.click()
    tab.wait_for_url("**/article?pmid=*")
    tab.wait_for_selector("h1")
    assert tab.locator("h1").inner_text() == before[0]
    tab.get_by_role("button", name="RIS").wait_for()
    tab.go_back()
    tab.wait_for_selector('[data-testid="sentence"]')
    shows(tab, QUESTION)
    settle(tab)
    assert titles(tab) == before


def test_back_and_forward_walk_through_the_questions(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    first = titles(tab)
    ask(tab, OTHER)
    second = titles(tab)
    assert second != first
    tab.go_back()
    shows(tab, QUESTION)
    settle(tab)
    assert titles(tab) == first
    tab.go_forward()
    shows(tab, OTHER)
    settle(tab)
    assert titles(tab) == second


def test_back_undoes_a_filter_and_a_page(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    tab.get_by_role("combobox", name="Study design").click()
    tab.get_by_role("option", name=re.compile("randomized controlled trial")).first.click()
    tab.wait_for_url("**design=*")
    settle(tab)
    assert "design=randomized-controlled-trial" in tab.url
    assert "randomized controlled trial ×" in tab.inner_text('[data-testid="stMain"]')
    tab.go_back()
    tab.wait_for_url(lambda url: "design" not in url)
    tab.wait_for_selector("text=randomized controlled trial ×", state="detached")
    settle(tab)
    assert question_in(tab) == QUESTION


def test_a_copied_address_opens_the_same_view(app, tab, chromium):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    copied, seen = tab.url, titles(tab)
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    try:
        other = context.new_page()
        other.goto(copied)
        other.wait_for_selector('[data-testid="sentence"]')
        shows(other, QUESTION)
        settle(other)
        assert titles(other) == seen
    finally:
        context.close()


def test_every_page_keeps_to_what_its_headers_allow(app, tab):
    refused = []
    tab.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    for path in (
        f"/?q={QUESTION}",
        "/map",
        "/graph?id=medial-branch-block",
        "/corpus",
        "/table?q=x",
    ):
        answer = tab.goto(app + path)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        settle(tab)
    assert refused == []


def test_no_request_leaves_this_machine(app, tab):
    for path in (
        "/",
        f"/?q={QUESTION}",
        "/article?pmid=18670333",
        "/concept",
        "/corpus",
        "/list",
        f"/table?q={QUESTION}",
        "/x",
    ):
        tab.goto(app + path)
        settle(tab)
    tab.goto(f"{app}/concept?id=medial-branch-block")
    settle(tab)
    tab.wait_for_timeout(500)
    hosts = {
        urlsplit(url).hostname for url in tab.asked_for if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}


def test_a_hostile_record_is_drawn_and_nothing_runs(fake_app, tab):
    alarms = []
    tab.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    for path in (f"/article?pmid={HOSTILE.pmid}", "/?q=hacked"):
        tab.goto(fake_app + path)
        settle(tab)
        shown = tab.inner_text('[data-testid="stMain"]')
        assert "<script>window.hacked=1</script>**Steroid** :red[x] $a$" in shown
        assert "year not stated" in shown
        assert tab.evaluate("window.hacked") is None
        assert tab.locator('a[href^="javascript:"]').count() == 0
        assert overflow(tab) <= 0
    assert alarms == []


def test_a_retracted_paper_shows_its_banner(fake_app, tab):
    tab.goto(f"{fake_app}/article?pmid={RETRACTED.pmid}")
    settle(tab)
    banner = tab.get_by_role("alert").first.inner_text()
    assert banner.startswith("RETRACTED. Retracted by PMID 90000009 in 2010.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024])
def test_a_narrow_screen_shows_all_without_scrolling_sideways(fake_app, chromium, width, scheme):
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    try:
        page = context.new_page()
        page.set_default_timeout(45_000)
        for path in ("/?q=steroid", f"/article?pmid={HOSTILE.pmid}", "/corpus"):
            page.goto(fake_app + path)
            settle(page)
            assert overflow(page) <= 0, path
        page.goto(f"{fake_app}/?q=steroid")
        settle(page)
        box = page.locator(TITLE).first.bounding_box()
        assert 0 <= box["x"] <= width - 100
        assert box["y"] < 700, "the first hit stands below the fold"
        assert contrast(page, TITLE) >= 4.5
    finally:
        context.close()


def overflow(page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate(
        """() => {
          const main = document.querySelector('[data-testid="stMain"]');
          return Math.max(main.scrollWidth - main.clientWidth,
            document.documentElement.scrollWidth - document.documentElement.clientWidth);
        }"""
    )


def contrast(page, selector: str) -> float:
    """Contrast of a text with the page behind it, as WCAG 2 counts it."""
    colours = page.evaluate(
        """selector => [
          getComputedStyle(document.querySelector(selector)).color,
          getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor,
        ]""",
        selector,
    )
    bright, dark = sorted((luminance(colour) for colour in colours), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a CSS rgb() colour."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_an_unknown_address_says_so(app, tab):
    tab.goto(f"{app}/nothing")
    settle(tab)
    assert "There is no such page" in tab.inner_text('[data-testid="stMain"]')
    assert tab.title().startswith("No such page")


def test_each_page_has_its_own_name_in_the_tab(app, tab):
    for path, name in (
        (f"/?q={QUESTION}", QUESTION),
        ("/article?pmid=18670333", "Cervical medial branch blocks"),
        ("/concept?id=medial-branch-block", "medial branch block"),
        ("/table", "Evidence table"),
        ("/list", "Reading list"),
        ("/map", "Evidence map"),
        ("/graph", "Graph: medial branch block"),
        ("/corpus", "Corpus"),
    ):
        tab.goto(app + path)
        tab.wait_for_function("name => document.title.startsWith(name)", arg=name)


def test_a_fact_leads_to_its_words(app, tab):
    tab.goto(f"{app}/article?pmid=18670333")
    settle(tab)
    link = tab.locator('a[href^="#at1-"]').first
    target = link.get_attribute("href").removeprefix("#at")
    words = tab.locator(f".in{target}").first
    before = words.evaluate("each => getComputedStyle(each).backgroundColor")
    link.click()
    tab.wait_for_function(
        "([cls, old]) => getComputedStyle(document.querySelector(cls)).backgroundColor !== old",
        arg=[f".in{target}", before],
    )
    assert "/article?pmid=18670333" in tab.url


def test_a_paper_is_collected_and_the_list_goes_along_and_is_shared_by_address(app, tab):
    tab.goto(f"{app}/?q={QUESTION}")
    settle(tab)
    tab.get_by_role("button", name="Add to list").first.click()
    tab.wait_for_url("**list=*")
    settle(tab)
    tab.get_by_role("link", name="List (1)").click()
    tab.wait_for_url("**/list?list=*")
    tab.get_by_label("Note").fill("read the methods")
    tab.get_by_label("Note").press("Enter")
    tab.wait_for_url("**note=*")
    tab.goto(tab.url)
    settle(tab)
    assert tab.get_by_label("Note").input_value() == "read the methods"
    assert tab.locator("h3 a").count() == 1


def listed(tab):
    """Wait for the script to end; the papers on the list, by the address and by the page."""
    settle(tab)
    papers = ",".join(parse_qs(urlsplit(tab.url).query).get("list", [])).split(",")
    papers = [each for each in papers if each]
    tab.get_by_role("link", name=f"List ({len(papers)})" if papers else "List").wait_for()
    return papers


def collect(tab, before):
    tab.get_by_role("button", name="Add to list").first.click()
    tab.get_by_role("link", name=f"List ({len(before) + 1})").wait_for()
    return listed(tab)


def test_back_after_adding_to_the_list_undoes_the_question_and_keeps_the_paper(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, OTHER)
    ask(tab, QUESTION)
    one = collect(tab, [])
    two = collect(tab, one)
    tab.go_back()
    shows(tab, OTHER)
    assert listed(tab) == two
    tab.go_forward()
    shows(tab, QUESTION)
    assert listed(tab) == two


def test_a_paper_added_on_its_own_page_is_on_the_list_after_back(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    tab.locator(TITLE).first.click()
    tab.wait_for_url("**/article?pmid=*")
    settle(tab)
    on_it = collect(tab, [])
    tab.go_back()
    shows(tab, QUESTION)
    tab.get_by_role("link", name="List (1)").wait_for()
    assert listed(tab) == on_it
    tab.get_by_role("button", name="On the list: take off").click()
    tab.get_by_role("link", name="List", exact=True).wait_for()
    assert listed(tab) == []
    tab.go_forward()
    tab.wait_for_url("**/article?pmid=*")
    tab.get_by_role("button", name="Add to list").first.wait_for()
    assert listed(tab) == []


def test_an_address_pasted_into_the_tab_shows_its_own_list_and_leaves_the_other(app, tab):
    tab.goto(app)
    settle(tab)
    ask(tab, QUESTION)
    mine = collect(tab, [])
    tab.goto(f"{app}/list?list=18670333")
    assert listed(tab) == ["18670333"]
    tab.go_back()
    shows(tab, QUESTION)
    assert listed(tab) == mine
    tab.go_forward()
    tab.wait_for_url("**/list?*")
    assert listed(tab) == ["18670333"]


def test_a_cell_named_in_the_address_shows_its_sentence_and_leads_to_it(app, tab):
    tab.goto(f"{app}/table?q={QUESTION}&cell=2.outcome")
    settle(tab)
    tab.get_by_role("link", name="in its place").first.click()
    tab.wait_for_url("**/article?*at=*")
    tab.get_by_role("note").last.wait_for()
    assert "show it in the text" in tab.inner_text('[data-testid="stMain"]')
