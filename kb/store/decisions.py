"""The librarian's decisions on what is on topic: a CSV file of hers beside the store.

They overrule the reading, survive every rebuild, and travel with the file.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ConfigurationError

FILE_NAME = "decisions.csv"
_COLUMNS = ("pmid", "decision", "reason", "who", "when")
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


def read_decisions(home: Path) -> dict[str, Decision]:
    """Decisions by PMID; empty where there is no file.

    Raises
    ------
    ConfigurationError
        A column is missing, or a line says neither include nor exclude.
    """
    path = home / FILE_NAME
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not in UTF-8 ({error.reason}). Save it again as CSV UTF-8."
        ) from error
    with io.StringIO(text, newline="") as file:
        reader = csv.DictReader(file)
        missing = [c for c in _COLUMNS[:3] if c not in (reader.fieldnames or ())]
        if missing:
            raise ConfigurationError(
                f"{path} lacks the column {', '.join(missing)}; its first line must be "
                f"{','.join(_COLUMNS)}."
            )
        decided = {}
        for number, row in enumerate(reader, start=2):
            word = (row["decision"] or "").strip().lower()
            pmid = (row["pmid"] or "").strip().lstrip("0")
            if word not in _DECISIONS or not pmid.isdigit():
                raise ConfigurationError(
                    f"{path}, line {number}: needs a PMID and include or exclude, "
                    f"not {pmid!r} and {word!r}."
                )
            decided[pmid] = Decision(
                pmid,
                word,
                (row["reason"] or "").strip(),
                row.get("who") or "",
                row.get("when") or "",
            )
    return decided


def append_decision(home: Path, decision: Decision) -> None:
    """Add a line to the file, making the file where there is none."""
    path = home / FILE_NAME
    is_new = not path.exists()
    if not is_new and not path.read_bytes().endswith(b"\n"):
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write("\r\n")
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if is_new:
            writer.writerow(_COLUMNS)
        writer.writerow(
            (decision.pmid, decision.decision, decision.reason, decision.who, decision.when)
        )
