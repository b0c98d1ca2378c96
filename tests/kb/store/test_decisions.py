"""The librarian's decisions, in a file of hers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import ConfigurationError
from kb.store.decisions import Decision, append_decision, read_decisions


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == {}


def test_of_two_decisions_on_one_record_the_last_counts(tmp_path: Path) -> None:
    append_decision(tmp_path, Decision("5", "exclude", "knee, not spine", "JL", "2026-01-02"))
    append_decision(tmp_path, Decision("5", "include", "has a facet arm, too", "JL"))
    assert read_decisions(tmp_path)["5"].sentence == "Included by JL: has a facet arm, too"


def test_a_file_in_another_encoding_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("pmid,decision,reason\n5,include,é\n", "utf-16")
    with pytest.raises(ConfigurationError, match="CSV UTF-8"):
        read_decisions(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pmid,reason\n5,x\n", "lacks the column decision"),
        ("pmid,decision,reason\n5,maybe,x\n", "line 2"),
        ("pmid,decision,reason\nabc,include,x\n", "'abc'"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_place(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "decisions.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        read_decisions(tmp_path)
