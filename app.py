"""The pages of the app; `streamlit run app.py` or `mbb serve` shows them."""

import streamlit as st

from kb.web.article_page import article_page
from kb.web.concept_page import concept_page
from kb.web.corpus_page import corpus_page
from kb.web.graph_page import graph_page
from kb.web.list_page import list_page
from kb.web.map_page import map_page
from kb.web.navigation import path
from kb.web.search_page import search_page
from kb.web.server import MIDDLEWARE, ROUTES, early_start
from kb.web.shell import not_found_page
from kb.web.table_page import table_page

PAGES = {
    "": search_page,
    "article": article_page,
    "concept": concept_page,
    "corpus": corpus_page,
    "graph": graph_page,
    "list": list_page,
    "map": map_page,
    "table": table_page,
}


def draw() -> None:
    """Draw the page that the address names."""
    pages = [
        st.Page(page, title=page.__name__, url_path=name, default=not name)
        for name, page in PAGES.items()
    ]
    asked = path()
    if asked not in PAGES and "/" not in asked:
        # Streamlit would show the search page under a wrong address.
        pages.append(st.Page(not_found_page, title="No such page", url_path=asked))
    st.navigation(pages, position="hidden").run()


# Streamlit's server imports this file and finds the app in it; each page is a run of the file as
# a script.
if __name__ == "__main__":
    draw()
else:
    app = st.App(__file__, lifespan=early_start, routes=ROUTES, middleware=MIDDLEWARE)
