"""The vocabulary is whole, and its concepts are found by any of their names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.errors import ConceptNotFound, ConfigurationError
from kb.model import Category, Concept
from kb.reading import Vocabulary


def concept(concept_id: str, **fields: object) -> Concept:
    return replace(Concept(concept_id, concept_id, Category.INDICATION), **fields)


@pytest.mark.parametrize(
    ("name", "concept_id"),
    [
        ("medial-branch-block", "medial-branch-block"),
        ("Medial Branch Blocks", "medial-branch-block"),
        ("medial-branch block", "medial-branch-block"),
        ("MBB", "medial-branch-block"),
        ("mbb", "medial-branch-block"),
        ("zygopophyseal joint pain", "facet-joint-pain"),
        (" neck pain ", "neck-pain"),
    ],
)
def test_a_concept_is_found_by_id_label_or_abbreviation(
    vocabulary: Vocabulary, name: str, concept_id: str
) -> None:
    assert vocabulary.find(name).id == concept_id


def test_every_id_finds_its_own_concept(vocabulary: Vocabulary) -> None:
    assert all(vocabulary.find(i).id == i for i in vocabulary.concepts)


def test_an_unknown_name_suggests_near_ones(vocabulary: Vocabulary) -> None:
    with pytest.raises(ConceptNotFound, match="medial-branch-block"):
        vocabulary.find("medial brnch block")


def test_a_name_like_nothing_says_where_to_look(vocabulary: Vocabulary) -> None:
    with pytest.raises(ConceptNotFound, match="mbb vocabulary"):
        vocabulary.find("qqqqqqqq")


def test_concepts_are_sorted_by_id(vocabulary: Vocabulary) -> None:
    assert list(vocabulary.concepts) == sorted(vocabulary.concepts)


def test_narrower_is_the_inverse_of_broader(vocabulary: Vocabulary) -> None:
    for c in vocabulary.concepts.values():
        assert all(c.id in vocabulary.concepts[b].narrower for b in c.broader)
        assert all(c.id in vocabulary.concepts[n].broader for n in c.narrower)


def test_ancestors_and_descendants_mirror_each_other(vocabulary: Vocabulary) -> None:
    assert "nerve-block" in vocabulary.ancestors("cervical-medial-branch-block")
    for c in vocabulary.concepts:
        assert c not in vocabulary.ancestors(c)
        assert all(c in vocabulary.descendants(a) for a in vocabulary.ancestors(c))


def test_ancestors_of_an_unknown_id_are_an_error(vocabulary: Vocabulary) -> None:
    with pytest.raises(ConceptNotFound):
        vocabulary.ancestors("no-such-thing")


def test_a_link_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"'a' names 'b' as broader"):
        Vocabulary([concept("a", broader=("b",))])


def test_a_circle_is_refused_and_shown() -> None:
    with pytest.raises(ConfigurationError, match="a > b > a"):
        Vocabulary([concept("a", broader=("b",)), concept("b", broader=("a",))])


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'a' twice"):
        Vocabulary([concept("a"), concept("a")])


def test_the_fingerprint_follows_the_content_and_not_the_order() -> None:
    one, two = concept("a"), concept("b")
    assert Vocabulary([one, two]).fingerprint == Vocabulary([two, one]).fingerprint
    changed = replace(two, alt_labels=("bee",))
    assert Vocabulary([one, two]).fingerprint != Vocabulary([one, changed]).fingerprint
