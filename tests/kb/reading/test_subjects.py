"""Headings and keywords name concepts."""

from __future__ import annotations

from kb.model import Article, Category, Concept, MeshHeading
from kb.reading import Vocabulary
from kb.reading.subjects import SubjectIndex


def named(vocabulary: Vocabulary, *headings: str, keywords: tuple[str, ...] = ()) -> set[str]:
    article = Article("1", mesh=tuple(map(MeshHeading, headings)), keywords=keywords)
    return set(SubjectIndex(vocabulary).concepts(article))


def test_a_heading_that_is_a_label_names_that_concept_alone(vocabulary: Vocabulary) -> None:
    assert named(vocabulary, "Nerve Block") == {"nerve-block"}
    assert named(vocabulary, "Zygapophyseal Joint") == {"zygapophysial-joint"}


def test_a_descriptor_that_is_no_label_names_the_concept_that_lists_it(
    vocabulary: Vocabulary,
) -> None:
    assert named(vocabulary, "Tomography, X-Ray Computed") == {"computed-tomography"}


def test_a_descriptor_that_several_concepts_list_says_nothing() -> None:
    shared = [
        Concept(name, name, Category.ANATOMY, mesh=("Spinal Things",)) for name in ("one", "other")
    ]
    assert named(Vocabulary(shared), "Spinal Things") == set()


def test_headings_do_not_say_more_than_they_mean(vocabulary: Vocabulary) -> None:
    assert named(vocabulary, "Injections, Intra-Articular") == {"intra-articular-injection"}
    assert named(vocabulary, "Spinal Nerves", "Endoscopy", "Prevalence") == set()


def test_keywords_count_with_and_without_a_qualifier(vocabulary: Vocabulary) -> None:
    assert named(vocabulary, keywords=("low back pain",)) == {"low-back-pain"}
    assert named(vocabulary, keywords=("Low Back Pain/therapy",)) == {"low-back-pain"}


def test_unknown_headings_name_nothing(vocabulary: Vocabulary) -> None:
    assert named(vocabulary, "Astrophysics", keywords=("", "/")) == set()
