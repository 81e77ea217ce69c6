"""Every word of a video gets a vector of its own, known, composed or made up, and keeps it on disk."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import VectorsError
from crvae_core.text.nearest_words import nearest_words
from crvae_core.text.vectors import Vocabulary, WordVectors, embed_vocabulary, own_vector
from crvae_core.text.vocabulary import ORIGINS

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
    assert vocabulary.origin == ["exact", "spelling", "spelling"]
    np.testing.assert_array_equal(vocabulary.matrix[0], ROWS[0].astype(np.float32))
    np.testing.assert_array_equal(vocabulary.matrix[1], VECTORS.vector("London"))
    np.testing.assert_array_equal(vocabulary.matrix[2], OTHER.vector("virus"))
    assert vocabulary.matrix.dtype == np.float32


@pytest.mark.parametrize(
    ("word", "parts", "origin"),
    [
        ("接种", ["接", "种"], "characters"),
        ("疫苗接种", ["疫苗", "接", "种"], "characters"),  # the longest known words first
        ("sub-variant", ["sub", "variant"], "subwords"),
        ("ba.5", ["ba", "5"], "subwords"),
        ("ba5", ["ba", "5"], "subwords"),
        ("variants", ["variant"], "subwords"),
        ("110%", ["11", "0"], "characters"),
    ],
)
def test_composed_words_lie_near_the_sum_of_their_parts(word: str, parts: list[str], origin: str) -> None:
    vocabulary = embed(word)
    assert vocabulary.origin == [origin]
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


def encode(words: Sequence[str]) -> np.ndarray:
    return np.stack([own_vector(f"model {word}", 16) for word in words])


def test_the_encoder_comes_last_and_only_for_words_with_letters() -> None:
    vectors = WordVectors("test", WORDS, ROWS, encoder=encode)
    vocabulary = embed_vocabulary(["疫苗", "接种", "qwerty", "--"], vectors)
    assert vocabulary.origin == ["exact", "characters", "encoder", "unknown"]
    np.testing.assert_array_equal(vocabulary.matrix[2], encode(["qwerty"])[0])


def test_encoded_words_are_kept_apart_from_each_other() -> None:
    vectors = WordVectors(
        "test", WORDS, ROWS, encoder=lambda words: np.repeat(encode(["same"]), len(words), 0)
    )
    vocabulary = embed_vocabulary(["qwerty", "asdf"], vectors)
    assert vocabulary.origin == ["encoder"] * 2
    assert np.linalg.norm(vocabulary.matrix[0] - vocabulary.matrix[1]) > 0.1


def test_an_encoder_that_can_not_run_leaves_words_unknown() -> None:
    vectors = WordVectors("test", WORDS, ROWS, encoder=lambda words: None)
    assert embed_vocabulary(["qwerty"], vectors).origin == ["unknown"]


def test_origins_of_older_projects_are_understood(tmp_path: Path) -> None:
    embed("疫苗", "接种").save(tmp_path)
    stored = tmp_path / "vocabulary.json"
    stored.write_text(stored.read_text(encoding="utf-8").replace("characters", "composed"), encoding="utf-8")
    assert Vocabulary.load(tmp_path).origin == ["exact", "characters"]
    stored.write_text(stored.read_text(encoding="utf-8").replace("composed", "guessed"), encoding="utf-8")
    with pytest.raises(VectorsError, match="damaged"):
        Vocabulary.load(tmp_path)


def test_the_demo_that_is_shipped_still_loads() -> None:
    videos = Path(__file__).parents[2] / "checkpoints" / "demo" / "videos"
    found = [Vocabulary.load(folder) for folder in videos.iterdir()]
    assert len(found) == 2
    assert all(one.words and set(one.origin) <= set(ORIGINS) for one in found)


def test_vocabulary_on_disk(tmp_path: Path) -> None:
    vocabulary = embed("疫苗", "接种", "qwerty")
    vocabulary.save(tmp_path)
    loaded = Vocabulary.load(tmp_path)
    assert (loaded.words, loaded.origin) == (vocabulary.words, vocabulary.origin)
    np.testing.assert_array_equal(loaded.matrix, vocabulary.matrix)
    assert loaded.index["接种"] == 1
    (tmp_path / "vocabulary.json").write_text('{"words": ["a"], "origin": ["exact"]}')
    with pytest.raises(VectorsError, match="damaged: it can be made anew"):
        Vocabulary.load(tmp_path)
    (tmp_path / "vocabulary.npy").unlink()
    with pytest.raises(VectorsError, match="missing or damaged"):
        Vocabulary.load(tmp_path)
