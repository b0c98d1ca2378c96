"""Evidence search over the starter set, with the real model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import ConceptNotFound, ConfigurationError, KnowledgeBase, open_kb, open_writer
from kb.model import Source, StudyDesign
from tests.kb.records import article

STEROID = "does adding a steroid help a medial branch block?"


def test_the_steroid_question_finds_the_trials_that_compared_it(starter: KnowledgeBase) -> None:
    result = starter.search(STEROID, limit=10)
    trials = {"18670333", "20567613", "18690278"}
    assert trials <= {hit.article.pmid for hit in result}
    assert result.reading.concepts == ("corticosteroid", "medial-branch-block")
    assert any(hit.relevant for hit in result)


def test_a_single_blocks_false_positives_are_found_first(starter: KnowledgeBase) -> None:
    question = (
        "How often does a single uncontrolled facet block give a false positive in the low back?"
    )
    assert "7816487" in [h.article.pmid for h in starter.search(question)[:2]]


def test_hits_stand_in_the_order_of_their_scores_and_come_out_the_same_again(
    starter: KnowledgeBase,
) -> None:
    first = starter.search(STEROID, limit=40)
    for one, other in pairwise(first):
        assert (one.relevant, one.score) >= (other.relevant, other.score)
    again = open_kb(starter.path)
    assert [h.article.pmid for h in again.search(STEROID, limit=40)] == [
        h.article.pmid for h in first
    ]
    again.close()


def test_every_quote_and_every_marked_word_stands_in_the_record(starter: KnowledgeBase) -> None:
    marked = 0
    for question in (STEROID, "ultrasound guided cervical block accuracy", "facet pain prevalence"):
        for hit in starter.search(question, limit=30):
            assert hit.sentence is not None
            text = hit.article.text(hit.sentence.section)
            assert text[hit.sentence.start : hit.sentence.end] == hit.sentence.text
            for span in hit.matched:
                assert hit.sentence.start <= span.start < span.end <= hit.sentence.end
                marked += 1
            assert hit.passage is not None
            for span in hit.passage.sentences:
                assert hit.article.text(span.section)[span.start : span.end] in hit.passage.text
    assert marked > 50


def test_each_hit_says_which_rankers_put_it_where(starter: KnowledgeBase) -> None:
    top = starter.search(STEROID)[0]
    by_ranker = {reason.ranker: reason for reason in top.reasons}
    assert set(by_ranker) == {"words", "concepts", "meaning", "design"}
    assert "steroid" in by_ranker["words"].detail
    assert "corticosteroid" in by_ranker["concepts"].detail
    assert by_ranker["meaning"].detail.startswith("cosine 0.")


def test_pages_follow_one_another_without_gap_or_repetition(starter: KnowledgeBase) -> None:
    whole = [h.article.pmid for h in starter.search(STEROID, limit=60)]
    pages = [
        h.article.pmid for at in (0, 20, 40) for h in starter.search(STEROID, limit=20, offset=at)
    ]
    assert pages == whole
    assert len(set(whole)) == 60
    assert len(starter.search(STEROID, offset=10_000)) == 0


def test_filters_narrow_and_only_narrow(starter: KnowledgeBase) -> None:
    filters = {
        "year_from": 2008,
        "year_to": 2015,
        "study_design": ["randomized-controlled-trial"],
        "region": "cervical",
        "intervention": ["medial-branch-block"],
    }
    hits = starter.search("pain relief", filters=filters, limit=100)
    assert len(hits) > 1
    for hit in hits:
        assert 2008 <= (hit.article.year or 0) <= 2015
        assert hit.article.design is StudyDesign.RANDOMIZED_CONTROLLED_TRIAL
        assert "cervical" in {f.value for f in starter.facts(hit.article.pmid).region}
    expected = {a.pmid for a in starter.articles(filters)}
    assert {hit.article.pmid for hit in hits} == expected


def test_narrower_concepts_pass_a_concept_filter(starter: KnowledgeBase) -> None:
    broad = {a.pmid for a in starter.articles({"intervention": ["facet-joint-block"]})}
    narrow = {a.pmid for a in starter.articles({"intervention": ["cervical-medial-branch-block"]})}
    assert narrow < broad


@pytest.mark.parametrize(
    ("filters", "error", "said"),
    [
        ({"region": "knee"}, ConfigurationError, "no value 'knee'"),
        ({"colour": "red"}, ConfigurationError, "no search filter 'colour'"),
        ({"year_from": "then"}, ConfigurationError, "takes a year"),
        ({"outcome": ["happines"]}, ConceptNotFound, "happines"),
    ],
)
def test_a_filter_that_names_nothing_is_an_error_and_not_an_empty_answer(
    starter: KnowledgeBase, filters: dict, error: type, said: str
) -> None:
    with pytest.raises(error, match=said):
        starter.search("pain", filters=filters)


def test_designs_may_be_written_as_people_write_them(starter: KnowledgeBase) -> None:
    one = starter.search("blocks", filters={"study_design": "RCT"}, limit=100)
    other = starter.search(
        "blocks", filters={"study_design": ["Randomized controlled trial"]}, limit=100
    )
    assert [h.article.pmid for h in one] == [h.article.pmid for h in other] != []


def test_a_pmid_goes_straight_to_its_paper(starter: KnowledgeBase) -> None:
    for question in ("29847426", " PMID: 29847426 ", "pmid29847426"):
        hit = starter.search(question)[0]
        assert (hit.article.pmid, hit.relevant, hit.reasons[0].ranker) == ("29847426", True, "pmid")


@pytest.mark.parametrize(
    "question",
    [
        "banana bread recipe",
        "statin dose after ischaemic stroke",
        "knee replacement tourniquet time",
    ],
)
def test_what_the_store_does_not_answer_comes_back_flagged_and_not_dropped(
    starter: KnowledgeBase, question: str
) -> None:
    result = starter.search(question)
    assert result.total_relevant == 0
    assert len(result) == 20
    assert not any(hit.relevant for hit in result)
    assert not any(result.facets.values())


@pytest.mark.parametrize(
    ("question", "least"),
    [("medial branch block", 20), ("MBB", 20), ("facet joint", 20), ("RFA", 10)],
)
def test_a_bare_topic_finds_its_papers(starter: KnowledgeBase, question: str, least: int) -> None:
    assert starter.search(question).total_relevant >= least


def test_an_author_finds_the_papers_that_name_him(starter: KnowledgeBase) -> None:
    result = starter.search("Bogduk")
    assert result.total_relevant > 3
    for hit in (h for h in result if h.relevant):
        assert (
            "Bogduk" in {a.last_name for a in hit.article.authors} or "Bogduk" in hit.article.title
        )


def test_words_that_match_nothing_are_named_with_a_spelling(starter: KnowledgeBase) -> None:
    result = starter.search("cervical radiofrequncy ablation xylophone")
    assert result.unmatched == ("radiofrequncy", "xylophone")
    assert "radiofrequency" in result.suggestions


def test_facets_count_the_relevant_hits(starter: KnowledgeBase) -> None:
    result = starter.search(STEROID, limit=100)
    relevant = [hit for hit in result if hit.relevant]
    assert sum(result.facets["study_design"].values()) == len(relevant) == result.total_relevant
    assert result.facets["source"] == {"project summary": len(relevant)}


def test_newest_first_keeps_relevant_hits_before_the_others(starter: KnowledgeBase) -> None:
    result = starter.search("false positive rate of lumbar facet blocks", sort="newest", limit=100)
    flags = [hit.relevant for hit in result]
    assert flags == sorted(flags, reverse=True)
    years = [hit.article.year or 0 for hit in result if hit.relevant]
    assert years == sorted(years, reverse=True)
    assert len(years) > 2


def test_retracted_papers_are_marked_and_can_be_left_out(starter: KnowledgeBase) -> None:
    retracted = {a.pmid for a in starter.articles() if a.retracted}
    assert retracted == {"35242295"}
    question = starter.article("35242295").title
    assert "35242295" in [
        h.article.pmid for h in starter.search(question)[:2] if h.article.retracted
    ]
    kept = starter.search(question, filters={"include_retracted": False}, limit=200)
    assert retracted.isdisjoint(h.article.pmid for h in kept)


def test_an_empty_base_says_that_nothing_was_searched(tmp_path: object) -> None:
    with open_writer(f"{tmp_path}/empty"):
        pass
    base = open_kb(f"{tmp_path}/empty")
    result = base.search("anything")
    assert len(result) == 0
    assert "empty" in result.notice
    base.close()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    question=st.text(max_size=80)
    | st.sampled_from(['"', "a OR", "NEAR(", "*", "title:", "(((", "-", "'; DROP"])
)
def test_no_question_is_malformed(starter: KnowledgeBase, question: str) -> None:
    result = starter.search(question, limit=3)
    assert result.reading.question == " ".join(question.split())


@pytest.mark.parametrize(
    ("limit", "offset", "sort"), [(0, 0, "relevance"), (5, -1, "relevance"), (5, 0, "best")]
)
def test_a_page_that_cannot_be_is_an_error(
    starter: KnowledgeBase, limit: int, offset: int, sort: str
) -> None:
    with pytest.raises(ConfigurationError):
        starter.search("pain", limit=limit, offset=offset, sort=sort)


def test_a_record_with_markup_like_text_is_found_by_its_words(starter_copy: object) -> None:
    with open_writer(f"{starter_copy}") as writer:
        writer.add_articles(
            [
                article(
                    "909", title="<script>alert(1)</script> zebrafish facet", source=Source.PUBMED
                )
            ]
        )
        writer.update()
    base = open_kb(f"{starter_copy}")
    assert base.search("zebrafish")[0].article.title.startswith("<script>")
    base.close()


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"year_from": 10**30}, "a year from 1000 to 9999"),
        ({"year_from": 2020, "year_to": 2010}, "exchange the two years"),
        ({"region": 5}, "no value '5'"),
        ({"region": object()}, "one value or a list"),
        ({"min_n": "many"}, "takes a number"),
        ({"min_follow_up": "long"}, "months"),
        ({"has_abstract": "perhaps"}, "true or false"),
        ({"evidence_level": "6"}, "no value '6'"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_words(
    starter: KnowledgeBase, filters: dict, said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        starter.search("pain", filters=filters)
