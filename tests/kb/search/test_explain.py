"""The best sentence and the words it shares."""

from __future__ import annotations

from kb.model import TITLE, AbstractSection, Span
from kb.rebuild import sentence_spans
from kb.search.explain import (
    Matches,
    SentenceWeights,
    best_sentence,
    matched_words,
    reasons,
    word_spans,
)
from kb.search.stems import stem
from tests.kb.records import SENTENCES, article

RECORD = article()
PLAIN = SentenceWeights(answering=0.0, asking=0.0, figures=0.0, nearest=1.0)
ALL = sentence_spans(RECORD)


def _at(word: str, section: int) -> tuple[Span, str]:
    start = RECORD.text(section).index(word)
    return Span(section, start, start + len(word)), stem(word)


def test_the_sentence_with_the_rarer_words_is_chosen() -> None:
    matches = Matches(words=[_at("medial", 0), _at("betamethasone", 0)])
    quote, shared = best_sentence(
        RECORD, ALL, matches, {stem("medial"): 0.2, stem("betamethasone"): 3.0}, ()
    )
    assert quote is not None
    assert quote.text == SENTENCES[1]
    assert [RECORD.text(0)[s.start : s.end] for s in shared] == ["betamethasone"]


def test_without_shared_words_a_sentence_of_the_nearest_passage_is_chosen() -> None:
    quote, shared = best_sentence(RECORD, ALL, Matches(), {}, [ALL[1]], PLAIN)
    assert quote is not None
    assert (quote.text, shared) == (SENTENCES[0], ())


def test_overlapping_matches_are_marked_once() -> None:
    concept, _ = _at("cervical medial branch blocks", 0)
    matches = Matches(words=[_at("medial", 0), _at("branch", 0)], concepts=[(concept, "c")])
    _, shared = best_sentence(RECORD, ALL, matches, {stem("medial"): 1.0}, (), PLAIN)
    assert shared == (concept,)


def test_the_title_is_quoted_only_where_there_is_no_abstract() -> None:
    bare = article(sections=())
    quote, _ = best_sentence(bare, sentence_spans(bare), Matches(), {}, ())
    assert quote is not None
    assert quote.section == TITLE
    empty = article(title="", sections=())
    assert best_sentence(empty, (), Matches(), {}, ()) == (None, ())


def test_words_are_found_by_their_stem_whatever_their_case_and_accents() -> None:
    record = article(title="BLOCKED blocks of the Ménière's nerve_block", sections=())
    found = word_spans(record, {stem("block"), stem("meniere")})
    assert [record.title[s.start : s.end] for s, _ in found] == [
        "BLOCKED",
        "blocks",
        "Ménière",
        "block",
    ]


def test_a_stem_is_named_once() -> None:
    matches = Matches(words=[_at("blocks", 0), _at("blocks", TITLE), _at("steroid", TITLE)])
    assert matched_words(RECORD, matches) == ("blocks", "steroid")


def test_rankers_with_nothing_to_say_are_left_out() -> None:
    found = reasons({"words": 3, "design": 0, "meaning": 1}, {"words": "shares a", "design": ""})
    assert [(r.ranker, r.rank, r.detail) for r in found] == [("words", 3, "shares a")]


def test_a_result_is_preferred_to_an_aim_that_shares_as_many_words() -> None:
    record = article(
        sections=(
            AbstractSection("OBJECTIVE", "We ask whether steroid prolongs relief."),
            AbstractSection("RESULTS", "Steroid did not prolong relief in 12 people."),
        )
    )
    spans = sentence_spans(record)
    weights = {stem("steroid"): 1.0, stem("relief"): 1.0}
    matches = Matches(words=word_spans(record, weights))
    quote, _ = best_sentence(record, spans, matches, weights, ())
    assert quote is not None
    assert quote.section == 1
