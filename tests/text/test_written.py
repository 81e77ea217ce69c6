"""Words are set as people write them, in English and in Chinese."""

import pytest

from crvae_core.text.tokenizers import tokenize
from crvae_core.text.written import blanks, written


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("good evening, and welcome to the report.", "en"),
        ("don't worry (much)! is it over?", "en"),
        ("一辆车 a bus 来了", "zh"),
        ("कल फिर मिलेंगे", "other"),
    ],
)
def test_tokens_give_their_text_again(text: str, language: str) -> None:
    assert written(tokenize(text, language)) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["."], "."),
        (["今晚", "，", "天气", "。"], "今晚，天气。"),
        (["«", "oui", "»", ":", "50", "%"], "«oui»: 50%"),
        (["he", "said", "'", "yes", "'", "at", "ten", "o", "'", "clock"], "he said ' yes ' at ten o'clock"),
        (["[", "music", "]", "流感", "flu"], "[music] 流感 flu"),
    ],
)
def test_signs_stand_where_they_belong(words: list[str], text: str) -> None:
    assert written(words) == text
    assert len(blanks(words)) == len(words)


def test_marks_stand_where_their_words_would() -> None:
    assert (
        written(["don", "'", "t", "go", "."], ["<b>don</b>", "'", "t", "<i>go</i>", "."])
        == "<b>don</b>'t <i>go</i>."
    )
