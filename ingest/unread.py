"""What stands in a file beside records: entries that could not be read, and deletions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that stands in the input and could not be read.

    Attributes
    ----------
    subject : str
        Its PMID, or its place ("record 12") where it has none.
    reason : str
        Why, for a person.
    """

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A PMID that NLM has deleted (``DeleteCitation`` in an update file)."""

    pmid: str
