"""Region of the spine, and what guided the needle."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading.setting import read_guidance, read_region


def article(title: str = "", *texts: str) -> Article:
    return Article("1", title=title, sections=tuple(AbstractSection("", t) for t in texts))


@pytest.mark.parametrize(
    ("title", "regions"),
    [
        ("Lumbar facet pain", ["lumbar"]),
        ("Chronic neck pain", ["cervical"]),
        ("Blocks at C4-5", ["cervical"]),
        ("Blocks at L5-S1", ["lumbar", "sacral"]),
        ("Thoracolumbar fractures", ["thoracic", "lumbar"]),
        ("Low back pain", ["lumbar"]),
        ("Cervical cancer", []),
        ("Lumbar puncture", []),
        ("T1-weighted images", []),
        ("Pain", []),
    ],
)
def test_the_title_tells_the_region(title: str, regions: list[str]) -> None:
    assert [fact.value for fact in read_region(article(title))] == regions


def test_a_region_met_once_beside_the_titles_own_is_background() -> None:
    record = article("Lumbar blocks", "Unlike in the thoracic spine, lumbar blocks are common.")
    assert [fact.value for fact in read_region(record)] == ["lumbar"]


@pytest.mark.parametrize(
    ("text", "guidance"),
    [
        ("Fluoroscopically guided blocks were done.", ["fluoroscopy"]),
        ("Blocks were done under fluoroscopy.", ["fluoroscopy"]),
        ("Ultrasound-guided or CT-guided injection", ["ultrasound", "CT"]),
        ("CT fluoroscopy-guided injection", ["CT fluoroscopy"]),
        ("Landmark-based injection", ["no image guidance"]),
        ("A CT scan and MRI showed arthritis.", []),
        ("Therapeutic ultrasound was applied.", []),
        ("Transcutaneous electrical nerve stimulation was given.", []),
    ],
)
def test_only_what_guides_a_needle_counts(text: str, guidance: list[str]) -> None:
    assert [fact.value for fact in read_guidance(article("", text))] == guidance


def test_quotes_are_the_text_at_their_offsets() -> None:
    record = article("LUMBAR blocks", "\u0130t was done UNDER Fluoroscopy at L4-5 and L5-S1.")
    for fact in (*read_region(record), *read_guidance(record)):
        assert fact.quote is not None
        text = record.text(fact.quote.section)
        assert text[fact.quote.start : fact.quote.end] == fact.quote.text != ""


def test_a_region_told_much_less_often_than_the_titles_own_is_not_the_studys() -> None:
    text = "Neck blocks help neck pain. Occipital pain eased. Neck pain and occipital pain differ."
    found = read_region(article("Cervical blocks", f"{text} Neck pain and neck stiffness remain."))
    assert [fact.value for fact in found] == ["cervical"]


@pytest.mark.parametrize(
    ("text", "guidance"),
    [
        ("FL-guided blocks were compared with US-guided ones.", ["fluoroscopy", "ultrasound"]),
        ("Fluoroscopy and stimulation is used to find the nerve.", ["fluoroscopy"]),
        ("People were randomised to sonographic CMBB.", ["ultrasound"]),
        ("Fluoroscopic lumbar medial branch injections were compared.", ["fluoroscopy"]),
        ("X-ray images and sonographic findings were reviewed.", []),
    ],
)
def test_the_name_of_the_image_before_a_procedure_is_its_guidance(
    text: str, guidance: list[str]
) -> None:
    article = Article("1", sections=(AbstractSection("", text),))
    assert [fact.value for fact in read_guidance(article)] == guidance
