"""What the search page shows in each state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from kb.errors import ConceptNotFound, IndexOutOfDate, SchemaTooNew
from kb.model import Basis, Direction, SearchFilters, StudyDesign
from tests.web.drawing import STEROID, draw, search_script, words
from tests.web.records import FINDINGS, RESULT, TRIAL


def test_a_hit_shows_title_authors_journal_year_pubmed_link_design_and_sentence(fake):
    shown = words(draw(search_script, q=STEROID))
    assert TRIAL.title in shown
    assert "Bogduk N, Ortiz A" in shown
    assert "<em>J Nerve Blocks</em> 2008" in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/90000001/" in shown
    assert f'href="/article?pmid={TRIAL.pmid}"' in shown
    assert 'title="design read from: publication type">randomized controlled trial<' in shown
    assert ">steroid</mark>" in shown


def test_the_search_is_asked_for_what_the_address_says(fake):
    draw(search_script, q=STEROID, **{"from": "2009", "design": "randomized-controlled-trial"})
    filters = SearchFilters(year_from=2009, study_design=("randomized-controlled-trial",))
    assert fake.asked == [(STEROID, filters, 10, 0, "relevance")]


def test_hits_below_the_cut_off_stand_apart(fake):
    shown = words(draw(search_script, q=STEROID))
    assert shown.index(TRIAL.title) < shown.index("Below the cut-off") < shown.index("the knee")


def test_nothing_relevant_says_what_was_tried_and_where_to_go(fake):
    shown = words(draw(search_script, q="zzyzx", region="lumbar"))
    assert "Nothing relevant in this knowledge base" in shown
    assert "words: zzyzx" in shown
    assert "No record contains" in shown
    assert 'href="/?q=steroid"' in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/?term=zzyzx" in shown
    assert 'href="/?q=zzyzx"' in shown


def test_an_outage_is_an_error_and_never_looks_like_no_evidence(fake):
    fake.error = IndexOutOfDate("The index was made by another model. Run `mbb rebuild`.")
    page = draw(search_script, q=STEROID)
    assert "mbb rebuild" in page.error[0].value
    shown = words(page)
    assert "Nothing relevant" not in shown
    assert "0 papers" not in shown
    assert "has not been answered" in shown
    assert "Not medical advice" in shown


def test_a_filter_that_cannot_be_had_can_still_be_taken_off(fake):
    fake.error = ConceptNotFound("The vocabulary has no concept 'wish'.")
    page = draw(search_script, q=STEROID, outcome="wish")
    assert "wish" in page.error[0].value
    assert 'href="/?q=steroid"' in words(page)


def test_a_page_beyond_the_last_says_so_and_leaves_the_way_back(fake):
    page = draw(search_script, q=STEROID, page="9")
    assert "There is no page 9" in page.info[0].value
    assert "Nothing relevant" not in words(page)


def test_many_hits_are_spread_over_pages(fake):
    fake.held = tuple(replace(TRIAL, pmid=str(number)) for number in range(1, 26))
    page = draw(search_script, q=STEROID, page="3")
    assert fake.asked[-1][2:4] == (10, 20)
    assert words(page).count("PubMed 2") == 5
    (pages,) = page.get("pagination")
    assert pages.proto.num_pages == 3


def test_a_store_of_a_newer_version_says_what_to_do(fake, monkeypatch):
    def too_new():
        raise SchemaTooNew("Written by a newer version. Update this program.")

    monkeypatch.setattr(fake, "status", too_new)
    page = draw(search_script, q=STEROID)
    assert "newer version wrote" in words(page)
    assert "Update this program" in page.error[0].value


def test_a_base_of_published_records_has_no_such_banner(fake):
    assert "summaries by this project; refresh" not in words(draw(search_script))


def test_filters_alone_browse_the_newest_first(fake):
    page = draw(search_script, design="randomized-controlled-trial")
    question, filters, *_, sort = fake.asked[-1]
    assert (question, sort) == ("", "newest")
    assert filters.study_design == ("randomized-controlled-trial",)
    assert TRIAL.title in words(page)


def test_a_card_shows_the_finding_that_answers_and_not_the_rosiest(fake):
    rosy = replace(FINDINGS[1], direction=Direction.IMPROVED, basis=Basis.WITHIN_GROUP)
    fake.read = (rosy, *FINDINGS)
    shown = words(draw(search_script, q="corticosteroid in a medial branch block"))
    assert "pain relief: = no difference between groups, at 12 months (uncertain)" in shown
    assert "▲ improved" not in shown


def test_a_card_shows_sample_follow_up_and_region(fake):
    shown = words(draw(search_script, q="differ"))
    for said in ("n = 60 patients", "follow-up one year (uncertain)", ">cervical<"):
        assert said in shown


def test_a_paper_is_put_on_the_list_and_taken_off_again_in_the_address(fake):
    page = draw(search_script, q="differ")
    next(b for b in page.button if b.label == "Add to list").click().run()
    assert page.query_params["list"] == TRIAL.pmid
    assert "List (1)" in words(page)
    assert f"list={TRIAL.pmid}" in words(page), "every link takes the list along"
    next(b for b in page.button if b.label.startswith("On the list")).click().run()
    assert "list" not in page.query_params


def test_a_notice_of_the_search_is_shown_with_its_hits(fake):
    fake.notice = "Only words were searched."
    page = draw(search_script, q=STEROID)
    assert "Only words were searched" in page.warning[0].value
    assert TRIAL.title in words(page)


def test_a_bug_keeps_its_traceback(fake, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(fake, "search", broken)
    page = AppTest.from_function(search_script)
    page.query_params["q"] = STEROID
    page.run()
    assert "ZeroDivisionError" in str(page.exception[0])


def test_a_typed_question_becomes_the_address_and_starts_at_page_1(fake):
    page = draw(search_script, q="block", page="2")
    page.text_input[0].set_value("  steroid  ").run()
    assert page.query_params == {"q": STEROID}
    assert fake.asked[-1][0] == STEROID
    assert fake.asked[-1][3] == 0


def test_a_filter_becomes_the_address_and_keeps_the_question(fake):
    page = draw(search_script, q=STEROID)
    design = next(box for box in page.multiselect if box.label == "Study design")
    design.set_value(["case-report"]).run()
    assert not page.exception
    question, filters, *_ = fake.asked[-1]
    assert question == STEROID
    assert filters.study_design == ("case-report",)


def test_the_address_wins_over_what_was_typed_before(fake):
    page = draw(search_script, q="block")
    page.text_input[0].set_value(STEROID).run()
    page.query_params["q"] = "block"
    page.run()
    assert page.text_input[0].value == "block"
    assert fake.asked[-1][0] == "block"


def test_an_address_that_cannot_be_had_is_said(fake):
    page = draw(search_script, q=STEROID, design="wish", min_n="some")
    said = " ".join(warning.value for warning in page.warning)
    assert "wish" in said
    assert "some" in said


@pytest.mark.parametrize("question", ["x" * 5000, "<script>alert(1)</script>", ":smile: $x$", "'"])
def test_any_question_is_drawn(fake, question):
    page = draw(search_script, q=question)
    assert "<script>" not in words(page)


def test_the_brief_counts_trials_between_groups_and_opens_their_sentences(fake):
    shown = words(draw(search_script, q=STEROID))
    assert "Studies at a glance" in shown and "= no difference: 1<" in shown
    assert shown.index("Studies at a glance") < shown.index(TRIAL.title), "the answer comes first"
    first = shown.index('href="/article?pmid=')
    assert shown.index("Studies at a glance") < first < shown.index(TRIAL.title), "a hit's own link"
    assert shown[first:].split(">")[1].startswith(TRIAL.title)
    assert "= no difference: 1 study" in shown
    assert "risk of bias not assessed" in shown
    assert f"“{RESULT[:32]}”" in shown
    assert "Studies at a glance" not in words(draw(search_script, q="zzyzx", region="lumbar"))


def test_designs_that_clinicians_ask_for_are_one_link_away_where_they_narrow(fake):
    fake.held = (TRIAL, replace(TRIAL, pmid="7", design=StudyDesign.CASE_REPORT))
    link = "design=randomized-controlled-trial"
    assert "only trials (1)" in words(draw(search_script, q=STEROID))
    assert link in words(draw(search_script, q=STEROID))
    narrowed = words(draw(search_script, q=STEROID, design="randomized-controlled-trial"))
    assert "only trials" not in narrowed


def test_a_word_too_long_to_be_one_is_cut_where_it_is_told(fake):
    shown = words(draw(search_script, q="x" * 10_000, region="lumbar")).replace("\\", "")
    assert "No record contains" in shown
    assert f"{'x' * 60}…" in shown
    told = [line for line in shown.splitlines() if "No record contains" in line or "Tried" in line]
    assert told and all(len(line) < 300 for line in told)


def test_words_that_no_record_has_are_said_once(fake):
    shown = words(draw(search_script, q="block xenopus")).replace("\\", "")
    assert "Studies at a glance" in shown
    assert "No record contains" in shown
    assert "No record holds" not in shown


def test_while_the_model_loads_words_answer_and_the_page_comes_back(fake):
    fake.notice = "The model is still being loaded."
    fake.is_warm, fake.is_loading = False, True
    page = draw(search_script, q="steroid")
    assert "still being loaded" in page.warning[0].value
    assert TRIAL.title.split()[0] in words(page)
