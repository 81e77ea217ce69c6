"""The shipped word space: small, quick, discriminative, and its languages meet in meaning."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from crvae_core.text.nearest_words import nearest_words
from crvae_core.text.shared_space import FOLDER
from crvae_core.text.tokenizers import tokenize
from crvae_core.text.vectors import embed_vocabulary, open_vectors

PAIRS = """dog 狗|cat 猫|vaccine 疫苗|virus 病毒|hospital 医院|doctor 医生|nurse 护士|child 孩子|mother 母亲|
father 父亲|school 学校|teacher 老师|city 城市|street 街道|car 汽车|train 火车|water 水|fire 火|rain 雨|
snow 雪|weather 天气|government 政府|president 总统|economy 经济|money 钱|war 战争|peace 和平|music 音乐
|book 书|language 语言|history 历史"""


def test_at_most_20_mb() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 20e6
    assert (FOLDER / "NOTICE.md").is_file()


def test_word_pairs_are_each_others_nearest() -> None:
    english, chinese = open_vectors("shared", "en"), open_vectors("shared", "zh")
    pairs = [tuple(pair.split()) for pair in PAIRS.replace("\n", "").split("|")]
    a = np.stack([english.vector(word) for word, _ in pairs])  # type: ignore[type-var]
    b = np.stack([chinese.vector(word) for _, word in pairs])  # type: ignore[type-var]
    there, back = nearest_words(a, b)[0].ravel(), nearest_words(b, a)[0].ravel()
    assert len(pairs) == 31
    assert sum(back[there[row]] == row and there[row] == row for row in range(31)) >= 28


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rows_are_comparable_and_distinct(language: str) -> None:
    vectors = open_vectors("shared", language)
    matrix = np.asarray(vectors.matrix, np.float32)
    assert matrix.shape == (len(vectors.words), 128)
    assert len(set(vectors.words)) == len(vectors.words) > 30_000
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), 1, atol=2e-3)
    assert len(np.unique(matrix, axis=0)) == len(matrix)
    assert nearest_words(matrix[:300], matrix, 2)[1][:, 1].min() > 0.05


def test_function_words_digits_and_punctuation() -> None:
    english, chinese = open_vectors("shared", "en"), open_vectors("shared", "zh")
    assert all(word in english for word in (*".,?!'", "the", "of", "don", "t", "s", "7", "2022", "90%"))
    assert all(word in chinese for word in ("的", "了", "我们", "吗", "疫", "苗", "7", "2022", "90%"))


def test_opens_quickly_without_heavy_imports() -> None:
    code = (
        "import sys, time\n"
        "from crvae_core.text.vectors import open_vectors\n"
        "before = time.perf_counter(); open_vectors('shared', 'zh').vector('疫苗')\n"
        "end = time.perf_counter()\n"
        "assert not {'jieba', 'torch', 'av', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "print(end - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert float(done.stdout) < 0.5


def test_coverage_of_the_evaluation_captions(shared_data: Path) -> None:
    segments = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    lines = (shared_data / "cn" / "captions.txt").read_text(encoding="utf-8").splitlines()
    texts = {"en": [segment["text"] for segment in segments], "zh": lines}
    for language, other, most_missing in (("en", "zh", 0.025), ("zh", "en", 0.05)):
        tokens = [token for text in texts[language] for token in tokenize(text, language)]
        vectors = open_vectors("shared", language)
        vocabulary = embed_vocabulary(list(dict.fromkeys(tokens)), vectors, open_vectors("shared", other))
        origin = dict(zip(vocabulary.words, vocabulary.origin, strict=True))
        assert sum(token not in vectors for token in tokens) <= most_missing * len(tokens)
        assert sum(origin[token] == "unknown" for token in tokens) <= 0.015 * len(tokens)
        nearest = nearest_words(vocabulary.matrix, vocabulary.matrix)[0].ravel()
        assert nearest.tolist() == list(range(len(vocabulary.words)))
