"""A brief of the starter set says what its trials say, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb import ConfigurationError, KnowledgeBase, open_kb, open_writer
from kb.model import Basis, Brief, Certainty, Direction
from kb.search.ranked import Ranked, rank_all

STEROID = "does adding a steroid help a medial branch block?"
DENERVATION = "does radiofrequency denervation help chronic low back pain?"


def voices(brief: Brief) -> set[str]:
    return {voice.study.article.pmid for b in brief.balances for voice in b.voices}


def test_the_trial_between_the_arms_answers_the_steroid_question(starter: KnowledgeBase) -> None:
    brief = starter.brief(STEROID)
    assert "20567613" in voices(brief)
    for balance in brief.balances:
        for voice in balance.voices:
            assert voice.basis is Basis.BETWEEN_GROUP
            assert voice.direction is not Direction.IMPROVED


def test_trials_of_another_treatment_are_not_counted(starter: KnowledgeBase) -> None:
    brief = starter.brief(DENERVATION)
    assert "15951652" in voices(brief)
    assert "20567613" not in voices(brief)  # blocks with and without a steroid


def test_null_trials_are_counted_beside_the_others(starter: KnowledgeBase) -> None:
    pain = next(b for b in starter.brief(DENERVATION).balances if b.outcome == "pain-intensity")
    assert pain.counts(Basis.BETWEEN_GROUP)[Direction.NO_DIFFERENCE] >= 2
    assert pain.certainty in (Certainty.CONFLICTING, Certainty.MODERATE)


def test_every_sentence_stands_in_its_record(starter: KnowledgeBase) -> None:
    brief = starter.brief(DENERVATION)
    quoted = [f for b in brief.balances for v in b.voices for f in (*v.findings, *v.beside)]
    assert quoted
    for finding in quoted:
        text = starter.article(finding.pmid).text(finding.quote.section)
        assert text[finding.quote.start : finding.quote.end] == finding.quote.text


def test_filters_hold_and_only_relevant_papers_are_looked_at(starter: KnowledgeBase) -> None:
    brief = starter.brief(DENERVATION, {"year_from": 2015})
    assert voices(brief)
    for balance in brief.balances:
        assert all((v.study.article.year or 0) >= 2015 for v in balance.voices)
    short = starter.brief(DENERVATION, limit=5)
    assert short.studies == 5
    assert short.relevant > 5


def test_nothing_relevant_is_said(starter: KnowledgeBase) -> None:
    brief = starter.brief("migration of penguins in winter")
    assert (brief.studies, brief.relevant, brief.balances) == (0, 0, ())
    assert brief.missing[-1] == "No study with data of its own was found."


def test_a_brief_names_the_words_that_no_record_has(starter: KnowledgeBase) -> None:
    question = "does a steroid help a medial branch block in xenopus?"
    brief = starter.brief(question)
    assert brief.unmatched == starter.search(question).unmatched == ("xenopus",)
    assert brief.missing[0] == "No record holds “xenopus”: nothing here speaks of it."
    assert starter.brief(STEROID).unmatched == ()


def test_a_brief_takes_the_ranking_of_the_search_before_it(
    starter: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.search import engine

    asked = []

    def ranking(*arguments: Any) -> Ranked:
        asked.append(arguments)
        return rank_all(*arguments)

    monkeypatch.setattr(engine, "rank_all", ranking)
    result = starter.search(DENERVATION, filters={"year_from": 2015})
    assert starter.brief(DENERVATION, {"year_from": 2015}).relevant == result.total_relevant
    starter.search(DENERVATION, filters={"year_from": 2015}, offset=20, sort="newest")
    assert len(asked) == 1
    assert starter.brief(DENERVATION).relevant != result.total_relevant
    starter.search(DENERVATION, filters={"year_from": 2015}, design_prior=False)
    assert len(asked) == 3  # other filters, and another way of ranking, are ranked for themselves


def test_a_brief_after_a_publication_is_of_the_new_state(starter_copy: Path) -> None:
    base = open_kb(starter_copy)
    before = base.brief(DENERVATION)
    assert "15951652" in voices(before)
    with open_writer(starter_copy) as writer:
        writer.decide("15951652", "exclude", "A test.")
        writer.update()
    after = base.brief(DENERVATION)
    base.close()
    assert "15951652" not in voices(after)


def test_a_retracted_trial_has_no_voice(starter_copy: Path) -> None:
    with open_writer(starter_copy) as writer:
        writer.mark_retracted("20567613", "Retracted by the journal.")
        writer.update()
    base = open_kb(starter_copy)
    brief = base.brief(STEROID)
    base.close()
    assert "20567613" not in voices(brief)


def test_the_same_store_makes_the_same_brief(starter: KnowledgeBase) -> None:
    again = open_kb(starter.path)
    assert again.brief(DENERVATION) == starter.brief(DENERVATION)
    again.close()


def test_no_question_is_wrong_use(starter: KnowledgeBase) -> None:
    with pytest.raises(ConfigurationError, match="no question"):
        starter.brief(" ")


def test_radiofrequency_is_no_question_of_frequency(starter: KnowledgeBase) -> None:
    asked = "does radiofrequency denervation relieve lumbar facet pain?"
    assert starter.search(asked).reading.kinds == ()
    brief = starter.brief(asked)
    assert brief.balances[0].question == "therapeutic"
    assert "29847426" not in voices(brief), "its arms are blocks, before any denervation"
    assert starter.search("what is the frequency of facet pain?").reading.kinds == ("epidemiology",)


def test_two_ways_of_one_treatment_do_not_speak_for_the_treatment(starter: KnowledgeBase) -> None:
    brief = starter.brief("do lumbar facet blocks treat pain?")
    pain = next(b for b in brief.balances if b.outcome == "pain-intensity")
    told = {v.study.article.pmid: v.tier for v in pain.voices if v.basis == "between_group"}
    assert told["29847426"] == "controlled" and told["20567613"] == "variant"
    assert pain.why == "a single study compares with a control"


def test_a_question_on_the_neck_counts_no_trial_on_the_low_back(starter: KnowledgeBase) -> None:
    brief = starter.brief("does intra-articular steroid help neck facet pain?")
    assert "8127332" in voices(brief)
    apart = {paper.article.pmid for each in brief.apart for paper in each.papers}
    assert {"23632051", "29847426", "32245841"} <= apart  # two lumbar trials, a lumbar guideline
    assert not voices(brief) & apart
    # steroid against plasma tells nothing of steroid against none
    assert all(balance.certainty is Certainty.LOW for balance in brief.balances)


def test_a_question_of_prediction_is_no_comparison(starter: KnowledgeBase) -> None:
    brief = starter.brief("does relief from MBB predict outcome of radiofrequency denervation?")
    assert {"26066382", "27008290"} <= voices(brief)
    assert {balance.question for balance in brief.balances} == {"prognostic"}


def test_saline_in_the_arms_answers_a_question_on_placebo(starter: KnowledgeBase) -> None:
    brief = starter.brief("is the relief of facet blocks placebo?")
    (balance,) = brief.balances
    assert balance.outcome == "pain-intensity"
    assert balance.counts("between_group") == {Direction.NO_DIFFERENCE: 1}
    assert voices(brief) == {"29847426"}


def test_prevalence_after_whiplash_is_told_of_people_with_whiplash(starter: KnowledgeBase) -> None:
    brief = starter.brief("prevalence of facet pain after whiplash")
    assert "7709275" in voices(brief)
    assert "15169547" not in voices(brief)
    assert any(each.why.startswith("that do not name whiplash") for each in brief.apart)
    assert not any("compares groups" in said or "randomised" in said for said in brief.missing)


def test_who_should_not_have_a_block_asks_about_the_block(starter: KnowledgeBase) -> None:
    reading = starter.search("who should not have a medial branch block?").reading
    assert reading.concepts == ("medial-branch-block",)
    assert reading.negations == ()
    assert reading.kinds == ("safety",)
    assert starter.search("neck pain without radiculopathy").reading.negations


def test_a_predictor_is_no_outcome(starter: KnowledgeBase) -> None:
    reading = starter.search("does opioid use predict failure of denervation?").reading
    assert set(reading.concepts) - set(reading.within) == {"denervation"}


def test_a_finding_tied_to_nothing_answers_only_where_the_record_names_what_was_asked(
    starter: KnowledgeBase,
) -> None:
    assert "15169547" not in voices(starter.brief("PRP for facet joint pain"))
    assert "15169547" in voices(starter.brief("prevalence of facet joint pain"))


def test_doses_of_two_guidances_do_not_add_up_to_agreement(starter: KnowledgeBase) -> None:
    brief = starter.brief("do lumbar facet blocks treat pain?")
    (doses,) = [b for b in brief.balances if b.outcome == "radiation-exposure"]
    assert len(doses.voices) == 2
    assert doses.certainty is Certainty.LOW
    assert not any(voice.is_counted for voice in doses.voices)
