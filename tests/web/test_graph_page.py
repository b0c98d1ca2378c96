"""What the graph page shows."""

from __future__ import annotations

from tests.web.drawing import draw, graph_script, tables, words
from tests.web.records import TRIAL


def test_the_graph_opens_the_evidence_of_a_link(fake):
    shown = words(draw(graph_script, edge="medial-branch-block~neck-pain~evaluated_for"))
    assert TRIAL.text(0) in shown
    assert "https://pubmed.ncbi.nlm.nih.gov/90000001/" in shown
    assert "neck pain: sentences" in shown


def test_the_graph_keeps_the_kinds_of_links_that_the_address_names(fake):
    page = draw(graph_script, edges="evaluated_for")
    (links,) = tables(page).values()
    assert [row["concept"] for row in links] == ["neck pain"]
    assert "No paper on topic links it" in words(draw(graph_script, id="haematoma"))


def test_the_graph_of_an_unknown_concept_is_an_error_in_words(fake):
    assert "nothing" in draw(graph_script, id="nothing").error[0].value
