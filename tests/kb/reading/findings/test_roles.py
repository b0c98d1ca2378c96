"""What sentences do, by NLM's category, by label, by words."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading.findings.roles import Role, assign_roles, section_role
from kb.reading.patterns import lower
from kb.reading.sentences import split_sentences


def roles(*sections: AbstractSection) -> list[tuple[str, str]]:
    article = Article("1", sections=sections)
    cut = [(i, split_sentences(s.text)) for i, s in enumerate(sections)]
    found = assign_roles(article, cut, [lower(s.text) for s in sections])
    return [(s.role.value, s.source) for s in found]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (AbstractSection("Findings", "", "RESULTS"), ("results", "category")),
        (AbstractSection("[RESULTS]:", ""), ("results", "label")),
        (AbstractSection("Summary of Background Data", ""), ("background", "label")),
        (AbstractSection("Patients and Methods:", ""), ("methods", "label")),
        (AbstractSection("Discussion", ""), ("conclusion", "label")),
        (AbstractSection("", ""), ("", "words")),
    ],
)
def test_category_comes_before_label(section: AbstractSection, expected: tuple[str, str]) -> None:
    assert section_role(section) == expected


def test_an_unlabelled_abstract_is_read_by_its_words() -> None:
    text = (
        "Facet pain is common. The aim of this study was to compare two blocks. "
        "Forty patients were randomly divided into two groups. "
        "Pain was significantly lower in the first group. "
        "We conclude that the block is effective."
    )
    assert [role for role, _ in roles(AbstractSection("", text))] == [
        "background",
        "aim",
        "methods",
        "results",
        "conclusion",
    ]


def test_results_may_stand_among_methods_where_no_section_holds_them() -> None:
    found = roles(
        AbstractSection("OBJECT", "To assess risk."),
        AbstractSection("METHODS", "Records were reviewed. Pain fell in 97% (P < 0.01)."),
    )
    assert [role for role, _ in found] == ["aim", "methods", "results"]


def test_a_wish_for_studies_is_neither_result_nor_conclusion() -> None:
    text = "Further studies are needed."
    assert roles(AbstractSection("CONCLUSION", text)) == [(Role.OTHER.value, "label")]


def test_a_sentence_without_a_cue_is_read_where_the_trained_guess_sees_a_result() -> None:
    text = (
        "The aim of this study was to compare two blocks. "
        "Forty patients were randomly divided into two groups. "
        "Pain was significantly lower in the first group. "
        "There were no complications in either group."
    )
    assert roles(AbstractSection("", text))[-1] == ("results", "words")
