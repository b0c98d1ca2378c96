"""Measure the reading on other people's gold sets: ``make outside``.

Prints the table and writes it into ``docs/reading.md``. Needs the folder of real records.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.outside import abbreviations, negation, roles
from tests.outside.measures import Row

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "reading.md"
_TABLE = re.compile(r"(?<=<!-- outside table -->\n).*?(?=<!-- end of outside table -->)", re.DOTALL)
_DIRECTION = "tests.outside.direction"


def parts() -> Iterator[tuple[str, Callable[[Path], list[Row]]]]:
    """What is measured, by its name."""
    yield "Negation", negation.table
    yield "Abbreviations", abbreviations.table
    yield "Sentence roles", roles.table
    if find_spec(_DIRECTION) is not None:
        yield "Direction", import_module(_DIRECTION).table


def measured(shared: Path) -> str:
    """The table, in Markdown."""
    lines = ["| | measure | value |", "|---|---|---:|"]
    for name, table in parts():
        for i, (label, value) in enumerate(table(shared)):
            lines.append(f"| {'' if i else name} | {label} | {_value(value)} |")
    return "\n".join(lines)


def _value(value: float) -> str:
    """Write a share with three places, a count as it is."""
    return str(value) if isinstance(value, int) else f"{value:.3f}".removeprefix("0")


def table_of(page: str) -> str:
    """The table as it stands in the page."""
    found = _TABLE.search(page)
    return found.group().strip() if found else ""


def main() -> int:
    """Measure, print, and write the page."""
    shared = Path(os.environ.get("KB_SHARED", ROOT.parent / "shared"))
    if not (shared / "data").is_dir():
        print(f"No folder of real records at {shared}; set KB_SHARED.", file=sys.stderr)
        return 2
    text = measured(shared)
    page = DOCUMENT.read_text(encoding="utf-8")
    page = _TABLE.sub(lambda _: f"\n{text}\n\n", page)
    DOCUMENT.write_text(page, encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
