"""A whole record read: offsets, oddities, speed, and the gold set's floor."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import AbstractSection, Article, MeshHeading, Reading
from kb.reading import Reader, Vocabulary, split_sentences

_WORDS = [
    "medial",
    "branch",
    "block",
    "facet",
    "joint",
    "pain",
    "MBB",
    "(MBB)",
    "CT",
    "(CT)",
    "no",
    "without",
    "with",
    "or",
    "were",
    "not",
    "performed",
    "L4-5",
    "C2/3",
    "randomized",
    "trial",
    "under",
    "fluoroscopy",
    ",",
    ".",
    ";",
    "≥",
    "50%",
    "relief",
    "zygapophyséal",
    "BackgroundCervical",
    "non-",
    "İ",
    "ß",
    "ﬁ",
    "[",
    "]",
    "lumbar",
    "steroid",
    "-free",
]
_text = st.one_of(st.text(), st.lists(st.sampled_from(_WORDS)).map(" ".join))


def check(article: Article, reading: Reading) -> None:
    """Everything in a reading points at what it says."""
    for m in reading.mentions:
        assert m.text
        assert article.text(m.section)[m.start : m.end] == m.text
    facts = (*reading.facts.region, *reading.facts.imaging_guidance, reading.facts.study_design)
    for quote in (fact.quote for fact in facts if fact.quote):
        assert article.text(quote.section)[quote.start : quote.end] == quote.text
    for section in range(-1, len(article.sections)):
        spans = [(s.start, s.end) for s in reading.sentences if s.section == section]
        assert tuple(spans) == split_sentences(article.text(section))
    places = [(m.section, m.start, m.end, m.concept_id) for m in reading.mentions]
    assert places == sorted(set(places))
    assert reading.on_topic_reason


@settings(max_examples=150, deadline=None)
@given(_text, st.lists(_text, max_size=3))
def test_any_text_is_read_and_every_offset_holds(
    reader: Reader, title: str, texts: list[str]
) -> None:
    article = Article("1", title=title, sections=tuple(AbstractSection("", text) for text in texts))
    check(article, reader.read(article))


def test_real_records_are_read_and_every_offset_holds(reader: Reader, shared: Path) -> None:
    lines = (shared / "data/reading-texts/texts.jsonl").read_text(encoding="utf-8").splitlines()
    mentions = 0
    for line in lines[::6]:
        row = json.loads(line)
        texts = [part for part in _strings(row) if len(part) > 40]
        article = Article("1", sections=tuple(AbstractSection("", text) for text in texts))
        reading = reader.read(article)
        check(article, reading)
        mentions += len(reading.mentions)
    assert mentions > 1000


def _strings(value: object) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [s for v in value.values() for s in _strings(v)]
    if isinstance(value, list):
        return [s for v in value for s in _strings(v)]
    return []


def test_real_sentences_shuffled_and_cut_are_read_and_every_offset_holds(
    reader: Reader, shared: Path
) -> None:
    lines = (shared / "data/reading-texts/texts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [section["text"] for line in lines for section in json.loads(line)["sections"]]
    sentences = [text[a:b] for text in texts for a, b in split_sentences(text)]
    chosen = random.Random(11).sample(sentences, 10_000)
    chance = random.Random(12)

    def cut(sentence: str) -> str:
        start, end = sorted(chance.sample(range(len(sentence) + 1), 2))
        return sentence[start:end] if chance.random() < 0.5 else sentence

    started = time.process_time()
    for first in range(0, len(chosen), 20):
        pieces = [cut(sentence) for sentence in chosen[first : first + 20]]
        sections = tuple(
            AbstractSection(
                chance.choice(("", "RESULTS", "Background")), " ".join(pieces[i : i + 5])
            )
            for i in range(5, 20, 5)
        )
        article = Article("1", title=" ".join(pieces[:5]), sections=sections)
        check(article, reader.read(article))
    assert time.process_time() - started < 90  # some 5 s alone; a rule that hangs takes hours


def test_an_empty_record_gives_an_empty_reading(reader: Reader) -> None:
    reading = reader.read(Article("7", sections=(AbstractSection("METHODS", ""),)))
    assert (reading.sentences, reading.mentions) == ((), ())
    assert reading.facts.study_design.value == "not-stated"
    assert not reading.on_topic


@pytest.mark.parametrize(
    "unit",
    [
        "no facet joint pain, ",
        "(",
        "facet ",
        "A. ",
        "systematic ",
        "medial branch block (MBB) and ",
        "the \u0130 controlled blocks prevalence ",
        "we performed a ",
        "x",
        " ",
        "non-",
        "L4-5/",
        "Facet joint pain (FJP) was not seen. ",
        "excluded facet joint pain, ",
        "lumbar and ",
        "cervical, lumbar facet joint pain ",
        ", ",
    ],
)
def test_a_very_long_text_is_read_in_linear_time(reader: Reader, unit: str) -> None:
    # An abstract has some 1,500 characters. What took twice as long for twice the text at that
    # size takes seconds here; what took four times as long takes minutes.
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    started = time.process_time()
    reader.read(Article("1", sections=(AbstractSection("", text),)))
    assert time.process_time() - started < 6


def test_anatomy_is_never_negated(reader: Reader) -> None:
    reading = reader.read(Article("1", title="Pain without a facet joint"))
    assert [m.negated for m in reading.mentions if m.concept_id == "zygapophysial-joint"] == [False]


def test_a_denied_mention_is_marked(reader: Reader) -> None:
    reading = reader.read(Article("1", title="No pneumothorax occurred"))
    assert [(m.concept_id, m.negated) for m in reading.mentions] == [("pneumothorax", True)]


def test_headings_and_keywords_name_concepts(reader: Reader) -> None:
    article = Article(
        "1", mesh=(MeshHeading("Zygapophyseal Joint"),), keywords=("Low Back Pain/therapy", "MBBQ")
    )
    assert reader.read(article).mesh_concepts == ("low-back-pain", "zygapophysial-joint")


def test_a_shared_heading_does_not_name_every_concept_that_lists_it(reader: Reader) -> None:
    article = Article("1", mesh=(MeshHeading("Nerve Block"),))
    assert reader.read(article).mesh_concepts == ("nerve-block",)


def test_a_question_is_read_leniently(reader: Reader) -> None:
    linked = reader.link("does CT or US help with steroid?")
    assert {"computed-tomography", "ultrasonography", "corticosteroid"} <= {
        m.concept_id for m in linked
    }
    assert all((m.pmid, m.section) == ("", -1) for m in linked)


@pytest.mark.parametrize(
    ("question", "concepts"),
    [
        ("mbb before rfa", {"medial-branch-block", "radiofrequency-ablation"}),
        ("is it on target, and does it help us?", set()),
        ("pet and med", set()),
    ],
)
def test_a_question_may_write_abbreviations_small(
    reader: Reader, question: str, concepts: set[str]
) -> None:
    assert {m.concept_id for m in reader.link(question)} >= concepts
    assert concepts or not reader.link(question)


def test_a_question_that_denies_a_thing_says_so(reader: Reader) -> None:
    linked = reader.link("medial branch block without steroid")
    assert [m.negated for m in linked if m.concept_id in ("corticosteroid", "no-steroid")]


def test_reading_is_a_pure_function(reader: Reader, vocabulary: Vocabulary) -> None:
    article = Article("1", title="Lumbar MBB", sections=(AbstractSection("", "No CT scan."),))
    assert reader.read(article) == reader.read(article) == Reader(vocabulary).read(article)


def test_the_fingerprint_follows_the_vocabulary(reader: Reader, vocabulary: Vocabulary) -> None:
    smaller = Vocabulary(c for c in vocabulary.concepts.values() if c.id != "pneumothorax")
    assert Reader(smaller).fingerprint != reader.fingerprint
    assert Reader(vocabulary).fingerprint == reader.fingerprint


@pytest.mark.parametrize(
    ("question", "concept"),
    [
        ("how many blocks before denervation?", "diagnostic-medial-branch-block"),
        ("does the number of medial branch blocks matter", "diagnostic-medial-branch-block"),
        ("single versus dual blocks before neurotomy", "dual-medial-branch-blocks"),
    ],
)
def test_a_question_on_the_number_of_blocks_is_about_diagnostic_blocks(
    reader: Reader, question: str, concept: str
) -> None:
    assert concept in {m.concept_id for m in reader.link(question)}


def test_in_an_abstract_a_number_of_blocks_is_no_purpose(reader: Reader) -> None:
    text = "The number of blocks in the last year was recorded."
    article = Article("1", title="Blocks", sections=(AbstractSection("", text),))
    found = {m.concept_id for m in reader.read(article).mentions}
    assert "diagnostic-medial-branch-block" not in found


# A short form as records print it: letters of its long form, blanks and an "s" anywhere.
_SHORT = st.text(alphabet="TFESI s-1", min_size=1, max_size=9)


@given(_SHORT, _SHORT)
@settings(max_examples=200, deadline=None)
def test_no_short_form_in_brackets_makes_reading_raise(
    reader: Reader, one: str, other: str
) -> None:
    text = f"Transforaminal epidural steroid injections ({one}) and ({other}). {one} helped."
    reader.read(Article("1", title=text, sections=(AbstractSection("RESULTS", text),)))


def test_a_plural_set_apart_is_the_short_form(reader: Reader) -> None:
    text = "Radiofrequency ablations (RFA s) were done. After RFA pain fell."
    found = reader.read(Article("1", sections=(AbstractSection("RESULTS", text),))).mentions
    assert ("RFA", "radiofrequency-ablation") in {(m.text, m.concept_id) for m in found}
