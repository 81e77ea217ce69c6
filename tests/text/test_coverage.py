"""Coverage counts what was found, made and missing, and says what to do; the figures of the evaluation videos hold."""

import json
from pathlib import Path

import numpy as np
import pytest

from crvae_core.text.coverage import Coverage, coverage
from crvae_core.text.tokenizers import tokenize
from crvae_core.text.vectors import Vocabulary, embed_vocabulary, open_vectors
from crvae_core.text.vocabulary import Origin


def vocabulary(**origins: Origin) -> Vocabulary:
    return Vocabulary(list(origins), np.eye(len(origins), dtype=np.float32), list(origins.values()))


def test_counts_by_hand() -> None:
    words = vocabulary(
        a="exact", b="spelling", c="subwords", d="unknown", e="characters", f="encoder", unused="unknown"
    )
    found = coverage([["a", "a", "b", "d"], [], ["c", "d", "e", "f", "a", "lost"]], words)
    assert (found.tokens, found.types) == (10, 7)
    assert found.token_shares == pytest.approx(
        {"exact": 0.3, "spelling": 0.1, "characters": 0.1, "subwords": 0.1, "encoder": 0.1, "unknown": 0.3}
    )
    assert (found.missing_token_share, found.unknown_token_share) == pytest.approx((0.6, 0.3))
    assert (found.missing_type_share, found.unknown_type_share) == pytest.approx((5 / 7, 2 / 7))
    assert found.frequent_unknown == [("d", 2), ("lost", 1)]
    assert found.frequent_missing[:2] == [("d", 2, "unknown"), ("c", 1, "subwords")]
    assert "60.0% of the words are not among the word vectors (d, c, e, f, lost)." in found.advice
    assert "30.0% of all words have only a made-up vector" in found.advice


def test_no_words_and_no_trouble_need_no_advice() -> None:
    assert coverage([], vocabulary()).advice == ""
    found = coverage([["a"] * 99, ["b"]], vocabulary(a="exact", b="unknown"))
    assert found.advice == ""
    assert found.frequent_unknown == [("b", 1)]


@pytest.mark.parametrize(
    ("word", "language", "source", "advised"),
    [
        ("疫苗", None, None, "vectors: shared"),
        ("疫苗", None, "shared", "Get vectors of all Chinese words (vectors add sgns.merge.word"),
        ("word", None, "my.vec", "vectors add glove.6B.300d"),
        ("привет", None, None, "vectors add cc.CODE.300"),
        ("Impfung", "other", "shared", "such as cc.de.300 for German"),
    ],
)
def test_advice_fits_the_language(word: str, language: str, source: str, advised: str) -> None:
    found = coverage([[word]], vocabulary(**{word: "unknown"}), language, source)
    assert advised in found.advice


def test_composed_words_alone_are_said_to_be_blurred() -> None:
    found = coverage([["疫苗", "我"]], vocabulary(疫苗="characters", 我="exact"))
    assert "put together from known parts, which blurs what they mean" in found.advice


@pytest.fixture(scope="module")
def measure(shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    cache = tmp_path_factory.mktemp("cache")
    segments = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    texts = {
        "en": [segment["text"] for segment in segments],
        "zh": (shared_data / "cn" / "captions.txt").read_text(encoding="utf-8").splitlines(),
    }

    def measured(language: str, source: str, as_language: str | None = None) -> Coverage:
        tokens = [tokenize(text, language) for text in texts[language]]
        shared = source == "shared"
        path = source if shared else shared_data / "vectors" / source
        other = open_vectors(path, "zh" if language == "en" else "en", cache) if shared else None
        words = list(dict.fromkeys(token for row in tokens for token in row))
        vectors = open_vectors(path, as_language or language, cache)
        return coverage(tokens, embed_vocabulary(words, vectors, other), source=source)

    return measured


def test_chinese_words_without_function_words(measure) -> None:
    found = measure("zh", "zh.100d.bin")
    assert found.tokens == 2106
    assert 0.45 < found.missing_token_share < 0.55
    assert 0.4 < found.unknown_token_share <= found.missing_token_share
    assert [word for word, _ in found.frequent_unknown[:3]] == ["的", "了", "我们"]
    assert "made without function words" in found.advice
    assert "vectors: shared" in found.advice


def test_chinese_characters_make_nearly_all_words(measure) -> None:
    found = measure("zh", "zh-char.200d.txt.gz")
    assert found.unknown_token_share < 0.01
    assert found.unknown_type_share < 0.01
    assert found.missing_token_share > 0.6
    assert found.token_shares["characters"] == pytest.approx(found.missing_token_share)


def test_the_shared_space_covers_both_videos(measure) -> None:
    chinese, english = measure("zh", "shared"), measure("en", "shared")
    assert chinese.missing_token_share < 0.05
    assert chinese.unknown_token_share < 0.01
    assert english.tokens == 697
    assert english.missing_token_share < 0.025
    assert english.unknown_token_share < 0.01
    assert chinese.advice == english.advice == ""


def test_both_halves_serve_any_language(measure) -> None:
    assert measure("en", "shared", "other").missing_token_share < 0.025
    assert measure("zh", "shared", "other").missing_token_share < 0.05
