"""The model that guesses what a sentence does, and that its weights are those the data give."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reading.data import packaged_text
from kb.reading.sentence_guess import WEIGHTS, features, guess_roles

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def trainer() -> ModuleType:
    path = ROOT / "tools" / "train_sentence_roles.py"
    spec = importlib.util.spec_from_file_location("train_sentence_roles", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.lists(st.text(max_size=40), max_size=12))
def test_every_sentence_gets_a_role_whatever_it_says(sentences: list[str]) -> None:
    assert len(guess_roles(sentences)) == len(sentences)


def test_a_very_long_section_is_guessed_up_to_a_bound_and_left_open_behind() -> None:
    found = guess_roles(["pain fell by 30%."] * 900)
    assert len(found) == 900
    assert found[-1].value == "other"


def test_place_is_a_feature() -> None:
    assert features("x", 0, 10) != features("x", 9, 10)


def test_training_again_gives_the_packaged_weights(trainer: ModuleType, shared: Path) -> None:
    abstracts = list(trainer.labelled(shared / trainer.DATA))
    packaged = json.loads(packaged_text(WEIGHTS))
    again = trainer.train(abstracts[::2])
    # another linear algebra library may end a hundredth or two away, and so keep another
    # feature at the edge of what is kept
    both = packaged["weights"].keys() & again["weights"].keys()
    assert len(both) > 0.98 * len(packaged["weights"])
    pairs = [(packaged["weights"][f], again["weights"][f]) for f in both]
    pairs.append((packaged["intercept"], again["intercept"]))
    pairs += zip(packaged["steps"], again["steps"], strict=True)
    assert max(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True)) <= 5


def test_kept_out_abstracts_are_guessed_as_well_as_the_page_says(
    trainer: ModuleType, shared: Path
) -> None:
    abstracts = list(trainer.labelled(shared / trainer.DATA))[1::2]
    pairs = [
        (guess, role)
        for a in abstracts
        for guess, role in zip(guess_roles(a.sentences), a.roles, strict=True)
        if role is not None
    ]
    assert len(pairs) > 5000
    assert sum(guess is role for guess, role in pairs) / len(pairs) > 0.89


def test_other_data_are_refused(trainer: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="not the file"):
        list(trainer.labelled(path))
