"""Tokens equal those of torchtext and jieba, and the language is told from the text."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crvae_core.errors import InputError
from crvae_core.media.captions import read_captions
from crvae_core.text.spelling import plain_spelling
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


# odd spelling -> plain spelling
SPELLINGS = {
    "ＣＣＴＶ ａｎｄ １２ ＮＥＷＳ": "CCTV and 12 NEWS",
    "ＣＣＴＶ新闻２０２４年增长２．５％": "CCTV新闻2024年增长2.5%",
    "the cafe\u0301 and the nai\u0308ve mayor": "the café and the naïve mayor",
    "Gro\u0308\u00dfe u\u0308ber": "Größe über",
    "it’s cold": "it's cold",
    "it´s cold and we don`t go": "it's cold and we don't go",
    "it′s itʼs it＇s l‘eau": "it's it's it's l'eau",
    "hos\u00adpital vac\u00adcine": "hospital vaccine",
    "hos\u200bpital vac\u2060cine \ufeffzero\u200dwidth": "hospital vaccine zerowidth",
    "\u202ahospital\u202c \u200evaccine\u200f": "hospital vaccine",
    "flu—the worst week": "flu - the worst week",
    "flu–the worst ―and—last― week": "flu - the worst - and - last - week",
    "flu--the worst": "flu - the worst",
    "—Hello": "- Hello",
    "pages 2–3": "pages 2-3",
    "well‑known co‐operate −5": "well-known co-operate -5",
    "week…of winter": "week...of winter",
    "“new” „neu“ «nouveau» ‹x›": '"new" "neu" "nouveau" "x"',
    "ﬁre ﬂood ﬀ": "fire flood ff",
    "𝐛𝐨𝐥𝐝 𝑤𝑜𝑟𝑑𝑠": "bold words",
    "Ｈｅｌｌｏ，ｗｏｒｌｄ！": "Hello,world!",
    "a\u00a0b\u3000c\u202fd": "a b c d",
    "\u1100\u1161\u11a8 오늘": "각 오늘",
    "ｶﾞﾗｽ": "ガラス",
    "İSTANBUL": "iSTANBUL",
    "新冠\u200b疫苗": "新冠疫苗",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh", "other"])
@pytest.mark.parametrize("odd", SPELLINGS)
def test_odd_spellings_give_the_tokens_of_the_plain_one(odd: str, language: str) -> None:
    tokens = tokenize(odd, language)
    assert tokens
    assert tokens == tokenize(SPELLINGS[odd], language)


def test_the_reported_captions_are_cut_into_known_words(
    support_table: Callable[[str, str, str], None],
) -> None:
    cases = Path(__file__).parents[1] / "cases"
    tokens = [
        tokenize(segment.text, "en") for segment in read_captions(cases / "unicode-spellings.srt").segments
    ]
    assert tokens[0][:2] == ["hospital", "vaccine"]
    assert tokens[1] == ["flu", "-", "the", "worst", "week", ".", ".", ".", "of", "winter"]
    assert tokens[2] == ["cctv", "新闻", "2024", "年", "增长", "2.5%"]
    assert tokens[3] == ["it", "'", "s", "cold", "and", "we", "don", "'", "t", "go"]
    assert tokens[4] == ["the", "café", "and", "the", "naïve", "mayor"]
    support_table(
        "Word vectors",
        "Captions with full-width letters, decomposed accents, soft hyphens, joined dashes",
        "read right",
    )


def test_signs_that_belong_to_a_script_stay() -> None:
    assert tokenize("می\u200cخواهم", "other") == ["می\u200cخواهم"]
    assert tokenize("ภาษา\u200bไทย", "other") == ["ภาษา", "ไทย"]
    assert tokenize("m² ½ น้ำ ㅋㅋ", "other") == ["m²", "½", "น้ำ", "ㅋㅋ"]
    assert tokenize("今天（星期一），晴！", "zh") == ["今天", "星期一", "晴"]


@given(st.text(max_size=40))
def test_a_plain_spelling_stays_what_it_is(text: str) -> None:
    plain = plain_spelling(text)
    assert plain_spelling(plain).split() == plain.split()


@given(st.text(st.characters(max_codepoint=127, exclude_characters="`-"), max_size=60))
def test_ascii_captions_are_cut_as_torchtext_cuts_them(text: str) -> None:
    assert tokenize(text, "en") == basic_english(text)


def test_languages_are_told_from_odd_spellings() -> None:
    assert detect_language(["Ｔｈｅ ｆｌｕ ｉｓ ｉｎ ｔｈｅ ｃｉｔｙ"]) == "en"
    assert detect_language(["les me\u0301decins et les malades sont dans la ville"]) == "other"
