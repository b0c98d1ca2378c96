"""Records written for the tests, in the field's usual shapes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kb import KnowledgeBase, open_kb, open_writer
from kb.model import AbstractSection, Article, Correction, MeshHeading, Source

SENTENCES = (
    "Sixty patients with chronic neck pain had cervical medial branch blocks under fluoroscopy.",
    "Half were randomised to bupivacaine alone and half to bupivacaine with betamethasone.",
    "Pain relief of at least 50% at twelve months was alike in the two groups.",
    "No serious complications occurred.",
)


def article(pmid: str = "101", **changes: object) -> Article:
    """A small randomised trial on the topic."""
    values: dict[str, object] = {
        "pmid": pmid,
        "title": "Cervical medial branch blocks with and without steroid: a randomized trial",
        "sections": (
            AbstractSection("METHODS", " ".join(SENTENCES[:2]), "METHODS"),
            AbstractSection("RESULTS", " ".join(SENTENCES[2:]), "RESULTS"),
        ),
        "journal": "Journal of Invented Pain Studies",
        "year": 2011,
        "publication_types": ("Journal Article", "Randomized Controlled Trial"),
        "mesh": (MeshHeading("Nerve Block", "D009407", major=True),),
        "languages": ("eng",),
        "source": Source.PUBMED_XML,
        "date_revised": "2012-01-02",
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]  # a test's own keywords


def off_topic(pmid: str = "201") -> Article:
    """A paper on something else."""
    return article(
        pmid,
        title="Drainage of pyogenic spondylodiscitis in older adults",
        sections=(AbstractSection("", "Forty patients had surgery for spinal infection."),),
        publication_types=("Journal Article",),
        mesh=(),
    )


def retraction_notice(pmid: str, of: str) -> Article:
    """A notice that retracts another paper."""
    return article(
        pmid,
        title="Retraction: Cervical medial branch blocks with and without steroid",
        sections=(),
        publication_types=("Retraction of Publication",),
        corrections=(Correction("RetractionOf", "J Invent Pain 2011", of),),
    )


def filled(home: Path, records: Sequence[Article]) -> KnowledgeBase:
    """Open a base that holds these records, read and indexed."""
    with open_writer(home) as writer:
        writer.add_articles(records)
        writer.update()
    return open_kb(home)
