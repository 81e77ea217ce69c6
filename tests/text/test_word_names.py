"""Vector files whose words carry a mark, or are spelled in odd ways: their words are found by what captions say."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from crvae_core.material.pairing import find_words
from crvae_core.media.captions import read_captions
from crvae_core.text.vectors import WordVectors, add_vectors, open_vectors
from crvae_core.text.word_names import common_marks

CASES = Path(__file__).resolve().parent.parent / "cases"
WORDS = ["flu", "hospital", "doctor", "nurse", "rain", "snow", "wind", "ice_cream", "12", ","]


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., WordVectors]:
    def load_words(words: list[str], binary: bool = False) -> WordVectors:
        rows = np.arange(1, 3 * len(words) + 1, dtype="<f4").reshape(-1, 3)
        lines = (
            (f"{word} ".encode() + row.tobytes() for word, row in zip(words, rows, strict=True))
            if binary
            else (
                f"{word} {' '.join(map(str, row))}\n".encode() for word, row in zip(words, rows, strict=True)
            )
        )
        path = tmp_path / "words.vec"
        path.write_bytes(f"{len(words)} 3\n".encode() + b"".join(lines))
        return open_vectors(path, cache=tmp_path / "cache")

    return load_words


def test_the_reported_words_are_found_without_their_mark(tmp_path: Path) -> None:
    path = CASES / "prefixed-words.vec.txt"
    assert add_vectors(path, cache=tmp_path).marks == ["/c/en/"]
    texts = [segment.text for segment in read_captions(CASES / "prefixed-words.srt").segments]
    known = open_vectors(path, cache=tmp_path)
    words = {word for row in find_words(texts, "en", str(path)).tokens for word in row}
    assert {word for word in words if word in known} >= {
        "flu",
        "hospital",
        "doctor",
        "nurse",
        "rain",
        "snow",
        "bridge",
    }
    assert "/c/en/flu" not in known


def test_the_reported_captions_have_no_unknown_word_but_function_words(tmp_path: Path) -> None:
    texts = [segment.text for segment in read_captions(CASES / "prefixed-words.srt").segments]
    found = find_words(texts, "en", str(CASES / "prefixed-words.vec.txt"))
    exact = {
        word
        for word, origin in zip(found.vocabulary.words, found.vocabulary.origin, strict=True)
        if origin == "exact"
    }
    assert {
        "flu",
        "hospital",
        "doctor",
        "nurse",
        "snow",
        "mayor",
        "police",
        "fire",
        "smoke",
        "house",
    } <= exact


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize(
    "mark", ["/c/en/", "en:", "word__", "en_", "#", "▁", "EN|", "http://example.org/en/", "w/"]
)
def test_a_common_mark_is_taken_off(
    mark: str, binary: bool, load: Callable[..., WordVectors], support_table: Callable[[str, str, str], None]
) -> None:
    vectors = load(["</s>", *(mark + word for word in WORDS)], binary)
    for row, word in enumerate(WORDS, start=1):
        assert vectors.row(word) == row
    support_table(
        "Word vectors", f"Words that all begin with {mark.replace('/', ' / ').strip()}", "read right"
    )


def test_a_mark_that_few_words_lack_is_taken_off_and_exact_names_stay(
    load: Callable[..., WordVectors],
) -> None:
    vectors = load([*(f"en:{word}" for word in WORDS), *(f"en:w{number}" for number in range(20)), "rain"])
    assert vectors.row("flu") == 0
    assert vectors.row("rain") == 30
    assert vectors.row("en:rain") == 4


def test_of_several_languages_english_has_the_name(load: Callable[..., WordVectors]) -> None:
    german = ["/c/de/die", "/c/de/regen", "/c/de/wind", "/c/de/haus"]
    english = ["/c/en/die", "/c/en/rain", "/c/en/wind", "/c/en/house"]
    vectors = load([*german, *english, "/c/zh/下雨", "/c/zh/医院"])
    assert [vectors.row(word) for word in ("die", "wind", "regen", "rain", "医院")] == [4, 6, 1, 5, 9]
    assert vectors.row("/c/de/die") == 0


@pytest.mark.parametrize(
    "words",
    [
        ["in-house", "in-depth", "the", "rain", "flu", "snow"],
        ["word-1", "word-2", "word-3", "word-4", "word-5"],
        ["#flu", "the", "rain", "snow"],
        ["e.g.", "i.e.", "a.m.", "p.m.", "the"],
        ["en:flu", "de:regen"],
        ["under_score", "under_stand", "the", "of"],
    ],
)
def test_words_that_begin_in_many_ways_keep_their_names(words: list[str]) -> None:
    assert common_marks(words) == []


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("cafe\u0301", "café"),
        ("don’t", "don't"),
        ("ＣＣＴＶ", "CCTV"),
        ("hos\u00adpital", "hospital"),
        ("ﬁre", "fire"),
        ("well\u2011known", "well-known"),
        ("ｶﾞﾗｽ", "ガラス"),
    ],
)
def test_oddly_spelled_words_are_found_plainly(
    written: str, plain: str, load: Callable[..., WordVectors]
) -> None:
    vectors = load(["the", written, "rain"])
    assert vectors.row(plain) == vectors.row(written) == 1
    assert list(vectors.words) == ["the", written, "rain"]
    both = load([written, "the", plain])
    assert (both.row(written), both.row(plain)) == (0, 2)
