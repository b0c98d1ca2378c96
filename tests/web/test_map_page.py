"""What the evidence map and relief over time show."""

from __future__ import annotations

from dataclasses import replace

from kb.model import StudyDesign
from tests.web.drawing import draw, map_script, tables, words
from tests.web.records import FINDINGS, RESULT, TRIAL


def test_the_map_counts_papers_and_opens_the_sentences_of_a_cell(fake):
    page = draw(map_script, question="other", cell="neck-pain~pain-relief")
    shown = words(page)
    assert "pain relief: = no difference between groups" in shown
    assert RESULT[:32] in shown
    (cell,) = (
        row
        for row in tables(page)["Cells of the map"]
        if (row["row"], row["outcome"]) == ("neck pain", "pain relief")
    )
    assert cell["papers with a finding"] == "1 paper"
    assert 'aria-label="neck pain – pain relief: 1 paper"' in shown
    assert cell["between groups"] == "no difference"


def test_the_map_tells_a_finding_that_is_not_sure_from_none(fake):
    fake.read = (replace(FINDINGS[1], confidence=0.2),)
    first = tables(draw(map_script, question="other"))["Cells of the map"][0]
    assert first["why empty"] == "not read with confidence"


def test_relief_over_time_has_one_point_a_paper_and_opens_its_sentence(fake):
    relieved = replace(FINDINGS[1], outcome="pain-relief", time="at 12 months", value_text="60%")
    fake.read = (relieved,)
    page = draw(map_script, question="other", point=TRIAL.pmid)
    (point,) = tables(page)["Share of patients relieved by time"]
    assert (point["months"], point["lowest"]) == ("12.0", "60.0")
    assert RESULT[:32] in words(page)


def test_the_map_keeps_kinds_of_questions_apart_and_leaves_reviews_out(fake):
    assert "No finding was read" in words(draw(map_script))
    fake.held = (replace(TRIAL, design=StudyDesign.SYSTEMATIC_REVIEW),)
    assert "No finding was read" in words(draw(map_script, question="other"))
