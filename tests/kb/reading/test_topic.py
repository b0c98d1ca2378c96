"""What belongs to this knowledge base, and the reason given."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading import Reader


def judged(reader: Reader, title: str, text: str = "", *types: str) -> tuple[bool, str]:
    article = Article(
        "1", title=title, sections=(AbstractSection("", text),), publication_types=types
    )
    reading = reader.read(article)
    return reading.on_topic, reading.on_topic_reason


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Lumbar medial branch blocks for back pain", ""),
        ("Prevalence of facet joint pain", ""),
        ("Intra-articular facet injection of steroid", ""),
        ("Radiofrequency denervation of the facet joints", ""),
        ("Percutaneous lumbar zygapophysial joint neurotomy using radiofrequency current", ""),
        ("The cervical zygapophysial joints as a source of neck pain", ""),
        ("Third occipital nerve block under ultrasound", ""),
        ("Exercise after radiofrequency lumbar facet denervation", ""),
        (
            "Neck pain of unknown origin",
            "Medial branch blocks were done. Facet joint pain was found. It was common.",
        ),
        ("Radiofrequency lesions as a treatment for cervicogenic headache", ""),
        (
            "Intraarticular hyaluronic acid or steroid for pain in the lumbar spine",
            "The facet joints were treated weekly. Treatment of facet joints helped.",
        ),
        (
            "Facet joint osteoarthritis in the community",
            "Low back pain was asked for. It went with low back pain in some.",
        ),
        ("The human lumbar dorsal rami", "The medial branch crosses the transverse process."),
    ],
)
def test_records_on_blocks_denervation_and_facet_pain_are_on_topic(
    reader: Reader, title: str, text: str
) -> None:
    assert judged(reader, title, text)[0]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Vertebroplasty for compression fractures", "Facet joint pain was excluded."),
        ("Facet dislocation of the cervical spine treated by fusion", ""),
        ("Epidural steroid injection for sciatica", "Facet joint injection is another option."),
        ("Occipital nerve block for migraine", "Medial branch blocks. Medial branch blocks."),
        ("Diagnostic blocks of the hip joint", "A diagnostic block was given twice."),
        ("Radiofrequency ablation of lung tumours", ""),
        ("Left bundle branch block", ""),
        ("Sacral lateral branch radiofrequency neurotomy", ""),
        (
            "Pain of the spine",
            "Facet joint pain, facet joint blocks and medial branch blocks exist. It varies.",
        ),
        ("Knee osteoarthritis", "Intraarticular injections were given. Intraarticular injections."),
    ],
)
def test_neighbouring_subjects_are_off_topic(reader: Reader, title: str, text: str) -> None:
    assert not judged(reader, title, text)[0]


def test_the_reason_names_what_was_found_and_where(reader: Reader) -> None:
    assert judged(reader, "Lumbar medial branch block")[1] == (
        "names lumbar medial branch block in the title"
    )
    text = "Medial branch blocks were done. Medial branch blocks helped. Relief held for weeks."
    assert judged(reader, "Neck pain", text)[1] == (
        "names medial branch block or the like in 2 of 3 sentences of the abstract"
    )
    assert (
        "title names vertebroplasty"
        in judged(reader, "Vertebroplasty", "Facet joint pain was seen.")[1]
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("Retraction of Publication", "a retraction notice carries no evidence of its own"),
        ("Published Erratum", "an erratum carries no evidence of its own"),
    ],
)
def test_notices_are_off_topic_whatever_they_name(reader: Reader, kind: str, reason: str) -> None:
    assert judged(reader, "Medial branch blocks", "", kind) == (False, reason)


def test_a_record_without_words_says_so(reader: Reader) -> None:
    assert judged(reader, "") == (False, "has no title and no abstract to judge by")


def test_a_denied_subject_in_the_abstract_does_not_count(reader: Reader) -> None:
    text = "No facet joint pain was found. There was no facet joint pain."
    assert not judged(reader, "Neck pain", text)[0]
