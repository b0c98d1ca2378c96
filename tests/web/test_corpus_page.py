"""What the corpus page shows."""

from __future__ import annotations

from tests.web.drawing import corpus_script, draw, tables, words


def test_the_corpus_page_says_what_from_where_and_when(fake):
    page = draw(corpus_script)
    shown = words(page)
    assert [metric.value for metric in page.metric] == ["5", "3", "1", "12", "1"]
    assert "2026-11-24 06:00 UTC" in shown
    assert '"medial branch"[tiab]' in shown
    assert "1 records show a summary" in shown.replace("\\", "")
    assert "not medical advice" in shown
    assert "National Library of Medicine" in shown
    runs = next(each.value for each in page.dataframe if "run" in each.value)
    assert runs["PubMed's translation"].tolist() == ['"medial branch"[Title/Abstract]']
    assert runs["warnings"].tolist() == ["Phrase not found: xyz"]
    assert runs["records"].tolist() == ["4 new, 1 unchanged"]


def test_the_corpus_page_tells_the_flow_what_changed_and_how_well_fields_are_read(fake):
    page = draw(corpus_script)
    shown = tables(page)
    flow = {row["step"]: row["records"] for row in shown["Numbers of the PRISMA flow diagram"]}
    assert flow["Identified: PubMed: medial-branch"] == "6"
    assert flow["Included"] == "3"
    changes = next(each.value for each in page.dataframe if "what" in each.value)
    assert set(changes["what"]) == {"new", "retracted"}
    assert "new: 1; retracted: 1." in words(page)
    read = {row["field"]: row for row in shown["Measured accuracy of each field"]}
    assert int(read["Sample size"]["in both halves"]) > 50
    assert "every second text" in " ".join(text.value for text in page.text)
    assert "concepts of the vocabulary" in words(page)
