"""The nouns of a record's life: what changed, what speaks of it, what it is a report of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb.model.article import Article, Source


class ChangeKind(StrEnum):
    """What happened to a record."""

    ADDED = "added"
    CHANGED = "changed"
    READ_AGAIN = "read again"
    RETRACTED = "retracted"
    RETRACTION_WITHDRAWN = "retraction withdrawn"
    CONCERN = "expression of concern"
    CONCERN_WITHDRAWN = "expression of concern withdrawn"
    CORRECTED = "corrected"
    DELETED = "deleted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One step in the history of a record, as it stood after the step.

    Attributes
    ----------
    at : str
        UTC, ISO 8601, to the second.
    run : int or None
        The run of the ledger that brought it; None where it came without one.
    fields : tuple of str
        Names of the fields of :class:`~kb.model.Article` that differ from the text before.
        "read again" means that this program reads the same bytes better, not that PubMed
        changed them.
    source, version, date_revised, content_hash
        Of the text that was kept; empty where the record itself is not stored.
    note : str
        What happened, in words, where the kind alone does not say it.
    before : Article or None
        The text that was replaced, whole; None where there was none.
    """

    pmid: str
    kind: ChangeKind
    at: str
    run: int | None = None
    fields: tuple[str, ...] = ()
    source: Source | None = None
    version: int = 0
    date_revised: str = ""
    content_hash: str = ""
    note: str = ""
    before: Article | None = None


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A publication that a record is tied to, told from the record's side.

    Attributes
    ----------
    kind : str
        NLM's RefType as the record itself would say it: "RetractionIn" on the paper that was
        retracted, "RetractionOf" on the notice, whichever of the two records holds the link.
    pmid : str
        The other publication, empty where only its citation is known.
    citation : str
        The other publication as printed, empty where only the other record holds the link.
    stored : bool
        Whether the other publication is in this knowledge base.
    """

    kind: str
    pmid: str
    citation: str = ""
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """Reports of one registered study.

    Attributes
    ----------
    number : str
        As its registry writes it, in capitals and without blanks: "NCT01234567".
    pmids : tuple of str
        Records that carry the number in their list of data banks or in their text, in the order
        of their numbers. Some may be off topic or retracted.
    """

    number: str
    pmids: tuple[str, ...]


INVERSE_LINKS = {
    "CommentIn": "CommentOn",
    **{
        f"{kind}In": f"{kind}Of"
        for kind in ("Retraction", "PartialRetraction", "Update", "Reprint")
    },
    **{f"{kind}In": f"{kind}For" for kind in ("Erratum", "ExpressionOfConcern")},
    **{
        f"{kind}In": f"{kind}From"
        for kind in ("CorrectedandRepublished", "RetractedandRepublished", "Republished")
    },
    "SummaryForPatientsIn": "OriginalReportIn",
}
"""RefType of NLM's on the paper to the one on the publication that speaks of it."""
INVERSE_LINKS.update({there: here for here, there in list(INVERSE_LINKS.items())})
