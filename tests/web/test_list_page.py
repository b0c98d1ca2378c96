"""What the reading list shows."""

from __future__ import annotations

from tests.web.drawing import draw, list_script, words
from tests.web.records import SUMMARY, TRIAL


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
