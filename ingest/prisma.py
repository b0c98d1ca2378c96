"""What a run, or the whole knowledge base, can say under PRISMA-S and PRISMA 2020. Pure.

PRISMA-S asks sixteen things of a literature search (Rethlefsen et al., Systematic Reviews 2021;
10:39); the numbers are those of the flow diagram of PRISMA 2020 (Page et al., BMJ 2021; 372:n71).
What a knowledge base cannot know is said to be unknown, item by item.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.model import Flow, Outcome, Run, RunItem

_SEARCHES = frozenset({"refresh"})


@dataclass(frozen=True, slots=True)
class RunAccount:
    """A run with all that is told of it.

    Attributes
    ----------
    lost : tuple of RunItem
        Records that are not stored, or that PubMed has no more, each with the reason.
    retracted : tuple of str
        PMIDs of papers that count as retracted since this run.
    """

    run: Run
    lost: tuple[RunItem, ...] = ()
    retracted: tuple[str, ...] = ()

    @property
    def seconds(self) -> int | None:
        """How long it took; None where it has not ended."""
        if not self.run.ended:
            return None
        begun, ended = map(datetime.fromisoformat, (self.run.started, self.run.ended))
        return int((ended - begun).total_seconds())


@dataclass(frozen=True, slots=True)
class Item:
    """One of the sixteen items.

    Attributes
    ----------
    answered : bool
        Whether the ledger answers it; else `text` says what a person has to add.
    """

    number: int
    name: str
    text: str
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told; the formats differ in nothing but form."""

    scope: str
    written: str
    software: str
    runs: tuple[RunAccount, ...]
    flow: Flow
    items: tuple[Item, ...]


def make_report(
    scope: str, written: str, software: str, runs: Sequence[RunAccount], flow: Flow
) -> Report:
    """Put a report together.

    Parameters
    ----------
    scope : str
        What it speaks of, for a person.
    written : str
        When, UTC.
    software : str
        Name and version of this program.
    runs : sequence of RunAccount
        The runs that the flow rests on, oldest first.
    flow : Flow
        The numbers.
    """
    return Report(scope, written, software, tuple(runs), flow, tuple(_items(runs, flow)))


def _items(runs: Sequence[RunAccount], flow: Flow) -> Iterator[Item]:
    """Answer the sixteen items, or say that a person must."""
    searches = [one.run for one in runs if one.run.kind in _SEARCHES]
    other = [one.run for one in runs if one.run.kind not in _SEARCHES]
    named = "; ".join(sorted({_source(run) for run in other}))
    yield Item(
        1,
        "Database name",
        "PubMed, of the U.S. National Library of Medicine, through the E-utilities (ESearch, "
        "EFetch)."
        if searches
        else "No database was searched in what this report speaks of.",
    )
    yield Item(2, "Multi-database searching", "PubMed alone was searched; no other platform.")
    yield Item(3, "Study registries", "No registry was searched through this program.", False)
    yield Item(4, "Online resources and browsing", "Not known to this program.", False)
    yield Item(5, "Citation searching", "Not known to this program.", False)
    yield Item(6, "Contacts", "Not known to this program.", False)
    yield Item(
        7,
        "Other methods",
        f"Records also came from: {named}." if named else "None through this program.",
    )
    yield Item(
        8,
        "Full search strategies",
        "Each query stands below exactly as it was sent, with PubMed's own translation of it."
        if searches
        else "No search was run.",
    )
    yield Item(
        9,
        "Limits and restrictions",
        "None but those that stand in the queries. Each search found all records of any date; "
        "those that were stored and had not changed were not fetched again.",
    )
    yield Item(
        10,
        "Search filters",
        "None was added to the queries. Whether a query contains a published filter, its author "
        "must say.",
        False,
    )
    yield Item(
        11, "Prior work", "Whether strategies were adapted from others' is not known.", False
    )
    yield Item(12, "Updates", _updates(searches))
    yield Item(13, "Dates of searches", _dates(searches))
    yield Item(14, "Peer review", "Whether the strategies were peer reviewed is not known.", False)
    total = "; ".join(f"{name}: {number}" for name, number in flow.identified.items())
    yield Item(15, "Total records", f"{sum(flow.identified.values())} in all ({total}).")
    yield Item(
        16,
        "Deduplication",
        f"{flow.duplicates} duplicates removed, by PMID: one record a PMID is kept, by an order of "
        "precedence (PubMed itself, PubMed XML, other exports, summaries). Records without a PMID "
        "are not compared.",
    )


def _updates(searches: Sequence[Run]) -> str:
    """Say how the search is kept up to date."""
    if not searches:
        return "No search was run."
    return (
        "Each strategy is run again as a whole at every refresh; the numbers are those of its last "
        "run. New is what was not stored, by comparing all PMIDs found; changed is what PubMed's "
        "modification date names, with seven days of overlap, and whose content differs."
    )


def _dates(searches: Sequence[Run]) -> str:
    """Name the day each search was run."""
    told = [f"{run.strategy} on {run.started[:10]}" for run in searches]
    return f"{'; '.join(told)} (UTC)." if told else "No search was run."


