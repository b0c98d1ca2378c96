"""What sentences do, and which of category, label and words says so."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading.patterns import places
from kb.reading.sentence_roles import sentence_roles
from kb.reading.sentences import split_sentences


def said(*sections: AbstractSection, title: str = "") -> list[tuple[str, str]]:
    article = Article("1", title=title, sections=sections)
    where = tuple(places(article))
    found = sentence_roles(article, where, [split_sentences(p.text) for p in where])
    return [(role.value, source.value) for section in found for role, source in section]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (AbstractSection("Observations", "Pain fell.", "RESULTS"), ("results", "category")),
        (AbstractSection("Patients", "Pain fell.", "RESULTS"), ("results", "category")),
        (AbstractSection("Patients", "Forty were seen."), ("methods", "label")),
        (AbstractSection("Limitations", "It was small."), ("other", "label")),
    ],
)
def test_category_comes_before_label(section: AbstractSection, expected: tuple[str, str]) -> None:
    assert said(section) == [expected]


def test_words_decide_where_no_heading_does() -> None:
    text = (
        "Facet pain is a common and disabling condition. "
        "Whether blocks relieve it for long is not known. "
        "Forty patients were randomly allocated to two groups. "
        "Pain scores were significantly lower in group one (P < .01). "
        "These findings suggest that the block may be useful in practice."
    )
    assert said(AbstractSection("", text)) == [
        ("background", "words"),
        ("background", "words"),
        ("methods", "words"),
        ("results", "words"),
        ("conclusion", "words"),
    ]


def test_headings_inside_the_text_are_labels() -> None:
    text = "AIM: Two blocks were compared. RESULTS: Pain fell. It stayed low. CONCLUSION: It helps."
    assert said(AbstractSection("", text)) == [
        ("aim", "label"),
        ("results", "label"),
        ("results", "label"),
        ("conclusion", "label"),
    ]


def test_a_study_that_speaks_of_itself_in_the_background_tells_its_aim() -> None:
    text = "Facet pain is common. We therefore reviewed forty patients."
    assert said(AbstractSection("Background", text)) == [("background", "label"), ("aim", "words")]


def test_a_plan_is_methods() -> None:
    text = "Participants will be randomised. Pain will be measured at six months."
    assert said(AbstractSection("", text)) == [("methods", "words")] * 2


def test_a_title_is_a_title() -> None:
    assert said(title="Blocks of the neck. A trial.") == [("title", "title")] * 2
