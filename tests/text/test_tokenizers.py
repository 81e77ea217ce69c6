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


def test_mixed_lines_are_cut_by_script() -> None:
    expected = ["我们", "打", "了", "3", "针", "mrna", "疫苗", "it", "'", "s", "fine", ",", "really", "."]
    for language in ("zh", "en"):
        assert tokenize("我们打了3针mRNA疫苗，it’s fine, really.", language) == expected
    assert tokenize("新冠 BA.5 is 90%", "zh") == ["新冠", "ba", ".", "5", "is", "90%"]
    assert tokenize("我穿T恤", "zh") == ["我", "穿", "T恤"]
    assert tokenize("他说：“好”！", "en") == ["他", "说", "好"]


def test_pure_english_in_a_chinese_file_is_basic_english(shared_data: Path) -> None:
    for example in json.loads((shared_data / "basic_english.json").read_text(encoding="utf-8")):
        if example["text"].isascii() and any(map(str.isalpha, example["text"])):
            assert tokenize(example["text"], "zh") == example["tokens"]


def test_pure_chinese_is_what_jieba_says(shared_data: Path) -> None:
    lines = (shared_data / "cn" / "captions.txt").read_text(encoding="utf-8").splitlines()
    assert [tokenize(line, "zh") for line in lines] == [chinese(line) for line in lines]
    assert sum(len(tokenize(line, "zh")) for line in lines) == 2106
    spoken = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    assert sum(len(tokenize(row["text"], "en")) for row in spoken) == 697


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("L'été est là, vais-je 3,5 km?", ["l'été", "est", "là", "vais", "je", "3,5", "km"]),
        ("¿Dónde está el niño?", ["dónde", "está", "el", "niño"]),
        ("Cafe\u0301 GRÖSSE", ["café", "grösse"]),  # both ways to write é
        ("Привет, мир! Ещё раз.", ["привет", "мир", "ещё", "раз"]),
        ("मैं हिंदी में बोलता हूँ।", ["मैं", "हिंदी", "में", "बोलता", "हूँ"]),
        ("هذا كِتاب جديد.", ["هذا", "كِتاب", "جديد"]),
        ("می‌خواهم بروم", ["می‌خواهم", "بروم"]),
        ("오늘 날씨가 좋네요", ["오늘", "날씨가", "좋네요"]),
        ("今日は", ["今", "日", "は"]),
        ("5G a1b2 1.000,50 12:30", ["5g", "a1b2", "1.000,50", "12", "30"]),
        (" -- ♪ … ", []),
    ],
)
def test_words_of_any_language_with_blanks(text: str, tokens: list[str]) -> None:
    assert tokenize(text, "other") == tokens


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["Les autorités sanitaires de la ville ont annoncé", "que les cas sont plus nombreux"], "other"),
        (["Die Behörden warnen vor einer neuen Welle, die im Winter kommt"], "other"),
        (["los casos de la enfermedad suben en la ciudad"], "other"),
        (["il governo ha detto che non è vero"], "other"),
        (["Merhaba arkadaşlar bugün çok güzel bir gün"], "other"),
        (["Врачи рассказали о новой волне"], "other"),
        (["اليوم أعلنت السلطات"], "other"),
        (["今日は新しい変異株についてお伝えします"], "other"),
        (["오늘 보건 당국은 발표했습니다"], "other"),
        (["a cup of coffee au lait in a café"], "en"),
        (["no no no", "good evening"], "en"),
        (["die hard is a film"], "en"),
    ],
)
def test_other_languages_are_told(texts: list[str], language: str) -> None:
    assert detect_language(texts) == language


def test_the_evaluation_captions_are_told(shared_data: Path) -> None:
    spoken = json.loads((shared_data / "us" / "captions.json").read_text(encoding="utf-8"))
    assert detect_language(row["text"] for row in spoken) == "en"
    assert (
        detect_language((shared_data / "cn" / "captions.txt").read_text(encoding="utf-8").splitlines())
        == "zh"
    )
