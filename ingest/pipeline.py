"""From files and from PubMed into the knowledge base: the verbs behind the commands."""

from ingest.adding import add
from ingest.importing import import_files, load_starter
from ingest.refreshing import refresh
from ingest.reports import FileReport, ImportReport, RefreshReport, StrategyReport

__all__ = [
    "FileReport",
    "ImportReport",
    "RefreshReport",
    "StrategyReport",
    "add",
    "import_files",
    "load_starter",
    "refresh",
]
