"""The thirteen claims over the starter set, and the document made of them."""

from __future__ import annotations

import json
from pathlib import Path

from kb import KnowledgeBase
from kb.citing import claims_markdown
from kb.graph.claims import packaged_claims
from kb.model import Stance

ROOT = Path(__file__).resolve().parents[3]


def test_the_claims_are_those_that_were_asked_for(shared: Path) -> None:
    asked = json.loads((shared / "data" / "claims.json").read_text("utf-8"))
    own = packaged_claims()
    assert [c.id for c in own] == [row["id"] for row in asked]
    for claim, row in zip(own, asked, strict=True):
        assert (claim.claim, claim.predicate) == (row["claim"], row["predicate"])
        assert (claim.polarity, claim.question) == (row["polarity"], row["question"])
        assert (claim.subjects[0], claim.objects[0]) == (row["subject"], row["object"])


def test_every_concept_of_a_claim_is_in_the_vocabulary(starter: KnowledgeBase) -> None:
    for claim in packaged_claims():
        for name in (*claim.subjects, *claim.objects, *claim.outcomes, *claim.without_subjects):
            assert starter.concept(name).id == name


def test_the_placebo_controlled_null_trial_heads_the_therapeutic_evidence(
    starter: KnowledgeBase,
) -> None:
    claims = {w.claim.id: w for w in starter.claims()}
    first = claims["short-term-relief"].voices[0]
    assert first.study.pmid == "29847426" and first.study.placebo
    assert first.stance is Stance.NEUTRAL and first.evidence[0].direction == "no_difference"
    beside = claims["predicts-denervation"].beside
    assert beside is not None
    named = {v.study.pmid for v in (*beside.voices, *beside.other_comparisons, *beside.unread)}
    assert "28672319" in named


def test_no_claim_rests_on_gains_within_groups_without_saying_so(starter: KnowledgeBase) -> None:
    resting = [w for w in starter.claims() if w.rests_on_within_group]
    assert resting
    for w in resting:
        assert any("within groups alone" in sentence for sentence in w.missing)
        assert not w.of(Stance.FOR)


def test_every_voice_can_be_followed_to_its_sentence(starter: KnowledgeBase) -> None:
    for w in starter.claims():
        studies = [v.study.study for v in w.voices]
        assert len(studies) == len(set(studies))
        for voice in w.voices:
            for e in voice.evidence:
                assert e.question == w.claim.question
                assert starter.article(e.pmid).text(e.section)[e.start : e.end] == e.sentence


def test_the_document_is_what_the_code_gives(starter: KnowledgeBase) -> None:
    text = claims_markdown(starter.claims(), starter.status().articles, starter.label)
    assert (ROOT / "docs" / "claims.md").read_text("utf-8") == text, (
        "docs/claims.md is out of date: run `mbb claims --output docs/claims.md` over the starter "
        "set (`make claims`)"
    )
