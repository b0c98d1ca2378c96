"""What the server answers besides pages."""

from __future__ import annotations

import shutil

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit import config

from kb.web.server import HEADERS, MIDDLEWARE, ROUTES


def ask_health(monkeypatch, home):
    monkeypatch.setenv("KB_HOME", str(home))
    st.cache_resource.clear()  # the base of another test
    with TestClient(Starlette(routes=ROUTES, middleware=MIDDLEWARE)) as client:
        return client.get("/health")


def test_health_tells_what_is_held(monkeypatch, starter_home):
    answer = ask_health(monkeypatch, starter_home)
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["articles"] == 146
    assert answer.json()["index"] == "whole"
    assert answer.json()["model"].startswith("loading"), "nobody has asked for it here"


def test_without_a_knowledge_base_health_is_unavailable_and_says_why(monkeypatch, tmp_path):
    answer = ask_health(monkeypatch, tmp_path / "none")
    assert answer.status_code == 503
    assert "knowledge base" in answer.json()["reason"]


def test_a_lost_index_is_unavailable_and_names_the_mend(monkeypatch, starter_copy):
    shutil.rmtree(starter_copy / "chroma")
    answer = ask_health(monkeypatch, starter_copy)
    assert answer.status_code == 503
    assert "0 of 146 passages" in answer.json()["reason"]
    assert "mbb rebuild" in answer.json()["reason"]


@pytest.mark.parametrize("base", ["", "kb"])
def test_an_address_of_several_parts_leads_to_the_page_that_says_there_is_none(base):
    prefix = f"/{base}" if base else ""
    before = st.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", base)
    person = {"accept": "text/html,application/xhtml+xml"}
    try:
        client = TestClient(Starlette(middleware=MIDDLEWARE), follow_redirects=False)
        for path in ("/article/18670333", "/foo/bar"):
            answer = client.get(prefix + path, headers=person)
            assert answer.status_code == 307
            assert answer.headers["location"] == f"{prefix}/no-such-page"
        for path in ("/article", "/", "/media/x/y.csv", "/static/js/x.js", "/_stcore/health"):
            assert client.get(prefix + path, headers=person).status_code == 404, "goes through"
        assert client.get(f"{prefix}/foo/bar.js", headers={"accept": "*/*"}).status_code == 404
    finally:
        config.set_option("server.baseUrlPath", before)


def test_every_answer_forbids_what_comes_from_outside(monkeypatch, tmp_path):
    headers = ask_health(monkeypatch, tmp_path).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "default-src 'self'" in headers["content-security-policy"]
