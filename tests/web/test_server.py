"""What the server answers besides pages."""

from __future__ import annotations

import shutil

import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

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


def test_every_answer_forbids_what_comes_from_outside(monkeypatch, tmp_path):
    headers = ask_health(monkeypatch, tmp_path).headers
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "default-src 'self'" in headers["content-security-policy"]
