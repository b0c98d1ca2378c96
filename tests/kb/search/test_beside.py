"""Papers like a paper, and findings like a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import ArticleNotFound, ConfigurationError, KnowledgeBase, open_kb, open_writer
from kb.model import Basis, Bearing, Direction, SentenceCheck

STEROID = "Adding a steroid to a medial branch block does not improve pain relief."
DENERVATION = "Radiofrequency denervation reduces pain in chronic low back pain."


def pmids(found: SentenceCheck) -> list[str]:
    return [one.article.pmid for one in (*found.agree, *found.differ, *found.same_outcome)]


def test_trials_by_one_design_in_other_regions_are_like_a_trial(starter: KnowledgeBase) -> None:
    found = starter.similar("18670333")
    assert {"18690278", "20567613"} <= {one.article.pmid for one in found}
    assert "18670333" not in {one.article.pmid for one in found}
    assert all("corticosteroid" in one.concepts for one in found if one.article.pmid == "18690278")


def test_likeness_falls_and_comes_out_the_same_again(starter: KnowledgeBase) -> None:
    found = starter.similar("28672319", limit=30)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    again = open_kb(starter.path)
    assert again.similar("28672319", limit=30) == found
    again.close()
    assert starter.similar("28672319", limit=3) == found[:3]


def test_a_retracted_paper_comes_last_and_is_marked(starter_copy: Path) -> None:
    base = open_kb(starter_copy)
    nearest = base.similar("18670333", limit=1)[0].article.pmid
    base.close()
    with open_writer(starter_copy) as writer:
        writer.mark_retracted(nearest, "Retracted by the journal.")
        writer.update()
    base = open_kb(starter_copy)
    found = base.similar("18670333", limit=10_000)
    base.close()
    assert found[0].article.pmid != nearest
    place = [one.article.pmid for one in found].index(nearest)
    assert all(one.article.retracted or one.article.deleted for one in found[place:])


def test_a_paper_that_is_not_here_is_said_to_be_missing(starter: KnowledgeBase) -> None:
    with pytest.raises(ArticleNotFound):
        starter.similar("99999999")
    with pytest.raises(ConfigurationError, match="limit"):
        starter.similar("18670333", limit=0)


def test_a_knowledge_base_without_records_has_nothing_like_anything(tmp_path: Path) -> None:
    with open_writer(tmp_path / "empty"):
        pass
    base = open_kb(tmp_path / "empty")
    with pytest.raises(ArticleNotFound):
        base.similar("1")
    assert base.check(STEROID).notice.startswith("No stored finding")
    base.close()


def test_a_trial_between_the_arms_agrees_that_a_steroid_adds_nothing(
    starter: KnowledgeBase,
) -> None:
    found = starter.check(STEROID)
    assert "20567613" in {one.article.pmid for one in found.agree}
    for one in found.agree:
        assert one.finding.basis is Basis.BETWEEN_GROUP
        assert one.finding.direction is Direction.NO_DIFFERENCE


def test_a_gain_within_one_group_does_not_contradict_a_comparison(starter: KnowledgeBase) -> None:
    found = starter.check(STEROID, limit=100)
    within = [o for o in found.same_outcome if o.finding.basis is Basis.WITHIN_GROUP]
    assert within
    assert all(o.finding.basis is Basis.BETWEEN_GROUP for o in found.differ)


def test_null_trials_differ_from_a_claim_that_a_treatment_helps(starter: KnowledgeBase) -> None:
    found = starter.check(DENERVATION)
    assert "15951652" in {one.article.pmid for one in found.differ}
    assert all(one.finding.direction is not Direction.IMPROVED for one in found.differ)
    assert all(one.finding.direction is Direction.IMPROVED for one in found.agree)


def test_another_region_neither_agrees_nor_differs(starter: KnowledgeBase) -> None:
    found = starter.check("Cervical radiofrequency denervation reduces neck pain.", limit=100)
    lumbar_alone = {"15951652", "23632051"}
    assert not lumbar_alone & {one.article.pmid for one in (*found.agree, *found.differ)}


def test_each_paper_stands_once_in_order_and_is_counted(starter: KnowledgeBase) -> None:
    found = starter.check(DENERVATION, limit=1000)
    assert len(pmids(found)) == len(set(pmids(found)))
    lengths = {
        Bearing.AGREES: len(found.agree),
        Bearing.DIFFERS: len(found.differ),
        Bearing.SAME_OUTCOME: len(found.same_outcome),
    }
    assert dict(found.totals) == lengths
    for group in (found.agree, found.differ, found.same_outcome):
        keys = [(-one.score, int(one.article.pmid)) for one in group]
        assert keys == sorted(keys)
    short = starter.check(DENERVATION, limit=1)
    assert short.totals == found.totals
    assert short.differ == found.differ[:1]


def test_every_quote_stands_in_its_paper_and_every_paper_counts(starter: KnowledgeBase) -> None:
    found = starter.check(DENERVATION, limit=1000)
    for one in (*found.agree, *found.differ, *found.same_outcome):
        quote = one.finding.quote
        assert one.article.text(quote.section)[quote.start : quote.end] == quote.text
        assert one.article.gives_evidence


def test_the_paper_a_sentence_is_quoted_from_does_not_agree_with_itself(
    starter: KnowledgeBase,
) -> None:
    (first, *_) = starter.check(STEROID).agree
    found = starter.check(first.finding.quote.text, limit=1000)
    quoted = [o for o in (*found.agree, *found.differ) if o.article.pmid == first.article.pmid]
    assert all(one.finding.quote.text != first.finding.quote.text for one in quoted)


def test_a_sentence_without_an_outcome_says_so_and_claims_nothing(starter: KnowledgeBase) -> None:
    found = starter.check("The sky is blue.")
    assert not found.claims
    assert not pmids(found)
    assert "No outcome was read" in found.notice


@pytest.mark.parametrize("sentence", ["", "  \n"])
def test_no_sentence_is_wrong_use(starter: KnowledgeBase, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match="no sentence"):
        starter.check(sentence)
