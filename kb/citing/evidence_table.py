"""Studies and what they find as a table, each cell with the words it was read from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.citing.fields import one_line
from kb.citing.table import defuse
from kb.model import Article, Fact, Finding, Quote, StudyDesign, StudyFacts

COLUMNS = {
    "study": "Study",
    "year": "Year",
    "design": "Design",
    "level": "Evidence level",
    "question": "Question",
    "n": "Participants",
    "outcome": "Outcome",
    "direction": "Direction",
    "basis": "Compared",
    "value": "Value",
    "time": "At",
    "intervention": "Intervention",
    "comparator": "Comparator",
    "population": "Population",
    "block": "Block",
    "guidance": "Guidance",
    "cut_off": "Relief cut-off, %",
    "follow_up": "Follow-up",
    "region": "Region",
}
"""Heads of the columns by name."""

_BASIS = {
    "between_group": "between groups",
    "within_group": "within one group",
    "descriptive": "figure only",
}
_DOUBTFUL = 0.6  # share of such readings that were right; below it a cell is marked


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with where it stands.

    Attributes
    ----------
    text : str
        Empty where the record does not say it.
    quotes : tuple of Quote
        The words it was read from; none where it is a field of the record.
    confidence : float or None
        Share of such readings that were right, 0 to 1; the least of several.
    """

    text: str = ""
    quotes: tuple[Quote, ...] = ()
    confidence: float | None = None

    @property
    def is_doubtful(self) -> bool:
        """Whether it is more likely wrong than others."""
        return self.confidence is not None and self.confidence < _DOUBTFUL

    @property
    def shown(self) -> str:
        """The text, marked where it is doubtful."""
        return f"{self.text} (uncertain)" if self.is_doubtful and self.text else self.text


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One finding of one study, or a study without one; `cells` by the names of :data:`COLUMNS`."""

    article: Article
    finding: Finding | None
    cells: Mapping[str, Cell]


def evidence_rows(
    article: Article, facts: StudyFacts, findings: Sequence[Finding], labels: Mapping[str, str]
) -> list[EvidenceRow]:
    """Lay out one study: a row a finding, or one row where none was read.

    Parameters
    ----------
    labels : mapping of str to str
        Names of concepts by id.
    """
    shared = _study_cells(article, facts, labels)
    return [
        EvidenceRow(article, finding, {**shared, **_finding_cells(finding, labels)})
        for finding in findings or (None,)
    ]


def write_evidence_csv(rows: Iterable[EvidenceRow]) -> str:
    """Write rows as CSV with PMID, sentence and link, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows([defuse(one_line(value)) for value in line] for line in map(_line, rows))
    return out.getvalue()


def write_evidence_xlsx(rows: Iterable[EvidenceRow]) -> bytes:
    """Write rows as an Excel workbook; no cell runs as a formula."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Evidence")
    sheet.freeze_panes = "C2"
    sheet.append(list(_HEAD))
    for line in map(_line, rows):
        sheet.append([defuse(ILLEGAL_CHARACTERS_RE.sub("", one_line(value))) for value in line])
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_HEAD = ("PMID", *COLUMNS.values(), "Sentence", "Text from", "Retracted", "Link")


def _line(row: EvidenceRow) -> Iterator[str]:
    """Cells of one row in the order of the head."""
    yield row.article.pmid
    for name in COLUMNS:
        yield row.cells.get(name, Cell()).shown
    yield row.finding.quote.text if row.finding else ""
    yield str(row.article.source)
    yield row.article.retraction
    yield row.article.pubmed_url


def _study_cells(article: Article, facts: StudyFacts, labels: Mapping[str, str]) -> dict[str, Cell]:
    """What the rows of one study share."""
    names = [author.citation_name for author in article.authors]
    first = (names[0] if names else "no author named") + (" et al." if len(names) > 1 else "")
    year = "" if article.year is None else str(article.year)
    cells = {
        "study": Cell(f"{first} {year}".strip()),
        "year": Cell(year),
        "region": _joined(facts.region),
        "block": _joined(facts.block_type),
        "guidance": _joined(facts.imaging_guidance),
        "cut_off": _joined(facts.relief_threshold_percent),
        "question": _joined(filter(None, (facts.question,))),
        "level": _joined(filter(None, (facts.evidence_level,))),
    }
    if facts.study_design.value != StudyDesign.NOT_STATED:
        cells["design"] = _joined((facts.study_design,))
    if facts.sample_size is not None:
        size = facts.sample_size
        cells["n"] = Cell(f"{size.value} {size.unit}", (size.quote,), size.confidence)
    if facts.follow_up is not None:
        stated = facts.follow_up
        cells["follow_up"] = Cell(stated.text, (stated.quote,), stated.confidence)
    drugs = (*facts.anaesthetic, *facts.steroid)
    if drugs:
        named = ", ".join(dict.fromkeys(labels.get(fact.value, fact.value) for fact in drugs))
        cells["intervention"] = Cell(named, _quotes(drugs))
    return cells


def _finding_cells(finding: Finding | None, labels: Mapping[str, str]) -> dict[str, Cell]:
    """What belongs to one finding."""
    if finding is None:
        return {"outcome": Cell("no finding read")}

    def cell(text: str) -> Cell:
        return Cell(text, (finding.quote,), finding.confidence) if text else Cell()

    cells = {
        "outcome": cell(labels.get(finding.outcome, finding.outcome)),
        "direction": cell(finding.direction.value.replace("_", " ")),
        "basis": cell(_BASIS[finding.basis]),
        "value": cell(finding.value_text),
        "time": cell(finding.time),
        "comparator": cell(labels.get(finding.comparator, finding.comparator)),
        "population": cell(labels.get(finding.indication, finding.indication)),
    }
    if finding.intervention:
        cells["intervention"] = cell(labels.get(finding.intervention, finding.intervention))
    return cells


def _joined(facts: Iterable[Fact]) -> Cell:
    """Several facts in one cell, with the least of their confidences."""
    found = list(facts)
    known = [fact.confidence for fact in found if fact.confidence is not None]
    text = ", ".join(dict.fromkeys(fact.value.replace("-", " ") for fact in found))
    return Cell(text, _quotes(found), min(known, default=None))


def _quotes(facts: Iterable[Fact]) -> tuple[Quote, ...]:
    """The words that facts were read from."""
    return tuple(fact.quote for fact in facts if fact.quote is not None)
