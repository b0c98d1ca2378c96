"""The evidence table and its files, read back by other readers."""

from __future__ import annotations

import csv
import io

from openpyxl import load_workbook

from kb.citing.evidence_table import (
    COLUMNS,
    evidence_rows,
    write_evidence_csv,
    write_evidence_xlsx,
)
from kb.model import (
    Basis,
    Direction,
    Fact,
    Finding,
    FollowUp,
    Quote,
    SampleSize,
    StudyFacts,
)
from tests.kb.records import SENTENCES, article

QUOTE = Quote(1, 0, len(SENTENCES[2]), SENTENCES[2])
FACTS = StudyFacts(
    "101",
    study_design=Fact("randomized-controlled-trial", "publication type"),
    region=(Fact("cervical", "text", Quote(0, 0, 5, "Sixty"), 0.9),),
    sample_size=SampleSize(60, "patients", Quote(0, 0, 14, "Sixty patients"), 0.5),
    follow_up=FollowUp(12.0, "twelve months", QUOTE, 0.9),
)
FINDING = Finding(
    "101",
    "relief",
    Direction.NO_DIFFERENCE,
    Basis.BETWEEN_GROUP,
    QUOTE,
    value_text='=HYPERLINK("http://x")',
    confidence=0.4,
)


def test_a_row_holds_the_study_and_one_finding_with_their_words() -> None:
    (row,) = evidence_rows(article(), FACTS, [FINDING], {"relief": "pain relief"})
    assert row.cells["outcome"].quotes == (QUOTE,)
    assert row.cells["outcome"].shown == "pain relief (uncertain)"
    assert row.cells["n"].shown == "60 patients (uncertain)"
    assert row.cells["follow_up"].shown == "twelve months"
    assert row.cells["region"].quotes[0].text == "Sixty"
    assert set(row.cells) <= set(COLUMNS)


def test_a_study_without_a_finding_has_a_row_that_says_so() -> None:
    (row,) = evidence_rows(article(), FACTS, [], {})
    assert row.cells["outcome"].text == "no finding read"
    assert row.finding is None


def test_both_files_say_the_same_and_no_cell_is_a_formula() -> None:
    rows = evidence_rows(article(), FACTS, [FINDING], {})
    lines = list(csv.reader(io.StringIO(write_evidence_csv(rows))))
    sheet = load_workbook(io.BytesIO(write_evidence_xlsx(rows))).active
    cells = [["" if value is None else value for value in row] for row in sheet.values]
    assert cells == lines
    assert lines[1][0] == "101"
    assert SENTENCES[2] in lines[1]
    assert '\'=HYPERLINK("http://x") (uncertain)' in lines[1]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
