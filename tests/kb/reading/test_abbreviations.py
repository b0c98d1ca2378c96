"""Abbreviations a text defines itself."""

from __future__ import annotations

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
        ("grew Aspergillus invented (A. invented)", "A. invented", "Aspergillus invented"),
        ("gave 3'deoxyfrobin (3'dFB) then", "3'dFB", "3'deoxyfrobin"),
        ("the 20-item Neck Function Scale (NFS-20)", "NFS-20", "20-item Neck Function Scale"),
        ("insulin-dependent diabetic (IDDM)", "IDDM", "insulin-dependent diabetic"),
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


@given(st.text(alphabet=st.sampled_from("aAbB1 ()[]-.;,\u0130\n")))
def test_definitions_lie_inside_the_text(text: str) -> None:
    for d in definitions(text):
        assert text[d.short_start : d.short_end] == d.short
        assert 0 <= d.long_start < d.long_end <= len(text)
        assert d.short_end <= d.long_start or d.long_end <= d.short_start
