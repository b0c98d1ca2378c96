"""Totals, facets, filters, orders and conditions over the whole store."""

from __future__ import annotations

import pytest

from kb import KnowledgeBase, open_kb
from kb.index import Embedder

STEROID = "does adding a steroid help a medial branch block?"
FILTERS = [
    {},
    {"year_from": 2008, "year_to": 2015},
    {"min_n": 50},
    {"min_follow_up": 6},
    {"evidence_level": ["1", "2"]},
    {"level": "3", "region": "lumbar"},
    {"language": "eng", "has_abstract": True},
    {"has_abstract": "no"},
    {"intervention": ["medial-branch-block"], "study_design": "RCT"},
    {"include_retracted": False},
]


@pytest.mark.parametrize("filters", FILTERS)
def test_a_search_passes_what_the_store_passes(starter: KnowledgeBase, filters: dict) -> None:
    result = starter.search("pain", filters=filters, limit=200)
    passing = {a.pmid for a in starter.articles(filters)}
    assert {h.article.pmid for h in result} == passing
    assert result.total == len(passing)


def test_totals_and_facets_do_not_grow_with_the_page(starter: KnowledgeBase) -> None:
    one, many = starter.search(STEROID, limit=1), starter.search(STEROID, limit=100)
    assert (one.total, one.total_relevant) == (many.total, many.total_relevant)
    assert one.facets == many.facets
    assert one.total == starter.status().articles


def test_a_facets_count_is_what_its_filter_leaves(starter: KnowledgeBase) -> None:
    facets = starter.search("medial branch block", limit=1).facets
    whole = {a.pmid for a in starter.articles()}
    assert facets["min_n"]["50"] <= len(whole)
    for name, value in (("study_design", "randomized-controlled-trial"), ("evidence_level", "2")):
        passing = {a.pmid for a in starter.articles({name: value})}
        hits = starter.search("medial branch block", limit=200)
        relevant = {h.article.pmid for h in hits if h.relevant}
        assert facets[name][value] == len(passing & relevant)
    assert facets["intervention"]["medial-branch-block"] > 10
    assert list(facets["imaging"]) == sorted(
        facets["imaging"], key=lambda c: (-facets["imaging"][c], c)
    )


@pytest.mark.parametrize("sort", ["newest", "level", "sample_size"])
def test_an_order_sorts_what_is_relevant_before_the_rest(starter: KnowledgeBase, sort: str) -> None:
    hits = starter.search(STEROID, limit=200, sort=sort)

    def key(pmid: str) -> float:
        facts = starter.facts(pmid)
        if sort == "newest":
            return -(starter.article(pmid).year or 0)
        if sort == "level":
            return int(facts.evidence_level.value) if facts.evidence_level else 9
        return -(facts.sample_size.value if facts.sample_size else 0)

    keys = [(not h.relevant, key(h.article.pmid)) for h in hits]
    assert keys == sorted(keys)


def test_the_score_tells_the_flag(starter: KnowledgeBase) -> None:
    for question in (STEROID, "zebrafish", "MBB", "lumbar not cervical"):
        for hit in starter.search(question, limit=200):
            assert (hit.score >= 0.5) is hit.relevant


def test_conditions_are_met_by_every_hit(starter: KnowledgeBase) -> None:
    phrase = starter.search('"medial branch" NOT cervical', limit=200)
    assert 10 < phrase.total < starter.status().articles
    for hit in phrase:
        text = " ".join([hit.article.title, *(s.text for s in hit.article.sections)]).lower()
        assert "medial branch" in text.replace("-", " ")
        assert "cervical" not in text
    years = starter.search("year:2010-2012 pain", limit=200)
    assert {2010, 2011, 2012} >= {h.article.year for h in years}
    trials = starter.search("design:RCT author:Cohen", limit=50)
    assert trials.total > 0
    for hit in trials:
        assert "Cohen" in {a.last_name for a in hit.article.authors}
        assert hit.relevant
        assert str(hit.article.design) == "randomized-controlled-trial"
    assert starter.search("pmid:29847426 OR pmid:28672319").total == 2
    assert trials.reading.demanded == ("design:RCT", "author:Cohen")


def test_pmids_and_a_doi_go_straight_to_their_papers(starter: KnowledgeBase) -> None:
    two = starter.search("29847426 28672319")
    assert [h.article.pmid for h in two] == ["28672319", "29847426"]
    with_doi = next(a for a in starter.articles() if a.doi)
    found = starter.search(f"https://doi.org/{with_doi.doi.upper()}")
    assert [h.article.pmid for h in found] == [with_doi.pmid]


def test_a_pmid_that_is_not_stored_is_said_and_not_passed_off(starter: KnowledgeBase) -> None:
    result = starter.search("99999999")
    assert "99999999 is not in this knowledge base" in result.notice
    assert result.total_relevant == 0


def test_filters_of_the_question_that_leave_nothing_are_named(starter: KnowledgeBase) -> None:
    result = starter.search("case reports before 1980 on medial branch blocks")
    assert result.total_relevant == 0
    assert "without filters" in result.notice
    off = starter.search(
        "case reports before 1980 on medial branch blocks", ignore=["study_design", "year_to"]
    )
    assert off.total_relevant > 0


def test_what_is_left_out_is_flagged_and_put_last(starter: KnowledgeBase) -> None:
    hits = starter.search("medial branch block accuracy, not cervical", limit=200)
    about = [h for h in hits if "cervical" in h.article.title.lower()]
    assert about
    assert not any(h.relevant for h in about)
    assert {r.ranker for r in about[0].reasons} >= {"excluded"}


def test_words_answer_while_the_model_is_loading(
    starter: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = open_kb(starter.path)
    with monkeypatch.context() as patched:
        patched.setattr(Embedder, "load", lambda _self: None)
        first = base.search(STEROID, wait=False)
    assert not first.meaning_searched
    assert "still being loaded" in first.notice
    assert first.total_relevant > 0
    whole = base.search(STEROID)
    assert (whole.meaning_searched, whole.notice) == (True, "")
    base.close()


def test_the_design_prior_can_be_switched_off(starter: KnowledgeBase) -> None:
    with_it = [h.score for h in starter.search(STEROID, limit=50)]
    without = [h.score for h in starter.search(STEROID, limit=50, design_prior=False)]
    assert with_it != without


def test_spellings_come_from_the_store_and_from_the_vocabulary(starter: KnowledgeBase) -> None:
    result = starter.search("floroscopy after wiplash zzzzzzzz")
    assert set(result.suggestions) == {"fluoroscopy", "whiplash"}
    assert "zzzzzzzz" in result.unmatched


@pytest.mark.parametrize("filters", FILTERS[1:])
def test_filters_alone_find_all_that_passes_and_nothing_stands_below_the_cut_off(
    starter: KnowledgeBase, filters: dict
) -> None:
    result = starter.search("", filters=filters, limit=200)
    assert result.total_relevant == result.total == len(list(starter.articles(filters)))
    assert all(hit.relevant for hit in result)


def test_a_concept_is_counted_as_its_filter_finds_it(starter: KnowledgeBase) -> None:
    for concept in ("medial-branch-block", "facet-joint-pain", "radiofrequency-ablation"):
        found = starter.search("", filters={"intervention": [concept]}, limit=1)
        assert starter.concept_count(concept) == found.total
        assert sum(starter.concept_years(concept).values()) <= found.total
