"""The librarian's decisions on what is on topic: a CSV file of hers beside the store.

They overrule the reading, survive every rebuild, and travel with the file. A line that cannot be
used is refused with its number, and the rest holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kb.errors import ConfigurationError

FILE_NAME = "decisions.csv"
COLUMNS = ("pmid", "decision", "reason", "who", "when")
_NEEDED = COLUMNS[:3]
_DECISIONS = ("include", "exclude")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the file; of several on one PMID the last counts."""

    pmid: str
    decision: str
    reason: str
    who: str = ""
    when: str = ""

    @property
    def sentence(self) -> str:
        """The decision as it is shown beside the record."""
        by = f" by {self.who}" if self.who else ""
        return f"{self.decision.capitalize()}d{by}: {self.reason}"


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What a file of decisions holds.

    Attributes
    ----------
    decided : mapping of str to Decision
        By PMID.
    refused : tuple of str
        Lines that do not count, each with its number and what is wrong with it.
    """

    decided: Mapping[str, Decision] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def read_decisions(path: Path) -> DecisionFile:
    """Read a file of decisions; nothing is decided where there is none.

    Parameters
    ----------
    path : Path
        The file, or the folder it lies in under its usual name.

    Raises
    ------
    ConfigurationError
        A column is missing, or the file is no text in UTF-8.
    """
    path = path / FILE_NAME if path.is_dir() else path
    if not path.is_file():
        return DecisionFile()
    try:
        return _lines(_reader(_text(path), path, _NEEDED), path)
    except csv.Error as error:
        raise ConfigurationError(
            f"{path} is no CSV ({error}). Save it again as CSV UTF-8."
        ) from error


def _lines(reader: csv.DictReader[str], path: Path) -> DecisionFile:
    """Read the lines, those that cannot count told apart."""
    decided: dict[str, Decision] = {}
    refused: list[str] = []
    for row in reader:
        values = {name: " ".join((row.get(name) or "").split()) for name in COLUMNS}
        word, pmid = values["decision"].lower(), values["pmid"].lstrip("0")
        place = f"{path}, line {reader.line_num}"
        if not any(values.values()):
            continue
        if not (pmid.isascii() and pmid.isdigit() and len(pmid) < 9):
            refused.append(f"{place}: {values['pmid']!r} is not a PMID; the line does not count.")
        elif word not in _DECISIONS:
            refused.append(
                f"{place}: the decision on PMID {pmid} is {word!r}, neither include nor exclude; "
                "the line does not count."
            )
        elif not values["reason"]:
            refused.append(
                f"{place}: the decision on PMID {pmid} has no reason; the line does not count."
            )
        else:
            decided[pmid] = Decision(pmid, word, values["reason"], values["who"], values["when"])
    return DecisionFile(decided, tuple(refused))


def append_decisions(home: Path, decisions: Sequence[Decision]) -> None:
    """Add lines to the file, all in one write, making the file where there is none.

    Raises
    ------
    ConfigurationError
        The file that is there lacks a column.
    """
    path = home / FILE_NAME
    text = _text(path) if path.exists() else ""
    reader = _reader(text, path, COLUMNS) if text.strip() else None
    out = io.StringIO(newline="")
    names = COLUMNS if reader is None else tuple(reader.fieldnames or ())
    writer = csv.DictWriter(out, names, delimiter=_delimiter(text), restval="")
    if reader is None:
        writer.writeheader()
    elif not text.endswith("\n"):
        out.write("\r\n")
    writer.writerows(asdict(decision) for decision in decisions)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(out.getvalue())


def decisions_csv(decisions: Sequence[Decision]) -> str:
    """Write decisions as a file of their own, to travel with exported records."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(asdict(decision) for decision in decisions)
    return out.getvalue()


def _text(path: Path) -> str:
    """The text of a file, without a byte order mark."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not in UTF-8 ({error.reason}). Save it again as CSV UTF-8."
        ) from error


def _reader(text: str, path: Path, needed: Sequence[str]) -> csv.DictReader[str]:
    """Read lines after a head that has the columns needed."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    if missing := [name for name in needed if name not in (reader.fieldnames or ())]:
        raise ConfigurationError(
            f"{path} lacks the column {', '.join(missing)}; its first line must be "
            f"{','.join(COLUMNS)}."
        )
    return reader


def _delimiter(text: str) -> str:
    """Tell what separates the columns: where a comma is the decimal point, spreadsheets write ;."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","
