"""Halves, intervals and the dictionary, side by side."""

from __future__ import annotations

from collections import Counter

import pytest

from kb.evaluation import article_of, evaluate, extract, markdown_table, score
from kb.evaluation.baseline import plain_dictionary
from kb.evaluation.intervals import intervals
from kb.evaluation.tally import Document
from kb.model import AbstractSection, Article


def test_halves_are_the_even_and_the_odd_documents(own_gold: dict[str, Document]) -> None:
    found = evaluate(own_gold)
    halves: list[dict[str, Document]] = [{}, {}]
    for place, (key, document) in enumerate(own_gold.items()):
        halves[place % 2][key] = document
    alone = [score(half, {k: extract(article_of(d)) for k, d in half.items()}) for half in halves]
    (concepts,) = (row for row in found.rows if row.field == "concepts.overall")
    (topic,) = (row for row in found.rows if row.field == "on_topic")
    assert concepts.even == alone[0]["concepts"]["overall"]["f1"]
    assert concepts.odd == alone[1]["concepts"]["overall"]["f1"]
    assert concepts.odd_precision == alone[1]["concepts"]["overall"]["p"]
    assert topic.odd == alone[1]["on_topic"]["accuracy"]


def test_given_predictions_are_scored_instead_of_reading(own_gold: dict[str, Document]) -> None:
    assert all(row.all in (1, None) for row in evaluate(own_gold, own_gold).rows)


def test_the_dictionary_knows_less_than_the_rules(own_gold: dict[str, Document]) -> None:
    for row in evaluate(own_gold).rows:
        if row.field in ("concepts.overall", "negation_mention", "on_topic", "region"):
            assert row.dictionary is not None and row.all is not None
            assert 0 < row.dictionary < row.all, row.field


def test_the_dictionary_takes_the_longest_label_and_letters_by_their_case() -> None:
    text = "An RCT of MBB, mbb and facet joint pain in 40 patients for 6 weeks under CT."
    found = plain_dictionary(Article("1", sections=(AbstractSection("RESULTS", text),)))
    names = [concept["name"] for concept in found["concepts"]]
    assert "facet-joint-pain" in names and "zygapophysial-joint" not in names
    (block,) = (c for c in found["concepts"] if c["name"] == "medial-branch-block")
    assert [text[q["start"] : q["end"]] for q in block["quotes"]] == ["MBB"]
    assert found["sample_size"] == {"value": 40}
    assert found["follow_up"]["value_months"] == pytest.approx(6 / 4.345)
    assert found["imaging_guidance"] == ["CT"]


def test_an_interval_holds_the_score_and_is_the_same_each_time(
    own_gold: dict[str, Document],
) -> None:
    first, again = (evaluate(own_gold).rows for _ in range(2))
    assert first == again
    for row in first:
        if row.all is not None and row.low is not None and row.high is not None:
            assert row.low <= row.all <= row.high, row.field


def test_an_interval_is_as_wide_as_documents_differ() -> None:
    alike = [Counter({"on_topic.ok": 1, "on_topic.n": 1})] * 20
    mixed = [*alike[:10], *([Counter({"on_topic.ok": 0, "on_topic.n": 1})] * 10)]
    assert intervals(alike)["on_topic"] == (1, 1)
    low, high = intervals(mixed)["on_topic"]
    # of a share of one half among 20, the binomial interval is about 0.5 +- 0.22
    assert 0.2 <= low <= 0.35 and 0.65 <= high <= 0.8
    assert "region" not in intervals(mixed)
    assert intervals([]) == {}


def test_a_single_document_is_scored_with_an_empty_odd_half(own_gold: dict[str, Document]) -> None:
    key, document = next(iter(own_gold.items()))
    rows = evaluate({key: document}).rows
    assert all(row.odd is None for row in rows)
    assert "| – |" in markdown_table(rows)
