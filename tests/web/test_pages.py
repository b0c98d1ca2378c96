"""What the pages show in each state, drawn by Streamlit's own test runner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import kb
from kb.errors import ConceptNotFound, IndexOutOfDate, SchemaTooNew, StoreNotFound
from kb.model import Basis, Direction, SearchFilters, StudyDesign
from tests.web.fakes import FINDINGS, HOSTILE, OFF_TOPIC, RESULT, RETRACTED, SUMMARY, TRIAL

STEROID = "steroid"


def search_script():
    from kb.web.search_page import search_page

    search_page()


def article_script():
    from kb.web.article_page import article_page

    article_page()


def concept_script():
    from kb.web.concept_page import concept_page

    concept_page()


def corpus_script():
    from kb.web.corpus_page import corpus_page

    corpus_page()


def table_script():
    from kb.web.table_page import table_page

    table_page()


def list_script():
    from kb.web.list_page import list_page

    list_page()


def map_script():
    from kb.web.map_page import map_page

    map_page()


def graph_script():
    from kb.web.graph_page import graph_page

    graph_page()


SCRIPTS = (
    map_script,
    graph_script,
    search_script,
    article_script,
    concept_script,
    corpus_script,
    table_script,
    list_script,
)


def draw(script, **params):
    page = AppTest.from_function(script, default_timeout=30)
    for name, value in params.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def words(page) -> str:
    """All that can be read on a page, and the HTML of what is drawn as such."""
    kinds = ("html", "text", "markdown", "caption", "error", "warning", "info", "subheader", "code")
    return "\n".join(
        str(element.proto.body if hasattr(element.proto, "body") else element.value)
        for kind in kinds
        for element in page.get(kind)
    )


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


def test_a_summary_is_marked_wherever_its_text_stands_and_a_published_abstract_is_not(fake):
    mark = "project summary, not the published abstract"
    assert words(draw(search_script, q="improved")).count(mark) == 1
    assert mark in words(draw(article_script, pmid=SUMMARY.pmid)).replace("\\", "")
    fake.is_warm = False  # no findings of other papers beside it
    assert mark not in words(draw(article_script, pmid=TRIAL.pmid))


def test_a_retracted_paper_is_marked_in_the_list_and_on_its_page(fake):
    for page in (draw(search_script, q="everything"), draw(article_script, pmid=RETRACTED.pmid)):
        (banner,) = page.error
        assert "RETRACTED" in banner.value
        assert "90000009" in banner.value


def test_an_off_topic_paper_says_why_it_gives_no_evidence(fake):
    page = draw(article_script, pmid=OFF_TOPIC.pmid)
    assert any("Off topic" in info.value and "knee" in info.value for info in page.info)


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


def test_an_empty_knowledge_base_says_so_and_not_that_nothing_is_relevant(fake):
    fake.held = ()
    for script in SCRIPTS:
        page = draw(script, q=STEROID)
        assert "Nothing was searched" in words(page)
        assert "Nothing relevant" not in words(page)
        assert "mbb starter" in [code.value for code in page.code]


def test_a_store_of_a_newer_version_says_what_to_do(fake, monkeypatch):
    def too_new():
        raise SchemaTooNew("Written by a newer version. Update this program.")

    monkeypatch.setattr(fake, "status", too_new)
    page = draw(search_script, q=STEROID)
    assert "newer version wrote" in words(page)
    assert "Update this program" in page.error[0].value


def test_records_that_wait_for_the_index_are_said_on_every_page(fake, monkeypatch):
    status = replace(fake.status(), pending=1200)
    monkeypatch.setattr(fake, "status", lambda: status)
    for script in SCRIPTS:
        assert "1,200 records are stored but not yet read" in words(draw(script)).replace("\\", "")


def test_a_base_of_summaries_alone_says_so_on_every_page(fake, monkeypatch):
    status = replace(fake.status(), by_source={"project summary": 5}, last_refresh=None)
    monkeypatch.setattr(fake, "status", lambda: status)
    for script in SCRIPTS:
        shown = words(draw(script))
        assert "summaries by this project; refresh to pull the published abstracts" in shown
        assert "starter set, not yet refreshed from PubMed" in shown


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


def test_facts_and_findings_lead_to_their_words_in_the_abstract(fake):
    shown = words(draw(article_script, pmid=TRIAL.pmid))
    assert 'href="#at1-0-32"' in shown
    assert 'id="at1-0-32"' in shown
    assert "Between groups" in shown
    assert "such readings were right in 55 of 100" in shown
    assert "uncertain" in shown


def test_an_address_can_name_a_sentence(fake):
    shown = words(draw(article_script, pmid=TRIAL.pmid, at="1-0-32"))
    assert f"“{RESULT[:32]}”" in shown
    assert 'role="note"' in shown
    for wrong in ("9-0-32", "1-0-99999", "x", "1-5-2", "--1-2"):
        assert 'href="#at9' not in words(draw(article_script, pmid=TRIAL.pmid, at=wrong))


def test_marks_of_concepts_can_be_switched_off(fake):
    page = draw(article_script, pmid=TRIAL.pmid)
    marks = page.get("button_group")[0]
    assert "background:rgba(66,133,244" in words(page)
    marks.set_value(["intervention"]).run()
    shown = words(page)
    assert 'title="neck pain (indication)"' not in shown
    assert 'title="medial branch block (intervention)"' in shown


def test_the_article_page_cites_in_one_line(fake):
    shown = words(draw(article_script, pmid=TRIAL.pmid))
    assert (
        "Bogduk N, Ortiz A. Medial branch block with or without steroid for neck pain. "
        "J Nerve Blocks. 2008. doi: 10.1000/jnb.1. PMID: 90000001."
    ) in shown


def test_a_notice_of_the_search_is_shown_with_its_hits(fake):
    fake.notice = "Only words were searched."
    page = draw(search_script, q=STEROID)
    assert "Only words were searched" in page.warning[0].value
    assert TRIAL.title in words(page)


def test_no_knowledge_base_names_the_command_that_makes_one(monkeypatch, fake):
    def missing(path=None):
        raise StoreNotFound("There is no knowledge base in that folder.")

    monkeypatch.setattr(kb, "open_kb", missing)
    for script in SCRIPTS:
        page = draw(script)
        assert "no knowledge base" in page.error[0].value
        assert "mbb starter" in [code.value for code in page.code]


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


def test_the_article_page_marks_concepts_and_those_the_text_denies(fake):
    shown = words(draw(article_script, pmid=TRIAL.pmid))
    assert 'href="/concept?id=medial-branch-block"' in shown
    assert "haematoma (complication), denied in the text" in shown
    assert "border:1px dashed" in shown
    assert "Abstract in Spanish (publisher)" in shown
    assert "Comment in" in shown
    assert "https://doi.org/10.1000/jnb.1" in shown
    assert "Text from: PubMed" in shown
    assert "2026-02-03, run 2 · changed: title" in shown


def test_the_article_page_offers_citations(fake):
    page = draw(article_script, pmid=TRIAL.pmid)
    assert [b.proto.label for b in page.get("download_button")] == [
        "RIS",
        "BibTeX",
        "NBIB (MEDLINE)",
    ]


def test_a_paper_that_is_not_held_is_an_error_with_a_way_to_pubmed(fake):
    page = draw(article_script, pmid="123")
    assert "123" in page.error[0].value
    assert "https://pubmed.ncbi.nlm.nih.gov/123/" in words(page)


def test_an_address_without_a_pmid_is_no_error(fake):
    page = draw(article_script, pmid="<b>x</b>")
    assert "<b>x" not in page.error[0].value
    assert not draw(article_script).error


def test_a_hostile_record_is_drawn_as_text(fake):
    for page in (draw(article_script, pmid=HOSTILE.pmid), draw(search_script, q="hacked")):
        shown = words(page)
        assert "<script" not in shown
        assert "<img" not in shown
        assert "\u202e" not in shown
        assert "297 more" in shown or "288 more" in shown
        assert "year not stated" in shown
    assert "The record has no abstract." in words(draw(article_script, pmid=HOSTILE.pmid))


def test_the_article_page_shows_papers_like_it_and_those_that_find_something_else(fake):
    shown = words(draw(article_script, pmid=TRIAL.pmid))
    assert "Papers like this one" in shown and "both name neck pain" in shown
    assert "Others find something else" in shown and "3 papers, the nearest 1" in shown
    fake.is_warm = False
    assert "Others find something else" not in words(draw(article_script, pmid=TRIAL.pmid))


def test_a_finding_without_a_treatment_is_held_against_no_other(fake):
    fake.treatment = ""
    assert "Others find something else" not in words(draw(article_script, pmid=TRIAL.pmid))


def test_a_lost_index_hides_no_record(fake):
    fake.lost_index = IndexOutOfDate("The index is out of date. Run `mbb rebuild`.")
    page = draw(article_script, pmid=TRIAL.pmid)
    assert TRIAL.title in words(page)
    assert "Related papers cannot be shown" in page.warning[0].value


def test_the_concept_page_shows_links_with_counts_and_a_sentence_with_its_pmid(fake):
    shown = words(draw(concept_script, id="medial-branch-block"))
    assert "Injection of local anaesthetic" in shown
    assert "facet nerve block" in shown
    assert 'href="/concept?id=nerve-block"' in shown
    assert "evaluated for · 1 paper, 1 sentence" in shown
    assert f">“{TRIAL.text(0)}”" in shown
    assert f"project summary, not the published abstract: </span>“{SUMMARY.text(0)}”" in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/90000001/" in shown


def test_the_concept_page_counts_studies_for_and_against_and_opens_their_sentences(fake):
    shown = words(draw(concept_script, id="medial-branch-block"))
    assert "What studies say" in shown
    assert "▲ improved: 1 study" in shown and "= no difference, or both ways: 1 study" in shown
    assert "disputed" in shown
    assert "changes within groups, without control: 1 study" in shown
    assert "randomized controlled trial, n = 60 patients · no difference" in shown


def test_the_concept_page_without_an_id_is_a_list_that_can_be_searched(fake):
    page = draw(concept_script)
    assert "corticosteroid" in words(page)
    page.text_input[0].set_value("STEROID").run()
    shown = words(page)
    assert "corticosteroid" in shown
    assert "haematoma" not in shown


def test_an_unknown_concept_is_an_error_in_words(fake):
    page = draw(concept_script, id="*nothing*")
    assert r"\*nothing\*" in page.error[0].value


def test_the_corpus_page_says_what_from_where_and_when(fake):
    page = draw(corpus_script)
    shown = words(page)
    assert [metric.value for metric in page.metric] == ["5", "3", "1", "12", "1"]
    assert "2026-11-24 06:00 UTC" in shown
    assert '"medial branch"[tiab]' in shown
    assert "1 records show a summary" in shown.replace("\\", "")
    assert "not medical advice" in shown
    assert "National Library of Medicine" in shown
    tables = {table.value.columns[0]: table.value for table in page.dataframe}
    runs = tables["run"]
    assert runs["PubMed's translation"].tolist() == ['"medial branch"[Title/Abstract]']
    assert runs["warnings"].tolist() == ["Phrase not found: xyz"]
    assert runs["records"].tolist() == ["4 new, 1 unchanged"]


def test_the_corpus_page_tells_the_flow_what_changed_and_how_well_fields_are_read(fake):
    page = draw(corpus_script)
    tables = {table.value.columns[0]: table.value for table in page.dataframe}
    flow = dict(tables["step"].itertuples(index=False))
    assert flow["Identified: PubMed: medial-branch"] == 6
    assert flow["Included"] == 3
    assert set(tables["what"]["what"]) == {"new", "retracted"}
    assert "new: 1; retracted: 1." in words(page)
    read = tables["field"].set_index("field")
    assert read.loc["Sample size", "counted"] > 50
    assert "concepts of the vocabulary" in words(page)


def test_the_brief_counts_trials_between_groups_and_opens_their_sentences(fake):
    shown = words(draw(search_script, q=STEROID))
    assert "Studies at a glance" in shown and "= no difference: 1<" in shown
    assert 'href="#brief"' in shown and 'id="brief"' in shown
    assert "What these studies find" in shown
    assert "= no difference: 1 study" in shown
    assert "risk of bias not assessed" in shown
    assert f"“{RESULT[:32]}”" in shown
    assert "What these studies find" not in words(draw(search_script, q="zzyzx", region="lumbar"))


def test_while_the_model_loads_words_answer_and_the_page_comes_back(fake):
    fake.notice = "The model is still being loaded."
    fake.is_warm = False
    page = draw(search_script, q="steroid")
    assert "still being loaded" in page.warning[0].value
    assert TRIAL.title.split()[0] in words(page)


def test_every_page_ends_with_the_date_of_the_data_and_no_advice(fake):
    for script in SCRIPTS:
        foot = words(draw(script))
        assert (
            "Not medical advice; abstracts only, risk of bias not assessed · data of 2026-11-24"
        ) in foot


def test_the_table_has_a_row_a_finding_and_marks_what_is_uncertain(fake):
    page = draw(table_script, q="block")
    table = page.dataframe[0].value
    ours = table[table["Study"] == "Bogduk N et al. 2008"]
    alike = ours[ours["Outcome"] == "pain relief (uncertain)"].iloc[0]
    assert alike["Direction"] == "no difference (uncertain)"
    assert alike["Compared"] == "between groups (uncertain)"
    assert alike["Value"] == "60% and 62% (uncertain)"
    assert alike["Participants"] == "60 patients"
    assert "Steroid changes everything" not in str(table), "a retracted paper gives no evidence"


def test_a_cell_named_in_the_address_shows_its_sentence(fake):
    shown = words(draw(table_script, q="differ", cell="1.outcome"))
    assert f"“{RESULT[:32]}”" in shown
    assert f'href="/article?pmid={TRIAL.pmid}&amp;at=1-0-32"' in shown
    for wrong in ("99.outcome", "x.outcome", "1.wish", "1"):
        assert "Choose a cell" in words(draw(table_script, q="differ", cell=wrong))


def test_the_columns_stand_in_the_address(fake):
    page = draw(table_script, q="differ", columns="study,year,wish")
    assert list(page.dataframe[0].value.columns) == ["Study", "Year"]
    next(m for m in page.multiselect if m.label == "Columns of the table").set_value(
        ["study", "value"]
    ).run()
    assert page.query_params["columns"] == "study,value"
    assert list(page.dataframe[0].value.columns) == ["Study", "Value"]


def test_the_table_without_a_question_or_a_hit_says_what_to_do(fake):
    assert "Ask a question" in words(draw(table_script))
    assert "No study to lay out" in words(draw(table_script, q="zzyzx"))


def test_the_reading_list_lives_in_the_address(fake):
    page = draw(list_script, list=f"{TRIAL.pmid},{SUMMARY.pmid},123,x", note=f"{TRIAL.pmid}:good")
    shown = words(page)
    assert TRIAL.title in shown
    assert "No record with PMID 123" in " ".join(w.value for w in page.warning)
    assert [box.value for box in page.text_input] == ["good", "", ""]
    page.text_input[1].set_value("look: again").run()
    assert page.query_params["note"] == [f"{TRIAL.pmid}:good", f"{SUMMARY.pmid}:look: again"]
    page.button[0].click().run()
    assert page.query_params["list"] == f"{SUMMARY.pmid},123"
    assert page.query_params["note"] == f"{SUMMARY.pmid}:look: again"


def test_an_empty_reading_list_says_how_to_fill_it(fake):
    assert "Add to list" in words(draw(list_script))


def test_the_map_counts_papers_and_opens_the_sentences_of_a_cell(fake):
    page = draw(map_script, question="other", cell="neck-pain~pain-relief")
    shown = words(page)
    assert "pain relief: = no difference between groups" in shown
    assert RESULT[:32] in shown
    table = page.dataframe[0].value
    cell = table[(table["row"] == "neck pain") & (table["outcome"] == "pain relief")].iloc[0]
    assert cell["papers with a finding"] == 1
    assert cell["between groups"] == "no difference"


def test_the_map_tells_a_finding_that_is_not_sure_from_none(fake):
    fake.read = (replace(FINDINGS[1], confidence=0.2),)
    table = draw(map_script, question="other").dataframe[0].value
    assert table["why empty"].iloc[0] == "not read with confidence"


def test_relief_over_time_has_one_point_a_paper_and_opens_its_sentence(fake):
    relieved = replace(FINDINGS[1], outcome="pain-relief", time="at 12 months", value_text="60%")
    fake.read = (relieved,)
    page = draw(map_script, question="other", point=TRIAL.pmid)
    points = page.dataframe[1].value
    assert points[["months", "lowest"]].to_numpy().tolist() == [[12.0, 60.0]]
    assert RESULT[:32] in words(page)


def test_the_graph_opens_the_evidence_of_a_link(fake):
    shown = words(draw(graph_script, edge="medial-branch-block~neck-pain~evaluated_for"))
    assert TRIAL.text(0) in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/90000001/" in shown
    assert "neck pain: sentences" in shown


def test_the_graph_keeps_the_kinds_of_links_that_the_address_names(fake):
    page = draw(graph_script, edges="evaluated_for")
    assert page.dataframe[0].value["other"].tolist() == ["neck pain"]
    assert "No paper on topic links it" in words(draw(graph_script, id="haematoma"))


def test_the_graph_of_an_unknown_concept_is_an_error_in_words(fake):
    assert "nothing" in draw(graph_script, id="nothing").error[0].value


def test_the_map_keeps_kinds_of_questions_apart_and_leaves_reviews_out(fake):
    assert "No finding was read" in words(draw(map_script))
    fake.held = (replace(TRIAL, design=StudyDesign.SYSTEMATIC_REVIEW),)
    assert "No finding was read" in words(draw(map_script, question="other"))
