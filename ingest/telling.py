"""What changed since a day or a run, in plain words, with the findings that it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kb import ArticleNotFound, KnowledgeBase
from kb.model import Change, Outcome, Run, Told

_NAMES = {"sections": "abstract", "mesh": "MeSH headings", "corrections": "notices and comments"}


@dataclass(frozen=True, slots=True)
class Touched:
    """One record with what happened to it.

    Attributes
    ----------
    said : str
        What happened, in words.
    touched : tuple of Told
        Stored findings that no longer count, or are gone.
    added : tuple of Told
        Findings that came.
    """

    pmid: str
    title: str
    said: str
    on_topic: bool
    touched: tuple[Told, ...] = ()
    added: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """All that changed, by what happened; a record may stand under several heads."""

    since: str
    runs: tuple[int, ...]
    new: tuple[Touched, ...]
    changed: tuple[Touched, ...]
    retracted: tuple[Touched, ...]
    deleted: tuple[Touched, ...]
    concern: tuple[Touched, ...]
    topic: tuple[Touched, ...]
    read_anew: tuple[Touched, ...]
    not_obtained: tuple[Touched, ...]


HEADS: Mapping[str, str] = {
    "new": "New",
    "changed": "Changed",
    "retracted": "Retracted",
    "deleted": "Deleted or merged at PubMed; kept here",
    "concern": "Expression of concern",
    "topic": "Counted before, or counts now",
    "read_anew": "Read differently, text as before",
    "not_obtained": "Not obtained",
}
"""Heads of the lists of a :class:`ChangeReport`."""


def tell_changes(base: KnowledgeBase, *, run: int = 0, date: str = "") -> ChangeReport:
    """Gather what changed.

    Parameters
    ----------
    base : KnowledgeBase
    run : int
        From this run on, itself included.
    date : str
        From this day on. Where neither is given, from the last refresh on.

    Raises
    ------
    NotFound
        There is no run of this number.
    """
    if not run and not date:
        run = base.accounts.last_refresh()
    since = f"run {run}" if run else date or "the beginning"
    runs = base.accounts.runs_since(run=run, date=date)
    changes = list(_by_record(base.accounts.changes(run=run, date=date)))
    teller = _Teller(base)
    old = [c for c in changes if not c.is_new]
    return ChangeReport(
        since=since,
        runs=tuple(one.id for one in runs),
        new=tuple(teller.new(c) for c in changes if c.is_new),
        changed=tuple(teller.changed(c) for c in old if c.fields),
        retracted=tuple(teller.no_longer(c, c.retraction[1]) for c in changes if c.retracts),
        deleted=tuple(teller.lost(runs, Outcome.DELETED)),
        concern=tuple(
            teller.no_longer(c, c.concern[1], counts=True)
            for c in changes
            if c.concern[1] and not c.concern[0]
        ),
        topic=tuple(teller.topic(c) for c in old if c.on_topic[0] != c.on_topic[1]),
        read_anew=tuple(teller.changed(c) for c in old if not c.fields and (c.lost or c.gained)),
        not_obtained=tuple(teller.lost(runs, Outcome.NOT_OBTAINED)),
    )


def in_words(report: ChangeReport) -> Iterator[str]:
    """Write a change report as lines."""
    yield f"Since {report.since}:"
    nothing = True
    for name, head in HEADS.items():
        touched: tuple[Touched, ...] = getattr(report, name)
        if not touched:
            continue
        nothing = False
        yield ""
        yield f"{head} ({len(touched)})"
        for one in touched:
            yield f"  PMID {one.pmid}: {one.title}" if one.title else f"  PMID {one.pmid}"
            if one.said:
                yield f"    {one.said}"
            yield from (f"    - {_finding(told)}" for told in one.touched)
            yield from (f"    + {_finding(told)}" for told in one.added)
    if nothing:
        yield "nothing changed."


def _finding(told: Told) -> str:
    """A finding in a line."""
    return f"{told.outcome}, {told.direction.replace('_', ' ')}: “{told.sentence}”"


def _by_record(changes: Iterable[Change]) -> Iterator[Change]:
    """Put the changes of each record together: from before the first to after the last."""
    together: dict[str, Change] = {}
    for one in changes:
        old = together.get(one.pmid)
        if old is None:
            together[one.pmid] = one
            continue
        came = Counter(old.gained) + Counter(one.gained)
        went = Counter(old.lost) + Counter(one.lost)
        together[one.pmid] = replace(
            one,
            is_new=old.is_new,
            fields=tuple(dict.fromkeys((*old.fields, *one.fields))),
            retraction=_span(old.retraction, one.retraction),
            concern=_span(old.concern, one.concern),
            on_topic=(old.on_topic[0], one.on_topic[1]),
            lost=tuple((went - came).elements()),
            gained=tuple((came - went).elements()),
        )
    return iter(together.values())


def _span(old: tuple[str, str], new: tuple[str, str]) -> tuple[str, str]:
    """From before the first to after the last; a change that says nothing of it leaves it."""
    if new == ("", ""):
        return old
    return (old[0], new[1]) if old != ("", "") else new


class _Teller:
    """Says what happened to records of one knowledge base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._labels = {concept.id: concept.pref_label for concept in base.concepts()}

    def new(self, change: Change) -> Touched:
        """Tell of a record that was not here before."""
        counts = "counts" if change.on_topic[1] else "does not count"
        told = f"{counts}: {change.reason}" if change.reason else counts
        return self._touched(change, told, added=change.gained)

    def changed(self, change: Change) -> Touched:
        """Tell what of a record changed, and which findings with it."""
        fields = ", ".join(_NAMES.get(name, name.replace("_", " ")) for name in change.fields)
        findings = f"{len(change.lost)} findings gone, {len(change.gained)} new"
        same = "its findings stay"
        told = findings if change.lost or change.gained else same
        return self._touched(
            change, "; ".join(filter(None, (fields, told))), change.lost, change.gained
        )

    def no_longer(self, change: Change, why: str, *, counts: bool = False) -> Touched:
        """Tell why a record's findings no longer count, or must be looked at."""
        held = self._findings(change.pmid)
        told = "stand under it" if counts else "no longer count"
        return self._touched(change, f"{why} {len(held)} stored findings {told}.", held)

    def topic(self, change: Change) -> Touched:
        """Tell that a record came to count, or counts no longer."""
        held = self._findings(change.pmid)
        if change.on_topic[1]:
            return self._touched(change, f"counts now: {change.reason}", added=held)
        return self._touched(change, f"no longer counts: {change.reason}", held)

    def lost(self, runs: Iterable[Run], outcome: Outcome) -> Iterator[Touched]:
        """Tell of records that PubMed did not hand out, by the last run that asked."""
        last = {
            item.subject: item
            for run in runs
            if run.counts.get(outcome)
            for item in self._base.run_items(run.id)
            if item.outcome is outcome
        }
        for item in sorted(last.values(), key=lambda i: (len(i.subject), i.subject)):
            held = self._findings(item.subject) if outcome is Outcome.DELETED else ()
            yield Touched(item.subject, self._title(item.subject), item.reason, False, held)

    def _touched(
        self,
        change: Change,
        said: str,
        touched: Iterable[Told] = (),
        added: Iterable[Told] = (),
    ) -> Touched:
        """A record with findings whose outcomes are named by label."""
        return Touched(
            change.pmid,
            self._title(change.pmid),
            said,
            change.on_topic[1],
            tuple(self._named(t) for t in touched),
            tuple(self._named(t) for t in added),
        )

    def _named(self, told: Told) -> Told:
        """A finding with the label of its outcome."""
        return replace(told, outcome=self._labels.get(told.outcome, told.outcome))

    def _findings(self, pmid: str) -> tuple[Told, ...]:
        """Findings that are stored of a record."""
        try:
            found = self._base.findings(pmid)
        except ArticleNotFound:
            return ()
        return tuple(self._named(Told(f.outcome, str(f.direction), f.quote.text)) for f in found)

    def _title(self, pmid: str) -> str:
        """Title of a record, empty where it is not here."""
        try:
            return self._base.article(pmid).title
        except ArticleNotFound:
            return ""
