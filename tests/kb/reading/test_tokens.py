"""Words keep their offsets; spelling variants share a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading.tokens import key, tokenize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zygapophyseal", "zygapophysial"),
        ("zygopophyseal", "zygapophysial"),
        ("zygaopophysial", "zygapophysial"),
        ("anaesthetic", "anesthetics"),
        ("haematoma", "hematomas"),
        ("oedema", "edema"),
        ("randomised", "randomized"),
        ("catastrophising", "catastrophizing"),
        ("tumours", "tumor"),
        ("disk", "discs"),
        ("rami", "ramus"),
        ("vertebrae", "vertebra"),
        ("processes", "process"),
        ("injuries", "injury"),
        ("headaches", "headache"),
        ("paediatric", "pediatric"),
        ("bloqu\u00e9", "bloque"),
        ("\u2265", ">="),
    ],
)
def test_variants_of_a_word_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("exercise", "exercize"), ("pelvis", "pelvi"), ("bias", "bia" + "s" * 2), ("facet", "facial")],
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_heading_glued_to_the_first_word_is_cut_off() -> None:
    assert tokenize("BackgroundCervical facets").raw == ("Background", "Cervical", "facets")


def test_hyphens_and_slashes_do_not_stand_between_words() -> None:
    assert tokenize("z-joint").keys == tokenize("Z joint").keys
    assert tokenize("SPECT/CT").keys == tokenize("SPECT CT").keys


@given(st.text())
def test_offsets_point_at_the_words(text: str) -> None:
    tokens = tokenize(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == list(tokens.raw)
    assert len(tokens.keys) == len(tokens.raw)
