"""The shared space is centred per language and has no coinciding words (with a stand-in for the model)."""

import json
from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text import build
from crvae_core.text.build import build_shared_space, embed_in_batches, reduce_space
from crvae_core.text.shared_space import open_shared_space
from crvae_core.text.vectors import own_vector
from crvae_core.text.word_lists import extra_words, neutral_words
from tests.text.made_space import MEANINGS, WORDS, fake_model


def test_translations_are_neighbours_after_centring() -> None:
    words, matrix = reduce_space(WORDS, fake_model(WORDS.all()), dim=40)
    assert words == WORDS
    assert matrix.shape == (2 * MEANINGS + 2, 40)
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=2e-3)
    english, chinese = matrix[:MEANINGS], matrix[MEANINGS + 2 :]
    assert ((english @ chinese.T).argmax(axis=1) == np.arange(MEANINGS)).mean() > 0.99


def test_of_coinciding_words_the_first_is_kept() -> None:
    embedded = fake_model(WORDS.all())
    embedded[7] = embedded[3]
    embedded[MEANINGS + 2 + 9] = embedded[MEANINGS + 2 + 8]
    words, matrix = reduce_space(WORDS, embedded, dim=40)
    assert "w7" not in words.english
    assert "w3" in words.english
    assert "字9" not in words.chinese
    assert len(matrix) == len(words.all()) == 2 * MEANINGS


def test_batches_report_progress() -> None:
    shares: list[float] = []
    embedded = embed_in_batches(WORDS.all(), fake_model, lambda _, share: shares.append(share))
    np.testing.assert_array_equal(embedded, fake_model(WORDS.all()).astype(np.float32))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_files_open_per_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "english_words", lambda count, extra: WORDS.english)
    monkeypatch.setattr(build, "chinese_words", lambda count, extra: WORDS.chinese)
    meta = build_shared_space(
        tmp_path, 300, dim=32, encode=lambda texts: np.stack([own_vector(t, 64) for t in texts])
    )
    assert meta["rows"] == {"en": 300, "neutral": len(neutral_words()), "zh": 300}
    json.dumps(meta)
    matrices = {}
    for language, expected in (
        ("en", [*WORDS.english, *neutral_words()]),
        ("zh", [*neutral_words(), *WORDS.chinese]),
    ):
        words, matrices[language] = open_shared_space(language, tmp_path)
        assert words == expected
        assert matrices[language].dtype == np.float16
    np.testing.assert_array_equal(matrices["en"][300:], matrices["zh"][: len(neutral_words())])


def test_too_few_words() -> None:
    with pytest.raises(VectorsError, match="at least 200 words"):
        build_shared_space(words_per_language=3)


def test_damaged_space(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="vectors build"):
        open_shared_space("en", tmp_path)


def test_word_lists_by_hand() -> None:
    assert {".", ",", "?", "'", "0", "42", "2023", "90%", "000"} <= set(neutral_words())
    extra = extra_words()
    assert all(len(extra[language]) == len(set(extra[language])) > 100 for language in ("en", "zh"))
