"""What taking records in costs, without reading and encoding, and that memory stays flat."""

from __future__ import annotations

import gc
import gzip
import random
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from Bio import Entrez

from ingest.files import read_file
from kb import store
from kb.model import Record

BASELINE_RECORDS = 30_000
_BATCH = 500
_WORDS = (
    "medial branch block facet joint nerve lumbar cervical pain relief patients injection months "
    "radiofrequency bupivacaine placebo randomised outcome score spine image needle clinic group "
    "trial follow compared mean results methods percent weeks sedation diagnostic prognosis"
)


def store_file(path: Path, home: Path) -> int:
    """Parse and store the records of a file as `mbb import` does; nothing is read or encoded.

    Into a store that is there: making one is not part of any import but the first.
    """
    batch: list[Record] = []
    count = 0
    with store.writing(home) as db:
        for found in read_file(path):
            assert isinstance(found, Record)
            batch.append(found)
            count += 1
            if len(batch) == _BATCH:
                _put(db, batch)
                batch = []
        _put(db, batch)
    return count


def _put(db: store.Connection, batch: list[Record]) -> None:
    """Store a batch in one transaction."""
    with store.transaction(db):
        for record in batch:
            store.records.put(db, record)


def against_entrez(path: Path, rounds: int = 7) -> tuple[float, float]:
    """Best seconds of parsing and storing a file, and of Bio.Entrez reading it, turn by turn."""
    ours, theirs = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            with store.writing(Path(folder)):
                pass
            ours.append(_seconds(lambda home=folder: store_file(path, Path(home))))  # type: ignore[misc] # mypy reads the default as the parameter's type
        theirs.append(_seconds(lambda: _entrez(path)))
    return min(ours), min(theirs)


def _entrez(path: Path) -> object:
    """Read a file as Biopython does."""
    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Entrez.read(stream, validate=False)


def _seconds(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes, with no rubbish left over from the one before."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory_over(path: Path, home: Path) -> tuple[float, float, int]:
    """Resident megabytes after a tenth of a file and at most after that, and its records."""
    early, later, count = 0.0, 0.0, 0
    batch: list[Record] = []
    with store.writing(home) as db:
        for found in read_file(path):
            assert isinstance(found, Record)
            batch.append(found)
            count += 1
            if len(batch) == _BATCH:
                _put(db, batch)
                batch = []
                now = _resident()
                if count <= BASELINE_RECORDS // 10:
                    early = max(early, now)
                later = max(later, now)
        _put(db, batch)
    return early, later, count


def _resident() -> float:
    """Megabytes this process holds now, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1024**2


def write_baseline(path: Path, records: int = BASELINE_RECORDS) -> None:
    """Write a gzipped file of the size and shape of NLM's baseline files, of words of our own."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        out.writelines(generated(records))
        out.write("</PubmedArticleSet>\n")


def generated(records: int) -> Iterator[str]:
    """Records with some 200 words of abstract, six authors, twelve headings and references."""
    draw = random.Random(7)
    words_of_ours = _WORDS.split()

    def words(number: int) -> str:
        return " ".join(draw.choices(words_of_ours, k=number))

    for pmid in range(1_000_001, 1_000_001 + records):
        sections = "".join(
            f'<AbstractText Label="{label}" NlmCategory="{label}">{words(50)}.</AbstractText>'
            for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
        )
        authors = "".join(
            f'<Author ValidYN="Y"><LastName>{words(1).title()}</LastName><ForeName>Ann</ForeName>'
            f"<Initials>A</Initials><AffiliationInfo><Affiliation>{words(12)}.</Affiliation>"
            "</AffiliationInfo></Author>"
            for _ in range(6)
        )
        mesh = "".join(
            f'<MeshHeading><DescriptorName UI="D{n:06}" MajorTopicYN="N">{words(2)}'
            f'</DescriptorName><QualifierName UI="Q{n:06}" MajorTopicYN="Y">{words(1)}'
            "</QualifierName></MeshHeading>"
            for n in range(12)
        )
        cited = "".join(
            f"<Reference><Citation>{words(15)}</Citation><ArticleIdList>"
            f'<ArticleId IdType="pubmed">{pmid - n - 1}</ArticleId></ArticleIdList></Reference>'
            for n in range(10)
        )
        yield (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
            "<DateRevised><Year>2020</Year><Month>01</Month><Day>02</Day></DateRevised><Article>"
            "<Journal><ISSN>1234-5678</ISSN><JournalIssue><Volume>1</Volume><Issue>2</Issue>"
            "<PubDate><Year>2019</Year><Month>Mar</Month></PubDate></JournalIssue>"
            "<Title>Journal of Generated Records</Title></Journal>"
            f"<ArticleTitle>{words(12)}.</ArticleTitle><Abstract>{sections}</Abstract>"
            f'<AuthorList CompleteYN="Y">{authors}</AuthorList><Language>eng</Language>'
            "<PublicationTypeList><PublicationType>Journal Article</PublicationType>"
            f"</PublicationTypeList></Article><MeshHeadingList>{mesh}</MeshHeadingList>"
            "</MedlineCitation><PubmedData><History/><ArticleIdList>"
            f'<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>'
            f"<ReferenceList>{cited}</ReferenceList></PubmedData></PubmedArticle>\n"
        )
