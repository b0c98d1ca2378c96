"""The face that researchers use."""

from __future__ import annotations

import pickle
import threading
from dataclasses import FrozenInstanceError, replace

import pytest

import kb
from kb import ArticleNotFound, ConceptNotFound, ConfigurationError, KnowledgeBase
from kb.model import Source, from_dict, to_dict


def test_the_starter_set_is_all_there_and_marked_as_summaries(starter: KnowledgeBase) -> None:
    articles = list(starter.articles())
    assert len(articles) == 146 == starter.status().articles
    assert {a.source for a in articles} == {Source.PROJECT_SUMMARY}
    assert all(a.is_summary for a in articles)
    numbers = [int(a.pmid) for a in articles]
    assert numbers == sorted(numbers)


def test_every_mention_equals_the_text_at_its_offsets(starter: KnowledgeBase) -> None:
    seen = 0
    for article in starter.articles():
        for mention in starter.mentions(article.pmid):
            assert article.text(mention.section)[mention.start : mention.end] == mention.text
            seen += 1
    assert seen == starter.status().mentions > 1_000


def test_an_article_is_a_frozen_value_that_survives_a_round_trip(starter: KnowledgeBase) -> None:
    article = starter.article("18670333")
    with pytest.raises(FrozenInstanceError):
        article.title = "other"  # type: ignore[misc]  # that it cannot be set is the point
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301 - our own bytes
    bare = replace(
        article, design=None, on_topic=None, on_topic_reason="", retraction="", concern=""
    )
    assert from_dict(to_dict(article)) == bare


@pytest.mark.parametrize("pmid", ["1", "", "abc", "99999999999999", "18670333 OR 1=1"])
def test_a_pmid_that_is_not_here_is_an_error_that_names_it(
    starter: KnowledgeBase, pmid: str
) -> None:
    for verb in (starter.article, starter.mentions, starter.facts, starter.raw):
        with pytest.raises(ArticleNotFound, match="not in this knowledge base"):
            verb(pmid)


def test_concepts_are_found_by_id_label_and_abbreviation(starter: KnowledgeBase) -> None:
    for name in ("medial-branch-block", "Medial Branch Block", "MBB", "facet joint nerve block"):
        assert starter.concept(name).id == "medial-branch-block"
    with pytest.raises(ConceptNotFound, match="medial"):
        starter.concept("medial brunch block")
    assert len(starter.concepts()) > 400


def test_counts_and_years_of_a_concept_agree_with_the_articles(starter: KnowledgeBase) -> None:
    counts = starter.concept_counts()
    filters = {"intervention": ["third-occipital-nerve-block"]}
    assert counts["third-occipital-nerve-block"] == len(list(starter.articles(filters)))
    years = starter.concept_years("medial branch block")
    assert list(years) == sorted(years)
    assert sum(years.values()) > 20


def test_evidence_is_found_from_either_side(starter: KnowledgeBase) -> None:
    one = starter.evidence("medial branch block", object="corticosteroid")
    other = starter.evidence("corticosteroid", object="medial branch block")
    assert one == other
    all_of_it = starter.evidence("corticosteroid")
    assert {e.id for e in one} <= {e.id for e in all_of_it}
    assert starter.evidence(pmid=all_of_it[0].pmid)
    with pytest.raises(ConfigurationError, match="no predicate"):
        starter.evidence("corticosteroid", "cures")
    with pytest.raises(ConfigurationError, match="no category"):
        starter.neighbours("corticosteroid", "magic")


def test_the_raw_line_of_a_summary_holds_no_gold(starter: KnowledgeBase) -> None:
    raw = starter.raw("20613471").decode()
    assert "20613471" in raw
    for name in ("findings", "curator_note", "outcomes_ids", "on_topic"):
        assert name not in raw


def test_one_base_serves_many_threads(starter: KnowledgeBase) -> None:
    answers: list[tuple[str, ...]] = []
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(5):
                answers.append(tuple(h.article.pmid for h in starter.search("facet pain", limit=5)))
                starter.article("18670333")
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(answers) == 40
    assert len(set(answers)) == 1


def test_a_warm_base_has_its_model_in_memory(starter_home: object) -> None:
    base = kb.open_kb(f"{starter_home}")
    assert not base.is_warm
    base.warm_up()
    assert base.is_warm
    base.close()
