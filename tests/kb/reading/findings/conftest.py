"""Findings of short texts written for the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kb.model import AbstractSection, Article, Finding
from kb.reading import Reader

Read = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="session")
def findings_of(reader: Reader) -> Read:
    """Read the findings of a text under a heading of its own, RESULTS unless said."""

    def read(text: str, label: str = "RESULTS", title: str = "") -> tuple[Finding, ...]:
        article = Article("1", title=title, sections=(AbstractSection(label, text),))
        return reader.read(article).findings

    return read


@pytest.fixture(scope="session")
def pairs(findings_of: Read) -> Callable[..., set[tuple[str, str]]]:
    """Outcome and direction of what is found."""

    def read(text: str, label: str = "RESULTS", title: str = "") -> set[tuple[str, str]]:
        return {(f.outcome, f.direction.value) for f in findings_of(text, label, title)}

    return read
