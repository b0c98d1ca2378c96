"""What the article page shows in each state."""

from __future__ import annotations

from kb.errors import IndexOutOfDate
from tests.web.drawing import article_script, draw, search_script, words
from tests.web.records import HOSTILE, OFF_TOPIC, RESULT, RETRACTED, SUMMARY, TRIAL


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
