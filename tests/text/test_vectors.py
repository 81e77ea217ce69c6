"""Every word of a video gets a vector of its own, known, composed or made up, and keeps it on disk."""

from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text.vectors import Vocabulary, WordVectors, embed_vocabulary, own_vector
from crvae_core.text.verbalise import nearest_words

RANDOM = np.random.default_rng(0)
WORDS = ["疫苗", "疫", "苗", "接", "种", "5", "11", "0", "%", "London", "grey", "gray", "void"]
ROWS = RANDOM.normal(size=(len(WORDS), 16)).astype(np.float16)
ROWS[WORDS.index("gray")] = ROWS[WORDS.index("grey")]
ROWS[WORDS.index("void")] = 0
VECTORS = WordVectors("test", WORDS, ROWS)
OTHER = WordVectors(
    "other", ["ba", "virus", "sub", "variant"], RANDOM.normal(size=(4, 16)).astype(np.float16)
)


def embed(*words: str) -> Vocabulary:
    return embed_vocabulary(words, VECTORS, OTHER)


def test_known_words_keep_their_vectors_in_any_spelling() -> None:
    vocabulary = embed("疫苗", "london", "VIRUS")
    assert vocabulary.origin == ["exact"] * 3
    np.testing.assert_array_equal(vocabulary.matrix[0], ROWS[0].astype(np.float32))
    np.testing.assert_array_equal(vocabulary.matrix[1], VECTORS.vector("London"))
    np.testing.assert_array_equal(vocabulary.matrix[2], OTHER.vector("virus"))
    assert vocabulary.matrix.dtype == np.float32


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("接种", ["接", "种"]),
        ("疫苗接种", ["疫苗", "接", "种"]),  # the longest known words first
        ("sub-variant", ["sub", "variant"]),
        ("ba.5", ["ba", "5"]),
        ("ba5", ["ba", "5"]),
        ("110%", ["11", "0"]),
    ],
)
def test_composed_words_lie_near_the_sum_of_their_parts(word: str, parts: list[str]) -> None:
    vocabulary = embed(word)
    assert vocabulary.origin == ["composed"]
    rows = [
        vector for part in parts for source in (VECTORS, OTHER) if (vector := source.vector(part)) is not None
    ]
    together = np.sum(rows, axis=0)
    cosine = vocabulary.matrix[0] @ together / np.linalg.norm(vocabulary.matrix[0]) / np.linalg.norm(together)
    assert cosine > 0.9
    assert np.linalg.norm(vocabulary.matrix[0]) == pytest.approx(
        np.mean(np.linalg.norm(rows, axis=1)), rel=1e-5
    )


def test_unknown_words_have_their_own_vectors_of_usual_length() -> None:
    vocabulary = embed("疫情", "qwerty", "--", "sub-qwerty", "void")
    assert vocabulary.origin == ["unknown"] * 5
    np.testing.assert_allclose(np.linalg.norm(vocabulary.matrix, axis=1), VECTORS.mean_norm, rtol=1e-5)
    assert not np.allclose(vocabulary.matrix[0], vocabulary.matrix[1])
    np.testing.assert_array_equal(vocabulary.matrix[1], embed("another", "qwerty").matrix[1])


def test_no_two_words_look_the_same() -> None:
    words = [
        "grey",
        "gray",
        "London",
        "london",
        "LONDON",
        "种接",
        "接种",
        "种接接种",
        "qwerty",
        "#5",
        "5",
        "5%",
    ]
    vocabulary = embed(*words)
    assert nearest_words(vocabulary.matrix, vocabulary.matrix)[0].ravel().tolist() == list(range(len(words)))
    apart = nearest_words(vocabulary.matrix, vocabulary.matrix, 2)[1][:, 1]
    assert apart.min() > 0.1 * VECTORS.mean_norm


def test_own_vectors_depend_on_the_word_alone() -> None:
    np.testing.assert_array_equal(own_vector("a", 8), own_vector("a", 8))
    assert np.linalg.norm(own_vector("\ud800", 8)) == pytest.approx(1)


def test_no_words() -> None:
    vocabulary = embed()
    assert vocabulary.matrix.shape == (0, 16)


def test_vocabulary_on_disk(tmp_path: Path) -> None:
    vocabulary = embed("疫苗", "接种", "qwerty")
    vocabulary.save(tmp_path)
    loaded = Vocabulary.load(tmp_path)
    assert (loaded.words, loaded.origin) == (vocabulary.words, vocabulary.origin)
    np.testing.assert_array_equal(loaded.matrix, vocabulary.matrix)
    assert loaded.index["接种"] == 1
    (tmp_path / "vocabulary.json").write_text('{"words": ["a"], "origin": ["exact"]}')
    with pytest.raises(VectorsError, match="damaged: add the video again"):
        Vocabulary.load(tmp_path)
    (tmp_path / "vocabulary.npy").unlink()
    with pytest.raises(VectorsError, match="missing or damaged"):
        Vocabulary.load(tmp_path)
