"""Abbreviations a text defines itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading.abbreviations import definitions


def defined(text: str) -> dict[str, str]:
    return {d.short: text[d.long_start : d.long_end] for d in definitions(text)}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("lumbar medial branch blocks (MBBs) were", "MBBs", "medial branch blocks"),
        ("the numeric rating scale [NRS; 0-10] fell", "NRS", "numeric rating scale"),
        ("conservative treatment (CT) failed", "CT", "conservative treatment"),
        ("CT (computed tomography) was used", "CT", "computed tomography"),
        ("radiofrequency ablation (RFA) helps", "RFA", "radiofrequency ablation"),
        ("third occipital nerve (TON) block", "TON", "third occipital nerve"),
        ("Oswestry disability index (ODI, 0-100)", "ODI", "Oswestry disability index"),
        ("forced volume in 1 second (FEV(1)) fell", "FEV(1)", "forced volume in 1 second"),
        ("odds (OR 6.9, confidence interval (CI) 2-9)", "CI", "confidence interval"),
        ("brain vessels (blood-brain barrier, BBB)", "BBB", "blood-brain barrier"),
        ("chronic persistent hepatitis (C.P.H.)", "C.P.H.", "chronic persistent hepatitis"),
        ("phosphorylated c-Jun NH(2)-terminal kinase (JNK)", "JNK", "c-Jun NH(2)-terminal kinase"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert defined(text) == {short: long}


@pytest.mark.parametrize(
    "text",
    [
        "the patients (n = 20) left",
        "pain fell (P < .05)",
        "in people with pain (P=.05)",
        "a stroke occurrence (OR = 1.8)",
        "the pain was bad. It came from the branch (MBB)",
        "in forty patients (see Table 2)",
        "relief (Figure) was seen",
        "()",
        "(MBB)",
    ],
)
def test_a_bracket_that_defines_nothing_is_left_alone(text: str) -> None:
    assert defined(text) == {}


def annotated(shared: Path) -> Iterator[tuple[list[str], set[tuple[str, str]]]]:
    """Texts of MED1250, title and abstract, and the pairs that annotators found in them."""
    body = (shared / "data" / "gold" / "abbreviations" / "MED1250_labeled").read_text(
        encoding="utf-8", errors="replace"
    )
    for record in body.split("\n\n"):
        lines = [line for line in record.split("\n") if line.strip()][1:]
        found = {
            (plain(line.split("|")[0]), plain(line.split("|")[1]))
            for line in lines
            if line.startswith("  ") and "|" in line
        }
        yield [line.strip() for line in lines if not line.startswith(("  ", "//"))], found


def plain(text: str) -> str:
    return " ".join(text.lower().split())


def test_published_abstracts_are_read_nearly_as_people_did(shared: Path) -> None:
    """A floor, not a figure of merit: prices were chosen on the even records of this set."""
    right = said = there = 0
    for texts, gold in annotated(shared):
        found = {
            (plain(d.short), plain(text[d.long_start : d.long_end]))
            for text in texts
            for d in definitions(text)
        }
        right += len(found & gold)
        said += len(found)
        there += len(gold)
    assert there > 1190
    assert 2 * right / (said + there) > 0.89


@given(st.text(alphabet=st.sampled_from("aAbB1 ()[]-.;,\u0130\n")))
def test_definitions_lie_inside_the_text(text: str) -> None:
    for d in definitions(text):
        assert text[d.short_start : d.short_end] == d.short
        assert 0 <= d.long_start < d.long_end <= len(text)
        assert d.short_end <= d.long_start or d.long_end <= d.short_start
