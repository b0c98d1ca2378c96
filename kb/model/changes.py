"""What a publication changed of what readers see, and how records came in and were judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.model.ledger import Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, short: enough to say which one came, went or no longer counts."""

    outcome: str
    direction: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one publication changed of one record.

    Attributes
    ----------
    at : str
        When it was published, UTC.
    runs : tuple of int
        The runs of the ledger that were open then: they brought it.
    is_new : bool
        Whether the record was not there before.
    fields : tuple of str
        Fields of the record that changed ("title", "sections", "mesh" …).
    retraction, concern, deletion : tuple of str
        What was said before, and what is said now; empty strings where nothing is.
    on_topic : tuple of bool
        Before and now; alike where it did not change.
    reason : str
        Why it is on topic now, or not.
    lost, gained : tuple of Told
        Stored findings that are gone, and new ones.
    kept : int
        Stored findings that stayed as they were.
    """

    pmid: str
    at: str
    runs: tuple[int, ...]
    is_new: bool = False
    fields: tuple[str, ...] = ()
    retraction: tuple[str, str] = ("", "")
    concern: tuple[str, str] = ("", "")
    deletion: tuple[str, str] = ("", "")
    on_topic: tuple[bool, bool] = (False, False)
    reason: str = ""
    lost: tuple[Told, ...] = ()
    gained: tuple[Told, ...] = ()
    kept: int = 0

    @property
    def retracts(self) -> bool:
        """Whether the paper counts as retracted now and did not before."""
        return bool(self.retraction[1]) and not self.retraction[0]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a published record was judged."""

    on_topic: bool
    by_librarian: bool = False
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record whose topic is a near thing.

    Attributes
    ----------
    on_topic, reason
        What reading made of it.
    sentence : str
        The sentence it hangs on.
    distance : float
        How far from the threshold, 0 at it.
    """

    pmid: str
    title: str
    on_topic: bool
    reason: str
    sentence: str
    distance: float


@dataclass(frozen=True, slots=True)
class Identified:
    """Records that one source named.

    Attributes
    ----------
    source : str
        For a person: the strategy, or the kind of run.
    records : int
        As the source counts them; of a file, each record that stands in it.
    outcomes : mapping of str to str
        What became of each PMID, or place in a file; empty where nothing yet.
    runs : tuple of int
        The rows of the ledger.
    """

    source: str
    records: int
    outcomes: Mapping[str, str]
    runs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """The numbers of a PRISMA 2020 flow diagram, as far as a knowledge base can know them.

    They add up: identified = duplicates + everything in `without_record` + screened, and
    screened = excluded by reading + excluded by the librarian + included.

    Attributes
    ----------
    identified : mapping of str to int
        Records by source.
    without_record : mapping of str to int
        PMIDs that are not among the published records, by what became of them.
    included_by_librarian, included_retracted : int
        Those of the included that a decision put there, and those that are retracted and
        therefore give no evidence.
    """

    identified: Mapping[str, int]
    duplicates: int
    without_record: Mapping[str, int]
    screened: int
    excluded_by_reading: int
    excluded_by_librarian: int
    included: int
    included_by_librarian: int = 0
    included_retracted: int = 0
    runs: tuple[int, ...] = field(default=())


def flow_of(sources: Sequence[Identified], judged: Mapping[str, Judgement]) -> Flow:
    """Work out the flow from what each source named and how published records were judged.

    Parameters
    ----------
    sources : sequence of Identified
        In the order in which they are shown; sources of one name are added up.
    judged : mapping of str to Judgement
        Published records by PMID.
    """
    identified: Counter[str] = Counter()
    last: dict[str, str] = {}
    for one in sources:
        # a file may name one PMID twice, and no source names fewer records than PMIDs
        identified[one.source] += max(one.records, len(one.outcomes))
        for subject, outcome in one.outcomes.items():
            last[subject] = outcome or last.get(subject, "")
    seen = [judged[subject] for subject in last if subject in judged]
    absent = Counter(_absent(outcome) for subject, outcome in last.items() if subject not in judged)
    included = [one for one in seen if one.on_topic]
    excluded = [one for one in seen if not one.on_topic]
    return Flow(
        identified=dict(identified),
        duplicates=identified.total() - len(last),
        without_record=dict(sorted(absent.items())),
        screened=len(seen),
        excluded_by_reading=sum(not one.by_librarian for one in excluded),
        excluded_by_librarian=sum(one.by_librarian for one in excluded),
        included=len(included),
        included_by_librarian=sum(one.by_librarian for one in included),
        included_retracted=sum(one.retracted for one in included),
        runs=tuple(sorted({run for one in sources for run in one.runs})),
    )


def _absent(outcome: str) -> str:
    """Say why a PMID that a source named is no published record."""
    if not outcome:
        return "not yet fetched"
    known = (Outcome.NOT_OBTAINED, Outcome.REJECTED, Outcome.DELETED)
    return outcome if outcome in known else "stored, not yet published"
