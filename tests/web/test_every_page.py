"""What holds for every page, or is shown by several."""

from __future__ import annotations

from dataclasses import replace

import kb
from kb.errors import StoreNotFound
from tests.web.drawing import SCRIPTS, STEROID, draw, running, words


def test_an_empty_knowledge_base_says_so_and_not_that_nothing_is_relevant(fake):
    fake.held = ()
    for script in SCRIPTS:
        page = draw(script, q=STEROID)
        assert "Nothing was searched" in words(page)
        assert "Nothing relevant" not in words(page)
        assert "mbb starter" in [code.value for code in page.code]


def test_records_that_wait_for_the_index_are_said_on_every_page(fake, monkeypatch):
    status = replace(fake.status(), pending=1200)
    monkeypatch.setattr(fake, "status", lambda: status)
    for script in SCRIPTS:
        assert "1,200 records are stored but not yet read" in words(draw(script)).replace("\\", "")


def test_a_base_of_summaries_alone_says_so_on_every_page(fake, monkeypatch):
    status = replace(fake.status(), by_source={"project summary": 5}, last_refresh=None)
    monkeypatch.setattr(fake, "status", lambda: status)
    for script in SCRIPTS:
        shown = words(draw(script))
        assert "summaries by this project; refresh to pull the published abstracts" in shown
        assert "starter set, not yet refreshed from PubMed" in shown


def test_no_knowledge_base_names_the_command_that_makes_one(monkeypatch, fake):
    def missing(path=None):
        raise StoreNotFound("There is no knowledge base in that folder.")

    monkeypatch.setattr(kb, "open_kb", missing)
    for script in SCRIPTS:
        page = draw(script)
        assert "no knowledge base" in page.error[0].value
        assert "mbb starter" in [code.value for code in page.code]


def test_every_page_ends_with_the_date_of_the_data_and_no_advice(fake):
    for script in SCRIPTS:
        foot = words(draw(script))
        assert (
            "Not medical advice; abstracts only, risk of bias not assessed · data of 2026-11-24"
        ) in foot


def test_the_one_script_of_a_page_holds_nothing_of_the_address_or_of_a_record(fake):
    (known,) = running(draw(SCRIPTS[0]))
    for script in SCRIPTS:
        page = draw(
            script, q="<script>alert(1)</script>", list="90000001", note="90000001:</script>"
        )
        assert running(page) == [known]
