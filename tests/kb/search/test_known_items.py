"""Papers that must stand first or second for questions they are known to answer."""

from __future__ import annotations

import pytest

from kb import KnowledgeBase

KNOWN = [
    ("29847426", "do lumbar facet blocks work as a treatment?"),
    ("29847426", "therapeutic effect of lumbar medial branch blocks, placebo controlled"),
    ("29847426", "do lumbar facet blocks predict the outcome of radiofrequency denervation?"),
    ("29847426", "predictive value of lumbar facet blocks before denervation"),
    ("28672319", "radiofrequency denervation trials in chronic low back pain"),
    ("28672319", "does radiofrequency denervation help chronic low back pain?"),
    ("8127332", "do intra-articular corticosteroid injections help chronic neck pain?"),
    ("8127332", "cervical intra-articular steroid"),
    ("20613471", "how many blocks before denervation?"),
    ("20613471", "how many diagnostic blocks are needed before lumbar facet denervation"),
    ("7816487", "false positives of a single lumbar block"),
    ("7816487", "how often is a single lumbar diagnostic block falsely positive?"),
    ("7709275", "prevalence of facet joint pain after whiplash"),
    ("7709275", "how common is zygapophysial joint pain in whiplash?"),
    ("8855458", "how common is zygapophysial joint pain in whiplash?"),
    ("34764220", "guidelines on cervical facet interventions"),
    ("34764220", "guidelines for facet joint interventions"),
    ("32245841", "guidelines on lumbar facet interventions"),
    ("32245841", "guidelines for facet joint interventions"),
]


@pytest.mark.parametrize(("pmid", "question"), KNOWN)
def test_a_known_item_stands_first_or_second(
    starter: KnowledgeBase, pmid: str, question: str
) -> None:
    ranked, relevant = starter.ranked(question)
    assert ranked.index(pmid) < 2, ranked[:5]
    assert relevant > 0
