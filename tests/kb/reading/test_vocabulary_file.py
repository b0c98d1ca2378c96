"""A librarian's file lies over the packaged vocabulary, and a broken one says what to mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.errors import ConfigurationError
from kb.reading import load_vocabulary


def write(folder: Path, entries: object, name: str = "vocabulary.json") -> Path:
    path = folder / name
    path.write_text(entries if isinstance(entries, str) else json.dumps(entries), encoding="utf-8")
    return path


def test_an_empty_folder_changes_nothing(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path).fingerprint == load_vocabulary().fingerprint


def test_a_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path / "none").fingerprint == load_vocabulary().fingerprint


def test_labels_are_added_to_a_known_concept(tmp_path: Path) -> None:
    write(tmp_path, [{"id": "neck-pain", "alt_labels": ["nape ache"]}])
    concept = load_vocabulary(tmp_path).find("nape ache")
    assert concept.id == "neck-pain"
    assert "cervicalgia" in concept.alt_labels


def test_scalar_fields_are_replaced_and_the_old_label_still_finds(tmp_path: Path) -> None:
    write(tmp_path, [{"id": "neck-pain", "pref_label": "pain in the nape", "definition": "Sore."}])
    vocabulary = load_vocabulary(tmp_path)
    assert vocabulary.find("neck pain").pref_label == "pain in the nape"
    assert vocabulary.find("neck-pain").definition == "Sore."


def test_a_new_id_is_a_new_concept(tmp_path: Path) -> None:
    entry = {"id": "tail-pain", "pref_label": "tail pain", "category": "indication"}
    write(tmp_path, {"concepts": [{**entry, "broader": ["spinal-pain"], "abbreviations": ["TP9"]}]})
    vocabulary = load_vocabulary(tmp_path)
    assert vocabulary.find("TP9").id == "tail-pain"
    assert "tail-pain" in vocabulary.descendants("spinal-pain")


def test_toml_is_read_too(tmp_path: Path) -> None:
    text = '[[concepts]]\nid = "neck-pain"\nalt_labels = ["nape ache"]\n'
    write(tmp_path, text, "vocabulary.toml")
    assert load_vocabulary(tmp_path).find("nape ache").id == "neck-pain"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    body = json.dumps([{"id": "neck-pain", "alt_labels": ["nape ache"]}])
    (tmp_path / "vocabulary.json").write_text(body, encoding="utf-8-sig")
    assert load_vocabulary(tmp_path).find("nape ache").id == "neck-pain"


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ("[{", "line 1, column 3"),
        ("7", "list of concepts"),
        ('{"concepts": {}}', "list of concepts"),
        ([7], "concept 1"),
        ([{"alt_labels": []}], "id is None"),
        ([{"id": "Neck Pain"}], "small letters"),
        ([{"id": "neck-pain"}, {"id": "neck-pain", "labels": []}], "concept 2.*'labels'"),
        ([{"id": "neck-pain", "alt_labels": "nape"}], "alt_labels.*list of texts"),
        ([{"id": "neck-pain", "alt_labels": [1]}], "alt_labels.*list of texts"),
        ([{"id": "neck-pain", "definition": 4}], "definition.*write a text"),
        ([{"id": "neck-pain", "category": "ache"}], "category.*indication"),
        ([{"id": "neck-pain", "category": ["ache"]}], "category"),
        ([{"id": "neck-pain", "abbreviations": "NP"}], "abbreviations.*write a list"),
        ([{"id": "neck-pain", "abbreviations": [{"letters": "NP"}]}], "no `form`"),
        ([{"id": "neck-pain", "abbreviations": [{"form": "NP", "x": []}]}], "field 'x'"),
        ([{"id": "new-one"}], "new concept and has no pref_label and no category"),
        ([{"id": "neck-pain", "broader": ["nowhere"]}], "'nowhere'"),
        ([{"id": "neck-pain", "broader": ["chronic-neck-pain"]}], "circle"),
    ],
)
def test_a_broken_file_is_named_with_the_place_and_the_mend(
    tmp_path: Path, entries: object, says: str
) -> None:
    path = write(tmp_path, entries)
    with pytest.raises(ConfigurationError, match=says) as raised:
        load_vocabulary(tmp_path)
    assert str(path) in str(raised.value)


def test_broken_toml_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "[[concepts]\n", "vocabulary.toml")
    with pytest.raises(ConfigurationError, match="mend the TOML") as raised:
        load_vocabulary(tmp_path)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.json").write_bytes(b'[{"id": "\xff"}]')
    with pytest.raises(ConfigurationError, match="save it as UTF-8"):
        load_vocabulary(tmp_path)