def _source(run: Run) -> str:
    """Name what is no search."""
    return {
        "import": "files of records",
        "starter": "the starter set of this program",
        "add": "PMIDs named by hand",
        "recheck": "stored records fetched by PMID",
    }.get(run.kind, run.kind)


def flow_lines(flow: Flow) -> Iterator[tuple[str, int]]:
    """Name the numbers of the flow, in the order of the diagram."""
    for name, number in flow.identified.items():
        yield f"identified: {name}", number
    yield "identified in all", sum(flow.identified.values())
    yield "duplicates removed", flow.duplicates
    for name, number in flow.without_record.items():
        yield f"not screened: {name}", number
    yield "screened", flow.screened
    yield "excluded: off topic by reading", flow.excluded_by_reading
    yield "excluded by the librarian", flow.excluded_by_librarian
    yield "included", flow.included
    yield "of the included: by the librarian's decision", flow.included_by_librarian
    yield "of the included: retracted, give no evidence", flow.included_retracted


def as_markdown(report: Report) -> str:
    """Write a report as Markdown."""
    lines = [
        f"# Search report: {report.scope}",
        "",
        f"Written {report.written} (UTC) by {report.software}.",
        "",
        "## Records (PRISMA 2020 flow)",
        "",
        "| Step | Records |",
        "|---|---:|",
        *(f"| {_cell(name)} | {number} |" for name, number in flow_lines(report.flow)),
        "",
        "Screened means read by rules, not by two people; included means on topic. Full texts are "
        "neither sought nor assessed.",
        "",
        "## PRISMA-S",
        "",
        "| Item | | |",
        "|---|---|---|",
    ]
    for item in report.items:
        mark = "" if item.answered else "**To be added by a person.** "
        lines.append(f"| {item.number} | {item.name} | {mark}{_cell(item.text)} |")
    lines += ["", "## Runs", ""]
    for one in report.runs:
        lines += [*_run_lines(one), ""]
    return "\n".join(lines)


def _run_lines(account: RunAccount) -> Iterator[str]:
    """Write one run as Markdown."""
    run = account.run
    name = f" of {run.strategy}, version {run.strategy_version}" if run.strategy else ""
    took = "" if account.seconds is None else f", {account.seconds} s"
    yield f"### Run {run.id}: {run.kind}{name}"
    yield ""
    yield f"- {run.state}; {run.started} to {run.ended or 'not ended'}{took}; {run.software}"
    if run.message:
        yield f"- {run.message}"
    found = "not known" if run.found is None else str(run.found)
    counts = ", ".join(f"{n} {name}" for name, n in numbers(account).items())
    yield f"- found: {found}; {counts}"
    for label, text in (("Query, as sent", run.query), ("Translation", run.translation)):
        if text:
            yield f"- {label}:"
            yield ""
            yield "  ```"
            yield f"  {text}"
            yield "  ```"
    for warning in run.warnings:
        yield f"- PubMed said: {warning}"
    for pmid in account.retracted:
        yield f"- retracted: PMID {pmid}"
    for item in account.lost:
        yield f"- {item.outcome}: {item.subject}: {item.reason}"


def numbers(account: RunAccount) -> dict[str, int]:
    """Give every count of a run, those of nothing too."""
    told = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED)
    lost = (Outcome.DELETED, Outcome.REJECTED, Outcome.NOT_OBTAINED)
    counts = {str(outcome): account.run.counts.get(outcome, 0) for outcome in (*told, *lost)}
    return (
        counts
        | {"of them not fetched": account.run.not_fetched}
        | {"papers now retracted": len(account.retracted)}
    )


def as_csv(report: Report) -> str:
    """Write a report as one table: section, name, value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("section", "name", "value"))
    writer.writerow(("report", "scope", report.scope))
    writer.writerow(("report", "written", report.written))
    writer.writerow(("report", "software", report.software))
    for name, number in flow_lines(report.flow):
        writer.writerow(("flow", name, number))
    for item in report.items:
        mark = "" if item.answered else "to be added by a person: "
        writer.writerow((f"PRISMA-S {item.number}", item.name, f"{mark}{item.text}"))
    for one in report.runs:
        run, place = one.run, f"run {one.run.id}"
        rows: Mapping[str, object] = {
            "kind": run.kind,
            "state": run.state,
            "strategy": run.strategy,
            "strategy version": run.strategy_version or "",
            "started": run.started,
            "ended": run.ended,
            "seconds": "" if one.seconds is None else one.seconds,
            "query": run.query,
            "translation": run.translation,
            "warnings": "; ".join(run.warnings),
            "found": "" if run.found is None else run.found,
            **numbers(one),
            "software": run.software,
        }
        # a query may begin with what a spreadsheet runs as a formula
        writer.writerows((place, name, _defused(value)) for name, value in rows.items())
        writer.writerows((place, f"{i.outcome}: {i.subject}", i.reason) for i in one.lost)
    return out.getvalue()


def _defused(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet would run."""
    is_formula = isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@")
    return f"'{value}" if is_formula else value


def _cell(text: str) -> str:
    """Keep a text inside its cell."""
    return text.replace("|", "\\|").replace("\n", " ")
