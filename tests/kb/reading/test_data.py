"""Every rule file can be read, and a change in any of them is noticed."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from kb.model import ImagingGuidance, Region, StudyDesign
from kb.reading import Vocabulary
from kb.reading.data import packaged_text, rules, sources_digest


def test_the_digest_is_made_of_all_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sources_digest()
    names = [f.name for f in files("kb.reading").iterdir()]
    assert {"negation.toml", "vocabulary.json", "reader.py"} <= set(names)
    for changed in ("negation.toml", "reader.py"):

        def altered(name: str, changed: str = changed) -> str:
            return packaged_text(name) + ("#" if name == changed else "")

        monkeypatch.setattr("kb.reading.data.packaged_text", altered)
        assert sources_digest.__wrapped__() != before
        monkeypatch.undo()


def test_line_ends_do_not_change_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sources_digest()

    def windows(name: str) -> str:
        return packaged_text(name).replace("\n", "\r\n")

    monkeypatch.setattr("kb.reading.data.packaged_text", windows)
    assert sources_digest.__wrapped__() == before


def test_concepts_that_rules_name_are_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    topic, labels = rules("topic"), rules("labels")
    named = {
        concept
        for name in (
            "core",
            "purposes",
            "joint",
            "not_joint",
            "procedures",
            "pains",
            "places",
            "beside_joint",
            "denervations",
            "rivals",
        )
        for concept in topic[name]
    }
    named.update(labels["named_beside"], labels["not_inside"], labels["drugs"])
    for concept, supporters in labels["supported_by"].items():
        named.update([concept, *supporters])
    named.update(row["concept"] for row in labels["templates"])
    for row in labels["context"]:
        named.update([*row["from"], row["to"]])
    assert named <= set(vocabulary.concepts)


def test_values_that_rules_give_are_in_the_closed_lists() -> None:
    table = rules("design")
    for name in ("publication_types", "broad_types", "mesh", "rules"):
        assert {row["design"] for row in table[name]} <= set(StudyDesign)
    assert set(rules("setting")["region"]["words"]) == set(Region)
    assert {row["value"] for row in rules("setting")["guidance"]} == set(ImagingGuidance)


def test_rules_over_lower_case_text_hold_no_capitals() -> None:
    table = rules("setting")
    found = [row["find"] for row in rules("design")["rules"] + table["guidance"]]
    found += [*table["region"]["words"].values(), table["region"]["not_region"]]
    for expression in found:
        plain = re.sub(r"\\[A-Z]", "", expression)
        assert not re.search("[A-Z]", plain), expression
