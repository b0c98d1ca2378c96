"""Every error a user can be shown, and nothing else.

::

    KbError                     what happened, to which thing, what to do next
    ├ ConfigurationError        names the setting
    ├ StoreError
    │ ├ StoreNotFound           no knowledge base in that folder
    │ ├ SchemaTooNew            written by a newer version of this program
    │ └ StoreLocked             another process is writing
    ├ NotFound (LookupError)
    │ ├ ArticleNotFound
    │ └ ConceptNotFound
    ├ IndexOutOfDate            names the command that mends it
    └ IngestError
      ├ PubMedUnavailable       try again later
      ├ PubMedRejected          mend the query
      ├ MalformedRecord         one record could not be read
      └ UnreadableFile          a file is not what its name or its place promised

Commands and pages catch :class:`KbError` and show its text as it stands. Anything else is a bug
and keeps its traceback.
"""

from __future__ import annotations


class KbError(Exception):
    """Base of all errors meant for a person: what happened, to which thing, what to do next."""


class ConfigurationError(KbError):
    """A setting is missing or cannot be used; the message names it."""


class StoreError(KbError):
    """The knowledge base on disk cannot be used as it is."""


class StoreNotFound(StoreError):
    """There is no knowledge base in the folder that was named."""


class SchemaTooNew(StoreError):
    """The knowledge base was written by a newer version of this program."""


class StoreLocked(StoreError):
    """Another process is writing this knowledge base."""


class NotFound(KbError, LookupError):
    """Something that was asked for by its id is not in the knowledge base."""


class ArticleNotFound(NotFound):
    """No record with this PMID is stored."""


class ConceptNotFound(NotFound):
    """The vocabulary has no concept with this id or label."""


class IndexOutOfDate(KbError):
    """The index was made by another model or is incomplete; the message names the mend."""


class IngestError(KbError):
    """Records could not be obtained or read."""


class PubMedUnavailable(IngestError):
    """PubMed did not answer, or not completely; running the same command again may succeed."""


class PubMedRejected(IngestError):
    """PubMed refused the request; it will refuse it again until the query is mended."""


class MalformedRecord(IngestError):
    """One record could not be read; the message names it."""


class UnreadableFile(IngestError):
    """A file is not what it should be; the message says what was found in it."""
