"""The librarian's decisions, in a file of hers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import ConfigurationError
from kb.store.decisions import Decision, DecisionFile, append_decisions, read_decisions


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == DecisionFile()


def test_of_two_decisions_on_one_record_the_last_counts(tmp_path: Path) -> None:
    append_decisions(tmp_path, [Decision("5", "exclude", "knee, not spine", "JL", "2026-01-02")])
    append_decisions(tmp_path, [Decision("5", "include", "has a facet arm, too", "JL")])
    assert read_decisions(tmp_path).decided["5"].sentence == "Included by JL: has a facet arm, too"


def test_a_file_in_another_encoding_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("pmid,decision,reason\n5,include,é\n", "utf-16")
    with pytest.raises(ConfigurationError, match="CSV UTF-8"):
        read_decisions(tmp_path)


def test_a_file_without_a_column_is_named_with_its_head(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("pmid,reason\n5,x\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="lacks the column decision"):
        read_decisions(tmp_path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("5,maybe,x", "'maybe'"),
        ("abc,include,x", "'abc'"),
        ("5,include,", "no reason"),
        ('5,exclude,"  "', "no reason"),
    ],
)
def test_a_line_that_cannot_count_is_refused_by_its_number_and_the_rest_holds(
    tmp_path: Path, line: str, said: str
) -> None:
    text = f"pmid,decision,reason\n7,include,before\n{line}\n\n9,exclude,after\n"
    (tmp_path / "decisions.csv").write_text(text, encoding="utf-8")
    read = read_decisions(tmp_path)
    assert sorted(read.decided) == ["7", "9"]
    (refused,) = read.refused
    assert "line 3" in refused and said in refused


def test_a_file_that_a_spreadsheet_wrote_with_semicolons_is_read_and_added_to(
    tmp_path: Path,
) -> None:
    head = "reason;pmid;decision;when;who\r\nneck, and knee;8;exclude;;JL"
    (tmp_path / "decisions.csv").write_text(head, encoding="utf-8-sig")
    append_decisions(tmp_path, [Decision("5", "include", "facet; joint", "JL", "2026-01-02")])
    decided = read_decisions(tmp_path).decided
    assert decided["8"].reason == "neck, and knee"
    assert decided["5"] == Decision("5", "include", "facet; joint", "JL", "2026-01-02")


def test_a_file_without_room_for_who_and_when_is_not_added_to(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("pmid,decision,reason\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="who, when"):
        append_decisions(tmp_path, [Decision("5", "include", "x", "JL", "2026-01-02")])
