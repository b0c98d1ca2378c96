"""What a librarian decides or adds to the vocabulary overrules what was read, and turns with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import open_writer
from kb.errors import ConceptNotFound
from kb.model import AbstractSection
from tests.kb.records import article, filled, off_topic


def test_a_paper_marked_by_hand_gives_no_evidence_even_after_a_rebuild(home: Path) -> None:
    base = filled(home, [article("101")])
    with open_writer(home) as writer:
        writer.mark_retracted("101", "Retracted by the journal on 2 May.")
        writer.update()
        writer.rebuild()
    assert base.article("101").retracted
    assert base.evidence() == []
    base.close()


def test_a_librarians_decision_overrules_the_reading_and_can_be_taken_back(home: Path) -> None:
    base = filled(home, [article("101"), off_topic("201")])
    assert (base.article("101").on_topic, base.article("201").on_topic) == (True, False)
    with open_writer(home) as writer:
        writer.decide("101", "exclude", "animal work", who="JL")
        writer.decide("201", "include", "has a facet arm")
        writer.update()
    assert base.article("101").on_topic_reason == "Excluded by JL: animal work"
    assert base.article("201").on_topic
    assert base.evidence(pmid="101") == []
    (home / "decisions.csv").unlink()
    with open_writer(home) as writer:
        writer.update()
    assert (base.article("101").on_topic, base.article("201").on_topic) == (True, False)
    base.close()


def test_a_vocabulary_of_the_librarians_own_is_used_at_the_next_update(home: Path) -> None:
    record = article(
        sections=(AbstractSection("", "We tried the frobnication block in ten adults."),)
    )
    base = filled(home, [record])
    assert "frobnication block" not in {m.text for m in base.mentions("101")}
    (home / "vocabulary.json").write_text(
        '[{"id": "medial-branch-block", "alt_labels": ["frobnication block"]}]', encoding="utf-8"
    )
    with open_writer(home) as writer:
        writer.update()
    assert ("frobnication block", "medial-branch-block") in {
        (m.text, m.concept_id) for m in base.mentions("101")
    }
    base.close()


def test_an_open_base_turns_to_a_new_vocabulary_with_the_records_read_by_it(home: Path) -> None:
    base = filled(home, [article()])
    before = base.status().digest
    (home / "vocabulary.toml").write_text(
        '[[concepts]]\nid = "frobnication"\npref_label = "frobnication"\n'
        'category = "intervention"\nalt_labels = ["betamethasone"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ConceptNotFound):  # the file alone changes nothing that readers see
        base.concept("frobnication")
    with open_writer(home) as writer:
        writer.update()
    assert base.concept("frobnication").alt_labels == ("betamethasone",)
    assert "frobnication" in {m.concept_id for m in base.mentions("101")}
    assert "frobnication" in base.graph()
    assert base.search("frobnication").reading.concepts == ("frobnication",)
    assert base.status().digest != before
    base.close()


def test_a_broader_link_of_the_librarians_own_changes_the_digest_and_the_graph(home: Path) -> None:
    base = filled(home, [article()])
    before = base.status().digest
    assert not base.graph().has_edge("bupivacaine", "betamethasone")
    (home / "vocabulary.json").write_text(
        '[{"id": "bupivacaine", "broader": ["betamethasone"]}]', encoding="utf-8"
    )
    with open_writer(home) as writer:
        writer.update()
    assert base.graph().has_edge("bupivacaine", "betamethasone", key="broader")
    assert base.status().digest != before
    (home / "vocabulary.json").unlink()
    with open_writer(home) as writer:
        writer.update()
    assert base.status().digest == before
    base.close()
