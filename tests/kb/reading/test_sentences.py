"""Sentences are cut where a reader would cut them, and no character is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading import split_sentences


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Relief was 62.5% against 12.0% (P < .05).",
        "Relief (P<.001) held at L4-5.",
        "Steroid vs. Saline was compared.",
        "Nerves, e.g. Medial branches, were blocked.",
        "Bogduk et al. found the same.",
        "As in the trial of Lord et al. (1996), blocks were controlled.",
        "We used No. 3 needles.",
        "Blocks at C2-3 (i.e. The third occipital nerve) were done.",
        "The device (Cosman Medical Inc. Burlington) was used.",
        "Work by J. A. Smith and N. Bogduk is cited.",
        "The VAS fell by 0. 5% only.",
        "A total of 4. 2 mg was given.",
        "The U.S. Registry was asked (C.I.S. Smith).",
        "Of 30 ( 20 men vs. 10 women ) none withdrew.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Pain fell. It rose again.", ["Pain fell.", "It rose again."]),
        ("The target was L4-5. Relief held.", ["The target was L4-5.", "Relief held."]),
        ("Relief held.Pain returned later.", ["Relief held.", "Pain returned later."]),
        (
            "Relief held (P < .05). 12 patients left.",
            ["Relief held (P < .05).", "12 patients left."],
        ),
        (
            "BackgroundCervical facet pain is common.",
            ["Background", "Cervical facet pain is common."],
        ),
        ("It helped.METHODS: We asked.", ["It helped.", "METHODS: We asked."]),
        ("Is it safe? We think so!", ["Is it safe?", "We think so!"]),
        ("They had type A. The others had B.", ["They had type A.", "The others had B."]),
        ("All were grade E. Pain fell.", ["All were grade E.", "Pain fell."]),
        ("It lasted 58 h. Backache rose.", ["It lasted 58 h.", "Backache rose."]),
        ("It was 2004. 12 came.", ["It was 2004.", "12 came."]),
        ("It lasted 30 min. The effect waned.", ["It lasted 30 min.", "The effect waned."]),
        ("  Two.  Sentences.  ", ["Two.", "Sentences."]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


@given(
    st.text(alphabet=st.sampled_from("abcZ .?!,;()0159-\n\t\u00a0\u2003%<[]\"'PvsNo\u0130\u00df"))
)
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
