"""Strategies: the packaged ones, the librarian's over them, and files that are wrong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from ingest.strategies import choose, doubts, load_strategies, parse_strategies
from kb.errors import ConfigurationError

OWN = """
[[strategy]]
name = "medial-branch-and-facet-blocks"
version = 7
query = "mine[tiab]"

[[strategy]]
name = "ton"
query = ["(a[tiab]", "OR b[tiab])"]  # two pieces
notes = "third  occipital\\n nerve"
"""


def test_the_packaged_strategies_can_be_used(tmp_path: Path) -> None:
    strategies = load_strategies(tmp_path)
    assert "medial-branch-and-facet-blocks" in strategies
    for name, strategy in strategies.items():
        assert strategy.name == name and strategy.version >= 1 and strategy.notes
        assert '"facet joint*"[tiab]' in strategy.query or '"third occipital' in strategy.query
        assert doubts(strategy.query) == ()
        assert "\n" not in strategy.query and "  " not in strategy.query


def test_the_packaged_set_asks_every_question_and_says_why(tmp_path: Path) -> None:
    assert list(load_strategies(tmp_path)) == [
        "medial-branch-and-facet-blocks",
        "lumbar-blocks",
        "thoracic-blocks",
        "cervical-blocks",
        "cervicogenic-headache-and-third-occipital-nerve",
        "radiofrequency-prognosis",
        "imaging-guidance",
        "complications",
    ]
    text = (files("ingest") / "strategies.toml").read_text(encoding="utf-8")
    for table in text.split("[[strategy]]")[2:]:
        pieces, reasons = table.count("\n  '("), table.count("\n  # ")
        assert reasons >= 3 and pieces, table[:60]


@pytest.mark.parametrize(
    "query",
    [
        '("facet joint*"[tiab] OR "Nerve Block/adverse effects"[mh]) AND "2020"[dp]',
        '"oil and water"[Title/Abstract]',
        '"nerve block"[tiab:~2] AND "Pain"[mh:noexp]',
    ],
)
def test_a_sound_query_raises_no_doubt(query: str) -> None:
    assert doubts(query) == ()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("facet[titel]", "[titel] is no field"),
        ("facet and joint", 'a small "and"'),
        ("\u201cfacet joint\u201d[tiab]", "typographic"),
        ("fac*[tiab]", "fac* is cut off"),
    ],
)
def test_what_pubmed_would_swallow_in_silence_is_doubted(query: str, said: str) -> None:
    (doubt,) = doubts(query)
    assert said in doubt


def test_the_librarians_file_replaces_and_adds(tmp_path: Path) -> None:
    (tmp_path / "strategies.toml").write_text(OWN, encoding="utf-8")
    strategies = load_strategies(tmp_path)
    replaced = strategies["medial-branch-and-facet-blocks"]
    assert (replaced.query, replaced.version) == ("mine[tiab]", 7)
    assert strategies["ton"].query == "(a[tiab] OR b[tiab])"
    assert strategies["ton"].notes == "third occipital nerve"


def test_an_unknown_name_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="medial-branch-and-facet-blocks"):
        choose(load_strategies(tmp_path), ["nope"])


def test_all_are_chosen_where_none_is_named_and_each_once() -> None:
    strategies = parse_strategies(OWN, "own")
    assert [s.name for s in choose(strategies, [])] == list(strategies)
    assert [s.name for s in choose(strategies, ["ton", "ton"])] == ["ton"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[strategy]\nname = 1", "line 1"),
        ('[[strategy]]\nname = "a"', "query"),
        ('[[strategy]]\nquery = "a"', "name"),
        ('[[strategy]]\nname = "A b"\nquery = "a"', "'A b'"),
        ('[[strategy]]\nname = "a"\nquery = " "', "empty"),
        ('[[strategy]]\nname = "a"\nquery = "(a OR b"', "parentheses"),
        ('[[strategy]]\nname = "a"\nquery = "a) OR (b"', "parentheses"),
        ("[[strategy]]\nname = 'a'\nquery = '\"a OR b'", "quotation mark"),
        ('[[strategy]]\nname = "a"\nquery = ["a", 2]', "list of texts"),
        ('[[strategy]]\nname = "a"\nquery = "a"\nversion = 0', "version"),
        ('[[strategy]]\nname = "a"\nquery = "a"\nversion = true', "version"),
        ('[[strategy]]\nname = "a"\nquery = "a"\nnote = "x"', "note is not known"),
        ('[[strategy]]\nname = "a"\nquery = "a"\n' * 2, "twice"),
        ('[strategies]\nname = "a"', "strategies is not known"),
        ('[strategy]\nname = "a"\nquery = "a"', "strategy"),
    ],
)
def test_a_broken_file_is_named_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "strategies.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as error:
        load_strategies(tmp_path)
    assert str(path) in str(error.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "strategies.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_strategies(tmp_path)
