"""The one finding that stands for a paper is never the rosiest."""

from __future__ import annotations

import pytest

from kb import ArticleNotFound, KnowledgeBase
from kb.model import Basis, Direction

STEROID = "does adding a steroid help a medial branch block?"


def test_a_steroid_question_gets_what_the_arms_say_of_each_other(starter: KnowledgeBase) -> None:
    result = starter.search(STEROID)
    chosen = starter.chief_findings([hit.article.pmid for hit in result], result.reading)
    trial = chosen["20567613"]
    assert (trial.basis, trial.direction) == (Basis.BETWEEN_GROUP, Direction.NO_DIFFERENCE)
    assert all(f.basis is Basis.BETWEEN_GROUP for f in chosen.values()), "a contrast was asked for"


def test_without_a_question_it_is_the_strongest_that_names_a_treatment(
    starter: KnowledgeBase,
) -> None:
    pmids = [article.pmid for article in starter.articles()]
    chosen = starter.chief_findings(pmids)
    assert chosen
    for pmid, finding in chosen.items():
        assert finding.intervention
        assert finding.direction is not Direction.UNCLEAR
        read = [f for f in starter.findings(pmid) if f.intervention]
        assert finding.quote in [f.quote for f in read]
    assert starter.chief_findings(["20567613"])["20567613"].basis is Basis.BETWEEN_GROUP


def test_a_series_of_cases_compares_no_groups(starter: KnowledgeBase) -> None:
    case = "27008290"
    read = starter.findings(case)
    assert any(f.basis is Basis.BETWEEN_GROUP for f in read), "as its sentence was read"
    result = starter.search("how long does relief last after a block?")
    chosen = starter.chief_findings([case], result.reading)[case]
    assert (chosen.outcome, chosen.basis) == ("duration-of-relief", Basis.DESCRIPTIVE)


def test_a_paper_that_gives_no_evidence_has_none_and_an_unknown_one_is_an_error(
    starter: KnowledgeBase,
) -> None:
    silent = [a.pmid for a in starter.articles() if not a.gives_evidence]
    assert silent
    assert starter.chief_findings(silent) == {}
    with pytest.raises(ArticleNotFound):
        starter.chief_findings(["99999999"])
