"""The pages of the app; `streamlit run app.py` or `mbb serve` shows them."""

import streamlit as st

from kb.web.article_page import article_page
from kb.web.concept_page import concept_page
from kb.web.corpus_page import corpus_page
from kb.web.search_page import search_page

NAME = "Medial branch evidence"

PAGES = [
    st.Page(search_page, title="Search", url_path="", default=True),
    st.Page(concept_page, title="Concepts", url_path="concept"),
    st.Page(corpus_page, title="Corpus", url_path="corpus"),
    st.Page(article_page, title="Article", url_path="article", visibility="hidden"),
]

# An emoji: for a material icon the browser would fetch a font from outside.
st.set_page_config(page_title=NAME, page_icon="🦴", layout="wide")
st.navigation(PAGES, position="top").run()
