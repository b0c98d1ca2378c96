"""Which concepts a text names, and where."""

from __future__ import annotations

import pytest

from kb.model import AbstractSection, Article
from kb.reading import Reader


def named(reader: Reader, *texts: str) -> set[tuple[str, str]]:
    sections = tuple(AbstractSection("", text) for text in texts[1:])
    reading = reader.read(Article("1", title=texts[0], sections=sections))
    return {(m.text, m.concept_id) for m in reading.mentions}


def ids(reader: Reader, *texts: str) -> set[str]:
    return {concept for _, concept in named(reader, *texts)}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Medial-branch blocks helped", "medial-branch-block"),
        ("zygopophyseal joint pain", "facet-joint-pain"),
        ("facet joint\u2013mediated pain", "facet-joint-pain"),
        ("Z joint pain", "facet-joint-pain"),
        ("computerised tomography", "computed-tomography"),
        ("intraarticular facet joint injection", "intra-articular-facet-injection"),
        ("intra articular facet joint injections", "intra-articular-facet-injection"),
        ("local anaesthetics", "local-anesthetic"),
        ("posttraumatic headache", "post-traumatic-headache"),
    ],
)
def test_spelling_variants_name_the_concept(reader: Reader, text: str, concept: str) -> None:
    assert concept in ids(reader, text)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("pulsed versus conventional radiofrequency", ("pulsed-", "conventional-radiofrequency")),
        ("acute and chronic low back pain", ("acute-low-back-pain", "chronic-low-back-pain")),
        ("single or dual medial branch blocks", ("single-diagnostic-block", "dual-medial")),
    ],
)
def test_names_that_share_their_last_words_are_both_read(
    reader: Reader, text: str, concepts: tuple[str, str]
) -> None:
    found = ids(reader, f"We compared {text}.")
    assert all(any(each.startswith(concept) for each in found) for concept in concepts)


def test_a_word_that_names_something_by_itself_shares_nothing(reader: Reader) -> None:
    assert {"headache", "neck-pain"} <= ids(reader, "People with headache and neck pain.")


def test_the_longest_name_wins(reader: Reader) -> None:
    found = ids(reader, "Lumbar medial branch blocks")
    assert "lumbar-medial-branch-block" in found
    assert "medial-branch-block" not in found
    assert "nerve-block" not in found


def test_anatomy_is_named_inside_longer_names(reader: Reader) -> None:
    found = named(reader, "Lumbar facet joint pain")
    assert ("Lumbar", "lumbar-spine") in found
    assert ("Lumbar facet joint pain", "lumbar-facet-joint-pain") in found
    assert any(concept == "lumbar-zygapophysial-joint" for _, concept in found)


def test_the_purpose_of_a_block_is_named_beside_its_kind(reader: Reader) -> None:
    found = ids(reader, "Diagnostic lumbar medial branch blocks")
    assert {"diagnostic-medial-branch-block", "lumbar-medial-branch-block"} <= found


def test_the_kind_of_block_is_named_inside_the_name_of_its_use(reader: Reader) -> None:
    found = ids(reader, "Dual comparative medial branch blocks")
    assert {
        "comparative-local-anesthetic-block",
        "dual-medial-branch-blocks",
        "medial-branch-block",
    } <= found


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        (
            "Lumbar and cervical facet joint pain",
            {"lumbar-facet-joint-pain", "cervical-facet-joint-pain"},
        ),
        (
            "Cervical, thoracic, and lumbar medial branch blocks",
            {
                "cervical-medial-branch-block",
                "thoracic-medial-branch-block",
                "lumbar-medial-branch-block",
            },
        ),
    ],
)
def test_names_that_share_their_last_words_are_all_named(
    reader: Reader, text: str, concepts: set[str]
) -> None:
    assert concepts <= ids(reader, text)


def test_a_list_of_regions_alone_names_no_shared_name(reader: Reader) -> None:
    found = ids(reader, "Pain of the neck, and lumbar medial branch blocks")
    assert "cervical-medial-branch-block" not in found


