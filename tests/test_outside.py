"""The figures on other people's gold sets are those that the code gives."""

from __future__ import annotations

from pathlib import Path

from tests.outside.__main__ import DOCUMENT, measured, table_of
from tests.outside.measures import Tally
from tests.outside.negation import bioscope_sentences
from tests.outside.negex import negex_sentences


def test_the_table_in_the_page_is_what_the_code_gives(shared: Path) -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    assert table_of(page) == measured(shared), "run `make outside`"


def test_sentences_are_all_there(shared: Path) -> None:
    assert len(list(negex_sentences(shared))) > 2350
    sentences = list(bioscope_sentences(shared))
    assert len(sentences) > 11_000
    denying = [denied for _, denied, any_cue in sentences if any_cue]
    assert len(denying) > 1500
    assert sum(map(bool, denying)) > 0.95 * len(denying)


def test_a_scope_holds_the_words_behind_its_cue_and_not_the_cue(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data" / "gold" / "negation"
    folder.mkdir(parents=True)
    (folder / "abstracts.xml").write_text(
        '<a><sentence id="1">It was <xcope id="x"><cue type="negation" ref="x">not</cue> so'
        '</xcope> there, and <xcope id="y"><cue type="speculation" ref="y">may</cue> be</xcope>.'
        "</sentence></a>",
        encoding="utf-8",
    )
    ((text, denied, any_cue),) = bioscope_sentences(tmp_path)
    assert text == "It was not so there, and may be."
    assert [text[i : i + 2] for i in sorted(denied)] == ["so"]
    assert any_cue


def test_a_tally_counts_what_is_right_missed_and_too_much() -> None:
    found = Tally.total([Tally.of({1, 2}, {2, 3}), Tally.of(set(), {4})])
    assert found == (1, 2, 3)
    assert (found.precision, found.recall, found.f1) == (0.5, 1 / 3, 0.4)
