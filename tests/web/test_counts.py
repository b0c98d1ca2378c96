"""One number for one thing, whichever page says it; over the starter set."""

from __future__ import annotations

import re

import pytest
import streamlit as st

from kb.web.resources import knowledge_base
from tests.web.drawing import (
    concept_script,
    corpus_script,
    draw,
    map_script,
    search_script,
    table_script,
    words,
)

QUESTION = "does adding a steroid help a medial branch block?"


@pytest.fixture(autouse=True)
def base(monkeypatch, starter_home):
    monkeypatch.setenv("KB_HOME", str(starter_home))
    st.cache_resource.clear()
    base = knowledge_base()
    base.warm_up()
    yield base
    st.cache_resource.clear()


def number(page, pattern: str) -> int:
    """The one number that stands where the pattern has its group."""
    found = set(re.findall(pattern, words(page).replace("\\", "").replace("\u2060", "")))
    assert len(found) == 1, (pattern, found)
    return int(found.pop().replace(",", ""))


def test_papers_on_topic_are_as_many_on_the_first_page_as_in_the_corpus(base):
    welcome = number(draw(search_script), r"([\d,]+) papers on medial branch")
    corpus = {metric.label: metric.value for metric in draw(corpus_script).metric}
    assert corpus["On topic"] == f"{welcome:,}"
    assert corpus["Papers"] == f"{base.status().articles:,}"


def test_table_and_brief_rest_on_the_papers_that_the_search_counts():
    page = draw(search_script, q=QUESTION)
    relevant = number(page, r">(\d+) papers? · read as")
    assert number(page, r"From (\d+) relevant papers") == relevant
    table = draw(table_script, q=QUESTION)
    left_out = number(table, r"; (\d+) relevant papers? left out")
    assert number(table, r"(\d+) papers, \d+ rows") + left_out == relevant


def test_a_concept_is_named_in_as_many_papers_as_its_link_finds():
    page = draw(concept_script, id="medial-branch-block")
    named = number(page, r"named in (\d+) papers")
    by_name = number(page, r"\((\d+) by its own names")
    assert by_name < named
    found = draw(search_script, intervention="medial-branch-block")
    assert number(found, r">(\d+) papers ·") == named
    assert "Below the cut-off" not in words(found)


def test_the_map_says_how_many_papers_it_is_made_from(base):
    made = number(draw(map_script), r"Made from (\d+) papers")
    assert 0 < made < base.status().on_topic
