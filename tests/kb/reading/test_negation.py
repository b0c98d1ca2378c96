"""Presence, occurrence or use denied is a negation; a null result is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading import split_sentences
from kb.reading.negation import denied_stretches, is_denied
from kb.reading.patterns import lower


def denied(text: str, words: str) -> bool:
    start = text.index(words)
    sentences = split_sentences(text)
    text = lower(text)
    return is_denied(text, start, start + len(words), denied_stretches(text, sentences))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No infection occurred.", "infection"),
        ("There were no infections, hematomas, or nerve injuries.", "nerve injuries"),
        ("Patients without radiculopathy were enrolled.", "radiculopathy"),
        ("Plain radiographs were not performed.", "radiographs"),
        ("None of the patients had a pneumothorax.", "pneumothorax"),
        ("None of the patients with fractures had a pneumothorax.", "pneumothorax"),
        ("In no case, an infection was reported.", "infection"),
        ("Controls were confirmed not to have spinal stenosis.", "spinal stenosis"),
        ("It healed without complications such as bleeding and infection.", "infection"),
        ("It healed without infection, bleeding and other complications.", "complications"),
        ("Nobody suffered from bleeding.", "bleeding"),
        ("Patients with spinal stenosis were excluded.", "spinal stenosis"),
        ("Exclusion criteria were infection, pregnancy and spinal stenosis.", "spinal stenosis"),
        ("Neither infection nor bleeding was seen.", "bleeding"),
        ("They had non-radicular pain.", "radicular pain"),
        ("The block was opioid-free.", "opioid"),
        ("It was done without fluoroscopy.", "fluoroscopy"),
        ("There was no evidence of infection.", "infection"),
        ("Patients did not develop numbness.", "numbness"),
        ("The absence of sciatica was required.", "sciatica"),
        (
            "Blocks (epidural injection, nerve block) in the past month will be excluded.",
            "nerve block",
        ),
        ("None of these resulted in paralysis.", "paralysis"),
        ("Patients who have not undergone surgery came.", "surgery"),
        ("No complications occurred, such as infection, bleeding or stroke.", "bleeding"),
        ("No hematoma, infection and stroke were found.", "stroke"),
        ("The block worked without causing numbness.", "numbness"),
        ("The gain came with the exclusion of epidural analgesia.", "epidural analgesia"),
    ],
)
def test_a_denial_is_seen(text: str, words: str) -> None:
    assert denied(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There was no significant difference in pain.", "pain"),
        ("No difference in disability was found.", "disability"),
        ("No needle failure was seen.", "needle"),
        ("There was no added analgesic effect of the block.", "block"),
        ("The drug does not result in better pain control.", "pain control"),
        ("Patients were switched without opioid withdrawal.", "opioid"),
        ("Steroid was not superior to saline.", "saline"),
        ("No study has tested medial branch blocks.", "medial branch blocks"),
        ("Blocks with or without steroid were compared.", "steroid"),
        ("No infection was seen, but bleeding occurred.", "bleeding"),
        ("There were no serious complications apart from soreness.", "soreness"),
        ("No complication was seen after the nerve block.", "nerve block"),
        ("Complications were recorded.", "Complications"),
        ("It was non-inferior to fluoroscopy.", "fluoroscopy"),
        ("No pain relief was lost. Infection followed.", "Infection"),
        ("Neither group improved in disability.", "disability"),
        ("Nonsteroidal drugs were allowed.", "steroidal"),
        ("Patients had no or occasional back pain.", "back pain"),
        ("No nerve block without loss of motor function is known.", "nerve block"),
        ("Pain did not differ, nor did disability.", "disability"),
        ("MRI was used instead of radiography.", "radiography"),
        ("Patients with no prior surgery received lidocaine.", "lidocaine"),
        ("There is an absence of high-grade evidence on sciatica.", "sciatica"),
        ("Patients did not experience significant pain relief.", "pain relief"),
    ],
)
def test_what_only_looks_like_a_denial_is_none(text: str, words: str) -> None:
    assert not denied(text, words)


@given(
    st.lists(
        st.sampled_from(
            [
                "no",
                "without",
                "pain",
                "or",
                ",",
                ".",
                "but",
                "excluded",
                "were not performed",
                "(",
                "none of",
                "no difference",
                "non-",
                ":",
                "= 0",
                "\u0130",
            ]
        )
    ).map(" ".join)
)
def test_denied_stretches_stay_inside_their_sentence(text: str) -> None:
    sentences = split_sentences(text)
    for a, b in denied_stretches(text, sentences):
        assert any(start <= min(a, b) and max(a, b) <= end for start, end in sentences)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Lack of bony fusion was seen.", "fusion", True),
        ("Care helps to avoid complications.", "complications", False),
        ("The procedure is not without complications.", "complications", False),
        ("Neither the depth nor the duration of block correlated with it.", "duration", False),
        ("Guidelines may deny cervical ablation to people.", "ablation", False),
        ("In the absence of a single randomized trial it is used.", "randomized", False),
        ("There was no remission of back pain.", "back pain", False),
        ("No high-quality systematic reviews were found.", "systematic reviews", False),
        ("Inclusion and exclusion criteria as well as complications.", "complications", False),
        ("At two years 80% without and 84% with steroid kept the gain.", "steroid", False),
        ("A steroid was not needed for the effect.", "steroid", False),
        ("No patients with cement leakage had symptoms.", "cement leakage", False),
        ("The lack of diagnostic accuracy costs much.", "diagnostic accuracy", False),
        ("No clinical test exists for it.", "clinical test", False),
        ("Fewer were treated, without improving success rates.", "success rates", False),
        ("Leakage (area under the curve: 0.98) was told.", "area under the curve", False),
        ("MRI was not routinely performed.", "MRI", False),
        ("MRI was not performed.", "MRI", True),
    ],
)
def test_classes_found_in_fresh_texts(text: str, words: str, expected: bool) -> None:
    assert denied(text, words) is expected
