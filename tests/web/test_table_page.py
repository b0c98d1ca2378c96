"""What the evidence table shows."""

from __future__ import annotations

from tests.web.drawing import draw, table_script, words
from tests.web.records import RESULT, TRIAL


def test_the_table_has_a_row_a_finding_and_marks_what_is_uncertain(fake):
    page = draw(table_script, q="block")
    table = page.dataframe[0].value
    ours = table[table["Study"] == "Bogduk N et al. 2008"]
    alike = ours[ours["Outcome"] == "pain relief (uncertain)"].iloc[0]
    assert alike["Direction"] == "= no difference (uncertain)"
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
