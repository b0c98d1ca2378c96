"""What the concept page shows in each state."""

from __future__ import annotations

from tests.web.drawing import concept_script, draw, words
from tests.web.records import SUMMARY, TRIAL


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
