"""Plain tables of counts that read the same in a terminal and in a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.model import Outcome

if TYPE_CHECKING:
    from ingest.pipeline import FileReport

_SHOWN = (
    Outcome.NEW,
    Outcome.CHANGED,
    Outcome.UNCHANGED,
    Outcome.SUPERSEDED,
    Outcome.REJECTED,
    Outcome.NOT_OBTAINED,
    Outcome.DELETED,
)


def outcome_table(reports: Sequence[FileReport]) -> Iterator[str]:
    """Write lines with the counts of each file and their totals."""
    heads = ["file", "records", *map(str, _SHOWN)]
    rows = [
        [Path(one.path).name, str(one.records), *(str(one.counts.get(o, 0)) for o in _SHOWN)]
        for one in reports
    ]
    total: Counter[Outcome] = Counter()
    for one in reports:
        total.update(one.counts)
    records = sum(one.records for one in reports)
    rows.append([f"{len(reports)} in all", str(records), *(str(total[o]) for o in _SHOWN)])
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        first = row[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        yield "  ".join((first, *rest))