def test_a_facet_injection_says_nothing_of_its_target(reader: Reader) -> None:
    assert "lumbar-facet-block" in ids(reader, "Lumbar facet joint injections")
    found = ids(reader, "Ultrasound-guided facet joint injection")
    assert {"ultrasound-guidance", "facet-joint-block"} <= found
    assert "lumbar-intra-articular-facet-injection" in ids(
        reader, "intra-articular lumbar facet joint injection"
    )


def test_the_nerve_at_the_end_of_a_procedures_name_is_named(reader: Reader) -> None:
    found = ids(reader, "Radiofrequency neurotomy of the medial branches")
    assert {"medial-branch-radiofrequency-ablation", "medial-branch"} <= found
    assert "medial-branch" not in ids(reader, "Medial branch radiofrequency neurotomy")


def test_a_drug_is_named_inside_the_name_of_a_procedure_with_it(reader: Reader) -> None:
    found = ids(reader, "Facet joint steroid injection")
    assert {"corticosteroid", "intra-articular-facet-steroid"} <= found


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Lumbar facet joint RF denervation", "lumbar-medial-branch-radiofrequency-ablation"),
        (
            "neurotomy of the cervical medial branches",
            "cervical-medial-branch-radiofrequency-ablation",
        ),
        ("local anaesthetic block of the lumbar medial branches", "lumbar-medial-branch-block"),
    ],
)
def test_names_put_together_from_parts_are_found(reader: Reader, text: str, concept: str) -> None:
    assert concept in ids(reader, text)


def test_abbreviations_mind_their_case(reader: Reader) -> None:
    assert "medial-branch-block" in ids(reader, "MBB or MBBs")
    assert "medial-branch-block" not in ids(reader, "mbb")
    assert ids(reader, "they told us on rf", "facet joint, ultrasound, radiofrequency") <= ids(
        reader, "facet joint, ultrasound, radiofrequency"
    )


def test_the_records_own_definition_beats_the_vocabulary(reader: Reader) -> None:
    text = "Conservative treatment (CT) failed. CT was stopped; a scan was guided by imaging."
    found = named(reader, "", text)
    assert ("CT", "conservative-management") in found
    assert ("CT", "computed-tomography") not in found


def test_a_definition_that_means_no_concept_silences_the_abbreviation(reader: Reader) -> None:
    assert "medial-branch-block" not in ids(reader, "The Mercy Bell Bird (MBB) flew. MBB landed.")


def test_a_definition_in_one_section_holds_in_all(reader: Reader) -> None:
    found = named(reader, "MdBB works", "", "A medial branch block (MdBB) was given.")
    assert [concept for text, concept in found if text == "MdBB"] == ["medial-branch-block"]


def test_an_abbreviation_needs_its_context(reader: Reader) -> None:
    assert "computed-tomography" not in ids(reader, "CT was found")
    assert "computed-tomography" in ids(reader, "CT was found", "Computed imaging scan")


def test_an_abbreviation_that_stays_ambiguous_is_left_open(reader: Reader) -> None:
    text = "AP, articular pillar, oblique view"
    assert not {c for t, c in named(reader, text) if t == "AP"}


def test_a_phrase_that_means_something_else_blocks_the_label(reader: Reader) -> None:
    assert "nerve-block" not in ids(reader, "Neuromuscular block and permuted blocks")
    assert "cervical-spine" not in ids(reader, "Cervical cancer")
    assert "medial-branch-block" not in ids(reader, "left bundle branch block")


def test_levels_name_their_stretch_of_spine(reader: Reader) -> None:
    assert ("C5-6", "cervical-spine") in named(reader, "Blocks at C5-6")
    assert ("L4/5", "lumbar-spine") in named(reader, "Blocks at L4/5")
    assert "thoracic-spine" not in ids(reader, "T1-weighted and T2 weighted images")


def test_a_weak_label_counts_only_with_support(reader: Reader) -> None:
    assert "zygapophysial-joint" not in ids(reader, "Every facet of life")
    assert "zygapophysial-joint" in ids(reader, "The facet hurts", "Facet joint pain is common")


def test_words_do_not_join_across_a_full_stop(reader: Reader) -> None:
    assert "facet-joint-pain" not in ids(reader, "The facet. Joint pain is common")
