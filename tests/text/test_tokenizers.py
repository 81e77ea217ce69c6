"""Tokens equal those of torchtext and jieba, and the language is told from the text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crvae_core.errors import InputError
from crvae_core.text.tokenizers import basic_english, chinese, detect_language, tokenize


def test_basic_english_equals_the_recorded_tokens_of_torchtext(shared_data: Path) -> None:
    recorded = json.loads((shared_data / "basic_english.json").read_text(encoding="utf-8"))
    assert len(recorded) == 25
    for example in recorded:
        assert basic_english(example["text"]) == example["tokens"]
        assert tokenize(example["text"], "en") == example["tokens"]


def test_basic_english_by_hand() -> None:
    assert basic_english('He said: "Don\'t!"<br />Why?') == ["he", "said", "don", "'", "t", "!", "why", "?"]
    assert basic_english("a;b (c)") == ["a", "b", "(", "c", ")"]
    assert basic_english(" \n ") == []


def test_curly_quotes_count_as_straight_ones() -> None:
    assert tokenize("it’s “new”", "en") == tokenize('it\'s "new"', "en") == ["it", "'", "s", "new"]


def test_chinese_words_without_punctuation() -> None:
    assert chinese("老年人要接种疫苗吗？") == ["老年人", "要", "接种", "疫苗", "吗"]
    assert chinese("“你好”，……！\n 　——《新闻》、") == ["你好", "新闻"]
    assert chinese("达到90%左右") == ["达到", "90%", "左右"]
    assert chinese("") == []


def test_unknown_language_names_the_choice() -> None:
    with pytest.raises(InputError, match="choose 'en', 'zh' or 'other'"):
        tokenize("bonjour", "fr")


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["health officials here", "in new york city"], "en"),
        (["老年人要接种新冠疫苗吗？"], "zh"),
        (["新冠 BA.5 is 90%", "疫苗接种率提高了"], "zh"),
        (["the word 中文 means the Chinese language"], "en"),
        (["12 34", ""], "en"),
        ([], "en"),
    ],
)
def test_language(texts: list[str], language: str) -> None:
    assert detect_language(texts) == language


def test_jieba_is_silent_clean_and_lazy(tmp_path: Path) -> None:
    code = (
        "import sys, crvae_core.text.tokenizers as t, crvae_core.text.vectors\n"
        "assert 'jieba' not in sys.modules and 'torch' not in sys.modules\n"
        "assert t.chinese('今天天气好') == ['今天天气', '好'] or t.chinese('今天天气好')\n"
    )
    environment = {"CRVAE_HOME": str(tmp_path / "home"), "PYTHONPYCACHEPREFIX": str(tmp_path / "fresh")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list((tmp_path / "home" / "jieba").iterdir())
