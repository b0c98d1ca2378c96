"""What became of the records of an import or a refresh, for people and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.model import Outcome, Run, RunItem, RunState, Status

# A DeleteCitation entry names a record and is none.
_NO_RECORD = frozenset({Outcome.DELETED, Outcome.NOT_OBTAINED})


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the records of one file.

    Attributes
    ----------
    path : str
        The file as it was named.
    counts : mapping of Outcome to int
        Records by what became of them.
    rejected : tuple of RunItem
        Records that could not be read or obtained, each with the reason.
    error : str
        Empty, or why the file, or the rest of it, could not be read.
    again : bool
        Whether running the same command again may mend the error.
    """

    path: str
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    rejected: tuple[RunItem, ...] = ()
    error: str = ""
    again: bool = False

    @property
    def records(self) -> int:
        """Records that stand in the file, those that could not be read included."""
        return sum(n for outcome, n in self.counts.items() if outcome not in _NO_RECORD)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of all files of one import.

    Attributes
    ----------
    run : Run
        The row of the ledger. It counts PMIDs, the files' reports count records.
    status : Status
        The knowledge base afterwards.
    """

    run: Run
    files: tuple[FileReport, ...]
    status: Status

    @property
    def exit_code(self) -> int:
        """0 where every file was what it should be, 1 where PubMed failed, else 2."""
        if any(report.error and not report.again for report in self.files):
            return 2
        return 1 if any(report.error for report in self.files) else 0


@dataclass(frozen=True, slots=True)
class StrategyReport:
    """What became of the records of one strategy.

    Attributes
    ----------
    run : Run
        The row of the ledger.
    items : tuple of RunItem
        Records that are not stored, or that PubMed has no more, each with the reason.
    retracted : tuple of str
        PMIDs of papers that count as retracted since this run.
    waiting : tuple of str
        PMIDs that were not asked for any more when PubMed could not be reached.
    error : str
        Empty, or why the run is not complete.
    """

    run: Run
    items: tuple[RunItem, ...] = ()
    retracted: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What became of all strategies of one refresh.

    Attributes
    ----------
    not_begun : tuple of str
        Names of strategies that were not begun because PubMed could not be reached.
    status : Status
        The knowledge base afterwards.
    """

    strategies: tuple[StrategyReport, ...]
    not_begun: tuple[str, ...]
    status: Status

    @property
    def exit_code(self) -> int:
        """0 complete, 1 where the same command goes on, 2 where a query must be mended."""
        states = {report.run.state for report in self.strategies}
        if self.not_begun or RunState.INCOMPLETE in states:
            return 1
        return 2 if RunState.FAILED in states else 0
