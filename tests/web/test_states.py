"""What pages say while something is missing, over real stores: never that nothing is known."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st

from kb import open_writer
from kb.errors import StoreLocked
from kb.index import Embedder
from kb.model import AbstractSection, Article
from kb.web.resources import knowledge_base
from tests.web.drawing import (
    SCRIPTS,
    STEROID,
    article_script,
    draw,
    map_script,
    search_script,
    table_script,
    words,
)

ASKING = (search_script, table_script)
NEW = Article(
    "90000077", title="A new paper", sections=(AbstractSection("", "A new paper on pain."),)
)


@pytest.fixture
def opened(monkeypatch):
    """Have the pages open a folder."""

    def open_it(home: Path) -> None:
        monkeypatch.setenv("KB_HOME", str(home))
        st.cache_resource.clear()

    yield open_it
    st.cache_resource.clear()


def store_of(home: Path) -> Path:
    """The store's file, with nothing waiting beside it."""
    with closing(sqlite3.connect(home / "kb.sqlite")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home / "kb.sqlite"


def assert_not_answered(page, heading: str, *said: str) -> None:
    shown = words(page)
    assert heading in shown
    (error,) = page.error
    for each in said:
        assert each in error.value.replace("\\", "")
    assert "has not been answered. This says nothing about what the literature holds." in shown
    for wrong in ("Nothing relevant", "0 papers", "No study to lay out", "No finding was read"):
        assert wrong not in shown


def test_a_missing_model_is_named_with_its_setting_and_records_can_be_read(
    opened, starter_home, monkeypatch, tmp_path
):
    monkeypatch.setenv("KB_MODEL", str(tmp_path / "none"))
    opened(starter_home)
    for script in ASKING:
        assert_not_answered(draw(script, q=STEROID), "A setting cannot be used", "KB_MODEL")
    article = words(draw(article_script, pmid="18670333"))
    assert "<h1" in article
    assert "Related papers cannot be shown" in article


def test_a_lost_index_names_the_command_that_makes_it_anew(opened, starter_copy):
    shutil.rmtree(starter_copy / "chroma")
    opened(starter_copy)
    for script in ASKING:
        page = draw(script, q=STEROID)
        assert_not_answered(page, "The index is out of date", "0 of 146 passages", "mbb rebuild")


def test_a_damaged_store_says_so_on_every_page(opened, starter_copy):
    store = store_of(starter_copy)
    store.write_bytes(b"no store" * 9000)
    opened(starter_copy)
    for script in SCRIPTS:
        page = draw(script, q=STEROID)
        assert_not_answered(page, "The knowledge base cannot be read", "damaged", "Put a copy")


def test_a_store_that_is_damaged_below_its_head_says_so(opened, starter_copy):
    store = store_of(starter_copy)
    whole = store.read_bytes()
    store.write_bytes(whole[:65536] + bytes(len(whole) - 65536))
    opened(starter_copy)
    for script in (*ASKING, map_script):
        page = draw(script, q=STEROID)
        assert_not_answered(page, "The knowledge base cannot be read", "damaged")


@pytest.mark.parametrize(
    ("version", "heading", "said"),
    [
        (99, "A newer version wrote this knowledge base", "Update this program"),
        (1, "The knowledge base cannot be read", "mbb rebuild"),
    ],
)
def test_a_store_of_another_version_says_what_to_do(opened, starter_copy, version, heading, said):
    with closing(sqlite3.connect(store_of(starter_copy))) as db:
        db.execute(f"PRAGMA user_version = {version}")
    opened(starter_copy)
    for script in SCRIPTS:
        assert_not_answered(draw(script, q=STEROID), heading, said)


def test_a_locked_store_asks_for_patience(fake, monkeypatch):
    def locked():
        raise StoreLocked("The knowledge base is being written by another process. Try again.")

    monkeypatch.setattr(fake, "status", locked)
    for script in SCRIPTS:
        page = draw(script, q=STEROID)
        assert_not_answered(page, "The knowledge base is being written", "Try again")


def test_while_the_index_is_being_rebuilt_the_last_state_answers_and_what_waits_is_said(
    opened, starter_copy
):
    opened(starter_copy)
    before = words(draw(map_script))
    assert "not yet read and indexed" not in before
    with open_writer(starter_copy) as writer:  # the command that is at work holds the store
        writer.add_articles([NEW])
        for script in SCRIPTS:
            page = draw(script, q=STEROID, pmid="18670333", id="medial-branch-block")
            assert not page.error
            said = words(page).replace("\\", "")
            assert "1 record is stored but not yet read and indexed" in said
            assert "a refresh or rebuild is under way" in said
        assert "18670333" in words(draw(search_script, q=STEROID))


def test_a_first_index_that_is_being_made_is_not_an_empty_literature(opened, tmp_path):
    with open_writer(tmp_path / "new") as writer:
        writer.add_articles([NEW])
        opened(tmp_path / "new")
        for script in SCRIPTS:
            page = draw(script, q=STEROID)
            shown = words(page)
            assert "1 record is stored and waits to be read and indexed" in shown
            assert "Nothing was searched" in shown
            assert "mbb rebuild" in [code.value for code in page.code]
            assert "Nothing relevant" not in shown
            assert "mbb starter" not in shown


def test_an_empty_store_names_the_commands_that_fill_it(opened, tmp_path):
    with open_writer(tmp_path / "new"):
        pass
    opened(tmp_path / "new")
    for script in SCRIPTS:
        page = draw(script, q=STEROID)
        assert "Nothing was searched" in words(page)
        assert "mbb starter" in [code.value for code in page.code]


def test_a_question_is_encoded_once_whatever_is_clicked(opened, starter_home, monkeypatch):
    opened(starter_home)
    knowledge_base().warm_up()
    encoded = []
    load = Embedder.load

    def counting(self):
        encoded.append("the model was asked for")
        return load(self)

    monkeypatch.setattr(Embedder, "load", counting)  # whatever is encoded asks for the model
    page = draw(search_script, q="does adding a steroid help a medial branch block?")
    once = list(encoded)
    assert len(once) == 1
    next(b for b in page.button if b.label == "Add to list").click().run()
    page.selectbox(key=next(s.key for s in page.selectbox if s.label == "Order")).set_value(
        "newest"
    ).run()
    page.query_params["page"] = "2"
    page.run()
    next(m for m in page.multiselect if m.label == "Region").set_value(["lumbar"]).run()
    draw(table_script, q="does adding a steroid help a medial branch block?")
    draw(map_script)
    assert encoded == once
