"""Nothing of an abstract is cut off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.index import Embedder, make_passages, passage_text
from kb.model import TITLE, AbstractSection, Article
from kb.rebuild import sentence_spans
from tests.kb.records import article


def _words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _characters(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


TEXT = st.lists(
    st.text(alphabet=st.sampled_from("ab é.%"), max_size=30).map(lambda t: " ".join(t.split())),
    max_size=6,
)


@given(title=st.text(alphabet="ab .", max_size=60), sections=TEXT, size=st.integers(4, 40))
def test_every_character_of_every_section_is_in_a_passage(
    title: str, sections: list[str], size: int
) -> None:
    record = Article(
        "1", title=" ".join(title.split()), sections=tuple(AbstractSection("", t) for t in sections)
    )
    passages = make_passages(record, sentence_spans(record), _characters, size)
    covered = {
        (s.section, at) for p in passages for s in p.sentences for at in range(s.start, s.end)
    }
    for number in range(TITLE, len(sections)):
        text = record.text(number)
        assert {at for at, c in enumerate(text) if not c.isspace()} <= {
            at for section, at in covered if section == number
        }
    assert [p.ordinal for p in passages] == list(range(len(passages)))


@given(sections=TEXT, size=st.integers(8, 40))
def test_no_passage_holds_more_than_the_model_reads(sections: list[str], size: int) -> None:
    record = Article("1", title="a b", sections=tuple(AbstractSection("", t) for t in sections))
    for passage in make_passages(record, sentence_spans(record), _words, size):
        assert len(passage.text.split()) <= size


def test_sentences_stay_whole_where_they_fit() -> None:
    record = article()
    spans = sentence_spans(record)
    passages = make_passages(record, spans, _words, 45)
    assert len(passages) > 1
    assert {s for p in passages for s in p.sentences} == set(spans)
    assert all(p.text.startswith(record.title) for p in passages)
    assert all(p.text == passage_text(record, p.sentences) for p in passages)


def test_a_record_without_abstract_or_title_has_a_passage() -> None:
    for record in (article(sections=()), Article("1")):
        assert len(make_passages(record, sentence_spans(record), _words, 50)) == 1


def test_a_title_longer_than_the_model_reads_is_cut_into_passages() -> None:
    record = Article("1", title=" ".join(f"word{i}" for i in range(200)))
    passages = make_passages(record, sentence_spans(record), _words, 30)
    said = [word for p in passages for word in p.text.split()]
    assert said == record.title.split()


@pytest.mark.parametrize("copies", [1, 12])
def test_the_real_model_reads_every_passage_whole(copies: int) -> None:
    embedder = Embedder("all-MiniLM-L6-v2")
    record = article(
        sections=tuple(
            AbstractSection("", f"{copies} {section.text} ≥50% at L4/5; p=0.03.")
            for section in article().sections * copies
        )
    )
    passages = make_passages(
        record, sentence_spans(record), embedder.count_tokens, embedder.passage_tokens
    )
    assert (len(passages) > 1) is (copies > 1)
    tokenizer = embedder.load().tokenizer
    for passage in passages:
        assert len(tokenizer(passage.text)["input_ids"]) <= 256
