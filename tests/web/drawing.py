"""Pages drawn by Streamlit's own test runner, for the tests of each."""

from __future__ import annotations

from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

STEROID = "steroid"


def search_script():
    from kb.web.search_page import search_page

    search_page()


def article_script():
    from kb.web.article_page import article_page

    article_page()


def concept_script():
    from kb.web.concept_page import concept_page

    concept_page()


def corpus_script():
    from kb.web.corpus_page import corpus_page

    corpus_page()


def table_script():
    from kb.web.table_page import table_page

    table_page()


def list_script():
    from kb.web.list_page import list_page

    list_page()


def map_script():
    from kb.web.map_page import map_page

    map_page()


def graph_script():
    from kb.web.graph_page import graph_page

    graph_page()


SCRIPTS = (
    map_script,
    graph_script,
    search_script,
    article_script,
    concept_script,
    corpus_script,
    table_script,
    list_script,
)


def draw(script, **params):
    page = AppTest.from_function(script, default_timeout=30)
    for name, value in params.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def words(page) -> str:
    """All that can be read on a page, and the HTML of what is drawn as such.

    Without what may run scripts, see :func:`running`.
    """
    kinds = ("html", "text", "markdown", "caption", "error", "warning", "info", "subheader", "code")
    return "\n".join(
        str(element.proto.body if hasattr(element.proto, "body") else element.value)
        for kind in kinds
        for element in page.get(kind)
        if not getattr(element.proto, "unsafe_allow_javascript", False)
    )


def tables(page) -> dict[str, list[dict[str, str]]]:
    """The tables of a page's own by what they are called, each row as text by column."""
    reader = _Tables()
    for element in page.get("html"):
        reader.feed(element.proto.body)
    return {
        name: [dict(zip(head, row, strict=True)) for row in rows]
        for name, (head, *rows) in reader.found.items()
    }


class _Tables(HTMLParser):
    """Reads the tables that stand in named regions."""

    def __init__(self):
        super().__init__()
        self.found, self._rows, self._in_cell = {}, [], False

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if named.get("role") == "region":
            self._rows = self.found[named["aria-label"]] = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data):
        if self._in_cell:
            self._rows[-1][-1] += data


def running(page) -> list[str]:
    """The HTML of what may run scripts."""
    return [e.proto.body for e in page.get("html") if e.proto.unsafe_allow_javascript]
